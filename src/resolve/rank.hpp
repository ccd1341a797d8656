// SPDX-License-Identifier: Apache-2.0
#pragma once
/// PageRank of files over the edges between them.
///
/// The surfer reads a file, follows one of its edges to a definition, and reads on in that definition's file: the rank
/// of a file is what arrives there, and a definition's share of it is what its own edges bring. Deterministic: fixed
/// order, fixed number of rounds, no parallel sums. Threading: pure.
/// Source: Page, Brin, Motwani, Winograd: The PageRank Citation Ranking, 1999; damping 0.85.

#include <cstdint>
#include <vector>

namespace kompress::resolve {

struct RankLink {
    std::uint32_t target = 0;
    std::uint32_t weight = 0;
};

/// `first[i]` to `first[i + 1]` are the links of file i. Ranks add up to the number of files, so that 1 is the average.
std::vector<float> rank_files(const std::vector<std::uint32_t>& first, const std::vector<RankLink>& links);

}  // namespace kompress::resolve
