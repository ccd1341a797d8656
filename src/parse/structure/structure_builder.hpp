// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the scanners of structure formats (Markdown, JSON, Makefiles, …) share: lines, names and symbols of one text.
///
/// Those formats have no grammar here: what outlines and searches need of them is a small part of what they say, and one
/// pass over the lines finds it (docs/design/014-structure-formats.md). A scanner looks at every byte a bounded
/// number of times and keeps nothing that grows with the text but what it adds here, which is bounded too.
///
/// Threading: one thread; reused from file to file. Lifetime: views point into the text or the arena.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/text_arena.hpp"
#include "model/parsed_file.hpp"
#include "parse/name_table.hpp"

namespace kompress::parse {

/// A symbol in the making: offsets are bytes of the text.
struct Entry {
    SymbolKind kind = SymbolKind::Key;
    std::string_view name;
    std::size_t start = 0;      ///< of the whole
    std::size_t name_byte = 0;
    std::int32_t parent = -1;
    std::string_view signature;  ///< folded and cut by the builder
    std::string_view doc;        ///< already cleaned
    std::uint32_t parameters = 0;
};

class StructureBuilder {
  public:
    static constexpr std::int32_t None = -1;

    /// `file` is cleared by the caller.
    void begin(Language language, std::string_view text, ParsedFile& file, TextArena& arena);
    /// Ends what is open, drops tables, counts lines.
    void finish();

    std::string_view text() const { return text_; }
    TextArena& arena() { return *arena_; }

    /// The next line from `at` on, without its line feed; `at` moves behind it. False at the end of the text.
    bool next_line(std::size_t& at, std::string_view& line) const;
    std::size_t offset_of(std::string_view part) const { return static_cast<std::size_t>(part.data() - text_.data()); }

    /// Index of the symbol, or None: its parent has more children than a person writes and is a table of data, the file has
    /// enough symbols already, or the name is empty or longer than a name.
    std::int32_t add(const Entry& entry);
    /// The symbol ends at `end`, less the blank lines before it. None is ignored; a symbol never closed ends with its name.
    void close(std::int32_t symbol, std::size_t end);
    void add_branch(std::int32_t symbol);
    void set_doc(std::int32_t symbol, std::string_view doc);
    bool is_named(std::int32_t symbol, std::string_view name) const {
        return symbol >= 0 && file_->names[file_->symbols[static_cast<std::size_t>(symbol)].name] == name;
    }
    void add_reference(ReferenceKind kind, std::string_view name, std::int32_t symbol);
    void add_import(std::string_view target, bool is_local, std::string_view alias = {});
    /// Where no comment has introduced the file.
    void offer_file_doc(std::string_view doc) {
        if (file_->doc.empty()) file_->doc = doc;
    }

    /// A comment in text[start, end): counted, and kept as the doc of what follows it directly.
    void comment(std::size_t start, std::size_t end);
    /// What the comments directly above the line of `at` say; each is taken at most once.
    std::string_view take_doc(std::size_t at);
    /// Lines of text[start, end) count as comment, not as code: prose.
    void prose(std::size_t start, std::size_t end);

    /// At most `limit` bytes with whitespace folded.
    std::string_view fold(std::string_view text, std::size_t limit);

    /// Children of one parent above this are a table of data, of which nothing is kept (a person's outline is shorter).
    void set_limits(std::size_t of_file, std::size_t of_parent) { max_top_ = of_file, max_children_ = of_parent; }

  private:
    std::uint32_t line_of(std::size_t at) const;  ///< 0-based
    NameId intern(std::string_view text);
    std::uint64_t hash_of(std::size_t start, std::size_t end) const;
    void drop_tables();
    void count_lines();

    std::string_view text_;
    ParsedFile* file_ = nullptr;
    TextArena* arena_ = nullptr;
    NameTable names_;
    std::vector<std::uint32_t> line_starts_;
    std::vector<std::uint32_t> children_;  ///< by symbol + 1; 0: of the file
    std::vector<bool> is_comment_;         ///< by line
    struct Comment {
        std::size_t start = 0, end = 0;
        std::uint32_t last_line = 0;
        bool is_valid = false;
    } pending_;
    bool is_first_comment_ = true;
    std::size_t max_top_ = 0, max_children_ = 0;
};

bool is_blank(std::string_view line);
std::string_view trim(std::string_view text);
/// Columns before the first byte that is no blank; a tab counts as one.
std::size_t indentation_of(std::string_view line);

}  // namespace kompress::parse
