// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The name that somebody meant who wrote another.

#include <span>
#include <string>
#include <string_view>

namespace kompress {

/// Insertions, deletions and replacements of bytes that lead from `a` to `b` (Levenshtein 1965). Quadratic: for names.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// "did you mean NAME?" for the nearest of `names`, `otherwise` when none is within three slips.
std::string did_you_mean(std::string_view written, std::span<const std::string_view> names, std::string_view otherwise);

}  // namespace kompress
