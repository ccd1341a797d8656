// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What speaks for a file: one number a signal, each explained where it is named.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "search/documents.hpp"

namespace kompress::search {

/// BM25 is Robertson and Zaragoza's "The Probabilistic Relevance Framework" (2009), with the document frequencies of
/// files everywhere; signals marked * are divided by the best file's value.
enum class Signal : std::uint8_t {
    Window,         ///< * BM25 of the best window of 60 lines
    Whole,          ///< * BM25 of the whole file
    Symbol,         ///< * BM25 of the best definition: its lines, its name counting thrice
    SymbolName,     ///< * BM25 of the best definition's name alone
    Path,           ///< * BM25 of the path
    BaseName,       ///< * BM25 of the file's name; of the directory's, too, where the file is called index, mod, main, …
    Scope,          ///< share of "area:" that the path holds
    NamedPath,      ///< the query names this path
    Defines,        ///< * identifiers of the query that are defined here, less where others define them, too
    SubjectWindow,  ///< * Window, for the first sentence alone
    SubjectWhole,   ///< * Whole, …
    SubjectBase,    ///< * BaseName, …
    Adjacent,       ///< * terms that stand side by side in the query do so here
    Related,        ///< * BM25 of the best window for abbreviations of the query's words
    Sibling,        ///< Window of the best other file of the same name (header and source)
    Partner,        ///< Window of the best test of this file
    Directory,      ///< mean Window of the three best others in the directory
    Lines,          ///< logarithm of the number of lines: what is larger is changed more often
    Test,           ///< 1 for a test; as follow the others
    Example,
    Generated,
    Vendored,
    Benchmark,
    Auxiliary,
    Count
};
inline constexpr std::size_t SignalCount = static_cast<std::size_t>(Signal::Count);
/// "window", "subject_window", …
std::string_view signal_name(Signal signal);

using Signals = std::array<double, SignalCount>;

/// How well one definition fits, before anything is known about its file.
struct DefinitionScore {
    double body = 0;  ///< BM25 with the name counting thrice
    double name = 0;  ///< BM25 of the name
};

struct Measured {
    std::vector<Signals> files;                              ///< parallel to the documents
    std::vector<std::vector<DefinitionScore>> definitions;   ///< parallel to their definitions
};

Measured measure(const Documents& documents, const Query& query, const TermTable& table);

}  // namespace kompress::search
