// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/c_family.hpp"
#include "parse/languages/c_preamble.hpp"
#include "parse/languages/cpp_definitions.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_cpp(void);

namespace kompress::parse::languages {
namespace {

constexpr NodeRule Nodes[] = {
    // definitions
    {"function_definition", NodeRole::Definition, SymbolKind::Function, "", "body", define_cpp_function},
    {"declaration", NodeRole::Definition, SymbolKind::Variable, "", "", define_cpp_declaration},
    {"field_declaration", NodeRole::Definition, SymbolKind::Field, "", "", define_cpp_fields},
    {"type_definition", NodeRole::Definition, SymbolKind::TypeAlias, "", "", define_typedef},
    {"alias_declaration", NodeRole::Definition, SymbolKind::TypeAlias, "name", ""},
    {"concept_definition", NodeRole::Definition, SymbolKind::Concept, "name", ""},
    {"class_specifier", NodeRole::Definition, SymbolKind::Class, "name", "body", define_cpp_record},
    {"struct_specifier", NodeRole::Definition, SymbolKind::Struct, "name", "body", define_cpp_record},
    {"union_specifier", NodeRole::Definition, SymbolKind::Union, "name", "body", define_cpp_record},
    {"enum_specifier", NodeRole::Definition, SymbolKind::Enum, "name", "body", define_cpp_record},
    {"enumerator", NodeRole::Definition, SymbolKind::Enumerator, "name", ""},
    {"namespace_definition", NodeRole::Definition, SymbolKind::Namespace, "name", "body", define_namespace},
    {"template_declaration", NodeRole::SignedWrapper},
    {"lambda_expression", NodeRole::Container, SymbolKind::Function, "", "", open_lambda},
    {"access_specifier", NodeRole::Access},
    // what macros hide
    {"compound_statement", NodeRole::Definition, SymbolKind::Function, "", "", recover_from_block},
    {"{", NodeRole::Definition, SymbolKind::Function, "", "", recover_from_brace},
    {"preproc_def", NodeRole::Definition, SymbolKind::Macro, "name", "", define_macro},
    {"preproc_function_def", NodeRole::Definition, SymbolKind::Macro, "name", "", define_macro},
    {"#define", NodeRole::Definition, SymbolKind::Macro, "", "", define_loose_macro},
    // imports
    {"preproc_include", NodeRole::Import, SymbolKind::Module, "", "", define_include},
    {"using_declaration", NodeRole::Import, SymbolKind::Module, "", "", import_names},
    {"namespace_alias_definition", NodeRole::Import, SymbolKind::Module, "", "", define_namespace_alias},
    // decisions
    {"if_statement", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"for_range_loop", NodeRole::Branch},
    {"while_statement", NodeRole::Branch},
    {"do_statement", NodeRole::Branch},
    {"case_statement", NodeRole::Branch, SymbolKind::Function, "", "", nullptr, "value"},
    {"catch_clause", NodeRole::Branch},
    {"conditional_expression", NodeRole::Branch},
    {"&&", NodeRole::Branch, SymbolKind::Function, "", "", nullptr, "operator"},  // not that of `T&&`
    {"||", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"string_literal", NodeRole::Opaque},
    {"raw_string_literal", NodeRole::Opaque},
    {"char_literal", NodeRole::Opaque},
    {"number_literal", NodeRole::Opaque},
    {"system_lib_string", NodeRole::Opaque},
    {"preproc_arg", NodeRole::Opaque},
    {"attribute_declaration", NodeRole::Opaque},
    {"attribute_specifier", NodeRole::Opaque},
    {"ms_declspec_modifier", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
    {"field_identifier", NodeRole::Name},
    {"type_identifier", NodeRole::TypeName},
    {"namespace_identifier", NodeRole::TypeName},
};

constexpr FieldRule Fields[] = {
    // calls and paths
    {"call_expression", "function", ChildRole::Call},
    {"new_expression", "type", ChildRole::Call},
    {"compound_literal_expression", "type", ChildRole::Call},
    {"parenthesized_expression", "", ChildRole::Pass},
    {"class_specifier", "name", ChildRole::Pass},
    {"struct_specifier", "name", ChildRole::Pass},
    {"union_specifier", "name", ChildRole::Pass},
    {"field_expression", "field", ChildRole::Member},
    {"qualified_identifier", "name", ChildRole::Member},
    {"dependent_name", "", ChildRole::Pass},
    {"template_function", "name", ChildRole::Pass},
    {"template_method", "name", ChildRole::Pass},
    {"template_type", "name", ChildRole::Pass},
    {"destructor_name", "", ChildRole::Pass},
    {"operator_name", "", ChildRole::Ignore},
    {"base_class_clause", "", ChildRole::Inherit},
    {"using_declaration", "", ChildRole::Import},
    {"namespace_definition", "name", ChildRole::Ignore},
    {"nested_namespace_specifier", "", ChildRole::Pass},
    {"namespace_alias_definition", "name", ChildRole::Ignore},
    {"preproc_include", "path", ChildRole::Ignore},
    // definitions
    {"function_definition", "declarator", ChildRole::Defined},
    {"field_declaration", "declarator", ChildRole::Defined},
    {"type_definition", "declarator", ChildRole::Defined},
    {"alias_declaration", "name", ChildRole::Defined},
    {"concept_definition", "name", ChildRole::Defined},
    {"enumerator", "name", ChildRole::Defined},
    {"preproc_def", "name", ChildRole::Defined},
    {"preproc_function_def", "name", ChildRole::Defined},
    {"@record_definition", "name", ChildRole::Defined},
    {"@macro_block", "type", ChildRole::Call},
    {"@macro_declaration", "type", ChildRole::Call},
    {"@macro_class", "type", ChildRole::Ignore},
    {"@macro_class", "declarator", ChildRole::Defined},
    {"@recovered_function", "type", ChildRole::Ignore},
    {"@recovered_function", "declarator", ChildRole::Defined},
    // locals
    {"declaration", "declarator", ChildRole::Local},
    {"parameter_declaration", "declarator", ChildRole::Local},
    {"optional_parameter_declaration", "declarator", ChildRole::Local},
    {"variadic_parameter_declaration", "declarator", ChildRole::Local},
    {"for_range_loop", "declarator", ChildRole::Local},
    {"lambda_capture_initializer", "left", ChildRole::Local},
    {"type_parameter_declaration", "", ChildRole::Local},
    {"variadic_type_parameter_declaration", "", ChildRole::Local},
    {"optional_type_parameter_declaration", "name", ChildRole::Local},
    {"preproc_params", "", ChildRole::Local},
    // declarators
    {"init_declarator", "declarator", ChildRole::Pass},
    {"pointer_declarator", "declarator", ChildRole::Pass},
    {"array_declarator", "declarator", ChildRole::Pass},
    {"function_declarator", "declarator", ChildRole::Pass},
    {"reference_declarator", "", ChildRole::Pass},
    {"variadic_declarator", "", ChildRole::Pass},
    {"parenthesized_declarator", "", ChildRole::Pass},
    {"attributed_declarator", "", ChildRole::Pass},
    {"structured_binding_declarator", "", ChildRole::Pass},
};

}  // namespace

const LanguageSpec& cpp() {
    static const LanguageSpec spec{Language::Cpp, tree_sitter_cpp, 4, "::", Nodes, Fields, is_cpp_exported, is_cpp_keyword, mask_macros,
                                   {}, '\0', false, true, preamble_rows};
    return spec;
}

}  // namespace kompress::parse::languages
