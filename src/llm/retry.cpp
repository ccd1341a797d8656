// SPDX-License-Identifier: Apache-2.0
#include "llm/retry.hpp"

#include <algorithm>

namespace kompress::llm {
namespace {

using namespace std::chrono_literals;

constexpr Moment Window = 60s;

void forget(std::deque<Moment>& moments, Moment before) {
    while (!moments.empty() && moments.front() < before) moments.pop_front();
}

}  // namespace

Moment backoff(unsigned failures, std::mt19937_64& random) {
    const Moment longest = std::min<Moment>(30s, 500ms * (1 << std::min(failures, 10u)));
    return Moment(std::uniform_int_distribution<Moment::rep>(0, longest.count())(random));
}

/// What is older than the window goes at once: a run of days must not remember every request.
void RetryBudget::note(std::deque<Moment>& moments, Moment now) {
    forget(moments, now - Window);
    moments.push_back(now);
}

bool RetryBudget::take(Moment now) {
    for (std::deque<Moment>* moments : {&firsts_, &answers_, &retries_}) forget(*moments, now - Window);
    if (retries_.size() >= std::max<std::size_t>(3, firsts_.size() / 10 + answers_.size() / 2)) return false;
    retries_.push_back(now);
    return true;
}

}  // namespace kompress::llm
