// SPDX-License-Identifier: Apache-2.0
// An error body comes in five shapes: {"error":{message,type,code}} (OpenAI, Anthropic, OpenRouter; the code may be a
// number: llama.cpp), {"error":"…"} (Ollama), [{"error":{…}}] (Gemini), HTML (a proxy or a CDN in the way), or nothing.
// All are brought to (code, type, text) first; then one list of rules decides.
#include "llm/failure.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "llm/rate_limits.hpp"

namespace kompress::llm {
namespace {

using Json = nlohmann::json;

struct ErrorBody {
    int number = 0;  ///< a numeric code or status inside the body
    std::string code, type, text;
    std::optional<milliseconds> retry_after;
    std::optional<std::uint64_t> context_limit, context_needed;
};

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return result;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string string_of(const Json& object, const char* key) {
    const auto at = object.find(key);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::optional<std::uint64_t> count_of(const Json& object, const char* key) {
    const auto at = object.find(key);
    if (at == object.end() || !at->is_number_unsigned()) return std::nullopt;
    return at->get<std::uint64_t>();
}

void read_details(const Json& error, ErrorBody& body) {
    const auto details = error.find("details");
    if (details == error.end() || !details->is_array()) return;
    for (const Json& detail : *details) {
        if (!detail.is_object()) continue;
        if (const auto delay = parse_go_duration(string_of(detail, "retryDelay"))) body.retry_after = delay;
        if (const std::string reason = string_of(detail, "reason"); !reason.empty() && body.type.empty()) body.type = lower(reason);
    }
}

void read_error(const Json& error, ErrorBody& body) {
    if (error.is_string()) {
        body.text = error.get<std::string>();
        return;
    }
    if (!error.is_object()) return;
    body.text = string_of(error, "message");
    body.type = lower(string_of(error, "type"));
    if (const std::string status = string_of(error, "status"); body.type.empty()) body.type = lower(status);
    if (const auto code = error.find("code"); code != error.end()) {
        if (code->is_string()) body.code = lower(code->get<std::string>());
        else if (code->is_number_integer()) body.number = static_cast<int>(std::clamp<std::int64_t>(code->get<std::int64_t>(), 0, 999));
    }
    body.context_limit = count_of(error, "n_ctx");
    body.context_needed = count_of(error, "n_prompt_tokens");
    read_details(error, body);
}

ErrorBody read_body(std::string_view text) {
    ErrorBody body;
    const Json json = Json::parse(text, nullptr, false);
    const Json* object = &json;
    if (json.is_array() && !json.empty()) object = &json.front();
    if (object->is_object()) {
        if (const auto error = object->find("error"); error != object->end()) read_error(*error, body);
        else read_error(*object, body);
        return body;
    }
    if (contains(lower(text.substr(0, 2048)), "<html")) body.type = "html";
    else body.text = std::string(text.substr(0, 300));
    return body;
}

/// The first `count` numbers of three digits and more, as they stand in a sentence ("128,000" is one).
std::vector<std::uint64_t> large_numbers(std::string_view text) {
    std::vector<std::uint64_t> numbers;
    std::uint64_t value = 0;
    int digits = 0;
    const auto end_number = [&] {
        if (digits >= 3 && digits <= 12) numbers.push_back(value);
        value = 0;
        digits = 0;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c >= '0' && c <= '9') {
            if (digits < 13) value = value * 10 + static_cast<std::uint64_t>(c - '0');
            ++digits;
        } else if (!(c == ',' && digits > 0 && i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9')) {
            end_number();
        }
    }
    end_number();
    return numbers;
}

bool is_context(const ErrorBody& body, std::string_view text) {
    if (body.code == "context_length_exceeded" || body.type == "exceed_context_size_error") return true;
    static constexpr std::array<std::string_view, 7> Sentences = {
        "prompt is too long", "maximum context length", "exceeds the available context size", "context length exceeded",
        "exceeds the maximum number of tokens", "input length and `max_tokens` exceed context limit", "exceeds the context window"};
    return std::any_of(Sentences.begin(), Sentences.end(), [&](std::string_view sentence) { return contains(text, sentence); });
}

bool is_billing(const ErrorBody& body, std::string_view text) {
    static constexpr std::array<std::string_view, 9> Words = {
        "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded", "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded", "enforced_spend_limit_reached", "billing_hard_limit_reached", "billing_not_active",
        "billing_error"};
    for (const std::string_view word : Words)
        if (body.code == word || body.type == word) return true;
    return contains(text, "credit balance is too low");
}

FailureClass class_of_status(int status) {
    switch (status) {
        case 401: case 403: return FailureClass::Auth;
        case 402: return FailureClass::Billing;
        case 408: case 409: case 500: case 502: case 504: return FailureClass::Transient;
        case 429: return FailureClass::Throttle;
        case 503: case 529: return FailureClass::Overload;
        default: break;
    }
    if (status >= 520 && status <= 527) return FailureClass::Transient;  // Cloudflare's own
    return status >= 500 ? FailureClass::Transient : FailureClass::Request;
}

/// Kinds that are told in words, whatever the status.
FailureClass class_of_words(const ErrorBody& body, std::string_view text) {
    if (is_billing(body, text)) return FailureClass::Billing;
    if (is_context(body, text)) return FailureClass::Context;
    const auto is = [&](std::string_view word) { return body.code == word || body.type == word; };
    if (is("rate_limit_exceeded") || is("rate_limit_error") || is("slow_down") || is("resource_exhausted")) return FailureClass::Throttle;
    if (is("overloaded_error") || is("server_is_overloaded") || is("overloaded") || is("unavailable")) return FailureClass::Overload;
    if (is("authentication_error") || is("invalid_api_key") || is("permission_error") || is("unauthenticated") || is("permission_denied") ||
        is("api_key_invalid") || contains(text, "api key not valid"))
        return FailureClass::Auth;
    if (is("api_error") || is("server_error") || is("internal_error") || is("timeout_error") || is("internal")) return FailureClass::Transient;
    if (is("content_filter") || is("content_policy_violation")) return FailureClass::Content;
    if (contains(text, "server busy") || contains(text, "maximum pending requests exceeded")) return FailureClass::Throttle;  // Ollama's queue
    return FailureClass::None;
}

/// At most a line of what a server says, fit for a terminal.
std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        if (line.size() >= 240) return line + "…";
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            if (!line.empty() && line.back() != ' ') line.push_back(' ');
        } else {
            line.push_back(c);
        }
    }
    while (!line.empty() && (line.back() == ' ' || line.back() == '.')) line.pop_back();
    return line;
}

