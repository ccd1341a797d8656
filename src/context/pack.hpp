// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Chooses units for a budget of tokens: the most value for each token first, never a token too many.

#include <functional>
#include <vector>

#include "context/units.hpp"

namespace kompress::context {

struct Packed {
    std::vector<Snippet> snippets;  ///< most valuable first
    std::vector<Snippet> dropped;   ///< without text
    std::size_t tokens = 0;         ///< of all texts, one after the other
};

/// Counts the tokens of a text.
using Counter = std::function<std::size_t(std::string_view)>;

/// `units` compete by value / tokens^CostExponent; lines that a chosen unit already shows are not shown again. Greedy,
/// deterministic: ties go by path and line. The texts joined cost at most `budget`, measured, not added up.
Packed pack(const search::Ranking& ranking, std::vector<Unit> units, std::size_t budget, const Counter& count);

}  // namespace kompress::context
