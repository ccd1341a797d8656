// SPDX-License-Identifier: Apache-2.0
#include "docgen/layout.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "docgen/joins.hpp"
#include "markdown/text.hpp"
#include "parse/parser.hpp"

namespace kompress::docgen {

namespace {

/// GitHub shows Markdown up to 512 kB, and nobody scrolls that far.
constexpr std::size_t MaxPartBytes = 200 * 1024;
/// Links on the lines below an entry, at most (relations.cpp) and what each takes.
constexpr std::size_t MaxLinks = 24, LinkBytes = 90, HeadingBytes = 200, RowBytes = 60;

/// Names may be any string in some languages: what would end a line or be trimmed is not for headings.
std::string one_line(std::string_view name) {
    std::string text(name);
    std::replace_if(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '_');
    if (!text.empty() && text.front() == ' ') text.front() = '_';
    if (!text.empty() && text.back() == ' ') text.back() = '_';
    return text;
}

}  // namespace

bool is_header(const FilePage& file) {
    const std::string extension = std::filesystem::path(file.path).extension().string();
    return (file.language == Language::C || file.language == Language::Cpp) && extension.starts_with(".h");
}

bool is_small(SymbolKind kind) {
    return kind == SymbolKind::Field || kind == SymbolKind::Enumerator || kind == SymbolKind::Variable || kind == SymbolKind::Constant ||
           kind == SymbolKind::Property;
}

bool is_scope(SymbolKind kind) { return kind == SymbolKind::Namespace || kind == SymbolKind::Module || kind == SymbolKind::Package; }

std::string title_of(const Entry& entry) { return std::string(symbol_kind_name(entry.kind)) + " " + std::string(entry.name); }

/// The definitions of one piece in the order of the page: what encloses before what is enclosed, small members before large
/// ones, and then what is only declared.
class Layout::Walk {
  public:
    Walk(Layout& layout, const ParsedFile& piece, const FilePage& file, Number first, std::uint32_t first_declaration, bool all)
        : layout_(layout), piece_(piece), first_(first), first_declaration_(first_declaration), separator_(parse::name_separator(file.language)), all_(all),
          is_c_family_(file.language == Language::C || file.language == Language::Cpp) {
        children_.resize(piece.symbols.size() + 1);
        for (std::size_t i = 0; i < piece.symbols.size(); ++i) children_[static_cast<std::size_t>(piece.symbols[i].parent + 1)].push_back(i);
        if (is_header(file)) collect_declarations();
    }
    void run() { members(-1, 0, "", true); }

  private:
    std::string_view name(const Symbol& symbol) const { return piece_.names[symbol.name]; }

    /// What a header declares is what its readers came for, wherever it is defined.
    void collect_declarations() {
        std::set<std::pair<std::int32_t, std::string_view>> defined;
        for (const Symbol& symbol : piece_.symbols) defined.emplace(symbol.parent, name(symbol));
        for (std::size_t i = 0; i < piece_.declarations.size(); ++i) {
            const Declaration& d = piece_.declarations[i];
            if (is_declared_kind(d.kind) && (d.exported || all_) && !defined.contains({d.parent, piece_.names[d.name]})) declared_[d.parent].push_back(i);
        }
    }

    void put(Entry entry, const std::string& name, std::string_view signature, std::string_view doc) {
        if (is_c_family_ && is_declared_kind(entry.kind)) {
            entry.parameters = parameters_of(signature);
            if (entry.definition != NoNumber) entry.doc = layout_.texts_.copy(doc);
        }
        entry.name = layout_.texts_.copy(one_line(name));
        entry.is_documented = !doc.empty();
        if (entry.form == Form::Heading && entry.depth == 0 && !doc.empty()) entry.summary = layout_.texts_.copy(markdown::first_sentence(doc));
        const std::size_t bytes = entry.form == Form::Row ? RowBytes + signature.size() + std::min<std::size_t>(doc.size(), 200)
                                                          : HeadingBytes + 2 * name.size() + signature.size() + doc.size() + doc.size() / 8;
        entry.bytes = static_cast<std::uint32_t>(std::min<std::size_t>(bytes, 0xffffffffu));
        layout_.entries_.push_back(entry);
    }