std::string_view advice(FailureClass kind) {
    switch (kind) {
        case FailureClass::Throttle: return "the provider asks to slow down";
        case FailureClass::Overload: return "the provider is overloaded; try again later";
        case FailureClass::Transient: return "the provider failed to answer; try again";
        case FailureClass::Billing: return "the account has no credit or has reached its spending limit; add credit, then run the same command again";
        case FailureClass::Auth: return "the provider refuses the key; check that it is set, whole and of this provider";
        case FailureClass::Context: return "the prompt does not fit the model's context; use a model with a larger one";
        case FailureClass::Content: return "the model declined to answer";
        case FailureClass::Truncated: return "the answer reached its token limit before its end";
        default: return "the provider refuses the request";
    }
}

std::string sentence(const Failure& failure, const ErrorBody& body) {
    if (body.type == "html")
        return "something other than the provider's API answered (a proxy or a web page, status " + std::to_string(failure.status) +
               "); check the base URL and the proxy";
    if (failure.status == 407) return "the proxy wants a user and password; set them in HTTPS_PROXY";
    if (failure.status >= 300 && failure.status < 400) return "the server redirects elsewhere and is not followed; check the base URL";
    if (failure.status == 404) {
        std::string text = "there is no such model or endpoint; check --model and the base URL";
        if (!body.text.empty()) text += " (it says: " + one_line(body.text) + ")";
        return text;
    }
    std::string text(advice(failure.kind));
    if (!body.text.empty()) text += " (it says: " + one_line(body.text) + ")";
    else if (failure.status != 0) text += " (status " + std::to_string(failure.status) + ")";
    return text;
}

