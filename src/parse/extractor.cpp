// SPDX-License-Identifier: Apache-2.0
/// One loop over the cursor. A frame a visited ancestor holds what the table says of it and the role
/// that it received from its parent; entering a node decides by its kind, leaving it finishes what entering
/// began. Leaves feed the token hash, the name table and the references. Nothing here knows a language.
#include "parse/extractor.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "parse/doc_comment.hpp"

namespace kompress::parse {
namespace {

bool is_function_like(SymbolKind kind) {
    return kind == SymbolKind::Function || kind == SymbolKind::Method || kind == SymbolKind::Constructor ||
           kind == SymbolKind::Macro;
}

constexpr std::uint64_t mix(std::uint64_t x) {
    x *= 0x9e3779b97f4a7c15u;
    return x ^ (x >> 29);
}

}  // namespace

void Extractor::run(const CompiledTable& table, TSTree* tree, std::string_view text, PieceOrigin origin,
                    ParsedFile& file, TextArena& arena) {
    start(table, text, origin, file, arena);
    const TSNode root = ts_tree_root_node(tree);
    kompress_walk_begin(&walk_, tree);
    const auto on_token = [](void* self, TSSymbol kind, std::uint32_t row) { static_cast<Extractor*>(self)->on_plain_token(kind, row); };
    kompress_walk_take_tokens(&walk_, table.plain_tokens.data(), static_cast<std::uint32_t>(table.plain_tokens.size()), on_token, this);
    walk();
    kompress_walk_end(&walk_);
    finish_file(ts_node_end_point(root).row);
}

void Extractor::start(const CompiledTable& table, std::string_view text, PieceOrigin origin, ParsedFile& file,
                      TextArena& arena) {
    table_ = &table, text_ = text, origin_ = origin, file_ = &file, arena_ = &arena;
    file.language = table.spec->language;
    names_.reset(file);
    tokens_.reset();
    frames_.clear(), actions_.clear(), wrappers_.clear(), scopes_.clear(), locals_.clear(), local_types_.clear(), declared_.clear(), name_uses_.clear();
    type_place_ = type_place(file.language);
    pending_ = {}, first_comment_ = {}, lead_ = {};
    local_stamp_ = 0, transparent_depth_ = 0, error_depth_ = 0, branch_depth_ = 0;
    named_byte_ = 0;
    next_code_row_ = 0, next_comment_row_ = 0;
    preamble_rows_ = origin.byte == 0 && table.spec->preamble_rows ? table.spec->preamble_rows(text) : 0;
    saw_token_ = false, doc_was_taken_ = false;
}

void Extractor::walk() {
    for (;;) {
        if (enter(kompress_walk_node(&walk_))) {
            if (kompress_walk_down(&walk_)) continue;
            leave();
        }
        while (!kompress_walk_next(&walk_)) {
            if (frames_.empty()) return;
            leave();
        }
    }
}

bool Extractor::enter(TSNode node) {
    const TSSymbol kind = ts_node_symbol(node);
    const KindInfo& info = table_->info(kind);
    const bool is_leaf = info.role >= NodeRole::Opaque || !kompress_walk_has_children(&walk_);
    const Frame* parent = frames_.empty() ? nullptr : &frames_.back();
    Frame frame;
    frame.kind = kind;
    frame.role = info.role;
    frame.field_row = info.field_row;
    frame.start = ts_node_start_byte(node);
    frame.role_start = frame.start;
    if (parent) give_child_role(node, frame, parent);
    if (info.role == NodeRole::Comment) {
        on_comment(node);
        return false;
    }
    if (info.role >= NodeRole::Opaque && frame.child_role != ChildRole::Enumerator) {
        on_leaf(node, info, frame);
        return false;
    }
    frames_.push_back(frame);
    if (info.role != NodeRole::None) on_role(node, info, frames_.back());
    else if (kind == static_cast<TSSymbol>(-1)) on_error(frames_.back());
    if (is_leaf) on_leaf(node, info, frames_.back());
    else if (frames_.size() < MaxDepth) return true;
    else file_->trouble = "nesting deeper than 10,000 levels is not indexed";
    leave();
    return false;
}

void Extractor::give_child_role(TSNode node, Frame& frame, const Frame* parent) {
    if (parent->field_row < 0) return;
    const ChildRole* row = table_->field_roles.data() + parent->field_row;
    const ChildRole role = row[kompress_walk_field(&walk_)];
    switch (role) {
        case ChildRole::Pass:
            frame.child_role = parent->child_role;
            // Only a parent that stands behind a qualifier hands it on; its own first bytes are none.
            if (parent->role_start != parent->start) frame.role_start = parent->role_start;
            break;
        case ChildRole::Path:
            if (is_followed_by_dot(ts_node_end_byte(node))) {
                // Packages are written in lower case, the types around a nested one in upper case.
                const bool is_package = text_[frame.start] >= 'a' && text_[frame.start] <= 'z';
                if (is_package && ts_node_child_count(node) == 0) frame.child_role = ChildRole::Ignore;
                break;
            }
            [[fallthrough]];
        case ChildRole::Tail:
            if (role == ChildRole::Tail && frame.start == parent->start) break;
            [[fallthrough]];
        case ChildRole::Member: {
            const bool is_plain = parent->child_role == ChildRole::None || parent->child_role == ChildRole::Local ||
                                  parent->child_role == ChildRole::Pattern;
            frame.child_role = is_plain ? ChildRole::Member : parent->child_role;
            frame.role_start = parent->role_start;
            break;
        }
        case ChildRole::Call:  // `@route("/")` decorates, whatever it calls
            frame.child_role = parent->child_role == ChildRole::Decorate ? ChildRole::Decorate : role;
            break;
        case ChildRole::Type:
            frame.child_role = parent->child_role == ChildRole::TypeParameter ? ChildRole::TypeParameter : role;
            break;
        case ChildRole::PassType:
        case ChildRole::TypeArgument: {
            const bool is_type = parent->child_role == ChildRole::Type || parent->child_role == ChildRole::Inherit;
            if (is_type) frame.child_role = role == ChildRole::PassType ? parent->child_role : ChildRole::Type;
            break;
        }
        case ChildRole::CallMember:
            frame.child_role = role;
            frame.role_start = parent->start;
            break;
        default: frame.child_role = role;
    }
}

void Extractor::on_role(TSNode node, const KindInfo& info, Frame& frame) {
    const NodeRule& rule = table_->spec->nodes[static_cast<std::size_t>(info.rule)];
    switch (info.role) {
        case NodeRole::Definition:
        case NodeRole::Declaration:
        case NodeRole::Container:
        case NodeRole::Import: on_definition(node, rule, frame); break;
        case NodeRole::Wrapper:
        case NodeRole::SignedWrapper:
            on_wrapper(node, frame, info.role == NodeRole::SignedWrapper);
            if (rule.hook) on_definition(node, rule, frame);
            break;
        case NodeRole::DocTransparent:
            if (!lead_.is_valid) lead_ = {frame.start, ts_node_start_point(node).row, tokens_.mark(), true};
            action_of(frame).is_transparent = true;
            ++transparent_depth_;
            break;
        case NodeRole::Branch:
            if (!*rule.needs_field || (info.is_named ? !is_null(child_by_field(node, rule.needs_field)) : kompress_walk_field(&walk_) != 0)) on_branch(frame);
            break;
        case NodeRole::Block:
            action_of(frame).is_block = true;
            tokens_.add(mix(frame.kind + 0x10000u));
            break;
        case NodeRole::Access: {
            if (scopes_.empty() || frame.child_role == ChildRole::Inherit) break;  // `: public Base`
            std::string_view word = text_.substr(frame.start, ts_node_end_byte(node) - frame.start);
            scopes_.back().access = word.substr(0, word.find_first_of(": \t\r\n"));
            break;
        }
        default: break;
    }
}

void Extractor::on_definition(TSNode node, const NodeRule& rule, Frame& frame) {
    rule_ = &rule, rule_node_ = node, rule_frame_ = &frame;
    if (pending_.is_valid && pending_.is_inner) take_inner_doc();
    Definer definer(*this);
    if (rule.hook) {
        rule.hook(definer, node);
    } else {
        Draft draft;
        draft.kind = rule.symbol;
        draft.name = child_by_field(node, rule.name_field);
        if (is_null(draft.name)) return;
        draft.parameters = child_by_field(node, "parameters");
        if (rule.role == NodeRole::Declaration) definer.add_declaration(draft);
        else definer.add(draft);
    }
}

void Extractor::on_wrapper(TSNode node, Frame& frame, bool is_signed) {
    action_of(frame).is_wrapper = true;
    Wrapper wrapper{node, tokens_.mark(), scopes_.size(), frames_.size(), 0, 0, is_signed,
                    static_cast<std::uint32_t>(locals_.size())};
    if (pending_.is_valid && pending_.last_row + 1 >= ts_node_start_point(node).row)
        wrapper.doc_start = pending_.start, wrapper.doc_end = pending_.end;
    wrappers_.push_back(wrapper);
}

void Extractor::on_branch(Frame& frame) {
    action_of(frame).is_branch = true;
    ++file_->metrics.branches;
    ++branch_depth_;
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
        if (!scope->is_function || scope->symbol < 0) continue;
        scope->deepest = std::max(scope->deepest, branch_depth_ - scope->branch_base);
        break;
    }
}

