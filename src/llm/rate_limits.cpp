// SPDX-License-Identifier: Apache-2.0
#include "llm/rate_limits.hpp"

#include <algorithm>
#include <charconv>

namespace kompress::llm {
namespace {

/// No provider grants more; beyond it arithmetic would not be safe.
constexpr std::uint64_t LargestLimit = 1'000'000'000'000;

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > LargestLimit) return std::nullopt;
    return value;
}

std::optional<milliseconds> until(sys_seconds then, sys_seconds now) {
    return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(then - now));
}

RateLimit openai_limit(std::span<const HttpHeader> headers, const std::string& what) {
    RateLimit limit;
    limit.limit = number(header_value(headers, "x-ratelimit-limit-" + what));
    limit.remaining = number(header_value(headers, "x-ratelimit-remaining-" + what));
    limit.reset = parse_seconds(header_value(headers, "x-ratelimit-reset-" + what));
    return limit;
}

RateLimit anthropic_limit(std::span<const HttpHeader> headers, const std::string& what, sys_seconds now) {
    RateLimit limit;
    limit.limit = number(header_value(headers, "anthropic-ratelimit-" + what + "-limit"));
    limit.remaining = number(header_value(headers, "anthropic-ratelimit-" + what + "-remaining"));
    if (const auto at = parse_rfc3339(header_value(headers, "anthropic-ratelimit-" + what + "-reset"))) limit.reset = until(*at, now);
    return limit;
}

RateLimit either(const RateLimit& one, const RateLimit& other) { return one.limit || one.remaining ? one : other; }

}  // namespace

std::string_view header_value(std::span<const HttpHeader> headers, std::string_view name) {
    for (const HttpHeader& header : headers)
        if (header.name == name) return header.value;
    return {};
}

RateLimits read_rate_limits(std::span<const HttpHeader> headers, sys_seconds now) {
    RateLimits limits;
    limits.requests = either(openai_limit(headers, "requests"), anthropic_limit(headers, "requests", now));
    limits.tokens = either(openai_limit(headers, "tokens"), anthropic_limit(headers, "tokens", now));
    limits.input = anthropic_limit(headers, "input-tokens", now);
    limits.output = anthropic_limit(headers, "output-tokens", now);
    return limits;
}

std::optional<milliseconds> read_retry_after(std::span<const HttpHeader> headers, sys_seconds now) {
    if (const auto ms = parse_seconds(header_value(headers, "retry-after-ms"))) return *ms / 1000;
    const std::string_view value = header_value(headers, "retry-after");
    if (const auto seconds = parse_seconds(value)) return seconds;
    if (const auto date = parse_http_date(value)) return until(*date, now);
    return std::nullopt;
}

std::optional<bool> read_should_retry(std::span<const HttpHeader> headers) {
    const std::string_view value = header_value(headers, "x-should-retry");
    if (value == "true") return true;
    if (value == "false") return false;
    return std::nullopt;
}

std::string read_request_id(std::span<const HttpHeader> headers) {
    for (const std::string_view name : {"x-request-id", "request-id", "x-generation-id"})
        if (const std::string_view value = header_value(headers, name); !value.empty()) return std::string(value.substr(0, 200));
    return {};
}

}  // namespace kompress::llm
