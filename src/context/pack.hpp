// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Chooses units for a budget of tokens: the most valuable first, never a token too many.

#include <functional>
#include <vector>

#include "context/units.hpp"

namespace kompress::context {

struct Packed {
    std::vector<Snippet> snippets;  ///< most valuable first
    std::vector<Snippet> dropped;
    std::string text;               ///< by file, the file of the most valuable snippet first; by line within a file
    std::size_t tokens = 0;         ///< of the text
};

/// Counts the tokens of a text.
using Counter = std::function<std::size_t(std::string_view)>;

/// By value alone: value per token would crowd the budget with short functions, and what is long is changed more often
/// (docs/design/016). Lines are shown once: a type takes over the members that were chosen before it, unless they are most
/// of it. Greedy, deterministic: ties go by path and line. The text costs at most `budget`, measured, not added up.
Packed pack(const search::Ranking& ranking, std::vector<Unit> units, std::size_t budget, const Counter& count);

}  // namespace kompress::context
