// SPDX-License-Identifier: Apache-2.0
#include "llm/batch.hpp"

#include <algorithm>
#include <unordered_set>

#include "llm/batch_results.hpp"
#include "llm/batch_wire.hpp"
#include "llm/retry.hpp"

namespace kompress::llm {
namespace {

/// Lists and descriptions of batches; a hundred of them are some 100 kB.
constexpr std::uint64_t MaxObjectBytes = std::uint64_t{32} << 20;
/// Results may be larger than any usual response: so many bytes for each request.
constexpr std::uint64_t MaxResultBytes = std::uint64_t{64} << 10;
constexpr Moment LongestWait = std::chrono::minutes(5);
/// 100,000 batches; a server that always says "there is more" must end somewhere.
constexpr unsigned MaxPages = 1000;
constexpr std::chrono::seconds ClockSlack = std::chrono::minutes(5), LongestSubmission = std::chrono::hours(6);

Failure failure_of(FailureClass kind, std::string message) {
    Failure failure;
    failure.kind = kind;
    failure.message = std::move(message);
    return failure;
}

Failure bad_id(const std::string& id) {
    std::string shown = id.substr(0, 60);
    std::replace_if(shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return failure_of(FailureClass::Request, "'" + shown + "' is not the id of a batch");
}

bool is_pushback(const Failure& failure) { return failure.kind == FailureClass::Throttle; }
bool is_passing(const Failure& failure) { return failure.kind == FailureClass::Overload || failure.kind == FailureClass::Transient; }

}  // namespace

Result<std::vector<std::span<const CheckedPrompt>>> split_batch(const Endpoint& endpoint, std::span<const CheckedPrompt> prompts) {
    return split_batch(endpoint, prompts, batch_limits(endpoint.dialect));
}

Result<std::vector<std::span<const CheckedPrompt>>> split_batch(const Endpoint& endpoint, std::span<const CheckedPrompt> prompts, const BatchLimits& limits) {
    if (limits.requests == 0)
        return Error{ErrorCode::InvalidArgument, std::string(dialect_name(endpoint.dialect)) + " takes no batches; leave out --batch"};
    const std::size_t most_requests = limits.requests / 5 * 4, most_bytes = limits.bytes / 5 * 4;
    std::vector<std::span<const CheckedPrompt>> parts;
    std::size_t begin = 0, bytes = 0;
    const std::string some_id(40, '0');
    std::string entry;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        entry.clear();
        append_batch_entry(endpoint, prompts[i].prompt(), some_id, entry);
        if (entry.size() > most_bytes)
            return Error{ErrorCode::InvalidArgument, "the prompt for '" + prompts[i].prompt().label + "' is larger than a whole batch may be; leave it out or cut it"};
        if (i - begin == most_requests || bytes + entry.size() + 1 > most_bytes) {
            parts.push_back(prompts.subspan(begin, i - begin));
            begin = i;
            bytes = 0;
        }
        bytes += entry.size() + 1;
    }
    if (begin < prompts.size()) parts.push_back(prompts.subspan(begin));
    return parts;
}

/// One request of the protocol, and how it may be repeated.
struct BatchClient::Call {
    std::function<HttpRequest()> make;  ///< anew for each attempt: bodies are too large to keep a copy of
    bool may_repeat = true;             ///< asking twice changes nothing
    std::uint64_t most_bytes = MaxObjectBytes;
    BodySink sink = {};
    std::function<void()> before_attempt = [] {};
};

BatchClient::BatchClient(const Endpoint& endpoint, Transport& transport, const Clock& clock, BatchOptions options)
    : endpoint_(endpoint), transport_(transport), clock_(clock), options_(options), random_(options.seed) {}

Failure BatchClient::without_batches() const {
    return failure_of(FailureClass::Configuration, std::string(dialect_name(endpoint_.dialect)) + " takes no batches; leave out --batch");
}

Failure BatchClient::unreadable(std::string_view what) const {
    return failure_of(FailureClass::Transient, endpoint_.host() + " sent " + std::string(what) + " that cannot be read; try again later");
}

Outcome<HttpResponse> BatchClient::call(const Call& call) {
    ExchangeLimits limits = options_.limits;
    limits.most_bytes = call.most_bytes;
    for (unsigned attempt = 0;; ++attempt) {
        call.before_attempt();
        HttpRequest request = call.make();
        request.must_not_repeat = !call.may_repeat;
        auto response = exchange(transport_, std::move(request), limits, clock_, call.sink);
        const Failure& failure = response.failure;
        const bool is_repeated = is_pushback(failure) || (call.may_repeat && is_passing(failure));
        if (!failure || !is_repeated || attempt + 1 >= MaxAttempts) return response;
        const Moment pause = std::max<Moment>(backoff(attempt, random_), failure.retry_after.value_or(milliseconds(0)));
        if (pause > LongestWait) return response;
        if (!wait_until(clock_.now() + pause, transport_, clock_, limits.cancellation))
            return failure_of(FailureClass::Cancelled, "stopped before " + endpoint_.host() + " had answered");
    }
}

Failure BatchClient::check(std::span<const CheckedPrompt> prompts, std::vector<std::string>& ids) const {
    const BatchLimits limits = batch_limits(endpoint_.dialect);
    if (limits.requests == 0) return without_batches();
    if (prompts.empty()) return failure_of(FailureClass::Request, "a batch needs at least one prompt");
    if (prompts.size() > limits.requests)
        return failure_of(FailureClass::Request, "a batch takes at most " + std::to_string(limits.requests) + " prompts; split it");
    std::unordered_set<std::string_view> seen;
    ids.reserve(prompts.size());
    for (const CheckedPrompt& prompt : prompts) {
        ids.push_back(batch_custom_id(request_key(endpoint_, prompt.prompt())));
        if (!seen.insert(ids.back()).second)
            return failure_of(FailureClass::Request, "the prompt for '" + prompt.prompt().label + "' stands in the batch twice; ask for it once");
    }
    return {};
}

Outcome<std::string> BatchClient::submit(const std::string& tag, std::span<const CheckedPrompt> prompts) {
    std::vector<std::string> ids;
    if (Failure failure = check(prompts, ids)) return failure;
    if (endpoint_.dialect == Dialect::Anthropic)
        return create([&] {
            HttpRequest request = make_api_request(endpoint_, "POST", batch_path(endpoint_.dialect), "application/json", "application/json");
            request.body = "{\"requests\":[";
            for (std::size_t i = 0; i < prompts.size(); ++i) {
                if (i > 0) request.body += ',';
                append_batch_entry(endpoint_, prompts[i].prompt(), ids[i], request.body);
            }
            request.body += "]}";
            return request;
        });
    const auto file = upload(ids, prompts);
    if (!file) return file.failure;
    auto id = create([&] {
        HttpRequest request = make_api_request(endpoint_, "POST", batch_path(endpoint_.dialect), "application/json", "application/json");
        request.body = openai_batch_body(file.value, tag);
        return request;
    });
    if (!id && !may_have_been_created(id.failure)) remove_file(file.value);
    return id;
}

Outcome<std::string> BatchClient::create(const std::function<HttpRequest()>& make) {
    auto response = call({.make = make, .may_repeat = false});
    if (!response) {
        if (response.failure.status == 404) response.failure.message = endpoint_.host() + " takes no batches; leave out --batch";
        return response.failure;
    }
    const auto batch = read_batch_object(endpoint_.dialect, response.value.body);
    if (!batch) return unreadable("a description of the new batch");
    return batch->id;
}

/// The file of entries as multipart/form-data (RFC 7578). Entries hold no line ends of their own, so the boundary, which
/// stands behind CR LF, cannot occur in them; it is made of their ids, which they cannot know, for readers that look for
/// less. The same prompts give the same bytes.
Outcome<std::string> BatchClient::upload(const std::vector<std::string>& ids, std::span<const CheckedPrompt> prompts) {
    std::string all;
    for (const std::string& id : ids) all += id;
    const std::string boundary = "kompress-" + sha256(all).hex().substr(0, 40);
    const auto make = [&] {
        HttpRequest request = make_api_request(endpoint_, "POST", "/files", "multipart/form-data; boundary=" + boundary, "application/json");
        std::string& body = request.body;
        body = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--" + boundary +
               "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"kompress.jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n";
        for (std::size_t i = 0; i < prompts.size(); ++i) {
            append_batch_entry(endpoint_, prompts[i].prompt(), ids[i], body);
            body += '\n';
        }
        body += "\r\n--" + boundary + "--\r\n";
        return request;
    };
    // A second upload leaves a file that nobody uses, no more.
    auto response = call({.make = make});
    if (!response) {
        if (response.failure.status == 404) response.failure.message = endpoint_.host() + " takes no files for batches; leave out --batch";
        return response.failure;
    }
    const auto id = read_file_id(response.value.body);
    if (!id) return unreadable("a description of the uploaded file");
    return *id;
}

/// What was refused need not stay with the provider. If this fails, too, the file stays: it costs nothing.
void BatchClient::remove_file(const std::string& id) {
    (void)call({.make = [&] { return make_api_request(endpoint_, "DELETE", "/files/" + id, "", "application/json"); }});
}

bool BatchClient::may_have_been_created(const Failure& failure) { return is_passing(failure) || failure.kind == FailureClass::Cancelled; }

Outcome<std::optional<std::string>> BatchClient::find_submitted(const std::string& tag, sys_seconds created_since, std::uint64_t count,
                                                                std::span<const std::string> taken) {
    using Found = std::optional<std::string>;
    if (batch_limits(endpoint_.dialect).requests == 0) return without_batches();
    const bool has_tags = endpoint_.dialect == Dialect::OpenAi;
    Found best;
    std::chrono::seconds closest = std::chrono::seconds::max();
    std::string after;
    for (unsigned number = 0; number < MaxPages; ++number) {
        const auto response = call({.make = [&] { return make_api_request(endpoint_, "GET", batch_list_path(endpoint_.dialect, after), "", "application/json"); }});
        if (!response) return response.failure;
        const auto page = read_batch_page(endpoint_.dialect, response.value.body);
        if (!page) return unreadable("a list of batches");
        for (const BatchObject& batch : page->batches) {
            const BatchStatus& status = batch.status;
            if (has_tags && batch.tag == tag) return Found(batch.id);
            if (!status.created) continue;
            const std::chrono::seconds distance = *status.created - created_since;
            if (distance < -ClockSlack) return best;  // the newest stand first
            const bool fits = !has_tags && status.total == count && distance <= LongestSubmission && std::find(taken.begin(), taken.end(), batch.id) == taken.end();
            if (!fits || std::chrono::abs(distance) >= closest) continue;
            closest = std::chrono::abs(distance);
            best = batch.id;
        }
        if (page->next.empty() || page->next == after) return best;
        after = page->next;
    }
    return best;
}

Outcome<BatchObject> BatchClient::fetch(const std::string& id) {
    if (batch_limits(endpoint_.dialect).requests == 0) return without_batches();
    if (!is_safe_id(id)) return bad_id(id);
    auto response = call({.make = [&] { return make_api_request(endpoint_, "GET", batch_path(endpoint_.dialect, id), "", "application/json"); }});
    if (!response) {
        if (response.failure.status == 404) response.failure.message = endpoint_.host() + " knows no batch " + id + "; was it made with another key?";
        return response.failure;
    }
    auto batch = read_batch_object(endpoint_.dialect, response.value.body);
    if (!batch || batch->id != id) return unreadable("a description of batch " + id);
    return std::move(*batch);
}

Outcome<BatchStatus> BatchClient::status(const std::string& id) {
    auto batch = fetch(id);
    if (!batch) return batch.failure;
    return batch.value.status;
}

/// Credentials go along, so results are fetched from where the endpoint is and from nowhere else: behind a gateway the
/// provider names its own address, and the gateway has them under the usual path.
std::vector<HttpRequest> BatchClient::result_requests(const BatchObject& batch) const {
    std::vector<HttpRequest> requests;
    for (const std::string& file : batch.result_files) requests.push_back(make_api_request(endpoint_, "GET", "/files/" + file + "/content", "", "*/*"));
    if (batch.results_url.empty()) return requests;
    requests.push_back(make_api_request(endpoint_, "GET", batch_path(endpoint_.dialect, batch.id, "results"), "", "*/*"));
    const std::string& url = batch.results_url;
    const bool is_printable = std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '\\'; });
    if (is_printable && url.starts_with(endpoint_.origin() + "/")) requests.back().url = url;
    return requests;
}