void Extractor::on_error(Frame& frame) {
    action_of(frame).is_error = true;
    if (error_depth_++ == 0) ++file_->metrics.parse_errors;
}

Extractor::Action& Extractor::action_of(Frame& frame) {
    if (frame.action < 0) {
        frame.action = static_cast<std::int32_t>(actions_.size());
        Action action;
        action.tokens = tokens_.mark();
        action.first_symbol = static_cast<std::uint32_t>(file_->symbols.size());
        action.branches_before = file_->metrics.branches;
        actions_.push_back(action);
    }
    return actions_[static_cast<std::size_t>(frame.action)];
}

void Extractor::leave() {
    const Frame frame = frames_.back();
    frames_.pop_back();
    if (frame.action < 0) return;
    const Action action = actions_.back();
    actions_.pop_back();
    if (action.is_transparent && --transparent_depth_ == 0) pending_.last_row = std::max(pending_.last_row, next_code_row_ - 1);
    if (action.is_error) --error_depth_;
    if (action.is_wrapper) wrappers_.pop_back();
    if (action.is_branch) --branch_depth_;
    if (action.is_block) tokens_.add(mix(frame.kind + 0x20000u));
    finish(action);
}

void Extractor::finish(const Action& action) {
    for (std::uint32_t i = 0; i < action.symbols; ++i) {
        Symbol& symbol = file_->symbols[action.first_symbol + i];
        symbol.branches = file_->metrics.branches - action.branches_before;
        if (symbol.semantic_hash == 0)
            symbol.semantic_hash = mix(tokens_.since(action.tokens) ^ file_->name_hashes[symbol.name]) & SemanticHashMask;
    }
    if (action.opened_scope) close_scope();
}

