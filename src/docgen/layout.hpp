// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Which definition is on which page, and under which anchor: known before the first page is written, so that pages can
/// refer to each other.
///
/// Every public definition has exactly one entry. What a C or C++ header declares and another file defines has its entry
/// on the header's page; the page of the other file refers to it. A file whose entries would make one page too long has
/// several. Memory: about 120 bytes an entry, and the first sentence of its comment.
/// Threading: immutable once finished.

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_arena.hpp"
#include "docgen/graph.hpp"
#include "docgen/inventory.hpp"
#include "docgen/writer.hpp"

namespace kompress::docgen {

enum class Form : std::uint8_t {
    Heading,
    Row,    ///< of the table of members below the heading before it
    Scope,  ///< a namespace or an empty macro without a comment: named on one line with others
    Moved,  ///< documented elsewhere, see Layout::entry_of()
};

struct Entry {
    std::string_view name;     ///< as in the graph
    std::string_view anchor;   ///< of its heading, or of the heading that its row belongs to; unique on its page
    std::string_view slot;     ///< as the anchor, unique among all pages of its file; what moved has one, too
    std::string_view summary;  ///< first sentence of its comment, escaped
    std::string_view doc;      ///< of C and C++, the comment of the definition
    std::uint64_t parameters = 0;      ///< of a function of C or C++: see parameters_of()
    Number definition = NoNumber;      ///< none for what is declared here and defined out of sight
    std::uint32_t declaration = NoNumber;  ///< among those of the file
    std::uint32_t moved_from = 0xffffffffu;  ///< of a declaration: the entry of its definition, in the file that defines it
    std::uint32_t line = 0;
    std::uint32_t bytes = 0;            ///< about what its text takes
    std::uint16_t part = 0;             ///< 0-based page of the file
    std::uint8_t depth = 0;
    Form form = Form::Heading;
    SymbolKind kind = SymbolKind::Function;
    bool is_documented = false;
};
inline constexpr std::uint32_t NoEntry = 0xffffffffu;

class Layout {
  public:
    /// Adds the entries of a file; files come in the order of the inventory, after the graph was given the same one.
    /// `all`: private definitions, too.
    void add(const std::vector<std::unique_ptr<store::DecodedPiece>>& pieces, const FilePage& file, Number first, bool all);
    /// Joins declarations with definitions, cuts pages, gives anchors; counts go into the inventory's files.
    void finish(const Graph& graph, Inventory& inventory, PageNames& names);

    std::span<const Entry> entries(std::size_t file) const { return {entries_.data() + first_entry_[file], entries_.data() + first_entry_[file + 1]}; }
    const Entry& operator[](std::uint32_t entry) const { return entries_[entry]; }
    /// Where a definition is documented, or NoEntry.
    std::uint32_t entry_of(Number definition) const { return definition < entry_of_.size() ? entry_of_[definition] : NoEntry; }
    std::uint32_t file_of(std::uint32_t entry) const;
    /// Files on whose pages the definitions of a file are documented: itself, and headers that declare them.
    std::set<std::uint32_t> files_showing(std::uint32_t file) const;
    const std::string& page_of(std::uint32_t entry) const { return pages_[file_of(entry)][entries_[entry].part]; }
    /// Pages of a file, at least one.
    const std::vector<std::string>& pages(std::size_t file) const { return pages_[file]; }
    /// Further definitions behind a declaration: several that a build chooses from.
    std::span<const Number> alternatives(std::uint32_t entry) const;

  private:
    friend class Joiner;
    class Walk;
    void cut_pages(const Graph& graph, Inventory& inventory, PageNames& names, std::size_t file);

    std::vector<Entry> entries_;
    std::vector<std::uint32_t> first_entry_;  ///< by file
    std::vector<std::uint32_t> entry_of_;     ///< by definition
    std::vector<std::vector<std::string>> pages_;
    std::map<std::uint32_t, std::vector<Number>> alternatives_;
    TextArena texts_;
};

bool is_header(const FilePage& file);
/// Kinds that a table of members has room for.
bool is_small(SymbolKind kind);
/// Names that other definitions stand in, and that say nothing by themselves.
bool is_scope(SymbolKind kind);
/// What an entry's heading says: "function ns::name".
std::string title_of(const Entry& entry);
/// The first heading of a file's page, 1-based.
std::string page_title(const std::string& path, std::size_t page);
inline constexpr const char* DefinitionsTitle = "Definitions";
/// What follows the title of a definition whose members go on on the next page.
inline constexpr const char* ContinuedSuffix = ", continued";

}  // namespace kompress::docgen
