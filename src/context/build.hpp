// SPDX-License-Identifier: Apache-2.0
#pragma once
/// From a request to a bundle: seeds, ranking, neighbours, packing.

#include "context/diff.hpp"
#include "kompress/context.hpp"
#include "kompress/file_system.hpp"
#include "search/graph.hpp"
#include "store/index_reader.hpp"

namespace kompress::context {

/// `changes`: what request.diff stands for. Errors: NotFound (no such symbol or file in the index, or nothing to go by),
/// InvalidArgument, those of the index.
Result<ContextBundle> build(store::IndexReader& reader, FileSystem& files, search::Graph& graph, const ContextRequest& request,
                            const std::vector<ChangedLines>& changes);

}  // namespace kompress::context
