// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/provider.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "support/fake_llm/answers.hpp"
#include "support/fake_llm/dialects.hpp"
#include "support/fake_llm/distort.hpp"
#include "support/fake_llm/errors.hpp"
#include "support/fake_llm/info_endpoints.hpp"

namespace kompress::testing::fake_llm {
namespace {

constexpr std::int64_t OllamaDefaultContext = 4096;  // what it serves unless the request says num_ctx

/// A number in [0, 1) that depends on its arguments alone (the finaliser of SplitMix64).
double draw(std::uint64_t seed, std::uint64_t rule, std::uint64_t number) {
    std::uint64_t x = seed * 0x9e3779b97f4a7c15u + rule * 0xbf58476d1ce4e5b9u + number;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return static_cast<double>((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

/// The dialect of a path that asks for a completion.
std::optional<Dialect> completion_dialect(const HttpRequest& request) {
    const std::string path = request.path();
    if (request.method != "POST") return std::nullopt;
    if (ends_with(path, "/chat/completions")) return Dialect::OpenAi;
    if (ends_with(path, "/v1/messages")) return Dialect::Anthropic;
    if (ends_with(path, "/api/chat")) return Dialect::Ollama;
    return std::nullopt;
}

/// The dialect of any path, for the shape of errors.
Dialect dialect_of(const HttpRequest& request) {
    const std::string path = request.path();
    if (path.find("/v1/messages") != std::string::npos || !request.header("anthropic-version").empty())
        return Dialect::Anthropic;
    return path.rfind("/api/", 0) == 0 && path.rfind("/api/v1", 0) != 0 ? Dialect::Ollama : Dialect::OpenAi;
}

std::int64_t context_of(const Ask& ask, const Script& script) {
    const Model* model = find_model(script, ask.model);
    const std::int64_t context = model                   ? model->context
                                 : script.models.empty() ? 0
                                                         : script.models.front().context;
    if (ask.dialect != Dialect::Ollama) return context;
    const std::int64_t wanted = ask.num_ctx > 0 ? ask.num_ctx : OllamaDefaultContext;
    return context > 0 ? std::min(context, wanted) : wanted;
}

std::int64_t tokens_of(const Ask& ask) {
    std::size_t bytes = 0;
    for (const Block& block : ask.blocks) bytes += block.text.size();
    return tokens_of_bytes(bytes);
}

/// What errors by script quote. A prompt that would fit is said to be a third too long, so that the numbers
/// make sense.
ErrorFacts facts_for(const Ask& ask, const Fault& fault, const Script& script) {
    ErrorFacts facts;
    facts.model = ask.model;
    facts.requested = tokens_of(ask);
    facts.limit = std::min(context_of(ask, script), facts.requested * 3 / 4);
    facts.retry_seconds = std::strtol(fault.retry_after.c_str(), nullptr, 10);
    return facts;
}

Reply bad_request(Dialect dialect, const std::string& why) {
    return *error_reply("bad_request", dialect, {{}, why});
}

/// What `make` makes, or the refusal of a request with a field of a type that nobody expects there.
template <typename Make>
Reply guarded(Dialect dialect, Make make) {
    try {
        return make();
    } catch (const nlohmann::json::exception& problem) {
        return bad_request(dialect, std::string("Invalid type in the request: ") + problem.what());
    }
}

void append(Headers& to, const Headers& more) {
    to.insert(to.end(), more.begin(), more.end());
}

std::string seconds_up(Time wait) {
    return std::to_string(std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(wait).count()));
}

}  // namespace

Provider::Provider(Script script, std::chrono::system_clock::time_point wall_start)
    : script_(std::move(script)),
      wall_start_(wall_start),
      limiter_(script_.limits),
      cache_(script_.cache),
      author_(script_.author),
      openai_batches_(
          script_.batch,
          [this](Dialect dialect, const std::string& body) { return complete_one(dialect, body, 0); }),
      anthropic_batches_(
          script_.batch, script_.tls_certificate.empty() ? "http" : "https",
          [this](Dialect dialect, const std::string& body) { return complete_one(dialect, body, 0); }),
      seen_(script_.faults.size() + script_.replies.size()) {}

std::chrono::system_clock::time_point Provider::wall(Time now) const {
    return wall_start_ + std::chrono::duration_cast<std::chrono::system_clock::duration>(now);
}

bool Provider::picks(const Selector& when, std::size_t rule, const std::string& prompt,
                     const std::string& path) {
    if (!when.match.empty() && prompt.find(when.match) == std::string::npos) return false;
    if (!when.path.empty() && path.find(when.path) == std::string::npos) return false;
    const std::lock_guard lock(mutex_);
    const std::uint64_t number = ++seen_[rule];
    if (!when.at.empty() && std::find(when.at.begin(), when.at.end(), number) == when.at.end()) return false;
    if (when.first != 0 && number > when.first) return false;
    if (number <= when.after) return false;
    return when.probability >= 1 || draw(script_.seed, rule, number) < when.probability;
}

Fault Provider::pick_fault(const HttpRequest& request, const std::string& prompt) {
    const Fault* picked = nullptr;
    for (std::size_t i = 0; i < script_.faults.size(); ++i)  // every rule counts, whichever is picked
        if (picks(script_.faults[i].when, i, prompt, request.path()) && !picked) picked = &script_.faults[i];
    return picked ? *picked : Fault{};
}

const ReplyRule* Provider::pick_reply(const std::string& prompt, const std::string& path) {
    const ReplyRule* picked = nullptr;
    for (std::size_t i = 0; i < script_.replies.size(); ++i)
        if (picks(script_.replies[i].when, script_.faults.size() + i, prompt, path) && !picked)
            picked = &script_.replies[i];
    return picked;
}

bool Provider::authorised(const HttpRequest& request) const {
    if (script_.api_keys.empty()) return true;
    std::string shown(request.header("x-api-key"));
    if (const auto bearer = request.header("authorization"); bearer.rfind("Bearer ", 0) == 0)
        shown = bearer.substr(7);
    return std::find(script_.api_keys.begin(), script_.api_keys.end(), shown) != script_.api_keys.end();
}

Reply Provider::fault_reply(const Fault& fault, Dialect dialect, const ErrorFacts& facts, bool stream,
                            Time now) const {
    Reply reply;
    if (!fault.error.empty()) {
        if (auto named = error_reply(fault.error, dialect, facts))
            reply = std::move(*named);
        else
            reply = *error_reply("server_error", dialect,
                                 {{}, "the script names an error that does not exist: " + fault.error});
    }
    if (fault.status != 0) reply.status = fault.status;
    if (!fault.redirect.empty()) {
        if (fault.status == 0) reply.status = 307;
        reply.headers.push_back({"Location", fault.redirect});
    }
    if (!fault.body.empty()) reply.body = fault.body;
    if (reply.status == 200 && stream && fault.body.empty() &&
        !fault.error.empty()) {  // an error that comes as data
        reply = Reply{200,
                      Format::Sse,
                      {{"Content-Type", "text/event-stream"}},
                      "",
                      {error_frame(fault.error, dialect, facts), {FrameKind::Terminal, "", "[DONE]"}}};
    }
    if (!fault.retry_after.empty()) reply.headers.push_back({"Retry-After", fault.retry_after});
    if (fault.retry_after_ms)
        reply.headers.push_back({"retry-after-ms", std::to_string(*fault.retry_after_ms)});
    if (fault.retry_after_date)
        reply.headers.push_back(
            {"Retry-After", http_date(wall(now) + std::chrono::seconds(*fault.retry_after_date))});
    if (fault.should_retry)
        reply.headers.push_back({"x-should-retry", *fault.should_retry ? "true" : "false"});
    return reply;
}

std::optional<Reply> Provider::refusal(const Ask& ask, std::int64_t input) const {
    ErrorFacts facts;
    facts.model = ask.model;
    facts.requested = input;
    if (script_.strict_models && !find_model(script_, ask.model))
        return error_reply("model_not_found", ask.dialect, facts);
    facts.limit = context_of(ask, script_);
    const bool cuts_itself = ask.dialect == Dialect::Ollama && ask.truncate;
    if (facts.limit > 0 && input > facts.limit && !cuts_itself)
        return error_reply("context", ask.dialect, facts);
    return std::nullopt;
}

Answer Provider::make_answer(const Ask& ask, const Fault& fault, const CacheLookup& cache,
                             const std::string& path, std::uint64_t number) {
    const ReplyRule* rule = pick_reply(ask.prompt, path);
    Answer answer;
    answer.id = digest(ask.prompt).substr(0, 12) + std::to_string(number);
    answer.delta_bytes = script_.delta_bytes;
    answer.report_cache_writes = script_.cache.report_writes;
    answer.usage_known = !fault.omit_usage;
    if (rule) answer.reasoning = rule->reasoning;
    const std::string stop = !fault.stop.empty() ? fault.stop : rule ? rule->stop : std::string();
    answer.stop = stop.empty() ? "stop" : stop;
    answer.text = rule ? rule->text : stop == "refusal" ? "I cannot help with that." : author_.is_set() ? author_.answer(ask) : default_text(ask);
    if (!rule && stop == "length") answer.text = pieces_of(answer.text, answer.text.size() / 2)[0];
    if (ask.max_tokens > 0 && tokens_of_bytes(answer.text.size()) > ask.max_tokens) {
        answer.text = pieces_of(answer.text, static_cast<std::size_t>(ask.max_tokens) * 4)[0];
        if (stop.empty()) answer.stop = "length";
    }
    Usage& usage = answer.usage;
    usage.input = cache.input;
    if (ask.dialect == Dialect::Ollama) usage.input = std::min(usage.input, context_of(ask, script_));
    usage.cache_read = cache.read;
    usage.cache_write_5m = cache.write_5m;
    usage.cache_write_1h = cache.write_1h;
    usage.reasoning = tokens_of_bytes(answer.reasoning.size());
    usage.output = tokens_of_bytes(answer.text.size()) + usage.reasoning;
    if (rule && rule->usage) usage = *rule->usage;
    return answer;
}

/// Takes a place for the request, or says why there is none. `headers` tell the state of the limits either
/// way.
std::optional<Reply> Provider::admit(Exchange& exchange, const Ask& ask, Time now, Headers& headers) {
    exchange.reserved_output = ask.max_tokens > 0 ? ask.max_tokens : script_.default_max_tokens;
    const bool anthropic =
        ask.dialect == Dialect::Anthropic;  // there, what is read from the cache does not count
    const Verdict verdict = limiter_.offer(now, exchange.cache.input - (anthropic ? exchange.cache.read : 0),
                                           exchange.reserved_output);
    headers =
        anthropic ? anthropic_limit_headers(verdict.state, wall(now)) : openai_limit_headers(verdict.state);
    exchange.admitted = verdict.admitted;
    if (verdict.admitted) return std::nullopt;
    const bool full = verdict.reason == LimitReason::Concurrency;
    Reply reply = *error_reply(full            ? "queue_full"
                               : verdict.never ? "too_large"
                                               : "rate_limit",
                               ask.dialect, {});
    if (full || verdict.never) return reply;
    reply.headers.push_back({"Retry-After", seconds_up(verdict.retry_after)});
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(verdict.retry_after).count();
    if (ask.dialect == Dialect::OpenAi) reply.headers.push_back({"retry-after-ms", std::to_string(wait)});
    return reply;
}

Reply Provider::complete(Exchange& exchange, const Ask& ask, const std::string& path, std::uint64_t number,
                         Time now) {
    const CacheLookup found = cache_.look_up(ask, now);
    if (auto refused = refusal(ask, found.input)) return std::move(*refused);
    exchange.cache = found;
    Headers limits;
    auto reply = admit(exchange, ask, now, limits);
    if (reply) {
        exchange.cache = {};  // a refused prompt is not remembered
    } else {
        const Answer answer = make_answer(ask, exchange.fault, exchange.cache, path, number);
        exchange.output = answer.usage.output;
        charge(answer.usage, false);  // whatever becomes of its bytes
        reply = reply_in(ask, answer);
    }
    append(reply->headers, limits);
    return std::move(*reply);
}

Reply Provider::complete_one(Dialect dialect, const std::string& body, std::uint64_t number) {
    const auto ask = read_ask(dialect, body);
    if (!ask) return bad_request(dialect, ask.error().message);
    return guarded(dialect, [&] {
        CacheLookup uncached;
        uncached.input = tokens_of(*ask);
        if (auto refused = refusal(*ask, uncached.input)) return std::move(*refused);
        const Answer answer = make_answer(*ask, {}, uncached, "", number);
        charge(answer.usage, true);
        return reply_in(*ask, answer);
    });
}

void Provider::charge(const Usage& usage, bool is_batch) {
    const PriceConfig& prices = script_.prices;
    const double dollars_per_million = static_cast<double>(usage.input - usage.cache_read) * prices.input +
                                       static_cast<double>(usage.cache_read) * prices.cache_read +
                                       static_cast<double>(usage.output) * prices.output;
    const std::lock_guard lock(mutex_);
    spent_ += std::llround(dollars_per_million * 1e6 * (is_batch ? prices.batch : 1));
    ++charged_;
}

Reply Provider::spent() {
    const std::lock_guard lock(mutex_);
    return json_reply({{"answers", charged_}, {"pico_usd", spent_}});
}

/// Everything but completions.
Reply Provider::other_endpoint(const HttpRequest& request, Dialect dialect, Time now) {
    const std::string path = request.path();
    if (request.method == "POST" && ends_with(path, "/v1/messages/count_tokens")) {
        const auto counted = read_ask(Dialect::Anthropic, request.body);
        if (!counted) return bad_request(dialect, counted.error().message);
        return json_reply({{"input_tokens", tokens_of(*counted)}});
    }
    if (path == "/fake/spent") return spent();
    if (auto reply = anthropic_batches_.handle(request)) return std::move(*reply);
    if (auto reply = openai_batches_.handle(request)) return std::move(*reply);
    if (auto reply = info_reply(request, script_, now)) return std::move(*reply);
    return *error_reply("not_found", dialect,
                        {{}, request.method + " " + path + " is no endpoint of this server"});
}

Exchange Provider::begin(const HttpRequest& request, std::uint64_t number, Time now) {
    Exchange exchange;
    const Dialect dialect = dialect_of(request);
    const auto completes = completion_dialect(request);
    const Result<Ask> ask = completes ? read_ask(*completes, request.body) : Result<Ask>(Ask{});
    exchange.fault = pick_fault(request, completes && ask ? ask->prompt : request.body);
    const ErrorFacts facts = ask && completes ? facts_for(*ask, exchange.fault, script_) : ErrorFacts{};
    exchange.reply = guarded(dialect, [&]() -> Reply {
        if (exchange.fault.replaces_answer())
            return fault_reply(exchange.fault, dialect, facts, ask && ask->stream, now);
        if (!authorised(request)) return *error_reply("auth", dialect, {});
        if (script_.dialect && *script_.dialect != dialect) return *error_reply("not_found", dialect, {});
        if (!completes) return other_endpoint(request, dialect, now);
        if (!ask) return bad_request(dialect, ask.error().message);
        return complete(exchange, *ask, request.path(), number, now);
    });
    const std::string id = "req_fake" + std::to_string(number);
    exchange.reply.headers.push_back({dialect == Dialect::Anthropic ? "request-id" : "x-request-id", id});
    append(exchange.reply.headers, exchange.fault.headers);
    distort(exchange.reply, exchange.fault, dialect, facts);
    return exchange;
}

void Provider::started(Exchange& exchange, Time now) {
    if (!exchange.cache.entries.empty()) cache_.commit(exchange.cache, now);
    exchange.cache.entries.clear();
}

void Provider::finished(Exchange& exchange, Time now) {
    if (!exchange.admitted) return;
    exchange.admitted = false;
    limiter_.settle(now, exchange.reserved_output, exchange.output);
}

}  // namespace kompress::testing::fake_llm
