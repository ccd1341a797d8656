// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What prose can be about, as the pages show it: handed over by whoever makes the pages.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kompress/types.hpp"

namespace kompress::prose {

/// A definition with a heading of its own.
struct Definition {
    std::string name;    ///< as its heading has it, qualified
    std::string anchor;  ///< of the heading, unique on the file's pages
    SymbolKind kind = SymbolKind::Function;
    std::uint32_t line = 0, end_line = 0;  ///< of the whole definition
    std::string signature, doc;
    std::uint64_t semantic_hash = 0;  ///< 0: of a declaration, which has none
};

struct File {
    std::string path;
    Language language = Language::None;
    FileRole role = FileRole::Source;
    std::int64_t row = 0;  ///< in the index
    std::int64_t lines = 0;
    double rank = 1;       ///< PageRank, 1 is the average
    std::string summary;   ///< of its own comment, plain text
    bool is_entry_point = false;
    std::vector<Definition> definitions;  ///< in the order of the page
};

struct Module {
    std::string path;  ///< directory, "" is the root
    std::vector<std::size_t> files;    ///< indices into Repository::files, by path
    std::vector<std::string> imports;  ///< paths of other modules, sorted
};

struct Repository {
    std::string name, readme;
    std::vector<File> files;                ///< by path
    std::map<std::string, Module> modules;  ///< by path
};

}  // namespace kompress::prose
