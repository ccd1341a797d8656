// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Looking things up in an index: what may be asked and what comes back.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kompress/types.hpp"

namespace kompress {

/// Which definitions to list. Empty fields do not restrict.
struct SymbolQuery {
    std::string pattern;  ///< name, `Qualified.name` (`.` or `::`), or a glob (`*`, `?`) over either; "" lists all
    std::optional<SymbolKind> kind;
    std::string file;  ///< path relative to the root, or a glob over paths
    std::optional<Language> language;
    std::size_t limit = 100;
    std::string cursor;  ///< from SymbolPage::next_cursor
};

struct SymbolPage {
    std::vector<SymbolInfo> symbols;  ///< by path, then line
    std::string next_cursor;          ///< "" when this is all
};

struct FileQuery {
    std::string pattern;  ///< glob over paths; "" lists all
    std::optional<FileClass> file_class;
    std::optional<Language> language;
    std::size_t limit = 100;
    std::string cursor;
};

struct FileInfo {
    std::string path;
    FileClass file_class = FileClass::Indexed;
    FileRole role = FileRole::Source;
    Language language = Language::None;
    std::uint64_t bytes = 0, lines = 0, symbols = 0;
};

struct FilePage {
    std::vector<FileInfo> files;  ///< by path
    std::string next_cursor;
};

struct SearchRequest {
    std::string query;  ///< words, identifiers or paths
    std::size_t limit = 20;  ///< 0: all
    std::string cursor;      ///< from SearchPage::next_cursor
};

struct SearchHit {
    std::string file;
    double score = 0;  ///< larger is better; comparable within one answer
    std::optional<SymbolInfo> symbol;  ///< none: the file itself
};

struct SearchPage {
    std::vector<SearchHit> hits;  ///< best first
    std::string next_cursor;      ///< "" when this is all
    std::vector<std::pair<std::string, std::string>> similar;  ///< words that nothing is called, and what was searched beside
};

/// Part of a file.
struct SourceLines {
    std::string file;
    std::uint32_t first_line = 1, last_line = 0;  ///< of `text`, 1-based, inclusive
    std::uint32_t total_lines = 0;
    std::string text;         ///< UTF-8
    bool is_stale = false;    ///< the file changed since it was indexed
    std::optional<SymbolInfo> symbol;  ///< the definition shown, for `show`
};

}  // namespace kompress
