// SPDX-License-Identifier: Apache-2.0
#include "llm/budget.hpp"

#include <cmath>
#include <cstdio>

namespace kompress::llm {
namespace {

Amount sum(const Amount& a, const Amount& b) { return {a.cost + b.cost, a.tokens + b.tokens, a.requests + b.requests}; }

Amount difference(const Amount& a, const Amount& b) { return {a.cost - b.cost, a.tokens - b.tokens, a.requests - b.requests}; }

/// To two decimals, or four significant digits below a dollar: what dollars() shows must be enough.
std::int64_t rounded_up(std::int64_t pico_dollars) {
    std::int64_t unit = 10'000'000'000;
    if (pico_dollars < 1'000'000'000'000)
        while (unit > 1 && unit * 1000 > pico_dollars) unit /= 10;
    return (pico_dollars + unit - 1) / unit * unit;
}

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
        return "the cap of " + dollars(*caps_.cost) + " leaves too little for the next request (" + dollars(sums_.spent.cost) +
               " are spent, it may cost " + dollars(amount.cost) + "); --max-cost of at least " + dollars(rounded_up(needed.cost)) + " would do";
    if (caps_.tokens && needed.tokens > *caps_.tokens)
        return "the cap of " + std::to_string(*caps_.tokens) + " tokens leaves too little for the next request; --max-tokens of at least " +
               std::to_string(needed.tokens) + " would do";
    return "the cap of " + std::to_string(caps_.requests.value_or(0)) + " requests is reached; raise --max-requests";
}

Budget::Sums Budget::snapshot() const {
    const std::lock_guard lock(mutex_);
    return sums_;
}

std::string dollars(std::int64_t pico_dollars) {
    const double value = static_cast<double>(pico_dollars) / 1e12;
    int decimals = 2;
    if (value > 0 && value < 1) decimals = std::min(12, 3 - static_cast<int>(std::floor(std::log10(value))));
    char text[48];
    std::snprintf(text, sizeof text, "$%.*f", decimals, value);
    return text;
}

}  // namespace kompress::llm
