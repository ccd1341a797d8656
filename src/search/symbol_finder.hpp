// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Finds definitions in one index: by name, qualified name, glob, file or line.
///
/// Threading: one thread a finder; it borrows its reader.

#include <string>
#include <string_view>
#include <vector>

#include "kompress/result.hpp"
#include "kompress/search.hpp"
#include "store/index_reader.hpp"

namespace kompress::search {

class SymbolFinder {
  public:
    explicit SymbolFinder(store::IndexReader& reader) : reader_(reader) {}

    /// By path, then position. A plain name costs a few look-ups; a glob or an empty pattern reads files in path
    /// order until the page is full. Errors: Corrupt, Io.
    Result<SymbolPage> find(const SymbolQuery& query);
    /// Every symbol of a file in source order, parents by index. Errors: NotFound.
    Result<std::vector<SymbolInfo>> outline(const std::string& file);
    /// What `name`, `Qualified.name`, `file:name` or `file:line` stands for; empty when nothing does.
    Result<std::vector<SymbolInfo>> resolve(const std::string& symbol);

  private:
    struct Place;
    Result<void> by_name(const SymbolQuery& query, std::vector<SymbolInfo>& found);
    Result<void> by_scan(const SymbolQuery& query, const Place& after, std::vector<SymbolInfo>& found);
    Result<std::vector<SymbolInfo>> symbols_of(const store::FileRow& file, const store::ContentRow& content);

    store::IndexReader& reader_;
};

/// True when `name`'s parts end with `pattern`'s: `b.c` and `b::c` match `a::b::c`. Globs match either the last
/// part or the whole.
bool matches_name(std::string_view pattern, const SymbolInfo& symbol);
/// `*` any run of characters, `?` one; everything else itself.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace kompress::search
