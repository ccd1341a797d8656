// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "support/fake_llm/limiter.hpp"

using namespace kompress::testing::fake_llm;
using namespace std::chrono_literals;

namespace {

LimitConfig limits(std::int64_t rpm, std::int64_t tpm = 0, std::int64_t concurrency = 0) {
    LimitConfig config;
    config.requests_per_minute = rpm;
    config.tokens_per_minute = tpm;
    config.max_concurrency = concurrency;
    return config;
}

}  // namespace

TEST_CASE("limiter: a full bucket is a minute's worth, then it drips", "[fake_llm]") {
    RateLimiter limiter(limits(60));
    for (int i = 0; i < 60; ++i) REQUIRE(limiter.offer(5s, 1, 1).admitted);
    const Verdict refused = limiter.offer(5s, 1, 1);
    CHECK_FALSE(refused.admitted);
    CHECK(refused.reason == LimitReason::Requests);
    CHECK(refused.retry_after == 1s);
    CHECK_FALSE(limiter.offer(5s + 999ms, 1, 1).admitted);
    CHECK(limiter.offer(6s, 1, 1).admitted);
    CHECK(limiter.admitted() == 61);
    CHECK(limiter.refused() == 2);
}

TEST_CASE("limiter: who waits as long as told is always admitted", "[fake_llm]") {
    RateLimiter limiter(limits(60, 40000));
    Time now = 0s;
    std::uint64_t refusals = 0, sizes = 1;
    for (int i = 0; i < 10000; ++i) {
        sizes = sizes * 6364136223846793005u + 1442695040888963407u;
        const auto input = static_cast<std::int64_t>(200 + (sizes >> 33) % 900);
        const Verdict verdict = limiter.offer(now, input, 300);
        if (!verdict.admitted) {
            ++refusals;
            REQUIRE(verdict.retry_after > 0s);
            now += verdict.retry_after;
            REQUIRE(limiter.offer(now, input, 300).admitted);
        }
        limiter.settle(now, 300, 300);
    }
    CHECK(refusals > 9000);
    // 10,000 requests at 60 a minute after a burst of 60, or at 40,000 tokens a minute: whichever is slower.
    CHECK(now >= 9940s);
    CHECK(limiter.admitted() == 10000);
}

TEST_CASE("limiter: output is reserved and what was not used comes back, if the provider does that",
          "[fake_llm]") {
    for (const bool refunds : {true, false}) {
        LimitConfig config = limits(0, 1000);
        config.refund_unused_output = refunds;
        RateLimiter limiter(config);
        REQUIRE(limiter.offer(0s, 200, 700).admitted);
        CHECK(limiter.state(0s).tokens.remaining == 100);
        limiter.settle(0s, 700, 50);
        CHECK(limiter.state(0s).tokens.remaining == (refunds ? 750 : 100));
    }
}

TEST_CASE("limiter: input and output have buckets of their own, and the longest wait counts", "[fake_llm]") {
    LimitConfig config;
    config.input_tokens_per_minute = 6000;
    config.output_tokens_per_minute = 600;
    RateLimiter limiter(config);
    REQUIRE(limiter.offer(0s, 6000, 600).admitted);
    const Verdict refused = limiter.offer(0s, 1000, 300);
    CHECK(refused.reason == LimitReason::OutputTokens);
    CHECK(refused.retry_after == 30s);
    const Verdict hopeless = limiter.offer(0s, 6001, 1);
    CHECK(hopeless.never);
}

TEST_CASE("limiter: a place is taken until the request is settled", "[fake_llm]") {
    RateLimiter limiter(limits(0, 0, 2));
    REQUIRE(limiter.offer(0s, 1, 1).admitted);
    REQUIRE(limiter.offer(0s, 1, 1).admitted);
    CHECK(limiter.offer(0s, 1, 1).reason == LimitReason::Concurrency);
    limiter.settle(0s, 1, 1);
    CHECK(limiter.offer(0s, 1, 1).admitted);
    CHECK(limiter.in_flight() == 2);
}

TEST_CASE("limiter: durations as Go prints them, dates as RFC 3339 and HTTP print them", "[fake_llm]") {
    CHECK(go_duration(0s) == "0s");
    CHECK(go_duration(12ms) == "12ms");
    CHECK(go_duration(1s) == "1s");
    CHECK(go_duration(1500ms) == "1.5s");
    CHECK(go_duration(6min) == "6m0s");
    CHECK(go_duration(1h + 250ms) == "1h0m0.25s");
    const std::chrono::system_clock::time_point when{1793995200s};
    CHECK(rfc3339(when) == "2026-11-06T20:00:00Z");
    CHECK(http_date(when) == "Fri, 06 Nov 2026 20:00:00 GMT");
}

TEST_CASE("limiter: headers of both styles show what is left and when it is full", "[fake_llm]") {
    RateLimiter limiter(limits(60, 40000));
    const Verdict verdict = limiter.offer(0s, 1000, 3000);
    const Headers openai = openai_limit_headers(verdict.state);
    CHECK(header_value(openai, "x-ratelimit-limit-requests") == "60");
    CHECK(header_value(openai, "x-ratelimit-remaining-requests") == "59");
    CHECK(header_value(openai, "x-ratelimit-reset-requests") == "1s");
    CHECK(header_value(openai, "x-ratelimit-remaining-tokens") == "36000");
    CHECK(header_value(openai, "x-ratelimit-reset-tokens") == "6s");
    const Headers anthropic =
        anthropic_limit_headers(verdict.state, std::chrono::system_clock::time_point{1793995200s});
    CHECK(header_value(anthropic, "anthropic-ratelimit-requests-remaining") == "59");
    CHECK(header_value(anthropic, "anthropic-ratelimit-tokens-reset") == "2026-11-06T20:00:06Z");
}
