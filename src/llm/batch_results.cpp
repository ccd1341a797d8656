// SPDX-License-Identifier: Apache-2.0
#include "llm/batch_results.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "llm/json_access.hpp"
#include "llm/json_depth.hpp"

namespace kompress::llm {
namespace {

using Json = nlohmann::json;

/// A line holds one answer, escaped; those are far below.
constexpr std::size_t MaxLineBytes = 2 * MaxAnswerBytes;

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

Failure failure_of(FailureClass kind, std::string_view message) {
    Failure failure;
    failure.kind = kind;
    failure.message = message;
    return failure;
}

/// One line on its way to a result. `prompt` is a blank one where the custom_id is not known: nothing is estimated then.
struct Item {
    const Endpoint& endpoint;
    const Prompt& prompt;
    sys_seconds now;
    BatchResult& result;

    void unreadable(bool was_answered) const {
        result.fate = BatchFate::Unreadable;
        result.answer.failure = failure_of(FailureClass::Transient, "the results of the batch hold a line for it that cannot be read; ask for it again");
        if (was_answered) result.answer.completion.usage = estimate_usage({}, prompt);
    }
    void expired() const {
        result.fate = BatchFate::Expired;
        result.answer.failure = failure_of(FailureClass::Transient, "the batch expired before this was answered, nothing was charged; ask for it again");
    }
    void cancelled() const {
        result.fate = BatchFate::Cancelled;
        result.answer.failure = failure_of(FailureClass::Cancelled, "the batch was cancelled before this was answered, nothing was charged");
    }
    void errored(Failure failure) const {
        result.fate = BatchFate::Errored;
        failure.retry_after.reset();  // hours have passed since
        result.answer.failure = std::move(failure);
    }
    void succeeded(const Json& body) const {
        const auto reader = make_reader(endpoint.dialect, "application/json");
        reader->feed(dump(body));
        reader->finish();
        const Reply& reply = reader->reply();
        if (reply.failure) return reply.failure.status == 0 ? unreadable(true) : errored(reply.failure);
        result.fate = BatchFate::Succeeded;
        result.answer.failure = judge_finish(reply, prompt);
        take_reply(reply, endpoint, prompt, result.answer.completion);
    }
};

void read_openai(const Json& line, const Item& item) {
    if (const Json& error = member(line, "error"); error.is_object()) {
        const std::string_view code = text_of(error, "code");
        if (contains(code, "expired")) return item.expired();
        if (contains(code, "cancel")) return item.cancelled();
        return item.errored(classify_error_json(dump(error)));
    }
    const Json& response = member(line, "response");
    const Json& status = member(response, "status_code");
    const Json& body = member(response, "body");
    if (!status.is_number_unsigned() || status.get<std::uint64_t>() < 100 || status.get<std::uint64_t>() > 599) return item.unreadable(false);
    const int code = status.get<int>();
    item.result.answer.completion.request_id = text_of(response, "request_id");
    if (code < 200 || code >= 300) item.errored(classify_response(code, {}, dump(body), item.now));
    else if (body.is_object()) item.succeeded(body);
    else item.unreadable(true);
}

/// The status that the Messages API answers with for an error of this type.
int status_of(std::string_view type) {
    if (type == "invalid_request_error") return 400;
    if (type == "authentication_error") return 401;
    if (type == "billing_error") return 402;
    if (type == "permission_error") return 403;
    if (type == "not_found_error") return 404;
    if (type == "request_too_large") return 413;
    if (type == "rate_limit_error") return 429;
    if (type == "timeout_error") return 504;
    if (type == "overloaded_error") return 529;
    return 500;
}

void read_anthropic(const Json& line, const Item& item) {
    const Json& result = member(line, "result");
    const std::string_view type = text_of(result, "type");
    if (type == "succeeded") {
        const Json& message = member(result, "message");
        return message.is_object() ? item.succeeded(message) : item.unreadable(true);
    }
    if (type == "expired") return item.expired();
    if (type == "canceled") return item.cancelled();
    if (type != "errored") return item.unreadable(false);
    const Json& error = member(result, "error");
    const Json& inner = member(error, "error");
    item.errored(classify_response(status_of(text_of(inner.is_object() ? inner : error, "type")), {}, dump(error), item.now));
    if (std::string id(text_of(error, "request_id")); !id.empty()) item.result.answer.failure.request_id = std::move(id);
}

}  // namespace

std::string_view batch_fate_name(BatchFate fate) {
    static constexpr std::string_view Names[] = {"succeeded", "errored", "cancelled", "expired", "unreadable"};
    return Names[static_cast<int>(fate)];
}

BatchResult read_batch_result(const Endpoint& endpoint, std::string_view text, const PromptOfId& prompt_of, sys_seconds now) {
    BatchResult result;
    const Json line = is_shallow(text) ? Json::parse(text, nullptr, false) : Json(Json::value_t::discarded);
    result.custom_id = text_of(line, "custom_id");
    std::optional<Prompt> prompt;
    if (!result.custom_id.empty()) prompt = prompt_of(result.custom_id);
    result.is_known = prompt.has_value();
    if (!prompt) {
        prompt.emplace();
        prompt->max_output_tokens = 0;
    }
    const Item item{endpoint, *prompt, now, result};
    if (result.custom_id.empty()) item.unreadable(false);
    else if (endpoint.dialect == Dialect::Anthropic) read_anthropic(line, item);
    else read_openai(line, item);
    Answer& answer = result.answer;
    if (!result.is_known && !result.custom_id.empty())
        answer.failure = failure_of(FailureClass::Request, "the results hold an answer to something that was not asked for; the batch may be of somebody else");
    if (answer.failure && answer.failure.request_id.empty()) answer.failure.request_id = answer.completion.request_id;
    return result;
}

void BatchResultReader::begin() {
    line_ = told_ = 0;
    begin_again();
}

void BatchResultReader::begin_again() {
    line_ = 0;
    pending_.clear();
    is_too_long_ = false;
}

void BatchResultReader::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::string_view piece = bytes.substr(0, end);
        if (pending_.size() + piece.size() > MaxLineBytes) is_too_long_ = true;
        if (end == std::string_view::npos) {
            if (is_too_long_) pending_.clear();
            else pending_.append(piece);
            return;
        }
        if (pending_.empty()) {
            take_line(piece);
        } else {
            pending_.append(is_too_long_ ? std::string_view() : piece);
            take_line(pending_);
            pending_.clear();
        }
        is_too_long_ = false;
        bytes.remove_prefix(end + 1);
    }
}

void BatchResultReader::finish() {
    if (!pending_.empty() || is_too_long_) take_line(pending_);
    pending_.clear();
    is_too_long_ = false;
}

void BatchResultReader::take_line(std::string_view line) {
    if (!is_too_long_ && line.find_first_not_of(" \t\r") == std::string_view::npos) return;
    if (++line_ <= told_) return;
    told_ = line_;
    tell(read_batch_result(endpoint_, is_too_long_ ? std::string_view() : line, prompt_of_, clock_.calendar()));
}

void BatchResultReader::tell(const BatchResult& result) {
    if (!result.custom_id.empty() && !seen_.insert(result.custom_id).second) {
        ++counts_.repeated;
        return;
    }
    std::uint64_t* const counters[] = {&counts_.succeeded, &counts_.errored, &counts_.cancelled, &counts_.expired, &counts_.unreadable};
    ++*counters[static_cast<int>(result.fate)];
    if (!result.is_known) ++counts_.unknown;
    sink_(result);
}

}  // namespace kompress::llm
