// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/c_family.hpp"
#include "parse/languages/c_preamble.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_c(void);

namespace kompress::parse::languages {
namespace {

/// Words that the grammar takes for names, the types where a macro has them for arguments.
constexpr std::string_view Predeclared[] = {"_Bool", "_Complex", "_Thread_local", "__auto_type", "char", "default", "int", "long", "unsigned", "void"};

/// What a function declares ends with it. In the first column it is a function only to a tree that lost a brace.
bool is_exported(const Definer& definer, TSNode node, SymbolKind kind, std::string_view) {
    if (definer.in_function() && kind != SymbolKind::Macro && ts_node_start_point(node).column > 0) return false;
    if (kind != SymbolKind::Function && kind != SymbolKind::Variable) return true;
    return !has_storage_class(definer, node, "static");
}

constexpr NodeRule Nodes[] = {
    // definitions
    {"function_definition", NodeRole::Definition, SymbolKind::Function, "", "body", define_function},
    {"declaration", NodeRole::Definition, SymbolKind::Variable, "", "", define_declaration},
    {"field_declaration", NodeRole::Definition, SymbolKind::Field, "", "", define_fields},
    {"type_definition", NodeRole::Definition, SymbolKind::TypeAlias, "", "", define_typedef},
    {"struct_specifier", NodeRole::Definition, SymbolKind::Struct, "name", "body", define_record},
    {"union_specifier", NodeRole::Definition, SymbolKind::Union, "name", "body", define_record},
    {"enum_specifier", NodeRole::Definition, SymbolKind::Enum, "name", "body", define_record},
    {"enumerator", NodeRole::Definition, SymbolKind::Enumerator, "name", ""},
    {"compound_statement", NodeRole::Definition, SymbolKind::Function, "", "", recover_from_block},
    {"{", NodeRole::Definition, SymbolKind::Function, "", "", recover_from_brace},
    {"expression_statement", NodeRole::Definition, SymbolKind::Variable, "", "", define_from_statement},
    {"preproc_def", NodeRole::Definition, SymbolKind::Macro, "name", "", define_macro},
    {"preproc_function_def", NodeRole::Definition, SymbolKind::Macro, "name", "", define_macro},
    {"#define", NodeRole::Definition, SymbolKind::Macro, "", "", define_loose_macro},
    {"macro_type_specifier", NodeRole::Definition, SymbolKind::Variable, "", "", define_from_macro_type},
    {"preproc_include", NodeRole::Import, SymbolKind::Module, "", "", define_include},
    // decisions
    {"if_statement", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"while_statement", NodeRole::Branch},
    {"do_statement", NodeRole::Branch},
    {"case_statement", NodeRole::Branch, SymbolKind::Function, "", "", nullptr, "value"},
    {"conditional_expression", NodeRole::Branch},
    {"&&", NodeRole::Branch},
    {"||", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"string_literal", NodeRole::Opaque},
    {"attribute_specifier", NodeRole::Opaque},
    {"system_lib_string", NodeRole::Opaque},
    {"number_literal", NodeRole::Opaque},
    {"char_literal", NodeRole::Opaque},
    {"preproc_arg", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
    {"field_identifier", NodeRole::Name},
    {"type_identifier", NodeRole::TypeName},
};

constexpr FieldRule Fields[] = {
    {"call_expression", "function", ChildRole::Call},
    {"parenthesized_expression", "", ChildRole::Pass},
    {"field_expression", "field", ChildRole::Member},
    {"function_definition", "declarator", ChildRole::Defined},
    {"declaration", "declarator", ChildRole::Local},
    {"parameter_declaration", "declarator", ChildRole::Local},
    {"field_declaration", "declarator", ChildRole::Defined},
    {"type_definition", "declarator", ChildRole::Defined},
    {"init_declarator", "declarator", ChildRole::Pass},
    {"pointer_declarator", "declarator", ChildRole::Pass},
    {"array_declarator", "declarator", ChildRole::Pass},
    {"function_declarator", "declarator", ChildRole::Pass},
    {"parenthesized_declarator", "", ChildRole::Pass},
    {"attributed_declarator", "", ChildRole::Pass},
    {"enumerator", "name", ChildRole::Defined},
    {"preproc_def", "name", ChildRole::Defined},
    {"preproc_function_def", "name", ChildRole::Defined},
    {"preproc_params", "", ChildRole::Local},
    {"macro_type_specifier", "name", ChildRole::Call},
    {"labeled_statement", "label", ChildRole::Ignore},
    {"goto_statement", "label", ChildRole::Ignore},
    {"preproc_include", "path", ChildRole::Ignore},
    {"@record_definition", "name", ChildRole::Defined},
    {"@macro_block", "type", ChildRole::Call},
    {"@macro_declaration", "type", ChildRole::Call},
    {"@recovered_function", "type", ChildRole::Ignore},
    {"@recovered_function", "declarator", ChildRole::Local},
};

}  // namespace

const LanguageSpec& c() {
    static const LanguageSpec spec{Language::C, tree_sitter_c, 4, "::", Nodes, Fields, is_exported, is_c_keyword, mask_macros,
                                   Predeclared, '\0', false, true, preamble_rows};
    return spec;
}

}  // namespace kompress::parse::languages