void Extractor::close_scope() {
    const Scope scope = scopes_.back();
    scopes_.pop_back();
    if (scope.is_function && scope.symbol >= 0) file_->symbols[static_cast<std::size_t>(scope.symbol)].nesting = scope.deepest;
    close_bindings(scope.first_type, scope.symbol);
    close_declared(scope.first_declared);
    if (scope.first_local >= locals_.size()) return;
    ++local_stamp_;
    for (std::size_t i = scope.first_local; i < locals_.size(); ++i)
        if (locals_[i] < GlobalMark) name_uses_[locals_[i]].local_stamp = local_stamp_;
    for (std::size_t i = scope.first_local; i < locals_.size(); ++i)
        if (locals_[i] >= GlobalMark) name_uses_[locals_[i] - GlobalMark].local_stamp = 0;
    locals_.resize(scope.first_local);
    auto& references = file_->references;
    std::size_t kept = scope.first_reference;
    for (std::size_t i = kept; i < references.size(); ++i) {
        Reference& reference = references[i];
        const bool is_plain = reference.qualifier == NoName;
        if (is_plain && name_uses_[reference.name].local_stamp == local_stamp_) {
            if (reference.kind == ReferenceKind::Use) {
                name_uses_[reference.name].last_use = -2;
                continue;
            }
            reference.is_local = true;
        }
        if (!is_plain) {
            const NameId base = name_uses_.size() > reference.qualifier ? name_uses_[reference.qualifier].base : NoName;
            if (base != NoName && name_uses_[base].local_stamp == local_stamp_) reference.is_local = true;
        }
        references[kept++] = reference;
    }
    references.resize(kept);
}