    void definition(std::size_t index, int depth, const std::string& outer, bool is_row) {
        const Symbol& symbol = piece_.symbols[index];
        std::string full = outer + std::string(name(symbol));
        if (symbol.qualifier != NoName) full = outer + std::string(piece_.names[symbol.qualifier]) + separator_ + std::string(name(symbol));
        Entry entry;
        entry.definition = first_ + static_cast<Number>(index);
        entry.line = symbol.start_line, entry.kind = symbol.kind;
        entry.depth = static_cast<std::uint8_t>(std::min(depth, 1));
        const bool is_guard = symbol.kind == SymbolKind::Macro && symbol.signature == "#define " + std::string(name(symbol));
        const bool is_silent = (is_scope(symbol.kind) || is_guard) && symbol.doc.empty();
        entry.form = is_row ? Form::Row : is_silent ? Form::Scope : Form::Heading;
        put(entry, full, symbol.signature, symbol.doc);
        members(static_cast<std::int32_t>(index), is_scope(symbol.kind) ? depth : depth + 1, full + separator_, is_scope(symbol.kind));
    }

    /// `outer` is kept short: names nest as deep as their author likes.
    void members(std::int32_t parent, int depth, const std::string& outer, bool is_in_scope) {
        constexpr std::size_t MaxOuterBytes = 400;
        const std::string& kept = outer.size() <= MaxOuterBytes ? outer : empty_;
        std::vector<std::size_t> larger;
        for (const std::size_t child : children_[static_cast<std::size_t>(parent + 1)]) {
            const Symbol& symbol = piece_.symbols[child];
            if (!symbol.exported && !all_) continue;
            // What a member holds in turn is a row, too: fields of a struct without a name.
            if (!is_in_scope && is_small(symbol.kind)) row(child, kept);
            else larger.push_back(child);
        }
        for (const std::size_t child : larger) definition(child, depth, kept, false);
        const auto found = declared_.find(parent);
        if (found == declared_.end()) return;
        for (const std::size_t at : found->second) {
            const Declaration& d = piece_.declarations[at];
            Entry entry;
            entry.declaration = first_declaration_ + static_cast<std::uint32_t>(at);
            entry.line = d.line, entry.kind = d.kind;
            entry.depth = static_cast<std::uint8_t>(std::min(depth, 1));
            put(entry, kept + std::string(piece_.names[d.name]), d.signature, d.doc);
        }
    }

    void row(std::size_t index, const std::string& outer) {
        const Symbol& symbol = piece_.symbols[index];
        Entry entry;
        entry.definition = first_ + static_cast<Number>(index);
        entry.line = symbol.start_line, entry.kind = symbol.kind, entry.form = Form::Row, entry.depth = 1;
        const std::string full = outer + std::string(name(symbol));
        put(entry, full, symbol.signature, symbol.doc);
        for (const std::size_t child : children_[index + 1])
            if (piece_.symbols[child].exported || all_) row(child, (full.size() < 400 ? full : empty_) + separator_);
    }

