// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the headers of a response say about limits and about when to come back.
///
/// Two styles are in use: OpenAI's `x-ratelimit-{limit,remaining,reset}-{requests,tokens}` with Go durations, and
/// Anthropic's `anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,remaining,reset}` with RFC 3339
/// dates. Limits are per minute.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kompress/transport.hpp"
#include "llm/http_time.hpp"

namespace kompress::llm {

struct RateLimit {
    std::optional<std::uint64_t> limit, remaining;
    std::optional<milliseconds> reset;  ///< from now until the limit is whole again
};

struct RateLimits {
    RateLimit requests;
    RateLimit tokens;  ///< input and output together
    RateLimit input, output;
};

/// The value of a header by its lower-case name, "" when there is none.
std::string_view header_value(std::span<const HttpHeader> headers, std::string_view name);
RateLimits read_rate_limits(std::span<const HttpHeader> headers, sys_seconds now);
/// `retry-after-ms`, then `retry-after` in seconds, then as a date (a date that has passed is zero).
std::optional<milliseconds> read_retry_after(std::span<const HttpHeader> headers, sys_seconds now);
/// `x-should-retry`.
std::optional<bool> read_should_retry(std::span<const HttpHeader> headers);
/// `x-request-id`, `request-id` or `x-generation-id`.
std::string read_request_id(std::span<const HttpHeader> headers);

}  // namespace kompress::llm