void read_context_numbers(Failure& failure, const ErrorBody& body) {
    failure.context_limit = body.context_limit;
    failure.context_needed = body.context_needed;
    if (failure.context_limit && failure.context_needed) return;
    const std::vector<std::uint64_t> numbers = large_numbers(body.text);
    if (numbers.size() < 2) return;
    // "… maximum context length is 8192 tokens … resulted in 9000 tokens", "prompt is too long: 210000 tokens > 200000 maximum"
    failure.context_limit = std::min(numbers[0], numbers[1]);
    failure.context_needed = std::max(numbers[0], numbers[1]);
}

Failure decide(int status, const ErrorBody& body) {
    Failure failure;
    failure.status = status;
    failure.code = body.code.empty() ? body.type : body.code;
    const std::string text = lower(body.text);
    failure.kind = class_of_words(body, text);
    const int telling = status >= 400 || body.number == 0 ? status : body.number;
    if (failure.kind == FailureClass::None)
        failure.kind = telling == 200 || telling == 0 ? FailureClass::Transient : class_of_status(telling);
    if (body.type == "html" && status >= 500) failure.kind = FailureClass::Transient;
    if (failure.kind == FailureClass::Context) read_context_numbers(failure, body);
    failure.retry_after = body.retry_after;
    failure.message = sentence(failure, body);
    return failure;
}

}  // namespace

std::string_view failure_class_name(FailureClass failure) {
    static constexpr std::string_view Names[] = {"none",    "throttle", "overload",  "transient", "billing", "auth",      "context",
                                                 "request", "content",  "truncated", "schema",    "budget",  "secret",    "cancelled", "configuration"};
    return Names[static_cast<int>(failure)];
}

Failure classify_response(int status, std::span<const HttpHeader> headers, std::string_view body, sys_seconds now) {
    Failure failure = decide(status, read_body(body));
    failure.request_id = read_request_id(headers);
    if (const auto after = read_retry_after(headers, now)) failure.retry_after = after;
    const auto should_retry = read_should_retry(headers);
    const bool is_retried = failure.kind == FailureClass::Throttle || failure.kind == FailureClass::Overload || failure.kind == FailureClass::Transient;
    if (should_retry == false && is_retried) failure.kind = FailureClass::Request;
    if (should_retry == true && failure.kind == FailureClass::Request) failure.kind = FailureClass::Transient;
    return failure;
}

Failure classify_error_json(std::string_view json) { return decide(200, read_body(json)); }

Failure classify_transport(HttpFailure failure, std::string_view detail, std::string_view host) {
    const std::string where(host);
    const std::string said = detail.empty() ? std::string() : " (" + one_line(detail) + ")";
    Failure result;
    result.kind = FailureClass::Transient;
    switch (failure) {
        case HttpFailure::None: return {};
        case HttpFailure::Unavailable:
            result.kind = FailureClass::Configuration;
            result.message = "libcurl.so.4 is needed to reach " + where + " and could not be loaded; install it (Debian: libcurl4)" + said;
            break;
        case HttpFailure::BadUrl:
            result.kind = FailureClass::Configuration;
            result.message = "the base URL is not one that can be asked; it looks like https://host/v1" + said;
            break;
        case HttpFailure::Resolve: result.message = "the name " + where + " is not known to DNS; check the base URL and the network" + said; break;
        case HttpFailure::Connect: result.message = where + " does not accept connections; is the server running?" + said; break;
        case HttpFailure::Timeout: result.message = where + " does not answer; check the network and the proxy" + said; break;
        case HttpFailure::Tls:
            result.kind = FailureClass::Configuration;
            result.message = "the certificate of " + where + " is refused, nothing was sent; if a company proxy signs it, name its CA in SSL_CERT_FILE" + said;
            break;
        case HttpFailure::Proxy: result.message = "the proxy did not lead to " + where + "; check HTTPS_PROXY and NO_PROXY" + said; break;
        case HttpFailure::Broken: result.message = "the connection to " + where + " ended in the middle of the answer" + said; break;
        case HttpFailure::NotRecorded:
            result.kind = FailureClass::Configuration;
            result.message = "the recording holds no answer to this request; what is asked has changed since, record it again";
            break;
        case HttpFailure::TooLarge: result.kind = FailureClass::Request; result.message = "the answer of " + where + " is larger than any answer should be"; break;
    }
    return result;
}

}  // namespace kompress::llm