Outcome<BatchCounts> BatchClient::collect(const std::string& id, const PromptOfId& prompt_of, const BatchResultSink& sink) {
    const auto batch = fetch(id);
    if (!batch) return batch.failure;
    const BatchStatus& status = batch.value.status;
    if (status.phase == BatchPhase::Failed)
        return failure_of(FailureClass::Request, "the provider refused batch " + id + (status.reason.empty() ? std::string() : " (it says: " + status.reason + ")"));
    if (status.phase != BatchPhase::Ended) return failure_of(FailureClass::Request, "batch " + id + " has not ended yet; collect it later");
    if (endpoint_.dialect == Dialect::Anthropic && batch.value.results_url.empty())
        return failure_of(FailureClass::Request, endpoint_.host() + " no longer keeps the results of batch " + id + "; ask again for what was not collected");
    BatchResultReader reader(endpoint_, clock_, prompt_of, sink);
    for (const HttpRequest& request : result_requests(batch.value)) {
        reader.begin();
        const auto response = call({.make = [&] { return request; },
                                    .most_bytes = std::max<std::uint64_t>(options_.limits.most_bytes, MaxResultBytes * std::min<std::uint64_t>(status.total, 100'000)),
                                    .sink =
                                        [&](std::string_view bytes) {
                                            reader.feed(bytes);
                                            return true;
                                        },
                                    .before_attempt = [&] { reader.begin_again(); }});
        if (!response) return response.failure;
        reader.finish();
    }
    return reader.counts();
}

Failure BatchClient::cancel(const std::string& id) {
    if (batch_limits(endpoint_.dialect).requests == 0) return without_batches();
    if (!is_safe_id(id)) return bad_id(id);
    const auto response = call({.make = [&] { return make_api_request(endpoint_, "POST", batch_path(endpoint_.dialect, id, "cancel"), "", "application/json"); }});
    if (response || response.failure.kind == FailureClass::Cancelled) return response.failure;
    const auto now = status(id);  // a batch that has ended cannot be cancelled
    return now && now.value.phase != BatchPhase::Running ? Failure() : response.failure;
}

}  // namespace kompress::llm
