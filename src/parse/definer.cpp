// SPDX-License-Identifier: Apache-2.0
#include "parse/definer.hpp"

#include <algorithm>
#include <array>
#include <cstring>

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

/// The runtime finds a field's id by comparing its name with those of all fields, which shows in profiles.
TSNode child_by_field(TSNode node, const char* field) {
    struct Known {
        const TSLanguage* language = nullptr;
        const char* field = nullptr;
        TSFieldId id = 0;
    };
    if (is_null(node)) return node;
    static thread_local std::array<Known, 256> cache;
    const TSLanguage* language = ts_node_language(node);
    const auto address = reinterpret_cast<std::uintptr_t>(field) ^ (reinterpret_cast<std::uintptr_t>(language) >> 4);
    Known& known = cache[(address ^ (address >> 8)) % cache.size()];
    if (known.field != field || known.language != language)
        known = {language, field, ts_language_field_id_for_name(language, field, static_cast<std::uint32_t>(std::strlen(field)))};
    return known.id ? ts_node_child_by_field_id(node, known.id) : TSNode{};
}

TSNode named_child_of_kind(TSNode node, std::string_view kind) {
    if (is_null(node)) return node;
    const std::uint32_t count = ts_node_named_child_count(node);
    for (std::uint32_t i = 0; i < count; ++i) {
        const TSNode child = ts_node_named_child(node, i);
        if (kind_of(child) == kind) return child;
    }
    return TSNode{};
}

