// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/ecma.hpp"
#include "parse/languages/languages.hpp"
#include "parse/languages/typescript_hooks.hpp"

extern "C" const TSLanguage* tree_sitter_typescript(void);
extern "C" const TSLanguage* tree_sitter_tsx(void);

namespace kompress::parse::languages {
namespace {

constexpr NodeRule TypeNodes[] = {
    // definitions
    {"ambient_declaration", NodeRole::SignedWrapper, SymbolKind::Namespace, "", "", ts::open_global},
    {"abstract_class_declaration", NodeRole::Definition, SymbolKind::Class, "name", "body", ecma::define_class},
    {"interface_declaration", NodeRole::Definition, SymbolKind::Interface, "name", "body"},
    {"enum_declaration", NodeRole::Definition, SymbolKind::Enum, "name", "body"},
    {"enum_assignment", NodeRole::Definition, SymbolKind::Enumerator, "name", ""},
    {"type_alias_declaration", NodeRole::Definition, SymbolKind::TypeAlias, "name", "", ts::define_type_alias},
    {"internal_module", NodeRole::Definition, SymbolKind::Namespace, "name", "body", ts::define_namespace},
    {"module", NodeRole::Definition, SymbolKind::Namespace, "name", "body", ts::define_namespace},
    {"function_signature", NodeRole::Definition, SymbolKind::Function, "name", "", ts::define_signature},
    {"method_signature", NodeRole::Definition, SymbolKind::Method, "name", "", ts::define_signature},
    {"abstract_method_signature", NodeRole::Definition, SymbolKind::Method, "name", "", ts::define_signature},
    {"construct_signature", NodeRole::Definition, SymbolKind::Constructor, "", "", ts::define_construct_signature},
    {"property_signature", NodeRole::Definition, SymbolKind::Property, "name", "", ts::define_property},
    {"public_field_definition", NodeRole::Definition, SymbolKind::Field, "name", "", ecma::define_field},
    {"required_parameter", NodeRole::Definition, SymbolKind::Field, "", "", ts::define_parameter_field},
    {"optional_parameter", NodeRole::Definition, SymbolKind::Field, "", "", ts::define_parameter_field},
    {"import_alias", NodeRole::Import, SymbolKind::Module, "", "", ts::import_alias},
    // leaves
    {"type_identifier", NodeRole::TypeName},
    {"predefined_type", NodeRole::Opaque},
    {"accessibility_modifier", NodeRole::Opaque},
    {"override_modifier", NodeRole::Opaque},
};

constexpr FieldRule TypeFields[] = {
    // definitions
    {"abstract_class_declaration", "name", ChildRole::Defined},
    {"interface_declaration", "name", ChildRole::Defined},
    {"enum_declaration", "name", ChildRole::Defined},
    {"enum_body", "name", ChildRole::Enumerator},
    {"enum_assignment", "name", ChildRole::Defined},
    {"type_alias_declaration", "name", ChildRole::Defined},
    {"internal_module", "name", ChildRole::Ignore},
    {"module", "name", ChildRole::Ignore},
    {"nested_identifier", "object", ChildRole::Pass},
    {"nested_identifier", "property", ChildRole::Member},
    {"function_signature", "name", ChildRole::Defined},
    {"method_signature", "name", ChildRole::Defined},
    {"abstract_method_signature", "name", ChildRole::Defined},
    {"property_signature", "name", ChildRole::Defined},
    {"public_field_definition", "name", ChildRole::Defined},
    // parameters and what a type declares for itself
    {"required_parameter", "pattern", ChildRole::Local},
    {"required_parameter", "name", ChildRole::Local},
    {"optional_parameter", "pattern", ChildRole::Local},
    {"optional_parameter", "name", ChildRole::Local},
    {"index_signature", "name", ChildRole::Local},
    {"type_parameter", "name", ChildRole::TypeParameter},
    {"mapped_type_clause", "name", ChildRole::TypeParameter},
    {"infer_type", "", ChildRole::TypeParameter},
    // types
    {"extends_clause", "value", ChildRole::Inherit},
    {"extends_type_clause", "type", ChildRole::Inherit},
    {"implements_clause", "", ChildRole::Inherit},
    {"generic_type", "name", ChildRole::Pass},
    {"nested_type_identifier", "name", ChildRole::Member},
    {"non_null_expression", "", ChildRole::Pass},
    {"import_alias", "", ChildRole::Ignore},
    {"import_require_clause", "", ChildRole::Ignore},
};

}  // namespace

const LanguageSpec& typescript() {
    static const auto nodes = ecma::join<NodeRule>({ecma::Nodes, TypeNodes});
    static const auto fields = ecma::join<FieldRule>({ecma::Fields, TypeFields});
    static const LanguageSpec spec{Language::TypeScript, tree_sitter_typescript, 2, ".", nodes, fields, ecma::is_exported};
    return spec;
}

const LanguageSpec& tsx() {
    static const auto nodes = ecma::join<NodeRule>({ecma::Nodes, ecma::JsxNodes, TypeNodes});
    static const auto fields = ecma::join<FieldRule>({ecma::Fields, ecma::JsxFields, TypeFields});
    static const LanguageSpec spec{Language::Tsx, tree_sitter_tsx, 2, ".", nodes, fields, ecma::is_exported};
    return spec;
}

}  // namespace kompress::parse::languages
