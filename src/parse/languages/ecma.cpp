// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/ecma.hpp"

namespace kompress::parse::languages::ecma {
namespace {

constexpr NodeRule CommonNodes[] = {
    // definitions
    {"export_statement", NodeRole::SignedWrapper, SymbolKind::Module, "", "", export_names},
    {"lexical_declaration", NodeRole::SignedWrapper},
    {"variable_declaration", NodeRole::SignedWrapper},
    {"variable_declarator", NodeRole::Definition, SymbolKind::Variable, "name", "", define_declarator},
    {"function_declaration", NodeRole::Definition, SymbolKind::Function, "name", "body", define_function},
    {"generator_function_declaration", NodeRole::Definition, SymbolKind::Function, "name", "body", define_function},
    {"function_expression", NodeRole::Definition, SymbolKind::Function, "name", "body", define_function_value},
    {"generator_function", NodeRole::Definition, SymbolKind::Function, "name", "body", define_function_value},
    {"arrow_function", NodeRole::Definition, SymbolKind::Function, "name", "body", define_function_value},
    {"class_declaration", NodeRole::Definition, SymbolKind::Class, "name", "body", define_class},
    {"class", NodeRole::Definition, SymbolKind::Class, "name", "body", define_class},
    {"method_definition", NodeRole::Definition, SymbolKind::Method, "name", "body", define_method},
    {"assignment_expression", NodeRole::Definition, SymbolKind::Function, "", "", define_assigned},
    {"pair", NodeRole::Definition, SymbolKind::Method, "key", "", define_pair},
    {"class_static_block", NodeRole::Container, SymbolKind::Function, "", "", open_closure},
    {"decorator", NodeRole::DocTransparent},
    // imports
    {"import_statement", NodeRole::Import, SymbolKind::Module, "", "", import_names},
    {"call_expression", NodeRole::Import, SymbolKind::Module, "", "", import_by_call},
    // decisions
    {"if_statement", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"for_in_statement", NodeRole::Branch},
    {"while_statement", NodeRole::Branch},
    {"do_statement", NodeRole::Branch},
    {"switch_case", NodeRole::Branch},
    {"catch_clause", NodeRole::Branch},
    {"ternary_expression", NodeRole::Branch},
    {"&&", NodeRole::Branch},
    {"||", NodeRole::Branch},
    {"??", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"html_comment", NodeRole::Comment},
    {"string", NodeRole::Opaque},
    {"number", NodeRole::Opaque},
    {"regex", NodeRole::Opaque},
    {"optional_chain", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
    {"property_identifier", NodeRole::Name},
    {"private_property_identifier", NodeRole::Name},
    {"shorthand_property_identifier", NodeRole::Name},
    {"shorthand_property_identifier_pattern", NodeRole::Name},
};

constexpr FieldRule CommonFields[] = {
    {"call_expression", "function", ChildRole::Call},
    {"new_expression", "constructor", ChildRole::Call},
    {"member_expression", "property", ChildRole::Member},
    {"decorator", "", ChildRole::Decorate},
    {"class_heritage", "", ChildRole::Inherit},
    // definitions
    {"function_declaration", "name", ChildRole::Defined},
    {"generator_function_declaration", "name", ChildRole::Defined},
    {"function_expression", "name", ChildRole::Defined},
    {"generator_function", "name", ChildRole::Defined},
    {"class_declaration", "name", ChildRole::Defined},
    {"class", "name", ChildRole::Defined},
    {"method_definition", "name", ChildRole::Defined},
    {"pair", "key", ChildRole::Ignore},
    // parameters and variables
    {"formal_parameters", "", ChildRole::Local},
    {"arrow_function", "parameter", ChildRole::Local},
    {"catch_clause", "parameter", ChildRole::Local},
    {"variable_declarator", "name", ChildRole::Local},
    {"for_in_statement", "left", ChildRole::Local},
    {"assignment_pattern", "left", ChildRole::Local},
    {"object_assignment_pattern", "left", ChildRole::Local},
    {"array_pattern", "", ChildRole::Local},
    {"object_pattern", "", ChildRole::Local},
    {"rest_pattern", "", ChildRole::Local},
    {"pair_pattern", "key", ChildRole::Ignore},
    {"pair_pattern", "value", ChildRole::Local},
    // imports and exports: the hooks make the references
    {"import_clause", "", ChildRole::Ignore},
    {"import_specifier", "", ChildRole::Ignore},
    {"namespace_import", "", ChildRole::Ignore},
    {"namespace_export", "", ChildRole::Ignore},
    {"export_specifier", "", ChildRole::Ignore},
};

constexpr NodeRule JsxNodeRules[] = {
    {"jsx_opening_element", NodeRole::Definition, SymbolKind::Function, "", "", refer_to_element},
    {"jsx_self_closing_element", NodeRole::Definition, SymbolKind::Function, "", "", refer_to_element},
    {"jsx_text", NodeRole::Opaque},
};

constexpr FieldRule JsxFieldRules[] = {
    {"jsx_opening_element", "name", ChildRole::Ignore},
    {"jsx_self_closing_element", "name", ChildRole::Ignore},
    {"jsx_closing_element", "name", ChildRole::Ignore},
    {"jsx_attribute", "", ChildRole::Ignore},
    {"jsx_namespace_name", "", ChildRole::Ignore},
};

constexpr std::size_t MaxAmbientLevels = 8;

bool is_ambient(const Definer& definer) {
    for (std::size_t level = 1; level <= MaxAmbientLevels; ++level)
        if (definer.parent_kind(level) == "ambient_declaration") return true;
    return false;
}

bool is_hidden_member(const Definer& definer, TSNode node) {
    const TSNode access = named_child_of_kind(node, "accessibility_modifier");
    return !is_null(access) && definer.text(access) != "public";
}

}  // namespace

const std::span<const NodeRule> Nodes{CommonNodes};
const std::span<const FieldRule> Fields{CommonFields};
const std::span<const NodeRule> JsxNodes{JsxNodeRules};
const std::span<const FieldRule> JsxFields{JsxFieldRules};

/// Members are what their class says; all else needs an `export`, or to be declared for the whole program.
bool is_exported(const Definer& definer, TSNode node, SymbolKind kind, std::string_view name) {
    switch (kind) {
        case SymbolKind::Enumerator: return true;
        case SymbolKind::Method:
        case SymbolKind::Constructor:
        case SymbolKind::Field:
        case SymbolKind::Property: return !name.starts_with('#') && !is_hidden_member(definer, node);
        default: break;
    }
    if (definer.in_function()) return false;
    const std::string_view wrapper = definer.wrapper_kind();
    return wrapper == "export_statement" || is_ambient(definer);
}

}  // namespace kompress::parse::languages::ecma
