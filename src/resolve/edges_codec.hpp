// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Packs the edges of one file for the index; docs/index_format.md has the layout.
///
/// A target is named by its file, its name and its place among the definitions of that name there, so that a change
/// elsewhere in that file leaves the edge as it is. Threading: pure.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "resolve/resolver.hpp"

namespace kompress::resolve {

/// References by what became of them, indexed by Tier.
using TierCounts = std::array<std::uint64_t, TierCount>;

struct PackedEdges {
    std::string bytes;
    Hash128 digest;  ///< of what they say, paths in place of numbers
    TierCounts counts{};
};

/// `row_ids` by FileIndex.
PackedEdges pack_edges(const FileEdges& edges, FileIndex file, const Program& program, const Source& source, const std::vector<std::int64_t>& row_ids);

struct StoredTarget {
    std::int64_t file = 0;      ///< row id
    Key name = 0;
    std::uint32_t ordinal = 0;  ///< among the definitions of that name in the file
};

struct StoredEdges {
    struct Outcome {
        Tier tier = Tier::Unresolved;
        std::uint32_t first = 0, count = 0;  ///< in targets
    };
    struct Link {
        std::int64_t file = 0;     ///< row id
        std::uint32_t weight = 0;  ///< of all edges into that file, for ranking
    };
    TierCounts counts{};
    std::vector<Link> links;  ///< by file
    std::vector<std::int64_t> imports;
    std::vector<Outcome> outcomes;  ///< by use
    std::vector<StoredTarget> targets;
};

/// `names` are those of the uses, in their order; empty: only counts, links and imports are read. nullopt: damaged.
std::optional<StoredEdges> unpack_edges(std::string_view bytes, const std::vector<Use>* uses);

}  // namespace kompress::resolve
