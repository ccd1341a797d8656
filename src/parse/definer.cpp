// SPDX-License-Identifier: Apache-2.0
#include "parse/definer.hpp"

#include <algorithm>

#include "parse/doc_comment.hpp"
#include "parse/extractor.hpp"

namespace kompress::parse {
namespace {

constexpr std::size_t MaxSignatureBytes = 512;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

/// Cuts at the last whole UTF-8 sequence within `limit` bytes.
std::string_view cut(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
    return text.substr(0, limit);
}

bool needs_folding(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (is_space(c) && (c != ' ' || (i > 0 && text[i - 1] == ' '))) return true;
        if (c == '\\') return true;
    }
    return false;
}

}  // namespace

TSNode named_child_of_kind(TSNode node, std::string_view kind) {
    const std::uint32_t count = ts_node_named_child_count(node);
    for (std::uint32_t i = 0; i < count; ++i) {
        const TSNode child = ts_node_named_child(node, i);
        if (kind_of(child) == kind) return child;
    }
    return TSNode{};
}

std::string_view Definer::text(TSNode node) const {
    const std::uint32_t start = ts_node_start_byte(node);
    return extractor_.text_.substr(start, ts_node_end_byte(node) - start);
}

std::string_view Definer::source() const { return extractor_.text_; }
TextArena& Definer::arena() { return *extractor_.arena_; }

std::string_view Definer::fold(std::string_view text) {
    // A signature of many kilobytes is a table in disguise: look no further than it can show.
    text = cut(trim(text), 4 * MaxSignatureBytes);
    if (!needs_folding(text)) return cut(text, MaxSignatureBytes);
    char* out = extractor_.arena_->allocate(text.size());
    std::size_t size = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_continuation = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '\n' || text[i + 1] == '\r');
        if (!is_space(text[i]) && !is_continuation) out[size++] = text[i];
        else if (size > 0 && out[size - 1] != ' ') out[size++] = ' ';
    }
    if (size > 0 && out[size - 1] == ' ') --size;
    const std::string_view folded = cut({out, size}, MaxSignatureBytes);
    extractor_.arena_->shrink(text.size() - folded.size());
    return folded;
}

const Symbol* Definer::enclosing(std::size_t level) const {
    for (auto scope = extractor_.scopes_.rbegin(); scope != extractor_.scopes_.rend(); ++scope)
        if (scope->symbol >= 0 && level-- == 0) return &extractor_.file_->symbols[static_cast<std::size_t>(scope->symbol)];
    return nullptr;
}

std::string_view Definer::name_of(const Symbol& symbol) const { return extractor_.file_->names[symbol.name]; }

std::optional<SymbolKind> Definer::scope_kind() const {
    if (extractor_.scopes_.empty()) return std::nullopt;
    return extractor_.scopes_.back().kind;
}

bool Definer::in_function() const {
    return std::any_of(extractor_.scopes_.begin(), extractor_.scopes_.end(), [](const auto& s) { return s.is_function; });
}

std::string_view Definer::access() const { return extractor_.scopes_.empty() ? "" : extractor_.scopes_.back().access; }

TSNode Definer::wrapper() const {
    const auto* wrapper = extractor_.wrapper();
    return wrapper ? wrapper->node : TSNode{};
}

std::string_view Definer::wrapper_kind() const {
    const auto* wrapper = extractor_.wrapper();
    return wrapper ? kind_of(wrapper->node) : "";
}

void Definer::add(const Draft& draft, bool opens_scope) { extractor_.add_symbol(draft, opens_scope); }

void Definer::add_declaration(const Draft& draft) {
    const std::string_view name = draft.name_text.empty() ? text(draft.name) : draft.name_text;
    if (name.empty()) return;
    Declaration declaration;
    declaration.name = extractor_.intern(name);
    declaration.kind = draft.kind;
    const TSNode at = is_null(draft.name) ? extractor_.rule_node_ : draft.name;
    declaration.line = ts_node_start_point(at).row + extractor_.origin_.line + 1;
    declaration.signature = extractor_.signature_of(draft, extractor_.rule_frame_->start);
    declaration.doc = extractor_.take_doc(draft);
    extractor_.file_->declarations.push_back(declaration);
}

void Definer::open_container(SymbolKind kind, std::string_view qualifier, std::string_view access) {
    Extractor::Action& action = extractor_.action_of(*extractor_.rule_frame_);
    if (action.opened_scope) return;
    action.opened_scope = true;
    Extractor::Scope scope;
    scope.kind = kind;
    scope.qualifier = qualifier;
    scope.access = access;
    extractor_.scopes_.push_back(scope);
}

void Definer::use_fields(std::string_view kind) {
    for (const auto& [name, row] : extractor_.table_->chosen_rows)
        if (name == kind) extractor_.rule_frame_->field_row = row;
}

std::string_view Definer::ancestor_kind(std::size_t level) const {
    const auto& frames = extractor_.frames_;
    if (frames.size() < level + 2) return {};
    const TSSymbol kind = frames[frames.size() - 2 - level].kind;
    if (kind == static_cast<TSSymbol>(-1)) return "ERROR";
    return ts_language_symbol_name(extractor_.table_->grammar, kind);
}

