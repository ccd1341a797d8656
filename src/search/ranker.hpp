// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Ranks files and definitions for a query: a linear model over the signals, small enough to be explained.
///
/// Threading: one thread a ranking (inside, TBB). Deterministic: equal index, files and query give an equal answer.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "search/documents.hpp"
#include "search/signals.hpp"

namespace kompress::search {

/// Weights of the model: fitted once on past commits of eight repositories, see docs/design/016-search-and-context.md.
const Signals& default_weights();

struct RankedFile {
    std::uint32_t document = 0;  ///< index into documents
    double score = 0;            ///< of the model
    double share = 0;            ///< softmax of the scores: how likely this is the file, given that one is
};

struct RankedDefinition {
    std::uint32_t document = 0, definition = 0;
    double score = 0;  ///< up to about 1
};

struct Ranking {
    Query query;
    Documents documents;
    Measured measured;
    std::vector<RankedFile> files;              ///< best first
    std::vector<RankedDefinition> definitions;  ///< best first; only those that hold a term
};

/// `always`: paths that take part whatever the index says of them. Errors: those of the index.
Result<Ranking> rank(store::IndexReader& reader, FileSystem& files, Query query, const ReadingLimits& limits = {},
                     const Signals& weights = default_weights(), std::vector<std::string> always = {});

}  // namespace kompress::search
