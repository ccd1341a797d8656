// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/ocaml_definitions.hpp"

#include <algorithm>

#include "parse/languages/member_text.hpp"

namespace kompress::parse::languages::ocaml_definitions {
namespace {

constexpr std::uint32_t MaxListed = 64;     ///< names of one pattern
constexpr int MaxPatternDepth = 16;
constexpr std::string_view Announced = "announced";  ///< access of what stands in the signature of a module with a body

/// The name of an operator is what stands between its brackets.
void set_name(const Definer& definer, TSNode name, Draft& draft) {
    draft.name = name;
    if (kind_of(name) != "parenthesized_operator") return;
    std::string_view text = definer.text(name);
    while (!text.empty() && (text.front() == '(' || text.front() == ' ')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ')' || text.back() == ' ')) text.remove_suffix(1);
    draft.name_text = text;
}

TSNode value_name_in(TSNode node) {
    const TSNode name = named_child_of_kind(node, "value_name");
    return is_null(name) ? named_child_of_kind(node, "parenthesized_operator") : name;
}

/// The word before the first of `let … and …`, and a comment before it, belong to that; each other has its `and`.
void begin_with_keyword(Definer& definer, TSNode node, Draft& draft) {
    const TSNode around = definer.parent_wrapper();
    if (is_null(around)) return;
    const bool is_first = ts_node_eq(named_child_of_kind(around, ts_node_type(node)), node);
    if (is_first && ts_node_end_byte(around) == ts_node_end_byte(node)) return;
    draft.whole = node;
    draft.ignores_wrapper = !is_first;
    if (is_first) draft.start_byte = ts_node_start_byte(around);
    else draft.signature = joined(definer, {"and ", signature_between(definer, ts_node_start_byte(node), start_of_first(node, {"body"}))});
}

std::uint32_t count_of_kind(TSNode node, std::string_view kind) {
    std::uint32_t count = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do count += kind_of(ts_tree_cursor_current_node(&cursor)) == kind;
    while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
    return count;
}

/// Arrows of `a -> b -> c`.
std::uint32_t count_arrows(TSNode type) {
    std::uint32_t count = 0;
    while (count < MaxListed) {
        const std::string_view kind = kind_of(type);
        if (kind == "polymorphic_type") type = child_by_field(type, "type");
        else if (kind == "function_type") type = child_by_field(type, "codomain"), ++count;
        else break;
    }
    return count;
}

/// The names that `let (a, { b; _ }) =` binds, one symbol each.
void add_names(Definer& definer, TSNode pattern, Draft& draft, std::uint32_t& budget, int depth) {
    if (is_null(pattern) || depth > MaxPatternDepth || budget == 0) return;
    const std::string_view kind = kind_of(pattern);
    if (kind == "value_name") {
        --budget;
        draft.name = pattern;
        return definer.add(draft, false);
    }
    if (kind == "constructor_path" || kind.ends_with("_type")) return;
    const std::uint32_t count = std::min(ts_node_named_child_count(pattern), MaxListed);
    for (std::uint32_t i = 0; i < count; ++i) add_names(definer, ts_node_named_child(pattern, i), draft, budget, depth + 1);
}

/// `ref …` is a cell, whose content may change.
bool is_cell(const Definer& definer, TSNode body) {
    return kind_of(body) == "application_expression" && definer.text(child_by_field(body, "function")) == "ref";
}

/// Without the colon before a signature that is left out.
std::string_view head_until(Definer& definer, std::uint32_t start, std::uint32_t end) {
    std::string_view text = signature_between(definer, start, end);
    while (text.ends_with(':') || text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

std::uint32_t start_of(Definer& definer, TSNode node, const Draft& draft) {
    const TSNode around = definer.parent_wrapper();
    return is_null(around) || draft.ignores_wrapper ? ts_node_start_byte(node) : ts_node_start_byte(around);
}

/// `A.B` of a path, "" for functors applied and modules made on the spot.
std::string_view path_of(Definer& definer, TSNode module) {
    const std::string_view kind = kind_of(module);
    return kind == "module_path" || kind == "module_type_path" ? definer.fold(definer.text(module)) : std::string_view{};
}

}  // namespace

void define_binding(Definer& definer, TSNode node) {
    const std::string_view around = definer.parent_kind(2);
    if (definer.in_function() || around == "let_expression" || around == "let_class_expression") return;
    const TSNode pattern = child_by_field(node, "pattern"), body = child_by_field(node, "body");
    const std::string_view kind = kind_of(pattern), body_kind = kind_of(body);
    Draft draft;
    begin_with_keyword(definer, node, draft);
    draft.parameter_count = count_of_kind(node, "parameter");
    if (body_kind == "fun_expression") *draft.parameter_count += count_of_kind(body, "parameter");
    if (body_kind == "function_expression") ++*draft.parameter_count;
    draft.kind = *draft.parameter_count > 0 ? SymbolKind::Function : is_cell(definer, body) ? SymbolKind::Variable : SymbolKind::Constant;
    draft.holds_locals = true;
    if (kind == "value_name" || kind == "parenthesized_operator") {
        set_name(definer, pattern, draft);
        return definer.add(draft);
    }
    std::uint32_t budget = MaxListed;
    add_names(definer, pattern, draft, budget, 0);
    definer.open_closure();  // `let () =`
}

void define_value(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    Draft draft;
    set_name(definer, value_name_in(node), draft);
    if (is_null(draft.name)) return;
    draft.parameter_count = count_arrows(child_by_field(node, "type"));
    draft.kind = *draft.parameter_count > 0 ? SymbolKind::Function : SymbolKind::Constant;
    if (definer.access() == Announced && kind_of(node) != "external") definer.add_declaration(draft);
    else definer.add(draft);
}

void define_type(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    const TSNode body = child_by_field(node, "body");
    const std::string_view kind = kind_of(body);
    if (kind_of(draft.name) == "type_constructor_path")  // `type t += A`: t is elsewhere
        return definer.open_container(SymbolKind::Enum, definer.fold(definer.text(draft.name)));
    begin_with_keyword(definer, node, draft);
    draft.kind = kind == "record_declaration" ? SymbolKind::Record : is_null(body) ? SymbolKind::TypeAlias : SymbolKind::Enum;
    if (definer.access() == Announced && is_null(body) && is_null(child_by_field(node, "equation"))) definer.add_declaration(draft);
    else definer.add(draft);
}

void define_constructor(Definer& definer, TSNode node) {
    if (definer.in_function() || definer.parent_kind() == "exception_definition") return;
    Draft draft;
    draft.kind = SymbolKind::Enumerator;
    draft.name = named_child_of_kind(node, "constructor_name");
    const std::string_view name = definer.text(draft.name);
    if (!name.empty() && name.front() != '[' && name.front() != '(') definer.add(draft);  // not `[]` and `(::)` of lists
}

void define_field(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    Draft draft;
    draft.kind = SymbolKind::Field;
    draft.name = named_child_of_kind(node, "field_name");
    if (!is_null(draft.name)) definer.add(draft, false);
}

void define_exception(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    Draft draft;
    draft.kind = SymbolKind::Class;
    draft.name = named_child_of_kind(named_child_of_kind(node, "constructor_declaration"), "constructor_name");
    if (!is_null(draft.name)) definer.add(draft);
}

void define_module(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    Draft draft;
    draft.kind = SymbolKind::Module;
    draft.name = named_child_of_kind(node, "module_name");
    if (is_null(draft.name) || definer.text(draft.name) == "_") return;
    begin_with_keyword(definer, node, draft);
    const TSNode type = child_by_field(node, "module_type"), body = child_by_field(node, "body");
    draft.parameter_count = count_of_kind(node, "module_parameter") + (kind_of(body) == "functor" ? count_of_kind(body, "module_parameter") : 0);
    if (const std::string_view text = definer.text(type); text.starts_with("sig") && text.find("end") != std::string_view::npos)
        draft.signature = head_until(definer, start_of(definer, node, draft), ts_node_start_byte(type));
    else if (kind_of(body) == "structure" || kind_of(body) == "functor")
        draft.signature = head_until(definer, start_of(definer, node, draft), ts_node_start_byte(body));
    if (const std::string_view path = path_of(definer, body); !path.empty()) {
        Import import;
        import.target = path;
        import.alias = definer.text(draft.name);
        definer.add_import(import, node);
    }
    definer.add(draft);
}

void define_module_type(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    Draft draft;
    draft.kind = SymbolKind::Interface;
    draft.name = named_child_of_kind(node, "module_type_name");
    if (is_null(draft.name)) return;
    const TSNode body = child_by_field(node, "body");
    if (kind_of(body) == "signature") draft.signature_end = ts_node_start_byte(body);
    definer.add(draft);
}

void define_class(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    Draft draft;
    draft.kind = kind_of(node) == "class_binding" ? SymbolKind::Class : SymbolKind::Interface;
    draft.name = named_child_of_kind(node, draft.kind == SymbolKind::Class ? "class_name" : "class_type_name");
    if (is_null(draft.name)) return;
    begin_with_keyword(definer, node, draft);
    draft.parameter_count = count_of_kind(node, "parameter");
    const TSNode body = child_by_field(node, "body"), type = child_by_field(node, "class_type");
    if (is_null(body) && kind_of(type) == "class_body_type")  // `class c : object … end` of an interface
        draft.signature = head_until(definer, start_of(definer, node, draft), ts_node_start_byte(type));
    definer.add(draft);
}

void define_method(Definer& definer, TSNode node) {
    if (definer.in_function()) return;  // of an object made on the spot
    Draft draft;
    draft.kind = SymbolKind::Method;
    draft.name = named_child_of_kind(node, "method_name");
    if (is_null(draft.name)) return;
    const std::uint32_t start = ts_node_start_byte(node);
    const std::string_view modifiers = definer.source().substr(start, ts_node_start_byte(draft.name) - start);
    draft.exported = modifiers.find("private") == std::string_view::npos;
    draft.parameter_count = count_of_kind(node, "parameter") + count_arrows(child_by_field(node, "type"));
    definer.add(draft);
}

void define_instance_variable(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    Draft draft;
    draft.kind = SymbolKind::Field;
    draft.name = named_child_of_kind(node, "instance_variable_name");
    draft.exported = false;  // only methods of the class and its heirs see it
    draft.holds_locals = true;
    if (!is_null(draft.name)) definer.add(draft);
}

void open_signature(Definer& definer, TSNode node) {
    if (definer.parent_kind() != "module_binding") return;
    const std::string_view source = definer.source();
    const std::size_t next = source.find_first_not_of(" \t\r\n", ts_node_end_byte(node));
    if (next != std::string_view::npos && source[next] == '=') definer.open_container(SymbolKind::Module, {}, Announced);
}

void import_module(Definer& definer, TSNode node) {
    TSNode module = child_by_field(node, "module");
    if (is_null(module)) module = child_by_field(node, "module_type");
    Import import;
    import.target = path_of(definer, module);
    import.name = "*";
    if (!import.target.empty()) definer.add_import(import, node);
}

}  // namespace kompress::parse::languages::ocaml_definitions
