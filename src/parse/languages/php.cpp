// SPDX-License-Identifier: Apache-2.0
/// PHP. A variable is known by its `$name`, a property by its name, as `->name` asks for it. A namespace without braces
/// stands beside what belongs to it: the whole file becomes its scope.
#include "parse/doc_comment.hpp"
#include "parse/languages/languages.hpp"
#include "parse/languages/member_text.hpp"

extern "C" const TSLanguage* tree_sitter_php(void);

namespace kompress::parse::languages {
namespace {

constexpr std::size_t MaxIncludeDepth = 8;

/// Where a signature begins: behind the attributes.
std::uint32_t signature_start(TSNode node) {
    const TSNode attributes = child_by_field(node, "attributes");
    if (is_null(attributes)) return ts_node_start_byte(node);
    TSNode next = ts_node_next_sibling(attributes);
    for (int i = 0; i < 4 && kind_of(next) == "comment"; ++i) next = ts_node_next_sibling(next);
    return is_null(next) ? ts_node_start_byte(node) : ts_node_start_byte(next);
}

/// Members are public unless they say something else.
bool is_exported(const Definer& definer, TSNode node, SymbolKind kind, std::string_view) {
    if (kind == SymbolKind::Namespace) return true;
    if (definer.in_function()) return false;
    const TSNode wrapper = definer.wrapper();
    const TSNode visibility = named_child_of_kind(is_null(wrapper) ? node : wrapper, "visibility_modifier");
    return is_null(visibility) || definer.text(visibility).substr(0, 7) != "private";
}

SymbolKind kind_of_definition(std::string_view kind) {
    if (kind == "class_declaration") return SymbolKind::Class;
    if (kind == "interface_declaration") return SymbolKind::Interface;
    if (kind == "trait_declaration") return SymbolKind::Trait;
    if (kind == "enum_declaration") return SymbolKind::Enum;
    if (kind == "enum_case") return SymbolKind::Enumerator;
    if (kind == "method_declaration") return SymbolKind::Method;
    return SymbolKind::Function;
}



void define(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.kind = kind_of_definition(kind_of(node));
    if (draft.kind == SymbolKind::Method && definer.text(draft.name) == "__construct") draft.kind = SymbolKind::Constructor;
    draft.parameters = child_by_field(node, "parameters");
    draft.signature = signature_between(definer, signature_start(node), start_of_first(node, {"body"}));
    definer.add(draft);
}

/// `public const A = 1, B = 2;`: the declaration is the Wrapper of its elements.
void define_constant(Definer& definer, TSNode node) {
    const TSNode wrapper = definer.wrapper();
    Draft draft;
    draft.kind = SymbolKind::Constant;
    draft.name = named_child_of_kind(node, "name");
    const TSNode first = named_child_of_kind(wrapper, "const_element");
    if (is_null(draft.name) || is_null(first)) return;
    const std::string_view head = signature_between(definer, signature_start(wrapper), ts_node_start_byte(first));
    draft.signature = joined(definer, {head, " ", signature_between(definer, ts_node_start_byte(node), ts_node_end_byte(node))});
    definer.add(draft, false);
}

TSNode plain_name(TSNode variable) { return named_child_of_kind(variable, "name"); }

/// `private ?string $a = null, $b;`
void define_property(Definer& definer, TSNode node) {
    const TSNode wrapper = definer.wrapper();
    const TSNode variable = child_by_field(node, "name");
    Draft draft;
    draft.kind = SymbolKind::Field;
    draft.name = plain_name(variable);
    const TSNode first = named_child_of_kind(wrapper, "property_element");
    if (is_null(draft.name) || is_null(first)) return;
    const std::string_view head = signature_between(definer, signature_start(wrapper), ts_node_start_byte(first));
    draft.signature = joined(definer, {head, " ", definer.text(variable)});
    definer.add(draft, false);
}

/// A constructor's parameter that is a property, too.
void define_promoted(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Field;
    const TSNode variable = child_by_field(node, "name");
    draft.name = plain_name(kind_of(variable) == "by_ref" ? named_child(variable, 0) : variable);
    if (is_null(draft.name)) return;
    draft.outer = true;
    draft.signature = signature_between(definer, signature_start(node), ts_node_end_byte(variable));
    const TSNode visibility = child_by_field(node, "visibility");
    draft.exported = is_null(visibility) || definer.text(visibility).substr(0, 7) != "private";
    definer.add(draft, false);
}

/// A variable of the file: the first assignment defines it.
void define_variable(Definer& definer, TSNode node) {
    const auto scope = definer.scope_kind();
    if (definer.in_function() || (scope && *scope != SymbolKind::Namespace) || definer.parent_kind() != "expression_statement") return;
    Draft draft;
    draft.kind = SymbolKind::Variable;
    draft.name = child_by_field(node, "left");
    if (kind_of(draft.name) != "variable_name") return;
    draft.signature_end = ts_node_end_byte(draft.name);
    draft.once = true;
    definer.add(draft, false);
}

/// `define('NAME', value)`
void define_by_call(Definer& definer, TSNode node) {
    const TSNode function = child_by_field(node, "function");
    if (kind_of(function) != "name" || definer.text(function) != "define") return;
    const TSNode argument = named_child(child_by_field(node, "arguments"), 0);
    const TSNode text = named_child_of_kind(named_child(argument, 0), "string_content");
    if (is_null(text)) return;
    Draft draft;
    draft.kind = SymbolKind::Constant;
    draft.name = text;
    draft.is_detached = true;
    draft.exported = true;
    definer.add(draft, false);
}

void define_namespace(Definer& definer, TSNode node) {
    if (is_null(child_by_field(node, "body"))) return;  // made by open_file
    Draft draft;
    draft.kind = SymbolKind::Namespace;
    draft.name = child_by_field(node, "name");
    if (!is_null(draft.name)) definer.add(draft);
}

bool is_documented_by_comment(std::string_view kind) {
    return kind.ends_with("_declaration") ? kind != "namespace_use_declaration" : kind == "function_definition";
}

/// The comment behind `<?php`, unless it belongs to a definition, and the only namespace of a file that has no braces.
void open_file(Definer& definer, TSNode node) {
    TSNode declaration{}, comment{};
    std::uint32_t namespaces = 0, seen = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const TSNode child = ts_tree_cursor_current_node(&cursor);
        const std::string_view kind = kind_of(child);
        if (kind == "namespace_definition" && is_null(child_by_field(child, "body")) && namespaces++ == 0) declaration = child;
        if (kind == "comment" && seen < 3 && is_null(comment)) comment = child;
        else if (!is_null(comment) && seen < 4 && is_documented_by_comment(kind)) comment = {};
        seen += seen < 4 && ts_node_is_named(child);
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
    if (!is_null(comment))
        definer.set_file_doc(without_licence(clean_doc_comment(definer.text(comment), definer.arena()), definer.arena()));
    if (namespaces != 1) return;
    Draft draft;
    draft.kind = SymbolKind::Namespace;
    draft.name = child_by_field(declaration, "name");
    if (is_null(draft.name)) return;
    draft.start_byte = ts_node_start_byte(declaration);
    draft.signature = signature_between(definer, *draft.start_byte, ts_node_end_byte(declaration));
    definer.add(draft);
}

/// One clause of `use A\B as C, D;` or of a group `use A\{B, C}`.
void define_import(Definer& definer, TSNode node) {
    const TSNode qualified = named_child_of_kind(node, "qualified_name");
    const TSNode name = named_child_of_kind(is_null(qualified) ? node : qualified, "name");
    if (is_null(name)) return;
    Import import;
    import.name = definer.text(name);
    import.alias = definer.text(child_by_field(node, "alias"));
    std::string_view path;
    if (!is_null(qualified)) path = definer.source().substr(ts_node_start_byte(qualified), ts_node_start_byte(name) - ts_node_start_byte(qualified));
    if (definer.parent_kind() == "namespace_use_group") {
        const TSNode prefix = named_child_of_kind(definer.wrapper(), "namespace_name");
        path = joined(definer, {definer.text(prefix), path.empty() ? "" : "\\", path});
    }
    while (path.ends_with('\\')) path.remove_suffix(1);
    while (path.starts_with('\\')) path.remove_prefix(1);
    import.target = path.empty() ? import.name : path;
    if (path.empty()) import.name = {};
    definer.add_import(import, node);
}

/// The last literal of `__DIR__ . '/x.php'`, which is relative to the file that says it, or nearly.
void define_include(Definer& definer, TSNode node) {
    TSNode path = named_child(node, 0);
    for (std::size_t depth = 0; depth < MaxIncludeDepth && !is_null(path); ++depth) {
        const std::string_view kind = kind_of(path);
        if (kind == "parenthesized_expression") path = named_child(path, 0);
        else if (kind == "binary_expression") path = child_by_field(path, "right");
        else break;
    }
    if (kind_of(path) != "string" && kind_of(path) != "encapsed_string") return;
    const TSNode text = named_child_of_kind(path, "string_content");
    if (is_null(text)) return;
    Import import;
    import.target = definer.text(text);
    while (import.target.starts_with('/')) import.target.remove_prefix(1);
    import.is_local = true;
    definer.add_import(import, node);
}

void open_closure(Definer& definer, TSNode) { definer.open_closure(); }

constexpr NodeRule Nodes[] = {
    // definitions
    {"program", NodeRole::Definition, SymbolKind::Namespace, "", "", open_file},
    {"namespace_definition", NodeRole::Definition, SymbolKind::Namespace, "name", "body", define_namespace},
    {"class_declaration", NodeRole::Definition, SymbolKind::Class, "name", "body", define},
    {"interface_declaration", NodeRole::Definition, SymbolKind::Interface, "name", "body", define},
    {"trait_declaration", NodeRole::Definition, SymbolKind::Trait, "name", "body", define},
    {"enum_declaration", NodeRole::Definition, SymbolKind::Enum, "name", "body", define},
    {"enum_case", NodeRole::Definition, SymbolKind::Enumerator, "name", "", define},
    {"method_declaration", NodeRole::Definition, SymbolKind::Method, "name", "body", define},
    {"function_definition", NodeRole::Definition, SymbolKind::Function, "name", "body", define},
    {"const_declaration", NodeRole::Wrapper},
    {"const_element", NodeRole::Definition, SymbolKind::Constant, "", "", define_constant},
    {"property_declaration", NodeRole::Wrapper},
    {"property_element", NodeRole::Definition, SymbolKind::Field, "", "", define_property},
    {"property_promotion_parameter", NodeRole::Definition, SymbolKind::Field, "", "", define_promoted},
    {"assignment_expression", NodeRole::Definition, SymbolKind::Variable, "", "", define_variable},
    {"function_call_expression", NodeRole::Definition, SymbolKind::Constant, "", "", define_by_call},
    {"anonymous_function", NodeRole::Container, SymbolKind::Function, "", "", open_closure},
    {"arrow_function", NodeRole::Container, SymbolKind::Function, "", "", open_closure},
    // imports; the declaration is the Wrapper of its clauses
    {"namespace_use_declaration", NodeRole::Wrapper},
    {"namespace_use_clause", NodeRole::Import, SymbolKind::Module, "", "", define_import},
    {"include_expression", NodeRole::Import, SymbolKind::Module, "", "", define_include},
    {"include_once_expression", NodeRole::Import, SymbolKind::Module, "", "", define_include},
    {"require_expression", NodeRole::Import, SymbolKind::Module, "", "", define_include},
    {"require_once_expression", NodeRole::Import, SymbolKind::Module, "", "", define_include},
    // decisions
    {"if_statement", NodeRole::Branch},
    {"else_if_clause", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"foreach_statement", NodeRole::Branch},
    {"while_statement", NodeRole::Branch},
    {"do_statement", NodeRole::Branch},
    {"case_statement", NodeRole::Branch},
    {"catch_clause", NodeRole::Branch},
    {"match_conditional_expression", NodeRole::Branch},
    {"conditional_expression", NodeRole::Branch},
    {"&&", NodeRole::Branch},
    {"||", NodeRole::Branch},
    {"and", NodeRole::Branch},
    {"or", NodeRole::Branch},
    {"??", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"string", NodeRole::Opaque},
    {"string_content", NodeRole::Opaque},
    {"text", NodeRole::Opaque},
    {"name", NodeRole::Name},
    {"variable_name", NodeRole::Name},
};

constexpr FieldRule Fields[] = {
    // calls
    {"function_call_expression", "function", ChildRole::Call},
    {"member_call_expression", "name", ChildRole::CallMember},
    {"nullsafe_member_call_expression", "name", ChildRole::CallMember},
    {"scoped_call_expression", "name", ChildRole::CallMember},
    {"object_creation_expression", "", ChildRole::Call},
    {"member_access_expression", "name", ChildRole::Member},
    {"nullsafe_member_access_expression", "name", ChildRole::Member},
    {"scoped_property_access_expression", "name", ChildRole::Member},
    {"qualified_name", "", ChildRole::Member},
    {"qualified_name", "prefix", ChildRole::Ignore},
    {"namespace_name", "", ChildRole::Ignore},
    // types
    {"named_type", "", ChildRole::Type},
    // bases, traits, attributes
    {"base_clause", "", ChildRole::Inherit},
    {"class_interface_clause", "", ChildRole::Inherit},
    {"use_declaration", "", ChildRole::Inherit},
    {"use_as_clause", "", ChildRole::Ignore},
    {"use_instead_of_clause", "", ChildRole::Ignore},
    {"attribute", "", ChildRole::Decorate},
    {"argument", "name", ChildRole::Ignore},
    // imports
    {"namespace_use_clause", "", ChildRole::Import},
    {"namespace_use_clause", "alias", ChildRole::Ignore},
    // what is defined
    {"namespace_definition", "name", ChildRole::Defined},
    {"class_declaration", "name", ChildRole::Defined},
    {"interface_declaration", "name", ChildRole::Defined},
    {"trait_declaration", "name", ChildRole::Defined},
    {"enum_declaration", "name", ChildRole::Defined},
    {"enum_case", "name", ChildRole::Defined},
    {"method_declaration", "name", ChildRole::Defined},
    {"function_definition", "name", ChildRole::Defined},
    {"property_element", "name", ChildRole::Defined},
    {"property_hook", "", ChildRole::Ignore},
    // locals
    {"simple_parameter", "name", ChildRole::Local},
    {"variadic_parameter", "name", ChildRole::Local},
    {"property_promotion_parameter", "name", ChildRole::Local},
    {"by_ref", "", ChildRole::Pass},
    {"assignment_expression", "left", ChildRole::Local},
    {"reference_assignment_expression", "left", ChildRole::Local},
    {"list_literal", "", ChildRole::Pass},
    {"array_creation_expression", "", ChildRole::None},
    {"foreach_statement", "", ChildRole::Local},
    {"pair", "", ChildRole::Pass},
    {"catch_clause", "name", ChildRole::Local},
    {"static_variable_declaration", "name", ChildRole::Local},
    {"anonymous_function_use_clause", "", ChildRole::Local},
    {"global_declaration", "", ChildRole::None},
    // no names of the program
    {"goto_statement", "", ChildRole::Ignore},
    {"named_label_statement", "", ChildRole::Ignore},
    {"declare_directive", "", ChildRole::Ignore},
};

constexpr std::string_view Predeclared[] = {
    "$this", "self", "static", "parent", "class", "true", "false", "null", "TRUE", "FALSE", "NULL",
    "__DIR__", "__FILE__", "__LINE__", "__CLASS__", "__FUNCTION__", "__METHOD__", "__NAMESPACE__", "__TRAIT__",
};

}  // namespace

const LanguageSpec& php() {
    static const LanguageSpec spec{.language = Language::Php, .grammar = tree_sitter_php, .extractor_version = 1,
                                   .separator = "::", .nodes = Nodes, .fields = Fields, .is_exported = is_exported,
                                   .predeclared = Predeclared};
    return spec;
}

}  // namespace kompress::parse::languages