    Layout& layout_;
    const ParsedFile& piece_;
    Number first_;
    std::uint32_t first_declaration_;
    std::string separator_, empty_;
    bool all_, is_c_family_;
    std::vector<std::vector<std::size_t>> children_;  ///< of symbol i at i + 1; of the piece at 0
    std::map<std::int32_t, std::vector<std::size_t>> declared_;  ///< by enclosing symbol
};

void Layout::add(const std::vector<std::unique_ptr<store::DecodedPiece>>& pieces, const FilePage& file, Number first, bool all) {
    first_entry_.push_back(static_cast<std::uint32_t>(entries_.size()));
    std::uint32_t declarations = 0;
    for (const auto& piece : pieces) {
        Walk(*this, piece->file, file, first, declarations, all).run();
        first += static_cast<Number>(piece->file.symbols.size());
        declarations += static_cast<std::uint32_t>(piece->file.declarations.size());
    }
}

void Layout::finish(const Graph& graph, Inventory& inventory, PageNames& names) {
    first_entry_.push_back(static_cast<std::uint32_t>(entries_.size()));
    entry_of_.assign(graph.size(), NoEntry);
    for (std::uint32_t i = 0; i < entries_.size(); ++i)
        if (entries_[i].definition != NoNumber) entry_of_[entries_[i].definition] = i;
    Joiner(*this, graph, inventory).run();
    for (std::size_t file = 0; file < inventory.files.size(); ++file) cut_pages(graph, inventory, names, file);
}

void Layout::cut_pages(const Graph& graph, Inventory& inventory, PageNames& names, std::size_t file) {
    FilePage& about = inventory.files[file];
    std::vector<std::string>& pages = pages_.emplace_back(1, about.page);
    markdown::Anchors anchors, slots;
    const auto open_page = [&] {
        anchors = markdown::Anchors();
        anchors.add(page_title(about.path, pages.size()));
        anchors.add(DefinitionsTitle);
    };
    open_page();
    std::size_t used = 0;
    bool is_continued = false;
    const Entry* heading = nullptr;
    std::string_view heading_anchor;
    for (std::uint32_t i = first_entry_[file]; i < first_entry_[file + 1]; ++i) {
        Entry& entry = entries_[i];
        std::size_t bytes = entry.bytes;
        if (entry.form == Form::Heading && entry.definition != NoNumber)
            bytes += LinkBytes * std::min(MaxLinks, graph.in(entry.definition).size() + graph.out(entry.definition).size());
        if (used > 0 && used + bytes > MaxPartBytes) {
            pages.push_back(names.page_for("files", about.path, "." + std::to_string(pages.size() + 1) + ".md"));
            open_page();
            used = 0, is_continued = false;
        }
        used += bytes;
        entry.part = static_cast<std::uint16_t>(std::min<std::size_t>(pages.size() - 1, 0xffff));
        if (entry.form == Form::Heading || entry.form == Form::Moved) entry.slot = texts_.copy(slots.add(title_of(entry)));
        if (entry.form == Form::Heading) {
            heading = &entry;
            heading_anchor = entry.anchor = texts_.copy(anchors.add(title_of(entry)));
        } else if (entry.form == Form::Row) {
            if (heading && heading->part != entry.part && !is_continued) {
                heading_anchor = texts_.copy(anchors.add(title_of(*heading) + ContinuedSuffix));
                is_continued = true;
            }
            entry.anchor = heading_anchor;
        }
        if (entry.form == Form::Moved) continue;
        ++about.public_symbols;
        about.documented += entry.is_documented;
    }
}

std::uint32_t Layout::file_of(std::uint32_t entry) const {
    return static_cast<std::uint32_t>(std::upper_bound(first_entry_.begin(), first_entry_.end(), entry) - first_entry_.begin() - 1);
}

std::set<std::uint32_t> Layout::files_showing(std::uint32_t file) const {
    std::set<std::uint32_t> files{file};
    for (const Entry& entry : entries(file))
        if (entry.form == Form::Moved) files.insert(file_of(entry_of(entry.definition)));
    return files;
}

std::span<const Number> Layout::alternatives(std::uint32_t entry) const {
    const auto found = alternatives_.find(entry);
    return found == alternatives_.end() ? std::span<const Number>{} : std::span<const Number>(found->second);
}

std::string page_title(const std::string& path, std::size_t page) { return path + (page > 1 ? ", page " + std::to_string(page) : ""); }

}  // namespace kompress::docgen
