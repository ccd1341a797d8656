// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Byte pair encoding of one piece.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "tokens/rank_table.hpp"

namespace kompress::tokens {

/// Merges the pieces of one text. Keeps its memory from piece to piece; one thread at a time.
class Merger {
  public:
    explicit Merger(const RankTable& ranks);
    ~Merger();

    /// How many tokens a non-empty piece has; their ids are appended to `out` unless it is null. O(n log n).
    std::size_t merge(std::string_view piece, std::vector<std::uint32_t>* out);

  private:
    struct LongMerge;
    std::size_t merge_short(std::string_view piece, std::vector<std::uint32_t>* out) const;

    const RankTable& ranks_;
    std::unique_ptr<LongMerge> long_;
};

}  // namespace kompress::tokens
