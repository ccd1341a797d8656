// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Finds the word that somebody meant who wrote one that nothing is called.

#include <string>
#include <string_view>

#include "store/index_reader.hpp"

namespace kompress::search {

/// "" when names, documentation or paths hold `term` (or a word that begins so), or when nothing is near: the same start
/// and one slip in a short word, two in a long one. Errors: those of the index.
Result<std::string> similar_word(store::IndexReader& reader, const std::string& term);

/// Insertions, deletions, replacements and swaps of neighbours that lead from a to b (Damerau 1964, in the restricted
/// form); anything above `limit` is limit + 1.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

}  // namespace kompress::search