void Extractor::count_code_rows(std::uint32_t first, std::uint32_t last) {
    first = std::max(first, next_code_row_);
    if (first > last) return;
    file_->metrics.code_lines += last - first + 1;
    next_code_row_ = last + 1;
}

void Extractor::on_comment(TSNode node) {
    const std::uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
    const std::uint32_t row = ts_node_start_point(node).row;
    const TSPoint end_point = ts_node_end_point(node);
    // A line comment may include its line feed.
    on_comment_at(start, end, row, end_point.column == 0 && end_point.row > row ? end_point.row - 1 : end_point.row);
}

void Extractor::on_comment_at(std::uint32_t start, std::uint32_t end, std::uint32_t row, std::uint32_t end_row) {
    const std::uint32_t first_new = std::max(row, next_comment_row_);
    if (first_new <= end_row) file_->metrics.comment_lines += end_row - first_new + 1;
    next_comment_row_ = std::max(next_comment_row_, end_row + 1);

    const bool is_marked = is_marked_doc(start);
    if (is_marked && document_previous(start, end, row)) {
        pending_.is_valid = false;
        return;
    }
    const std::uint32_t line = row + origin_.line + 1;
    if (!file_->symbols.empty() && next_code_row_ == row + 1) {
        // A remark after code on the same line documents the small definition that ends there, or nothing.
        Symbol& last = file_->symbols.back();
        const bool is_small = !is_function_like(last.kind) || last.kind == SymbolKind::Macro;
        if (last.end_line == line && last.doc.empty() && is_small && last.end_byte <= start + origin_.byte)
            last.doc = clean_doc(text_.substr(start, end - start));
        pending_.is_valid = false;
        return;
    }
    // A remark between attributes and their definition does not replace the comment before them.
    if (pending_.is_valid && lead_.is_valid && pending_.start < lead_.start) return;
    const bool is_inner = table_->spec->inner_doc != '\0' && end - start > 2 && text_[start + 2] == table_->spec->inner_doc;
    if (pending_.is_valid && pending_.is_inner && !is_inner) take_inner_doc();
    if (pending_.is_valid && pending_.end_row + 1 == row && !is_marked) {
        pending_.end = end, pending_.end_row = pending_.last_row = end_row;
        return;
    }
    if (!saw_token_) offer_file_doc(pending_);
    pending_ = {start, end, row, end_row, end_row, true, is_inner};
}

bool Extractor::is_marked_doc(std::uint32_t start) const {
    const std::string_view opener = table_->spec->following_doc;
    // One more star is a line of stars, `(**)` is empty.
    return !opener.empty() && text_.substr(start).starts_with(opener) && text_.substr(start + opener.size(), 1).find_first_of("*)") == std::string_view::npos;
}

bool Extractor::document_previous(std::uint32_t start, std::uint32_t end, std::uint32_t row) {
    if (file_->symbols.empty() || next_code_row_ + 1 < row + 1 || next_code_row_ == 0) return false;
    const bool is_own_row = next_code_row_ == row;
    const auto is_behind = [&](const Symbol& symbol) { return symbol.end_byte <= start + origin_.byte && symbol.end_line == next_code_row_ + origin_.line; };
    const auto column_of = [&](std::uint32_t byte) {
        const std::size_t line_feed = byte == 0 ? std::string_view::npos : text_.rfind('\n', byte - 1);
        return line_feed == std::string_view::npos ? byte : byte - line_feed - 1;
    };
    Symbol* symbol = &file_->symbols.back();
    if (!is_behind(*symbol)) return false;
    // `| B (** of B *)` ends where its type ends; below, a comment that stands further left is about the type.
    while (symbol->parent >= 0) {
        Symbol& around = file_->symbols[static_cast<std::size_t>(symbol->parent)];
        const bool ends_with_it = around.end_byte == symbol->end_byte;
        if (!is_behind(around) || (ends_with_it && (!is_own_row || column_of(start) > column_of(around.start_byte - origin_.byte)))) break;
        symbol = &around;
    }
    if (!symbol->doc.empty()) return false;
    symbol->doc = clean_doc(text_.substr(start, end - start));
    return true;
}

std::string_view Extractor::clean_doc(std::string_view comment) {
    const std::string_view cleaned = clean_doc_comment(comment, *arena_);
    return table_->spec->clean_doc ? table_->spec->clean_doc(cleaned, *arena_) : cleaned;
}

