// SPDX-License-Identifier: Apache-2.0
#include "parse/structure/structure_builder.hpp"

#include <algorithm>
#include <cstring>

#include "base/hash.hpp"
#include "parse/doc_comment.hpp"

namespace kompress::parse {
namespace {

constexpr std::size_t MaxNameBytes = 200;
constexpr std::size_t MaxSignatureBytes = 160;
constexpr std::size_t MaxSymbols = 2000;    ///< of one file: longer outlines are read by nobody
constexpr std::size_t MaxReferences = 20000;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

std::string_view cut(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
    return text.substr(0, limit);
}

}  // namespace

bool is_blank(std::string_view line) { return std::all_of(line.begin(), line.end(), is_space); }

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::size_t indentation_of(std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); }

void StructureBuilder::begin(Language language, std::string_view text, ParsedFile& file, TextArena& arena) {
    text_ = text, file_ = &file, arena_ = &arena;
    file.language = language;
    names_.reset(file);
    line_starts_.assign(1, 0);
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
    children_.assign(1, 0);
    is_comment_.assign(line_starts_.size(), false);
    pending_ = {};
    is_first_comment_ = true;
    set_limits(256, 64);
}

bool StructureBuilder::next_line(std::size_t& at, std::string_view& line) const {
    if (at >= text_.size()) return false;
    const std::size_t end = std::min(text_.find('\n', at), text_.size());
    line = text_.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at = end + 1;
    return true;
}

std::uint32_t StructureBuilder::line_of(std::size_t at) const {
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), at);
    return static_cast<std::uint32_t>(next - line_starts_.begin()) - 1;
}

NameId StructureBuilder::intern(std::string_view text) { return names_.intern(text, hash64(text)); }

std::string_view StructureBuilder::fold(std::string_view text, std::size_t limit) {
    text = trim(cut(text, 4 * limit));
    char* out = arena_->allocate(text.size());
    std::size_t size = 0;
    for (const char c : text) {
        if (!is_space(c)) out[size++] = c;
        else if (size > 0 && out[size - 1] != ' ') out[size++] = ' ';
    }
    if (size > 0 && out[size - 1] == ' ') --size;
    const std::string_view folded = cut({out, size}, limit);
    arena_->shrink(text.size() - folded.size());
    return folded;
}

std::int32_t StructureBuilder::add(const Entry& entry) {
    const std::string_view name = trim(entry.name);
    std::uint32_t& siblings = children_[static_cast<std::size_t>(entry.parent + 1)];
    const std::size_t limit = entry.parent < 0 ? max_top_ : max_children_;
    if (name.empty() || name.size() > MaxNameBytes || file_->symbols.size() >= MaxSymbols) return None;
    if (siblings > limit || ++siblings > limit) return None;
    const std::uint32_t line = line_of(entry.start), name_line = line_of(entry.name_byte);
    Symbol symbol;
    symbol.name = intern(name);
    symbol.kind = entry.kind;
    symbol.parent = entry.parent;
    symbol.start_byte = static_cast<std::uint32_t>(entry.start);
    symbol.name_byte = static_cast<std::uint32_t>(entry.name_byte);
    symbol.start_line = line + 1;
    symbol.name_line = name_line + 1;
    symbol.name_column = static_cast<std::uint32_t>(entry.name_byte - line_starts_[name_line]);
    symbol.signature = fold(entry.signature, MaxSignatureBytes);
    symbol.doc = entry.doc;
    symbol.parameters = entry.parameters;
    file_->symbols.push_back(symbol);
    children_.push_back(0);
    const auto index = static_cast<std::int32_t>(file_->symbols.size()) - 1;
    close(index, entry.name_byte + entry.name.size());
    return index;
}

void StructureBuilder::close(std::int32_t symbol, std::size_t end) {
    if (symbol < 0) return;
    Symbol& s = file_->symbols[static_cast<std::size_t>(symbol)];
    end = std::min(end, text_.size());
    while (end > s.name_byte && is_space(text_[end - 1])) --end;
    s.end_byte = static_cast<std::uint32_t>(std::max<std::size_t>(end, s.start_byte));
    s.end_line = line_of(end > s.start_byte ? end - 1 : s.start_byte) + 1;
}

void StructureBuilder::add_branch(std::int32_t symbol) {
    ++file_->metrics.branches;
    for (; symbol >= 0; symbol = file_->symbols[static_cast<std::size_t>(symbol)].parent)
        ++file_->symbols[static_cast<std::size_t>(symbol)].branches;
}

void StructureBuilder::set_doc(std::int32_t symbol, std::string_view doc) {
    if (symbol >= 0 && file_->symbols[static_cast<std::size_t>(symbol)].doc.empty()) file_->symbols[static_cast<std::size_t>(symbol)].doc = doc;
}

