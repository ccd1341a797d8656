// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Finds the terms of a query in the bytes of a file: the one pass over source text that ranking needs.

#include <cstdint>
#include <string_view>
#include <vector>

#include "search/terms.hpp"

namespace kompress::search {

struct Hit {
    std::uint32_t line = 0;      ///< 1-based
    std::uint16_t term = 0;
    std::uint16_t before = TermTable::None;  ///< the term right before it, if that one is of the query, too
};

struct TextHits {
    std::vector<Hit> hits;  ///< by position
    /// words_before[n]: words in the lines before line n+1; one entry more than there are lines.
    std::vector<std::uint32_t> words_before;

    std::uint32_t lines() const { return words_before.empty() ? 0 : static_cast<std::uint32_t>(words_before.size() - 1); }
    std::uint32_t words() const { return words_before.empty() ? 0 : words_before.back(); }
    /// Words in lines [first, last], 1-based, cut to what there is.
    std::uint32_t words_in(std::uint32_t first, std::uint32_t last) const;
    /// Hits in lines [first, last].
    std::pair<std::size_t, std::size_t> hits_in(std::uint32_t first, std::uint32_t last) const;
};

/// Linear in the text.
TextHits scan_text(std::string_view text, const TermTable& table);

}  // namespace kompress::search