bool Definer::ancestor_defined(std::size_t level) const {
    const auto& frames = extractor_.frames_;
    if (frames.size() < level + 2) return false;
    const std::int32_t action = frames[frames.size() - 2 - level].action;
    return action >= 0 && extractor_.actions_[static_cast<std::size_t>(action)].symbols > 0;
}

void Definer::claim_references(std::uint32_t byte, std::uint32_t except) {
    if (extractor_.scopes_.empty() || extractor_.scopes_.back().symbol < 0) return;
    Extractor::Scope& scope = extractor_.scopes_.back();
    auto& references = extractor_.file_->references;
    const auto place = [&](std::uint32_t at) {
        const TSPoint point = extractor_.point_of(at);
        return std::pair(point.row + extractor_.origin_.line + 1, point.column);
    };
    const auto from = place(byte), dropped = place(except);
    std::size_t first = references.size();
    const auto& outer = extractor_.scopes_;
    const std::int32_t outside = outer.size() > 1 ? outer[outer.size() - 2].symbol : -1;
    while (first > 0 && references[first - 1].symbol == outside &&
           std::pair(references[first - 1].line, references[first - 1].column) >= from)
        --first;
    std::size_t kept = first;
    for (std::size_t i = first; i < references.size(); ++i) {
        if (std::pair(references[i].line, references[i].column) == dropped) continue;
        const auto is_keyword = extractor_.table_->spec->is_keyword;
        if (is_keyword && is_keyword(extractor_.file_->names[references[i].name])) continue;
        references[kept] = references[i];
        references[kept++].symbol = scope.symbol;
    }
    references.resize(kept);
    scope.first_reference = std::min(scope.first_reference, static_cast<std::uint32_t>(first));
}

void Definer::add_import(const Import& import, TSNode at) {
    Import copy = import;
    copy.line = ts_node_start_point(at).row + extractor_.origin_.line + 1;
    extractor_.file_->imports.push_back(copy);
}

void Definer::add_reference(ReferenceKind kind, TSNode name, std::string_view qualifier) {
    const NameId id = extractor_.intern(text(name));
    const NameId qualifier_id = qualifier.empty() ? NoName : extractor_.intern(qualifier);
    extractor_.add_reference(kind, id, qualifier_id, ts_node_start_point(name));
}

void Definer::add_reference_at(ReferenceKind kind, std::string_view name, std::uint32_t byte) {
    extractor_.add_reference(kind, extractor_.intern(name), NoName, extractor_.point_of(byte));
}

void Definer::add_code_references(std::uint32_t begin, std::uint32_t end) {
    const std::string_view code = extractor_.text_.substr(begin, end - begin);
    if (!code.empty()) extractor_.add_code_references(code, extractor_.point_of(begin));
}

void Definer::add_local(std::string_view name) {
    if (extractor_.scopes_.empty()) return;
    const NameId id = extractor_.intern(name);
    if (extractor_.name_uses_.size() <= id) extractor_.name_uses_.resize(id + 1);
    extractor_.locals_.push_back(id);
}

// ---- The extractor's half of making a symbol ----

std::string_view Extractor::signature_of(const Draft& draft, std::uint32_t whole_start) {
    if (!draft.signature.empty()) return draft.signature;
    std::uint32_t end = draft.signature_end;
    if (end == 0 && *rule_->body_field) {
        const TSNode body = child_by_field(rule_node_, rule_->body_field);
        if (!is_null(body)) end = ts_node_start_byte(body);
    }
    if (end == 0) end = ts_node_end_byte(rule_node_);
    std::uint32_t begin = draft.start_byte.value_or(rule_frame_->start);
    if (const Wrapper* around = wrapper(); around && around->is_signed) begin = ts_node_start_byte(around->node);
    if (begin >= end) begin = whole_start;
    std::string_view text = text_.substr(begin, end > begin ? end - begin : 0);
    Definer definer(*this);
    text = definer.fold(text);
    while (!text.empty() && (text.back() == ' ' || text.back() == '{' || text.back() == ';' || text.back() == '=')) text.remove_suffix(1);
    return text;
}

TSPoint Extractor::point_of(std::uint32_t byte) const {
    TSPoint point = ts_node_start_point(rule_node_);
    const std::uint32_t from = ts_node_start_byte(rule_node_);
    const auto begin = text_.begin();
    if (byte >= from) point.row += static_cast<std::uint32_t>(std::count(begin + from, begin + byte, '\n'));
    else point.row -= static_cast<std::uint32_t>(std::count(begin + byte, begin + from, '\n'));
    const std::size_t line_feed = byte == 0 ? std::string_view::npos : text_.rfind('\n', byte - 1);
    point.column = byte - (line_feed == std::string_view::npos ? 0 : static_cast<std::uint32_t>(line_feed) + 1);
    return point;
}