std::string_view Definer::text(TSNode node) const {
    if (is_null(node)) return {};
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

std::string_view Definer::parent_kind(std::size_t level) const {
    const auto& frames = extractor_.frames_;
    if (frames.size() <= level) return "";
    return ts_language_symbol_name(extractor_.table_->grammar, frames[frames.size() - 1 - level].kind);
}

std::uint32_t Definer::parent_start(std::size_t level) const {
    const auto& frames = extractor_.frames_;
    return frames.size() <= level ? 0 : frames[frames.size() - 1 - level].start;
}

std::string_view Definer::access() const { return extractor_.scopes_.empty() ? "" : extractor_.scopes_.back().access; }

TSNode Definer::wrapper() const {
    const auto* wrapper = extractor_.wrapper();
    return wrapper ? wrapper->node : TSNode{};
}

TSNode Definer::parent_wrapper() const {
    const auto& wrappers = extractor_.wrappers_;
    const bool is_parent = !wrappers.empty() && wrappers.back().frame_depth + 1 == extractor_.frames_.size();
    return is_parent ? wrappers.back().node : TSNode{};
}

bool Definer::parent_opened_scope() const {
    const auto& frames = extractor_.frames_;
    if (frames.size() < 2) return false;
    const std::int32_t action = frames[frames.size() - 2].action;
    return action >= 0 && extractor_.actions_[static_cast<std::size_t>(action)].opened_scope;
}

KompressWalk Definer::copy_walk() const {
    KompressWalk copy;
    kompress_walk_copy(&copy, &extractor_.walk_);
    return copy;
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
    declaration.parent = extractor_.parent_for_new_symbol();
    const LanguageSpec& spec = *extractor_.table_->spec;
    declaration.exported = !spec.is_exported || spec.is_exported(*this, extractor_.rule_node_, draft.kind, name);
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
    Extractor::Scope& scope = extractor_.open_scope(-1, kind);
    scope.qualifier = qualifier;
    scope.access = access;
}

void Definer::open_closure() {
    if (in_function()) return;
    Extractor::Action& action = extractor_.action_of(*extractor_.rule_frame_);
    if (action.opened_scope) return;
    action.opened_scope = true;
    extractor_.open_scope(-1, SymbolKind::Function);
}

void Definer::give_role(ChildRole role) { extractor_.rule_frame_->child_role = role; }

std::string_view Definer::attributes() const {
    const std::uint32_t start = extractor_.lead_.start, end = extractor_.rule_frame_->start;
    return extractor_.lead_.is_valid && start < end ? extractor_.text_.substr(start, end - start) : std::string_view{};
}

void Definer::use_fields(std::string_view kind) {
    for (const auto& [name, row] : extractor_.table_->chosen_rows)
        if (name == kind) extractor_.rule_frame_->field_row = row;
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

std::string_view Definer::last_import_target() const {
    return extractor_.file_->imports.empty() ? std::string_view{} : extractor_.file_->imports.back().target;
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

void Definer::add_type_parameter(std::string_view name) {
    if (extractor_.scopes_.empty()) return;
    const NameId id = extractor_.intern(name);
    extractor_.use_of(id);
    extractor_.locals_.push_back(id);
}

void Definer::add_local(std::string_view name) {
    if (extractor_.scopes_.empty() || !extractor_.scopes_.back().is_function) return;
    const NameId id = extractor_.intern(name);
    extractor_.use_of(id);
    extractor_.locals_.push_back(id);
}

void Definer::add_global(std::string_view name) {
    if (extractor_.scopes_.empty() || !extractor_.scopes_.back().is_function) return;
    const NameId id = extractor_.intern(name);
    extractor_.use_of(id);
    extractor_.locals_.push_back(id | Extractor::GlobalMark);
}

void Definer::export_name(std::string_view name) {
    Extractor::NameUse& use = extractor_.use_of(extractor_.intern(name));
    use.is_exported = true;
    if (use.last_symbol < 0) return;
    Symbol& symbol = extractor_.file_->symbols[static_cast<std::size_t>(use.last_symbol)];
    if (symbol.parent < 0) symbol.exported = true;
}

void Definer::set_file_doc(std::string_view doc) { extractor_.file_->doc = doc; }

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
    if (const Wrapper* around = wrapper(); around && around->is_signed && !draft.ignores_wrapper) begin = ts_node_start_byte(around->node);
    if (begin >= end) begin = whole_start;
    std::string_view text = text_.substr(begin, end > begin ? end - begin : 0);
    Definer definer(*this);
    text = definer.fold(text);
    while (!text.empty() && std::string_view(" {;,=").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
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
    const Wrapper* around = draft.ignores_wrapper ? nullptr : wrapper();
    if (around && around->doc_end > 0) return take_doc_at(around->doc_start, around->doc_end);
    return take_pending_doc(draft.start_byte ? point_of(*draft.start_byte).row : ts_node_start_point(rule_node_).row);
}

std::string_view Extractor::take_pending_doc(std::uint32_t row) {
    return pending_.is_valid && pending_.last_row + 1 >= row ? take_doc_at(pending_.start, pending_.end) : std::string_view{};
}

std::string_view Extractor::take_doc_at(std::uint32_t start, std::uint32_t end) {
    if (end == 0) return {};
    doc_was_taken_ = true;
    if (first_comment_.start == start) first_comment_.is_valid = false;
    const std::string_view cleaned = clean_doc(text_.substr(start, end - start));
    if (!is_boilerplate(cleaned)) return cleaned;
    return {};
}

std::uint32_t Extractor::count_parameters(TSNode list) const {
    if (is_null(list)) return 0;
    const std::uint32_t count = ts_node_named_child_count(list);
    if (count > MaxParametersSeen) return count;  // child by index costs a pass over the list
    std::uint32_t parameters = 0;
    for (std::uint32_t i = 0; i < count; ++i)
        parameters += table_->info(ts_node_symbol(ts_node_named_child(list, i))).role != NodeRole::Comment;
    return parameters;
}

/// A second declarator is no child of the first, whose scope is open; a class's member is.
std::int32_t Extractor::parent_for_new_symbol() const {
    auto scope = scopes_.rbegin();
    const bool has_own = rule_frame_->action >= 0 && actions_[static_cast<std::size_t>(rule_frame_->action)].opened_scope;
    const auto is_declarator = [](SymbolKind kind) {
        return kind == SymbolKind::Function || kind == SymbolKind::Variable || kind == SymbolKind::Constant ||
               kind == SymbolKind::Field || kind == SymbolKind::TypeAlias;
    };
    if (has_own && scope != scopes_.rend() && is_declarator(scope->kind)) ++scope;
    for (; scope != scopes_.rend(); ++scope)
        if (scope->symbol >= 0) return scope->symbol;
    return -1;
}

void Extractor::add_symbol(const Draft& draft, bool opens_scope) {
    const bool has_node = !is_null(draft.name);
    const std::uint32_t name_start = draft.name_byte.value_or(ts_node_start_byte(has_node ? draft.name : rule_node_));
    std::string_view name = draft.name_text;
    if (name.empty()) name = text_.substr(name_start, ts_node_end_byte(draft.name) - name_start);
    if (name.empty()) return;
    const Wrapper* around = draft.ignores_wrapper ? nullptr : wrapper();
    const TSNode whole = !is_null(draft.whole) ? draft.whole : around ? around->node : rule_node_;
    const TSPoint name_point = draft.name_byte ? point_of(name_start) : ts_node_start_point(has_node ? draft.name : rule_node_);
    const TSPoint end_point = draft.end_byte ? point_of(*draft.end_byte) : ts_node_end_point(whole);

    Symbol symbol;
    symbol.name = intern(name);
    symbol.kind = draft.kind;
    std::string_view qualifier = draft.qualifier;
    if (qualifier.empty() && !scopes_.empty() && scopes_.back().symbol < 0) qualifier = scopes_.back().qualifier;
    if (!qualifier.empty()) symbol.qualifier = intern(qualifier);
    symbol.parent = draft.is_detached ? -1 : parent_for_new_symbol();
    if (draft.outer && symbol.parent >= 0) symbol.parent = file_->symbols[static_cast<std::size_t>(symbol.parent)].parent;
    NameUse& use = use_of(symbol.name);
    if (draft.once && use.last_symbol >= 0 && file_->symbols[static_cast<std::size_t>(use.last_symbol)].parent == symbol.parent)
        return;
    use.last_symbol = static_cast<std::int32_t>(file_->symbols.size());
    const bool has_lead = !draft.start_byte && lead_.is_valid && lead_.start < ts_node_start_byte(whole);
    const std::uint32_t start = has_lead ? lead_.start : draft.start_byte.value_or(ts_node_start_byte(whole));
    symbol.start_byte = start + origin_.byte;
    symbol.end_byte = draft.end_byte.value_or(ts_node_end_byte(whole)) + origin_.byte;
    symbol.name_byte = name_start + origin_.byte;
    const std::uint32_t start_row = draft.start_byte ? point_of(start).row : ts_node_start_point(whole).row;
    symbol.start_line = (has_lead ? lead_.row : start_row) + origin_.line + 1;
    const bool ends_at_line_start = end_point.column == 0 && symbol.end_byte > symbol.start_byte;
    symbol.end_line = end_point.row + origin_.line + (ends_at_line_start ? 0 : 1);
    symbol.name_line = name_point.row + origin_.line + 1;
    symbol.name_column = name_point.column;
    symbol.signature = signature_of(draft, start);
    if (draft.name_byte) named_byte_ = name_start;
    symbol.doc = take_doc(draft);
    symbol.semantic_hash = draft.semantic_hash.value_or(0) & SemanticHashMask;
    symbol.parameters = draft.parameter_count ? *draft.parameter_count : count_parameters(draft.parameters);
    Definer definer(*this);
    symbol.exported = draft.exported.value_or(
        !table_->spec->is_exported || table_->spec->is_exported(definer, rule_node_, draft.kind, name));
    if (symbol.parent < 0 && use.is_exported) symbol.exported = true;
    if (type_place_ != TypePlace::None) give_type(symbol, name, name_start);

    Action& action = action_of(*rule_frame_);
    if (action.symbols == 0) action.first_symbol = static_cast<std::uint32_t>(file_->symbols.size());
    if (has_lead) action.tokens = lead_.tokens;
    else if (around) action.tokens = around->tokens;
    ++action.symbols;
    file_->symbols.push_back(symbol);
    if (!opens_scope || action.opened_scope) return;
    action.opened_scope = true;
    Scope& scope = open_scope(static_cast<std::int32_t>(file_->symbols.size()) - 1, draft.kind);
    scope.is_function |= draft.holds_locals;
}

Extractor::Scope& Extractor::open_scope(std::int32_t symbol, SymbolKind kind) {
    Scope scope;
    scope.symbol = symbol;
    scope.kind = kind;
    scope.is_function = kind == SymbolKind::Function || kind == SymbolKind::Method || kind == SymbolKind::Constructor ||
                        kind == SymbolKind::Property || kind == SymbolKind::Macro;
    scope.first_reference = static_cast<std::uint32_t>(file_->references.size());
    const Wrapper* around = symbol >= 0 ? wrapper() : nullptr;
    scope.first_type = static_cast<std::uint32_t>(local_types_.size());
    scope.first_declared = static_cast<std::uint32_t>(declared_.size());
    scope.first_local = around ? around->first_local : static_cast<std::uint32_t>(locals_.size());
    scope.branch_base = branch_depth_;
    scopes_.push_back(scope);
    return scopes_.back();
}

}  // namespace kompress::parse
