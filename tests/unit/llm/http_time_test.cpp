// SPDX-License-Identifier: Apache-2.0
#include "llm/http_time.hpp"

#include <catch2/catch.hpp>

#include "llm/rate_limits.hpp"

using namespace kompress;
using namespace kompress::llm;
using namespace std::chrono;
using namespace std::chrono_literals;

TEST_CASE("go durations: the forms that OpenAI's headers have", "[llm]") {
    CHECK(parse_go_duration("1s") == 1000ms);
    CHECK(parse_go_duration("6m0s") == 360'000ms);
    CHECK(parse_go_duration("12ms") == 12ms);
    CHECK(parse_go_duration("0.5s") == 500ms);
    CHECK(parse_go_duration("1h2m3.5s") == 3'723'500ms);
    CHECK(parse_go_duration("44s") == 44'000ms);
    CHECK(parse_go_duration("250us") == 1ms);  // rounded up: never too early
    CHECK(parse_go_duration("0") == 0ms);
    for (const char* bad : {"", "s", "1", "1x", "-1s", "1s ", "..s", "9999999999999h", "1e9s", "nan", "inf"}) CHECK_FALSE(parse_go_duration(bad));
}

TEST_CASE("dates: RFC 9110 and RFC 3339, and nothing that only looks so", "[llm]") {
    const sys_seconds expected = sys_days{1994y / 11 / 6} + 8h + 49min + 37s;
    CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == expected);
    CHECK(parse_rfc3339("1994-11-06T08:49:37Z") == expected);
    CHECK(parse_rfc3339("1994-11-06T09:49:37.123+01:00") == expected);
    CHECK(parse_rfc3339("1994-11-06t00:49:37-08:00") == expected);
    for (const char* bad : {"", "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT"})
        CHECK_FALSE(parse_http_date(bad));
    for (const char* bad : {"", "1994-11-06", "1994-13-06T08:49:37Z", "1994-11-06T24:00:00Z", "1994-11-06T08:49:37", "1994-11-06T08:49:37+1:00", "1994-11-06T08:49:37.Z"})
        CHECK_FALSE(parse_rfc3339(bad));
}

TEST_CASE("retry-after: milliseconds first, then seconds, then a date", "[llm]") {
    const sys_seconds now = sys_days{2026y / 11 / 1};
    const auto after = [&](std::vector<HttpHeader> headers) { return read_retry_after(headers, now); };
    CHECK(after({{"retry-after-ms", "1500"}, {"retry-after", "9"}}) == 1500ms);
    CHECK(after({{"retry-after", "9"}}) == 9000ms);
    CHECK(after({{"retry-after", "0.25"}}) == 250ms);
    CHECK(after({{"retry-after", "Sun, 01 Nov 2026 00:02:00 GMT"}}) == 120'000ms);
    CHECK(after({{"retry-after", "Sat, 31 Oct 2026 00:00:00 GMT"}}) == 0ms);
    CHECK_FALSE(after({{"retry-after", "soon"}}));
    CHECK_FALSE(after({}));
}

TEST_CASE("rate limits: both styles of headers", "[llm]") {
    const sys_seconds now = sys_days{2026y / 11 / 1};
    const std::vector<HttpHeader> openai = {{"x-ratelimit-limit-requests", "60"},     {"x-ratelimit-remaining-requests", "59"},
                                            {"x-ratelimit-reset-requests", "1s"},     {"x-ratelimit-limit-tokens", "150000"},
                                            {"x-ratelimit-remaining-tokens", "149984"}, {"x-ratelimit-reset-tokens", "6m0s"}};
    RateLimits limits = read_rate_limits(openai, now);
    CHECK(limits.requests.limit == 60);
    CHECK(limits.requests.remaining == 59);
    CHECK(limits.requests.reset == 1000ms);
    CHECK(limits.tokens.remaining == 149984);
    CHECK(limits.tokens.reset == 360'000ms);
    CHECK_FALSE(limits.input.limit);

    const std::vector<HttpHeader> anthropic = {{"anthropic-ratelimit-requests-limit", "50"},
                                               {"anthropic-ratelimit-requests-remaining", "0"},
                                               {"anthropic-ratelimit-requests-reset", "2026-11-01T00:00:30Z"},
                                               {"anthropic-ratelimit-input-tokens-limit", "40000"},
                                               {"anthropic-ratelimit-input-tokens-remaining", "39000"},
                                               {"anthropic-ratelimit-output-tokens-limit", "8000"},
                                               {"anthropic-ratelimit-output-tokens-remaining", "7500"}};
    limits = read_rate_limits(anthropic, now);
    CHECK(limits.requests.remaining == 0);
    CHECK(limits.requests.reset == 30'000ms);
    CHECK(limits.input.limit == 40000);
    CHECK(limits.output.remaining == 7500);

    const std::vector<HttpHeader> hostile = {{"x-ratelimit-limit-requests", "-5"}, {"x-ratelimit-remaining-requests", "99999999999999999999"},
                                             {"x-ratelimit-limit-tokens", "1e9"}, {"x-ratelimit-remaining-tokens", ""}};
    limits = read_rate_limits(hostile, now);
    CHECK_FALSE(limits.requests.limit);
    CHECK_FALSE(limits.requests.remaining);
    CHECK_FALSE(limits.tokens.limit);
}
