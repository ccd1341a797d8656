// SPDX-License-Identifier: Apache-2.0
#pragma once
/// When a failed request may be tried again.
///
/// Backoff has full jitter (AWS Builders' Library, "Timeouts, retries and backoff with jitter"). The budget keeps retries
/// from multiplying the load on a provider in trouble (Google SRE book, "Handling overload"): within a minute they may be
/// a tenth of the first attempts, at least three, and half of the answers that did arrive: where nothing is answered
/// only the tenth is left, and single failures among many answers need not wait. Threading: the scheduler's thread.

#include <cstdint>
#include <deque>
#include <random>

#include "kompress/clock.hpp"

namespace kompress::llm {

inline constexpr unsigned MaxAttempts = 4;

/// uniform(0, min(30 s, 0.5 s · 2^failures)); `failures` counts from 0.
Moment backoff(unsigned failures, std::mt19937_64& random);

class RetryBudget {
  public:
    void on_first_attempt(Moment now) { note(firsts_, now); }
    void on_answer(Moment now) { note(answers_, now); }
    /// Takes one retry, if there is one left.
    bool take(Moment now);

  private:
    static void note(std::deque<Moment>& moments, Moment now);
    std::deque<Moment> firsts_, answers_, retries_;
};

}  // namespace kompress::llm
