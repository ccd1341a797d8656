// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A limit per minute as a bucket that fills steadily: what may be taken now, and when more may be.
///
/// A bucket without a limit grants everything. What is larger than the whole bucket is granted when the bucket is full,
/// since it would never be otherwise. Threading: a plain value.

#include <algorithm>
#include <optional>

#include "kompress/clock.hpp"

namespace kompress::llm {

class TokenBucket {
  public:
    bool is_limited() const { return limit_ > 0; }

    /// The first limit fills the bucket; a change keeps what was taken. 0 lifts the limit.
    void set_limit(double per_minute, Moment now) {
        if (per_minute == limit_) return;
        refill(now);
        level_ += per_minute - limit_;
        limit_ = per_minute;
        level_ = std::min(level_, limit_);
    }

    /// When `amount` can be taken: `now`, or a later moment.
    Moment ready_at(double amount, Moment now) {
        if (!is_limited()) return now;
        refill(now);
        const double missing = std::min(amount, limit_) - level_;
        if (missing <= 0) return now;
        return now + Moment(static_cast<Moment::rep>(missing / limit_ * 60e9) + 1);
    }

    void take(double amount, Moment now) {
        refill(now);
        level_ -= amount;
        taken_ += amount;
    }
    /// What was reserved and not used.
    void give_back(double amount) {
        level_ = std::min(limit_, level_ + amount);
        taken_ -= amount;
    }

    /// All that was ever taken: remembered when a request is sent, so that the server's view of that moment can be
    /// brought up to now.
    double taken() const { return taken_; }
    /// The server said that `remaining` was left after the request that was sent when taken() was `taken_then`.
    void correct(double remaining, double taken_then, Moment now) {
        if (!is_limited()) return;
        refill(now);
        level_ = std::min(limit_, remaining - (taken_ - taken_then));
    }

  private:
    void refill(Moment now) {
        if (now > updated_) level_ = std::min(limit_, level_ + limit_ * std::chrono::duration<double>(now - updated_).count() / 60);
        updated_ = std::max(updated_, now);
    }

    double limit_ = 0, level_ = 0, taken_ = 0;
    Moment updated_{0};
};

}  // namespace kompress::llm
