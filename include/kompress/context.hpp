// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What to read to understand or change something, within a budget of tokens.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/types.hpp"

namespace kompress {

/// What the answer is about: one of query, symbol, file and diff, or several together.
struct ContextRequest {
    std::string query;   ///< words, identifiers, paths, a commit message, a bug report
    std::string symbol;  ///< `name`, `Qualified.name`, `file:name` or `file:line`
    std::string file;    ///< path relative to the root
    std::string diff;    ///< a revision of git: what changed since then
    std::size_t budget = 8000;  ///< tokens that the snippets may cost, headers included
};

enum class SnippetForm : std::uint8_t { Body, Signature, Outline };
/// "body", "signature", "outline".
std::string_view snippet_form_name(SnippetForm form);

enum class SnippetReason : std::uint8_t { Match, Caller, Callee, Type, Sibling, Import };
/// "match", "caller", …
std::string_view snippet_reason_name(SnippetReason reason);

struct Snippet {
    std::string file;
    std::uint32_t line = 0, end_line = 0;  ///< 1-based, inclusive
    std::string symbol;  ///< "" for lines of a file
    std::string kind;    ///< of the symbol, "" without one
    SnippetForm form = SnippetForm::Body;
    SnippetReason reason = SnippetReason::Match;
    std::size_t tokens = 0;  ///< of its header and code by themselves
    double score = 0;        ///< 0 to 1
};

struct ContextBundle {
    std::string query;     ///< as asked, or what symbol, file or diff stand for
    std::size_t budget = 0, tokens = 0;  ///< of the text, exact; tokens <= budget
    std::string text;      ///< the snippets, ready to paste: by file, best file first, by line within it; UTF-8
    std::string encoding;  ///< of the token counts
    std::vector<Snippet> snippets;   ///< most valuable first
    std::vector<std::string> files;  ///< ranking of files, best first, not cut by the budget
    std::vector<Snippet> dropped;    ///< next best that did not fit; at most 20
    std::vector<SymbolInfo> ambiguous;  ///< not empty: `symbol` stands for several definitions, and nothing was chosen
};

}  // namespace kompress