void Extractor::take_inner_doc() {
    pending_.is_valid = false;
    const std::int32_t around = scopes_.empty() ? -1 : scopes_.back().symbol;
    if (around < 0 && !scopes_.empty()) return;  // about a block without a symbol
    std::string_view& doc = around < 0 ? file_->doc : file_->symbols[static_cast<std::size_t>(around)].doc;
    if (doc.empty()) doc = clean_doc(text_.substr(pending_.start, pending_.end - pending_.start));
}

void Extractor::offer_file_doc(const PendingDoc& comment) {
    if (!comment.is_valid || !file_->doc.empty() || origin_.byte > 0) return;
    // A box of stars around the names of authors.
    if (!table_->spec->following_doc.empty() && text_.substr(comment.start).starts_with("(***")) return;
    file_->doc = without_licence(clean_doc(text_.substr(comment.start, comment.end - comment.start)), *arena_);
}

void Extractor::on_plain_token(TSSymbol kind, std::uint32_t row) {
    count_code_rows(row, row);
    if (!saw_token_ || pending_.is_valid || lead_.is_valid) on_token(row);
    tokens_.add(mix(kind));
}

/// What a token means to the comment before it.
void Extractor::on_token(std::uint32_t row) {
    if (pending_.is_valid && pending_.is_inner) take_inner_doc();
    if (row < preamble_rows_) {
        if (!doc_was_taken_) offer_file_doc(pending_);
    } else {
        // Behind a preamble, what stands directly above code is about that code: "for std::size_t" of an include.
        const bool is_apart = preamble_rows_ == 0 || pending_.start_row < preamble_rows_ || pending_.last_row + 1 < row;
        if (!saw_token_ && !doc_was_taken_ && is_apart) first_comment_ = pending_;
        saw_token_ = true;
    }
    if (transparent_depth_ == 0) pending_.is_valid = lead_.is_valid = false;
}

void Extractor::on_leaf(TSNode node, const KindInfo& info, Frame& frame) {
    const std::uint32_t end = ts_node_end_byte(node);
    if (end == frame.start) return;  // MISSING, or an external token of no width
    const std::uint32_t row = ts_node_start_point(node).row;
    count_code_rows(row, ts_node_end_point(node).row);
    if (frame.child_role == ChildRole::Enumerator && info.role == NodeRole::Name) on_bare_enumerator(node, frame);
    on_token(row);
    if (!info.is_named) {
        tokens_.add(mix(frame.kind));
        return;
    }
    const std::string_view text = text_.substr(frame.start, end - frame.start);
    const std::uint64_t hash = hash64(text);
    tokens_.add(hash ^ mix(frame.kind));
    if (info.role == NodeRole::Name || info.role == NodeRole::TypeName) on_name(text, hash, node, info, frame);
    else if (info.role == NodeRole::CodeText) on_code_text(node);
}

void Extractor::on_bare_enumerator(TSNode node, Frame& frame) {
    static constexpr NodeRule Rule{"", NodeRole::Definition, SymbolKind::Enumerator, "", ""};
    rule_ = &Rule, rule_node_ = node, rule_frame_ = &frame;
    Draft draft;
    draft.name = node;
    draft.kind = SymbolKind::Enumerator;
    add_symbol(draft, false);
}

Extractor::NameUse& Extractor::use_of(NameId name) {
    if (name_uses_.size() <= name) name_uses_.resize(name + 1 + name / 2);
    return name_uses_[name];
}

const Extractor::Wrapper* Extractor::wrapper() const {
    const Wrapper* found = nullptr;
    std::size_t depth = frames_.size();
    for (auto wrapper = wrappers_.rbegin(); wrapper != wrappers_.rend(); ++wrapper) {
        if (wrapper->scope_depth != scopes_.size() || wrapper->frame_depth + 2 < depth) break;
        found = &*wrapper;
        depth = wrapper->frame_depth;
    }
    return found;
}

void Extractor::finish_file(std::uint32_t end_row) {
    // finish what a walk that stopped early left open
    while (!frames_.empty()) leave();
    file_->metrics.lines = end_row + (text_.empty() || text_.back() == '\n' ? 0u : 1u);
    offer_file_doc(saw_token_ ? first_comment_ : pending_);
}

}  // namespace kompress::parse
