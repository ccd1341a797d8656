// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What one request to a model used, in one shape for all providers.
///
/// `input` includes what was read from and written to the provider's cache; `output` includes reasoning. Providers count
/// differently (some report the uncached rest only); llm/usage.cpp brings each to this form. All numbers are tokens.

#include <cstdint>

namespace kompress {

struct Usage {
    std::uint64_t input = 0;
    std::uint64_t cache_read = 0;
    std::uint64_t cache_write = 0;       ///< at the provider's usual lifetime (Anthropic: five minutes)
    std::uint64_t cache_write_long = 0;  ///< at the longer lifetime (Anthropic: one hour)
    std::uint64_t output = 0;
    std::uint64_t reasoning = 0;
    std::int64_t provider_cost = -1;  ///< what the provider says it charged, in pico-dollars; -1: it does not say
    bool is_estimated = false;        ///< the stream broke before usage arrived: the reservation stands for it
    bool is_inconsistent = false;     ///< the provider's parts exceed its total; the rest is taken as zero

    std::uint64_t cached() const { return cache_read + cache_write + cache_write_long; }
    /// Input at the full price; never negative.
    std::uint64_t uncached() const { return cached() < input ? input - cached() : 0; }

    Usage& operator+=(const Usage& other) {
        input += other.input;
        cache_read += other.cache_read;
        cache_write += other.cache_write;
        cache_write_long += other.cache_write_long;
        output += other.output;
        reasoning += other.reasoning;
        if (other.provider_cost >= 0) provider_cost = (provider_cost < 0 ? 0 : provider_cost) + other.provider_cost;
        is_estimated |= other.is_estimated;
        is_inconsistent |= other.is_inconsistent;
        return *this;
    }
    bool operator==(const Usage&) const = default;
};

}  // namespace kompress