std::string_view Extractor::take_doc(const Draft& draft) {
    if (!draft.doc.empty()) return draft.doc;
    std::uint32_t start = 0, end = 0;
    if (const Wrapper* around = wrapper(); around && around->doc_end > 0) start = around->doc_start, end = around->doc_end;
    else if (const std::uint32_t row = draft.start_byte ? point_of(*draft.start_byte).row : ts_node_start_point(rule_node_).row;
             pending_.is_valid && pending_.end_row + 1 >= row)
        start = pending_.start, end = pending_.end;
    if (end == 0) return {};
    doc_was_taken_ = true;
    if (first_comment_.start == start) first_comment_.is_valid = false;
    const std::string_view cleaned = clean_doc_comment(text_.substr(start, end - start), *arena_);
    if (!is_boilerplate(cleaned)) return cleaned;
    return {};
}

void Extractor::add_symbol(const Draft& draft, bool opens_scope) {
    const bool has_node = !is_null(draft.name);
    const std::uint32_t name_start = draft.name_byte.value_or(ts_node_start_byte(has_node ? draft.name : rule_node_));
    std::string_view name = draft.name_text;
    if (name.empty()) name = text_.substr(name_start, ts_node_end_byte(draft.name) - name_start);
    if (name.empty()) return;
    const Wrapper* around = wrapper();
    const TSNode whole = !is_null(draft.whole) ? draft.whole : around ? around->node : rule_node_;
    const TSPoint name_point = draft.name_byte ? point_of(name_start) : ts_node_start_point(has_node ? draft.name : rule_node_);
    const TSPoint end_point = draft.end_byte ? point_of(*draft.end_byte) : ts_node_end_point(whole);

    Symbol symbol;
    symbol.name = intern(name);
    symbol.kind = draft.kind;
    std::string_view qualifier = draft.qualifier;
    if (qualifier.empty() && !scopes_.empty() && scopes_.back().symbol < 0) qualifier = scopes_.back().qualifier;
    if (!qualifier.empty()) symbol.qualifier = intern(qualifier);
    // A second declarator is no child of the first, whose scope is open.
    const std::ptrdiff_t own = rule_frame_->action >= 0 && actions_[static_cast<std::size_t>(rule_frame_->action)].opened_scope;
    for (auto scope = draft.is_detached ? scopes_.rend() : scopes_.rbegin() + own; scope != scopes_.rend() && symbol.parent < 0; ++scope) symbol.parent = scope->symbol;
    const std::uint32_t start = draft.start_byte.value_or(ts_node_start_byte(whole));
    symbol.start_byte = start + origin_.byte;
    symbol.end_byte = draft.end_byte.value_or(ts_node_end_byte(whole)) + origin_.byte;
    symbol.name_byte = name_start + origin_.byte;
    symbol.start_line = (draft.start_byte ? point_of(start) : ts_node_start_point(whole)).row + origin_.line + 1;
    const bool ends_at_line_start = end_point.column == 0 && symbol.end_byte > symbol.start_byte;
    symbol.end_line = end_point.row + origin_.line + (ends_at_line_start ? 0 : 1);
    symbol.name_line = name_point.row + origin_.line + 1;
    symbol.name_column = name_point.column;
    symbol.signature = signature_of(draft, start);
    if (draft.name_byte) named_byte_ = name_start;
    symbol.doc = take_doc(draft);
    symbol.semantic_hash = draft.semantic_hash.value_or(0);
    if (draft.parameter_count) {
        symbol.parameters = *draft.parameter_count;
    } else if (!is_null(draft.parameters)) {
        const std::uint32_t count = ts_node_named_child_count(draft.parameters);
        for (std::uint32_t i = 0; i < count; ++i)
            symbol.parameters += table_->info(ts_node_symbol(ts_node_named_child(draft.parameters, i))).role != NodeRole::Comment;
    }
    Definer definer(*this);
    symbol.exported = draft.exported.value_or(
        !table_->spec->is_exported || table_->spec->is_exported(definer, rule_node_, draft.kind, name));

    Action& action = action_of(*rule_frame_);
    if (action.symbols == 0) action.first_symbol = static_cast<std::uint32_t>(file_->symbols.size());
    if (around) action.tokens = around->tokens;
    ++action.symbols;
    file_->symbols.push_back(symbol);
    if (!opens_scope || action.opened_scope) return;
    action.opened_scope = true;
    Scope scope;
    scope.symbol = static_cast<std::int32_t>(file_->symbols.size()) - 1;
    scope.kind = draft.kind;
    scope.is_function = draft.kind == SymbolKind::Function || draft.kind == SymbolKind::Method ||
                        draft.kind == SymbolKind::Constructor || draft.kind == SymbolKind::Macro;
    scope.first_reference = static_cast<std::uint32_t>(file_->references.size());
    scope.first_local = around ? around->first_local : static_cast<std::uint32_t>(locals_.size());
    scope.parameter_end = static_cast<std::uint32_t>(locals_.size());
    scope.branch_base = branch_depth_;
    scopes_.push_back(scope);
}

}  // namespace kompress::parse
