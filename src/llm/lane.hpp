// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One endpoint, key and model as the scheduler sees it: how many requests may be in flight, how fast, and whether at all.
///
/// - Rate: token buckets for requests, input, output and both together, seeded by configuration and corrected by what
///   the headers of every response say.
/// - Concurrency: additive increase (one more after a whole window of clean responses), multiplicative decrease (half,
///   for a request that was sent after the last cut), the rule of TCP (Jacobson 1988).
/// - Breaker: after five failures in a row, or ten of the last twenty, nothing is sent for 30 s, then one probe; each
///   probe that fails doubles the wait, up to 5 min.
/// Threading: the scheduler's thread. Time is given, never asked for.

#include <array>
#include <cstdint>

#include "kompress/clock.hpp"
#include "llm/rate_limits.hpp"
#include "llm/token_bucket.hpp"

namespace kompress::llm {

struct LaneOptions {
    unsigned start_concurrency = 4;
    unsigned max_concurrency = 64;
    double requests_per_minute = 0, tokens_per_minute = 0, input_per_minute = 0, output_per_minute = 0;  ///< 0: not known
};

/// What a request takes from the buckets.
struct Load {
    double input = 0, output = 0;  ///< tokens
};

/// Kept with a request in flight.
struct Admission {
    Load load;
    Moment sent_at{0};
    double requests_taken = 0, tokens_taken = 0, input_taken = 0, output_taken = 0;
    bool is_probe = false;
};

class Lane {
  public:
    explicit Lane(const LaneOptions& options, Moment now);

    /// When a request of this load may be sent: `now`, later, or Moment::max() when one in flight must end first.
    Moment ready_at(const Load& load, Moment now);
    /// Call only when ready_at() is now.
    Admission admit(const Load& load, Moment now);

    void on_limits(const Admission& admission, const RateLimits& limits, Moment now);
    /// `used`: tokens of output, to give back what was reserved for nothing.
    void on_success(const Admission& admission, double used_output, Moment now);
    /// Throttled or overloaded: nothing more before `resume_at`. `counts` for the breaker when it is the provider, not our quota.
    void on_pushback(const Admission& admission, Moment resume_at, bool counts, Moment now);
    void on_failure(const Admission& admission, Moment now);
    /// Ended without a word on the lane's health (cancelled, refused as it was).
    void on_neutral(const Admission& admission);
    /// Was not sent after all.
    void retract(const Admission& admission);

    unsigned in_flight() const { return in_flight_; }
    unsigned concurrency() const { return concurrency_; }
    double pressure() const { return static_cast<double>(in_flight_) / concurrency_; }
    bool is_open(Moment now) const { return now < closed_until_; }  ///< the breaker, as electricians say it
    unsigned times_reopened() const { return reopened_; }  ///< in a row

  private:
    void end(const Admission& admission);
    void cut(const Admission& admission, Moment now);
    void record(bool is_failure, const Admission& admission, Moment now);

    TokenBucket requests_, tokens_, input_, output_;
    unsigned concurrency_, max_concurrency_, in_flight_ = 0, clean_ = 0;
    Moment last_cut_{-1}, paused_until_{0};

    std::array<bool, 20> failures_{};
    std::size_t recorded_ = 0;
    unsigned in_a_row_ = 0, reopened_ = 0;
    bool is_tripped_ = false, probing_ = false;
    Moment closed_until_{0};
};

}  // namespace kompress::llm
