// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Rate limits as a provider keeps them: token buckets for requests, input and output, and a ceiling of
/// concurrency.
///
/// Needs no socket and no clock: the caller says what time it is, so a simulation of hours runs in
/// milliseconds. Threading: every method may be called from any thread; `now` must not run backwards by more
/// than rounding.
///
/// A bucket holds what `window` allows and fills continuously, as Anthropic's documentation describes. The
/// output that a request may produce (its max_tokens) is reserved when it is offered; what was not used comes
/// back when it is settled, unless `refund_unused_output` is off (OpenAI's way).

#include <chrono>
#include <cstdint>
#include <mutex>

#include "support/fake_llm/http_message.hpp"

namespace kompress::testing::fake_llm {

/// Time since an origin of the caller's choice.
using Time = std::chrono::nanoseconds;

/// All per minute; 0 means without limit.
struct LimitConfig {
    std::int64_t requests_per_minute = 0;
    std::int64_t tokens_per_minute = 0;  ///< input and output together, as OpenAI counts
    std::int64_t input_tokens_per_minute = 0;
    std::int64_t output_tokens_per_minute = 0;
    std::int64_t max_concurrency = 0;  ///< requests at work at once; above it "queue full"
    double window_seconds = 60;        ///< a full bucket holds this many seconds' worth
    bool refund_unused_output = true;

    bool any() const {
        return requests_per_minute || tokens_per_minute || input_tokens_per_minute ||
               output_tokens_per_minute || max_concurrency;
    }
};

enum class LimitReason { None, Requests, Tokens, InputTokens, OutputTokens, Concurrency };

/// One bucket as headers show it; `limit` 0 means that there is no such limit.
struct BucketState {
    std::int64_t limit = 0;
    std::int64_t remaining = 0;
    Time until_full{0};
};

struct LimitState {
    BucketState requests, tokens, input_tokens, output_tokens;
};

/// What the limiter answers to an offered request.
struct Verdict {
    bool admitted = true;
    LimitReason reason = LimitReason::None;
    bool never = false;  ///< larger than a full bucket: waiting does not help
    Time retry_after{
        0};  ///< the earliest time from now at which the same offer would be admitted, if nobody else asks
    LimitState state;  ///< after the request was admitted or refused
};

class RateLimiter {
  public:
    explicit RateLimiter(LimitConfig config);

    /// Admits or refuses a request of `input_tokens` that may produce `max_output_tokens`. An admitted one
    /// must be settled.
    Verdict offer(Time now, std::int64_t input_tokens, std::int64_t max_output_tokens);

    /// Ends an admitted request: frees its place and corrects what was reserved by what was used.
    void settle(Time now, std::int64_t max_output_tokens, std::int64_t output_tokens);

    /// Like the state in a Verdict, without offering anything.
    LimitState state(Time now);

    std::int64_t in_flight() const;
    std::uint64_t admitted() const;
    std::uint64_t refused() const;

  private:
    struct Bucket {
        double per_second = 0;
        double capacity = 0;
        double level = 0;
        std::int64_t limit = 0;
        Time filled_at{0};

        void fill(Time now);
        Time wait_for(double amount) const;
        void take(double amount);
        BucketState state() const;
    };
    Bucket make_bucket(std::int64_t per_minute) const;
    void fill(Time now);
    LimitState state_locked() const;

    const LimitConfig config_;
    mutable std::mutex mutex_;  // protects everything below
    Bucket requests_, tokens_, input_, output_;
    bool started_ = false;
    std::int64_t in_flight_ = 0;
    std::uint64_t admitted_ = 0;
    std::uint64_t refused_ = 0;
};

/// x-ratelimit-{limit,remaining,reset}-{requests,tokens}; durations as Go writes them.
Headers openai_limit_headers(const LimitState& state);

/// anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,remaining,reset}; reset as RFC
/// 3339.
Headers anthropic_limit_headers(const LimitState& state, std::chrono::system_clock::time_point wall_now);

/// A duration as Go's time.Duration prints it to the millisecond: 12ms, 1s, 1.5s, 6m0s, 1h0m0.25s.
std::string go_duration(Time duration);

/// 2026-11-21T20:15:30Z
std::string rfc3339(std::chrono::system_clock::time_point when);

/// Sat, 21 Nov 2026 20:15:30 GMT
std::string http_date(std::chrono::system_clock::time_point when);

}  // namespace kompress::testing::fake_llm
