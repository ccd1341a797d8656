// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The first pass over the facts: numbers definitions, reads edges, gives every definition its page and anchor.
///
/// Threading: one thread; the atlas does not change any more.

#include <memory>
#include <vector>

#include "base/cancel.hpp"
#include "docgen/inventory.hpp"
#include "docgen/layout.hpp"
#include "docgen/module_graph.hpp"
#include "docgen/relations.hpp"
#include "docgen/writer.hpp"
#include "kompress/document.hpp"
#include "kompress/result.hpp"
#include "store/index_reader.hpp"

namespace kompress::docgen {

/// What pages need to know of the tree as a whole.
struct Atlas {
    Atlas() = default;
    Atlas(const Atlas&) = delete;
    Atlas& operator=(const Atlas&) = delete;

    Graph graph;
    Layout layout;
    Relations relations{graph, layout};
    std::unique_ptr<const ModuleGraph> modules;
};

/// Fills an empty atlas, and the summaries, imports and counts of the inventory's files on the way. Errors: Corrupt, Cancelled.
Result<void> survey(store::IndexReader& index, Inventory& inventory, const DocumentOptions& options, PageNames& names, const Cancellation* cancellation,
                    Atlas& atlas);

/// Every piece of a file, all columns; none where its facts are gone.
Result<std::vector<std::unique_ptr<store::DecodedPiece>>> pieces_of(store::IndexReader& index, const FilePage& file);

}  // namespace kompress::docgen
