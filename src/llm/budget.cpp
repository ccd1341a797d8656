// SPDX-License-Identifier: Apache-2.0
#include "llm/budget.hpp"

#include "base/money.hpp"

namespace kompress::llm {
namespace {

Amount sum(const Amount& a, const Amount& b) { return {a.cost + b.cost, a.tokens + b.tokens, a.requests + b.requests}; }

Amount difference(const Amount& a, const Amount& b) { return {a.cost - b.cost, a.tokens - b.tokens, a.requests - b.requests}; }

}  // namespace

bool Budget::fits(const Amount& base, const Amount& more) const {
    const Amount total = sum(base, more);
    return (!caps_.cost || total.cost <= *caps_.cost) && (!caps_.tokens || total.tokens <= *caps_.tokens) &&
           (!caps_.requests || total.requests <= *caps_.requests);
}

Budget::Answer Budget::reserve(const Amount& amount) {
    const std::lock_guard lock(mutex_);
    if (fits(sum(sums_.spent, sums_.reserved), amount)) {
        sums_.reserved = sum(sums_.reserved, amount);
        return Answer::Granted;
    }
    return sums_.reserved.requests > 0 && fits(sums_.spent, amount) ? Answer::Later : Answer::Never;
}

void Budget::settle(const Amount& reserved, const Amount& spent) {
    const std::lock_guard lock(mutex_);
    sums_.reserved = difference(sums_.reserved, reserved);
    sums_.spent = sum(sums_.spent, spent);
}

std::string Budget::refusal(const Amount& amount) const {
    const std::lock_guard lock(mutex_);
    const Amount needed = sum(sums_.spent, amount);
    if (caps_.cost && needed.cost > *caps_.cost)
        return "the cap of " + money(*caps_.cost) + " leaves too little for the next request (" + money(sums_.spent.cost) +
               " are spent, it may cost " + money(amount.cost) + "); --max-cost of at least " + money(rounded_up_money(needed.cost)) + " would do";
    if (caps_.tokens && needed.tokens > *caps_.tokens)
        return "the cap of " + std::to_string(*caps_.tokens) + " tokens leaves too little for the next request; --max-tokens of at least " +
               std::to_string(needed.tokens) + " would do";
    return "the cap of " + std::to_string(caps_.requests.value_or(0)) + " requests is reached; raise --max-requests";
}

Budget::Sums Budget::snapshot() const {
    const std::lock_guard lock(mutex_);
    return sums_;
}

}  // namespace kompress::llm
