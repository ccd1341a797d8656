// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Cuts ranked files into units that can be shown by themselves, and says what each is worth.

#include <cstdint>
#include <string>
#include <vector>

#include "kompress/context.hpp"
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

/// Function-like definitions, small types, windows of what is long, outlines: of the files that the ranking puts first.
/// In no particular order.
std::vector<Unit> units_of(const search::Ranking& ranking);
/// The innermost definition around a line; -1 when there is none.
std::int32_t definition_at(const search::Document& document, std::uint32_t line);

}  // namespace kompress::context
