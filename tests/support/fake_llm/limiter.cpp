// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/limiter.hpp"

#include <algorithm>
#include <cmath>

namespace kompress::testing::fake_llm {
namespace {

constexpr double Epsilon =
    1e-6;  // a bucket filled for exactly the announced wait must admit in spite of rounding

double seconds(Time time) {
    return std::chrono::duration<double>(time).count();
}

/// Rounded up to a whole millisecond: a client that waits exactly that long is admitted.
Time up_to_ms(double seconds_) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(seconds_ * 1e3 - Epsilon)));
}

}  // namespace

void RateLimiter::Bucket::fill(Time now) {
    if (limit == 0 || now <= filled_at) return;
    level = std::min(capacity, level + seconds(now - filled_at) * per_second);
    filled_at = now;
}

Time RateLimiter::Bucket::wait_for(double amount) const {
    if (limit == 0 || level + Epsilon >= amount) return Time{0};
    return std::max<Time>(up_to_ms((amount - level) / per_second), std::chrono::milliseconds(1));
}

void RateLimiter::Bucket::take(double amount) {
    if (limit != 0) level -= amount;
}

BucketState RateLimiter::Bucket::state() const {
    if (limit == 0) return {};
    return {limit, std::max<std::int64_t>(0, static_cast<std::int64_t>(level + Epsilon)),
            up_to_ms((capacity - level) / per_second)};
}

RateLimiter::Bucket RateLimiter::make_bucket(std::int64_t per_minute) const {
    Bucket bucket;
    bucket.limit = per_minute;
    bucket.per_second = static_cast<double>(per_minute) / 60;
    bucket.capacity = std::max(1.0, bucket.per_second * config_.window_seconds);
    bucket.level = bucket.capacity;
    return bucket;
}

RateLimiter::RateLimiter(LimitConfig config)
    : config_(config),
      requests_(make_bucket(config.requests_per_minute)),
      tokens_(make_bucket(config.tokens_per_minute)),
      input_(make_bucket(config.input_tokens_per_minute)),
      output_(make_bucket(config.output_tokens_per_minute)) {}

void RateLimiter::fill(Time now) {
    for (Bucket* bucket : {&requests_, &tokens_, &input_, &output_}) {
        if (!started_) bucket->filled_at = now;
        bucket->fill(now);
    }
    started_ = true;
}

Verdict RateLimiter::offer(Time now, std::int64_t input_tokens, std::int64_t max_output_tokens) {
    const std::lock_guard lock(mutex_);
    fill(now);
    struct Demand {
        Bucket& bucket;
        double amount;
        LimitReason reason;
    };
    const double in = static_cast<double>(input_tokens), out = static_cast<double>(max_output_tokens);
    const Demand demands[] = {{requests_, 1, LimitReason::Requests},
                              {tokens_, in + out, LimitReason::Tokens},
                              {input_, in, LimitReason::InputTokens},
                              {output_, out, LimitReason::OutputTokens}};
    Verdict verdict;
    for (const Demand& demand : demands) {
        const Time wait = demand.bucket.wait_for(demand.amount);
        if (wait == Time{0}) continue;
        verdict.admitted = false;
        verdict.never = verdict.never || demand.amount > demand.bucket.capacity;
        if (wait <= verdict.retry_after) continue;
        verdict.retry_after = wait;
        verdict.reason = demand.reason;
    }
    if (verdict.admitted && config_.max_concurrency != 0 && in_flight_ >= config_.max_concurrency) {
        verdict.admitted = false;
        verdict.reason = LimitReason::Concurrency;
    }
    if (verdict.admitted) {
        for (const Demand& demand : demands) demand.bucket.take(demand.amount);
        ++in_flight_;
    }
    ++(verdict.admitted ? admitted_ : refused_);
    verdict.state = state_locked();
    return verdict;
}

void RateLimiter::settle(Time now, std::int64_t max_output_tokens, std::int64_t output_tokens) {
    const std::lock_guard lock(mutex_);
    fill(now);
    --in_flight_;
    if (!config_.refund_unused_output) return;
    for (Bucket* bucket : {&tokens_, &output_}) {
        bucket->take(static_cast<double>(output_tokens - max_output_tokens));
        bucket->level = std::min(bucket->level, bucket->capacity);
    }
}

LimitState RateLimiter::state(Time now) {
    const std::lock_guard lock(mutex_);
    fill(now);
    return state_locked();
}

LimitState RateLimiter::state_locked() const {
    return {requests_.state(), tokens_.state(), input_.state(), output_.state()};
}

std::int64_t RateLimiter::in_flight() const {
    const std::lock_guard lock(mutex_);
    return in_flight_;
}

std::uint64_t RateLimiter::admitted() const {
    const std::lock_guard lock(mutex_);
    return admitted_;
}

std::uint64_t RateLimiter::refused() const {
    const std::lock_guard lock(mutex_);
    return refused_;
}

}  // namespace kompress::testing::fake_llm
