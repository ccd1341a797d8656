// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Cuts ranked files into units that can be shown by themselves, and says what each is worth.

#include <cstdint>
#include <string>
#include <vector>

#include "kompress/context.hpp"
#include "search/graph.hpp"
#include "search/ranker.hpp"

namespace kompress::context {

/// Lines of a document that may become a snippet.
struct Unit {
    std::uint32_t document = 0;
    std::int32_t definition = -1;  ///< -1: lines of a file
    std::uint32_t first = 1, last = 1;  ///< lines, inclusive
    SnippetForm form = SnippetForm::Body;
    SnippetReason reason = SnippetReason::Match;
    double value = 0;  ///< how much it is wished for, whatever it costs
};

/// Functions, types, windows of what is long, outlines: of the files that the ranking puts first, in no particular order.
/// What its best caller and its best callee are worth adds to what a definition is worth by its words.
std::vector<Unit> units_of(const search::Ranking& ranking, search::Graph& graph);
/// The innermost definition around a line; -1 when there is none.
std::int32_t definition_at(const search::Document& document, std::uint32_t line);

}  // namespace kompress::context
