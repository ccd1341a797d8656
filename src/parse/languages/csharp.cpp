// SPDX-License-Identifier: Apache-2.0
/// C#. A field declaration is the Wrapper of its declarators; locals use the same declarators without it. A file-scoped
/// namespace stands beside the types that belong to it: the whole file becomes its scope.
#include "parse/languages/languages.hpp"
#include "parse/languages/member_text.hpp"
#include "parse/languages/xml_doc.hpp"

extern "C" const TSLanguage* tree_sitter_c_sharp(void);

namespace kompress::parse::languages {
namespace {

/// Modifiers stand first, with attributes before them.
bool has_modifier(const Definer& definer, TSNode node, std::string_view word) {
    for (std::uint32_t i = 0; i < MaxLeading && !is_null(node); ++i) {
        const TSNode child = ts_node_child(node, i);
        const std::string_view kind = kind_of(child);
        if (kind == "modifier" && definer.text(child) == word) return true;
        if (kind != "modifier" && kind != "attribute_list" && kind != "comment" && !kind.starts_with("preproc")) return false;
    }
    return false;
}

/// Public or protected; in interfaces everything that is not private; an explicit implementation as its interface's.
bool is_exported(const Definer& definer, TSNode node, SymbolKind kind, std::string_view) {
    if (kind == SymbolKind::Namespace) return true;
    if (definer.in_function()) return false;
    if (kind == SymbolKind::Enumerator) return definer.enclosing() && definer.enclosing()->exported;
    const TSNode declaration = kind_of(node) == "variable_declarator" ? definer.wrapper() : node;
    if (has_modifier(definer, declaration, "private")) return false;  // `private protected`, too
    if (definer.scope_kind() == SymbolKind::Interface) return true;
    return has_modifier(definer, declaration, "public") || has_modifier(definer, declaration, "protected") ||
           !is_null(named_child_of_kind(declaration, "explicit_interface_specifier"));
}

/// Where a signature begins: behind the attributes.
std::uint32_t signature_start(TSNode node) {
    for (std::uint32_t i = 0; i < MaxLeading; ++i) {
        const TSNode child = ts_node_child(node, i);
        if (is_null(child)) break;
        const std::string_view kind = kind_of(child);
        if (kind != "attribute_list" && kind != "comment" && !kind.starts_with("preproc")) return ts_node_start_byte(child);
    }
    return ts_node_start_byte(node);
}

/// `params T[] rest` is no node of its own in a list.
std::uint32_t count_parameters(TSNode list) {
    if (is_null(list)) return 0;
    std::uint32_t count = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(list);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const std::string_view kind = kind_of(ts_tree_cursor_current_node(&cursor));
        count += kind == "parameter" || kind == "identifier";
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
    return count;
}

SymbolKind kind_of_definition(std::string_view kind) {
    if (kind == "method_declaration") return SymbolKind::Method;
    if (kind == "property_declaration" || kind == "event_declaration") return SymbolKind::Property;
    if (kind == "constructor_declaration") return SymbolKind::Constructor;
    if (kind == "class_declaration") return SymbolKind::Class;
    if (kind == "interface_declaration") return SymbolKind::Interface;
    if (kind == "struct_declaration") return SymbolKind::Struct;
    if (kind == "record_declaration") return SymbolKind::Record;
    if (kind == "enum_declaration") return SymbolKind::Enum;
    if (kind == "delegate_declaration") return SymbolKind::TypeAlias;
    return SymbolKind::Function;  // local_function_statement
}

void add_member(Definer& definer, TSNode node, Draft& draft) {
    const TSNode parameters = child_by_field(node, "parameters");
    draft.parameter_count = count_parameters(is_null(parameters) ? named_child_of_kind(node, "parameter_list") : parameters);
    draft.signature = signature_between(definer, signature_start(node), start_of_first(node, {"body", "accessors", "value"}));
    definer.add(draft);
}

/// Types, methods, constructors, properties, events with accessors, local functions.
void define(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.kind = kind_of_definition(kind_of(node));
    add_member(definer, node, draft);
}

TSNode child_token(TSNode node, std::string_view kind) {
    for (std::uint32_t i = 0; i < MaxLeading && !is_null(node); ++i)
        if (const TSNode child = ts_node_child(node, i); is_null(child) || kind_of(child) == kind) return child;
    return {};
}

/// A member whose name is no node: from the token `first` on, as `text`.
void define_unnamed(Definer& definer, TSNode node, SymbolKind kind, std::string_view first, std::string_view text) {
    const TSNode token = child_token(node, first);
    if (is_null(token) || text.empty()) return;
    Draft draft;
    draft.kind = kind;
    draft.name_text = text;
    draft.name_byte = ts_node_start_byte(token);
    add_member(definer, node, draft);
}

/// `operator+`, `operator true`, `operator int` of a conversion.
void define_operator(Definer& definer, TSNode node) {
    const bool is_conversion = kind_of(node) == "conversion_operator_declaration";
    const std::string_view what = definer.fold(definer.text(child_by_field(node, is_conversion ? "type" : "operator")));
    const bool is_word = !what.empty() && ((what[0] >= 'a' && what[0] <= 'z') || (what[0] >= 'A' && what[0] <= 'Z') || what[0] == '_' || what[0] == '(');
    if (!what.empty()) define_unnamed(definer, node, SymbolKind::Method, "operator", joined(definer, {"operator", is_word ? " " : "", what}));
}

void define_indexer(Definer& definer, TSNode node) { define_unnamed(definer, node, SymbolKind::Property, "this", "this"); }

void define_destructor(Definer& definer, TSNode node) {
    const std::string_view name = definer.text(child_by_field(node, "name"));
    if (!name.empty()) define_unnamed(definer, node, SymbolKind::Method, "~", joined(definer, {"~", name}));
}

void define_enum_member(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Enumerator;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.signature = signature_between(definer, ts_node_start_byte(draft.name), ts_node_end_byte(node));
    definer.add(draft, false);
}

/// One declarator of a field or of an event without accessors: `private int b` of `private int a = 1, b;`.
void define_field(Definer& definer, TSNode node) {
    const TSNode field = definer.wrapper();
    if (is_null(field)) return;
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    const bool is_event = kind_of(field) == "event_field_declaration";
    draft.kind = is_event ? SymbolKind::Property : has_modifier(definer, field, "const") ? SymbolKind::Constant : SymbolKind::Field;
    const TSNode type = child_by_field(named_child_of_kind(field, "variable_declaration"), "type");
    const std::string_view head = is_null(type) ? "" : signature_between(definer, signature_start(field), ts_node_end_byte(type));
    draft.signature = joined(definer, {head, " ", definer.text(draft.name)});
    draft.holds_locals = true;
    definer.add(draft);
}

/// The parameters of a record are its properties; other parameters are local.
void define_component(Definer& definer, TSNode node) {
    if (definer.parent_kind(2) != "record_declaration") return;
    Draft draft;
    draft.kind = SymbolKind::Property;
    draft.name = child_by_field(node, "name");
    draft.exported = definer.enclosing() && definer.enclosing()->exported;
    if (!is_null(draft.name)) definer.add(draft, false);
}

void define_namespace(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Namespace;
    draft.name = child_by_field(node, "name");
    if (!is_null(draft.name)) definer.add(draft);
}

/// `namespace A.B;` holds all the types of its file.
void open_file(Definer& definer, TSNode node) {
    const TSNode declaration = named_child_of_kind(node, "file_scoped_namespace_declaration");
    Draft draft;
    draft.kind = SymbolKind::Namespace;
    draft.name = child_by_field(declaration, "name");
    if (is_null(draft.name)) return;
    draft.start_byte = ts_node_start_byte(declaration);
    draft.signature = signature_between(definer, *draft.start_byte, ts_node_end_byte(declaration));
    definer.add(draft);
}

/// `using A.B;`, `using static A.B;`, `using C = A.B;`
void define_import(Definer& definer, TSNode node) {
    const TSNode alias = child_by_field(node, "name");
    const bool is_static = !is_null(child_token(node, "static"));
    Import import;
    import.alias = definer.text(alias);
    definer.give_role(is_null(alias) && !is_static ? ChildRole::Ignore : ChildRole::Import);
    TSNode path = named_child(node, is_null(alias) ? 0 : 1);
    for (int i = 0; i < 3 && kind_of(path) == "comment"; ++i) path = ts_node_next_named_sibling(path);
    if (is_null(path)) return;
    const TSNode qualifier = child_by_field(path, "qualifier"), name = child_by_field(path, "name");
    if (is_null(alias)) {
        import.target = definer.fold(definer.text(path));
        import.name = "*";
    } else if (!is_null(qualifier) && !is_null(name)) {
        import.target = definer.fold(definer.text(qualifier));
        import.name = definer.text(kind_of(name) == "generic_name" ? named_child(name, 0) : name);
    } else {
        import.target = definer.fold(definer.text(path));
    }
    definer.add_import(import, node);
}

/// A setter knows its `value`.
void open_accessor(Definer& definer, TSNode node) {
    const std::string_view name = definer.text(child_by_field(node, "name"));
    if (name == "set" || name == "init" || name == "add" || name == "remove") definer.add_local("value");
}

constexpr NodeRule Nodes[] = {
    // definitions
    {"compilation_unit", NodeRole::Definition, SymbolKind::Namespace, "", "", open_file},
    {"using_directive", NodeRole::Import, SymbolKind::Module, "", "", define_import},
    {"namespace_declaration", NodeRole::Definition, SymbolKind::Namespace, "name", "body", define_namespace},
    {"class_declaration", NodeRole::Definition, SymbolKind::Class, "name", "body", define},
    {"struct_declaration", NodeRole::Definition, SymbolKind::Struct, "name", "body", define},
    {"interface_declaration", NodeRole::Definition, SymbolKind::Interface, "name", "body", define},
    {"record_declaration", NodeRole::Definition, SymbolKind::Record, "name", "body", define},
    {"enum_declaration", NodeRole::Definition, SymbolKind::Enum, "name", "body", define},
    {"delegate_declaration", NodeRole::Definition, SymbolKind::TypeAlias, "name", "", define},
    {"method_declaration", NodeRole::Definition, SymbolKind::Method, "name", "body", define},
    {"constructor_declaration", NodeRole::Definition, SymbolKind::Constructor, "name", "body", define},
    {"destructor_declaration", NodeRole::Definition, SymbolKind::Method, "name", "body", define_destructor},
    {"operator_declaration", NodeRole::Definition, SymbolKind::Method, "", "body", define_operator},
    {"conversion_operator_declaration", NodeRole::Definition, SymbolKind::Method, "", "body", define_operator},
    {"indexer_declaration", NodeRole::Definition, SymbolKind::Property, "", "accessors", define_indexer},
    {"property_declaration", NodeRole::Definition, SymbolKind::Property, "name", "accessors", define},
    {"event_declaration", NodeRole::Definition, SymbolKind::Property, "name", "accessors", define},
    {"local_function_statement", NodeRole::Definition, SymbolKind::Function, "name", "body", define},
    {"enum_member_declaration", NodeRole::Definition, SymbolKind::Enumerator, "name", "", define_enum_member},
    {"field_declaration", NodeRole::Wrapper},
    {"event_field_declaration", NodeRole::Wrapper},
    {"variable_declarator", NodeRole::Definition, SymbolKind::Field, "name", "", define_field},
    {"parameter", NodeRole::Definition, SymbolKind::Property, "name", "", define_component},
    {"accessor_declaration", NodeRole::Container, SymbolKind::Function, "", "", open_accessor},
    // decisions
    {"if_statement", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"foreach_statement", NodeRole::Branch},
    {"while_statement", NodeRole::Branch},
    {"do_statement", NodeRole::Branch},
    {"case", NodeRole::Branch},
    {"switch_expression_arm", NodeRole::Branch},
    {"catch_clause", NodeRole::Branch},
    {"conditional_expression", NodeRole::Branch},
    {"&&", NodeRole::Branch},
    {"||", NodeRole::Branch},
    {"??", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"string_literal", NodeRole::Opaque},
    {"verbatim_string_literal", NodeRole::Opaque},
    {"raw_string_literal", NodeRole::Opaque},
    {"character_literal", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
    {"implicit_parameter", NodeRole::Name},
};

constexpr FieldRule Fields[] = {
    // calls
    {"invocation_expression", "function", ChildRole::Call},
    {"object_creation_expression", "type", ChildRole::Call},
    {"member_access_expression", "name", ChildRole::Member},
    {"conditional_access_expression", "", ChildRole::Member},
    {"conditional_access_expression", "condition", ChildRole::None},
    {"member_binding_expression", "name", ChildRole::Pass},
    {"generic_name", "", ChildRole::Pass},
    {"type_argument_list", "", ChildRole::Type},
    {"qualified_name", "name", ChildRole::Member},
    {"qualified_name", "qualifier", ChildRole::Ignore},
    {"alias_qualified_name", "name", ChildRole::Member},
    {"alias_qualified_name", "alias", ChildRole::Ignore},
    // types
    {"method_declaration", "returns", ChildRole::Type},
    {"local_function_statement", "type", ChildRole::Type},
    {"operator_declaration", "type", ChildRole::Type},
    {"conversion_operator_declaration", "type", ChildRole::Type},
    {"delegate_declaration", "type", ChildRole::Type},
    {"property_declaration", "type", ChildRole::Type},
    {"event_declaration", "type", ChildRole::Type},
    {"indexer_declaration", "type", ChildRole::Type},
    {"variable_declaration", "type", ChildRole::Type},
    {"parameter", "type", ChildRole::Type},
    {"parameter_list", "type", ChildRole::Type},
    {"bracketed_parameter_list", "type", ChildRole::Type},
    {"explicit_interface_specifier", "", ChildRole::Type},
    {"array_type", "type", ChildRole::Pass},
    {"nullable_type", "type", ChildRole::Pass},
    {"pointer_type", "type", ChildRole::Pass},
    {"ref_type", "type", ChildRole::Pass},
    {"scoped_type", "type", ChildRole::Pass},
    {"function_pointer_type", "returns", ChildRole::Type},
    {"function_pointer_parameter", "type", ChildRole::Type},
    {"tuple_element", "type", ChildRole::Type},
    {"array_creation_expression", "type", ChildRole::Type},
    {"stackalloc_expression", "type", ChildRole::Type},
    {"as_expression", "right", ChildRole::Type},
    {"is_expression", "right", ChildRole::Type},
    {"cast_expression", "type", ChildRole::Type},
    {"typeof_expression", "type", ChildRole::Type},
    {"sizeof_expression", "type", ChildRole::Type},
    {"default_expression", "type", ChildRole::Type},
    {"refvalue_expression", "type", ChildRole::Type},
    {"catch_declaration", "type", ChildRole::Type},
    {"foreach_statement", "type", ChildRole::Type},
    {"from_clause", "type", ChildRole::Type},
    {"join_clause", "type", ChildRole::Type},
    {"declaration_expression", "type", ChildRole::Type},
    {"declaration_pattern", "type", ChildRole::Type},
    {"recursive_pattern", "type", ChildRole::Type},
    {"type_pattern", "type", ChildRole::Type},
    {"lambda_expression", "type", ChildRole::Type},
    {"type_parameter_constraint", "type", ChildRole::Type},
    {"type_parameter_constraints_clause", "", ChildRole::Ignore},
    // bases and attributes
    {"base_list", "", ChildRole::Inherit},
    {"primary_constructor_base_type", "type", ChildRole::Pass},
    {"attribute", "name", ChildRole::Decorate},
    {"attribute_argument", "name", ChildRole::Ignore},
    // imports
    {"using_directive", "", ChildRole::Pass},
    {"using_directive", "name", ChildRole::Ignore},
    {"extern_alias_directive", "name", ChildRole::Ignore},
    // what is defined
    {"namespace_declaration", "name", ChildRole::Defined},
    {"file_scoped_namespace_declaration", "name", ChildRole::Defined},
    {"class_declaration", "name", ChildRole::Defined},
    {"struct_declaration", "name", ChildRole::Defined},
    {"interface_declaration", "name", ChildRole::Defined},
    {"record_declaration", "name", ChildRole::Defined},
    {"enum_declaration", "name", ChildRole::Defined},
    {"delegate_declaration", "name", ChildRole::Defined},
    {"method_declaration", "name", ChildRole::Defined},
    {"constructor_declaration", "name", ChildRole::Defined},
    {"destructor_declaration", "name", ChildRole::Defined},
    {"property_declaration", "name", ChildRole::Defined},
    {"event_declaration", "name", ChildRole::Defined},
    {"local_function_statement", "name", ChildRole::Defined},
    {"enum_member_declaration", "name", ChildRole::Defined},
    // locals; a field's name is local to its own scope, where nothing else asks for it
    {"variable_declarator", "name", ChildRole::Local},
    {"parameter", "name", ChildRole::Local},
    {"parameter_list", "name", ChildRole::Local},
    {"bracketed_parameter_list", "name", ChildRole::Local},
    {"lambda_expression", "parameters", ChildRole::Local},
    {"type_parameter", "name", ChildRole::TypeParameter},
    {"catch_declaration", "name", ChildRole::Local},
    {"foreach_statement", "left", ChildRole::Local},
    {"tuple_pattern", "name", ChildRole::Local},
    {"parenthesized_variable_designation", "name", ChildRole::Local},
    {"declaration_expression", "name", ChildRole::Local},
    {"declaration_pattern", "name", ChildRole::Local},
    {"recursive_pattern", "name", ChildRole::Local},
    {"list_pattern", "name", ChildRole::Local},
    {"var_pattern", "name", ChildRole::Local},
    {"from_clause", "name", ChildRole::Local},
    {"join_into_clause", "", ChildRole::Local},
    // no names of the program
    {"argument", "name", ChildRole::Ignore},
    {"tuple_element", "name", ChildRole::Ignore},
    {"labeled_statement", "", ChildRole::Ignore},
    {"goto_statement", "", ChildRole::Ignore},
    {"preproc_if", "condition", ChildRole::Ignore},
    {"preproc_elif", "condition", ChildRole::Ignore},
    {"preproc_pragma", "", ChildRole::Ignore},
};

constexpr std::string_view Predeclared[] = {"var", "dynamic", "nameof", "_"};

}  // namespace

const LanguageSpec& csharp() {
    static const LanguageSpec spec{.language = Language::CSharp, .grammar = tree_sitter_c_sharp, .extractor_version = 1,
                                   .separator = ".", .nodes = Nodes, .fields = Fields, .is_exported = is_exported,
                                   .predeclared = Predeclared, .clean_doc = without_xml_tags};
    return spec;
}

}  // namespace kompress::parse::languages
