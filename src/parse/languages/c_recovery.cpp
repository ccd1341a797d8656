// SPDX-License-Identifier: Apache-2.0
/// Definitions in code whose macros the grammar cannot know.
///
/// `SYSCALL_DEFINE3(write, …) {…}` parses as a call and a stray block; an unbalanced #if leaves a function open, and all
/// that follows lies inside it; `static __printf(2, 3) int f(…) {…}` becomes anything. What stays intact is the
/// text before the body's brace, so that is read. A brace in the first column opens a function, as people write
/// C; elsewhere it does so only outside of functions.
#include "parse/languages/c_family.hpp"

namespace kompress::parse::languages {

bool recover_function(Definer& definer, TSNode node, std::uint32_t brace) {
    const std::string_view source = definer.source();
    const auto head = function_head_before(source, brace);
    if (!head) return false;
    Draft draft;
    draft.kind = SymbolKind::Function;
    draft.name_text = head->name.text;
    draft.name_byte = head->name.byte;
    draft.qualifier = head->qualifier;
    draft.start_byte = head->start;
    draft.signature_end = brace;
    draft.parameter_count = head->parameters;
    draft.exported = !head->is_static;
    drop_branches(definer, node, draft);
    draft.is_detached = definer.in_function();
    if (kind_of(node) == "{") {
        draft.is_detached |= brace > 0 && source[brace - 1] == '\n' && is_record_scope(definer);  // one that nobody closed
        const std::size_t close = source.substr(0, std::size_t{brace} + 65536).find("\n}", brace);
        if (close != std::string_view::npos) draft.end_byte = static_cast<std::uint32_t>(close) + 2;
    }
    definer.add(draft);
    definer.claim_references(head->start, head->name.byte);
    std::uint32_t number = 0;
    each_parameter_name(source, *head, [&](const Word& word) {
        if (!head->is_macro || number++ > 0) definer.add_local(word.text);
    });
    return true;
}

/// `struct x {` in a broken region: the name at least.
void recover_record(Definer& definer, std::uint32_t brace) {
    const auto record = record_head_before(definer.source(), brace);
    if (!record) return;
    Draft draft;
    draft.kind = record->keyword == "enum"        ? SymbolKind::Enum
                 : record->keyword == "union"     ? SymbolKind::Union
                 : record->keyword == "class"     ? SymbolKind::Class
                 : record->keyword == "namespace" ? SymbolKind::Namespace
                                                  : SymbolKind::Struct;
    draft.name_text = record->name.text;
    draft.name_byte = record->name.byte;
    draft.start_byte = record->start;
    draft.signature_end = brace;
    draft.is_detached = definer.in_function();
    definer.add(draft);
    definer.claim_references(record->start, record->name.byte);
}

void recover_from_block(Definer& definer, TSNode node) {
    const std::uint32_t brace = ts_node_start_byte(node);
    const bool is_at_margin = brace == 0 || definer.source()[brace - 1] == '\n';
    if (!is_at_margin && definer.in_function()) return;
    if (const auto parent = definer.parent_kind(); parent == "function_definition" || parent == "lambda_expression") return;
    if (!recover_function(definer, node, brace)) recover_record(definer, brace);
}

void recover_from_brace(Definer& definer, TSNode node) {
    if (definer.parent_kind() == "ERROR") recover_from_block(definer, node);
}

void define_from_macro_type(Definer& definer, TSNode node) {
    const std::string_view parent = definer.parent_kind();
    if (parent == "translation_unit" || parent.starts_with("preproc_") || parent == "declaration_list") define_from_statement(definer, node);
}

void define_from_statement(Definer& definer, TSNode node) {
    if (definer.scope_kind()) return;
    const auto name = macro_variable(definer.source(), ts_node_start_byte(node));
    if (!name || definer.text(node).starts_with("DECLARE_")) return;
    Draft draft;
    draft.kind = SymbolKind::Variable;
    draft.name_text = name->text;
    draft.name_byte = name->byte;
    definer.add(draft, false);
}

}  // namespace kompress::parse::languages