void StructureBuilder::add_reference(ReferenceKind kind, std::string_view name, std::int32_t symbol) {
    if (name.empty() || name.size() > MaxNameBytes || file_->references.size() >= MaxReferences) return;
    const std::size_t at = offset_of(name);
    const std::uint32_t line = line_of(at);
    Reference reference;
    reference.name = intern(name);
    reference.kind = kind;
    reference.line = line + 1;
    reference.column = static_cast<std::uint32_t>(at - line_starts_[line]);
    reference.symbol = symbol;
    file_->references.push_back(reference);
}

void StructureBuilder::add_import(std::string_view target, bool is_local, std::string_view alias) {
    if (target.empty() || target.size() > 4 * MaxNameBytes || file_->imports.size() >= MaxSymbols) return;
    Import import;
    import.target = target;
    import.alias = alias;
    import.is_local = is_local;
    import.line = line_of(offset_of(target)) + 1;
    file_->imports.push_back(import);
}

void StructureBuilder::prose(std::size_t start, std::size_t end) {
    if (start >= end) return;
    const std::uint32_t last = line_of(end - 1);
    for (std::uint32_t line = line_of(start); line <= last; ++line) is_comment_[line] = true;
}

void StructureBuilder::comment(std::size_t start, std::size_t end) {
    prose(start, end);
    const std::uint32_t first = line_of(start), last = line_of(end > start ? end - 1 : start);
    if (pending_.is_valid && pending_.last_line + 1 == first) {
        pending_.end = end, pending_.last_line = last;
        return;
    }
    if (pending_.is_valid) take_doc(text_.size());  // one that stands alone may be the file's
    pending_ = {start, end, last, true};
}

std::string_view StructureBuilder::take_doc(std::size_t at) {
    if (!pending_.is_valid) {
        is_first_comment_ = false;
        return {};
    }
    pending_.is_valid = false;
    const bool is_first = is_first_comment_;
    is_first_comment_ = false;
    const bool is_adjacent = at < text_.size() && line_of(at) == pending_.last_line + 1;
    const std::string_view doc = clean_doc_comment(text_.substr(pending_.start, pending_.end - pending_.start), *arena_);
    if (is_adjacent && !is_boilerplate(doc)) return doc;
    if (is_first && file_->doc.empty()) file_->doc = without_licence(doc, *arena_);
    return {};
}

/// Word by word, so that reformatting does not count.
std::uint64_t StructureBuilder::hash_of(std::size_t start, std::size_t end) const {
    std::uint64_t hash = 0;
    for (std::size_t at = start; at < end;) {
        while (at < end && is_space(text_[at])) ++at;
        const std::size_t word = at;
        while (at < end && !is_space(text_[at])) ++at;
        if (at > word) hash = hash64(text_.substr(word, at - word), hash);
    }
    return hash;
}

/// A parent with more children than its limit has none; their own children go with them.
void StructureBuilder::drop_tables() {
    auto& symbols = file_->symbols;
    std::vector<std::int32_t> moved(symbols.size(), None);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        const std::int32_t parent = symbols[i].parent;
        const std::size_t limit = parent < 0 ? max_top_ : max_children_;
        const bool is_in_table = children_[static_cast<std::size_t>(parent + 1)] > limit;
        if (is_in_table || (parent >= 0 && moved[static_cast<std::size_t>(parent)] < 0)) continue;
        moved[i] = static_cast<std::int32_t>(kept);
        symbols[kept] = symbols[i];
        if (parent >= 0) symbols[kept].parent = moved[static_cast<std::size_t>(parent)];
        ++kept;
    }
    symbols.resize(kept);
    for (Reference& reference : file_->references)
        if (reference.symbol >= 0) reference.symbol = moved[static_cast<std::size_t>(reference.symbol)];
}

void StructureBuilder::count_lines() {
    FileMetrics& metrics = file_->metrics;
    metrics.lines = static_cast<std::uint32_t>(line_starts_.size()) - (text_.empty() || text_.back() == '\n' ? 1u : 0u);
    std::size_t at = 0;
    std::string_view line;
    for (std::uint32_t number = 0; next_line(at, line); ++number) {
        if (is_comment_[number]) metrics.comment_lines += !is_blank(line);
        else metrics.code_lines += !is_blank(line);
    }
}

void StructureBuilder::finish() {
    if (pending_.is_valid) take_doc(text_.size());
    drop_tables();
    for (Symbol& symbol : file_->symbols)
        symbol.semantic_hash = hash_of(symbol.start_byte, symbol.end_byte) & SemanticHashMask;
    count_lines();
}

}  // namespace kompress::parse
