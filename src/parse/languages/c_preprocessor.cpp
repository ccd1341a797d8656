// SPDX-License-Identifier: Apache-2.0
#include "base/hash.hpp"
#include "parse/languages/c_family.hpp"
#include "parse/macro_text.hpp"

namespace kompress::parse::languages {
namespace {

void add_macro(Definer& definer, const MacroText& macro, TSNode name) {
    const std::string_view source = definer.source();
    const std::string_view folded = fold_macro(source, macro, definer.arena());
    Draft draft;
    draft.kind = SymbolKind::Macro;
    draft.name = name;
    draft.name_text = macro.name_text(source);
    draft.name_byte = macro.name;
    draft.start_byte = macro.start;
    draft.end_byte = macro.code_end;
    draft.signature = macro_signature(folded, macro);
    draft.semantic_hash = hash64(folded);
    draft.parameter_count = macro.is_function ? macro.parameter_count(source) : 0;
    draft.is_detached = definer.scope_kind() && definer.in_function();
    definer.add(draft);
    each_macro_parameter(source, macro, [&](std::string_view parameter) { definer.add_local(parameter); });
    definer.add_code_references(macro.head_end, macro.code_end);
}

}  // namespace

void define_macro(Definer& definer, TSNode node) {
    const auto macro = scan_macro(definer.source(), ts_node_start_byte(node));
    if (macro) add_macro(definer, *macro, child_by_field(node, "name"));
}

void define_loose_macro(Definer& definer, TSNode node) {
    if (definer.parent_kind() != "ERROR") return;
    const auto macro = scan_macro(definer.source(), ts_node_start_byte(node));
    if (macro) add_macro(definer, *macro, TSNode{});
}

void define_include(Definer& definer, TSNode node) {
    const TSNode path = child_by_field(node, "path");
    if (is_null(path)) return;
    std::string_view text = definer.text(path);
    Import import;
    import.is_local = !text.empty() && text.front() == '"';
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '<')) text = text.substr(1, text.size() - 2);
    import.target = text;
    definer.add_import(import, node);
}

}  // namespace kompress::parse::languages
