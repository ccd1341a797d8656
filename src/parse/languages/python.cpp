// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/languages.hpp"
#include "parse/languages/python_hooks.hpp"

extern "C" const TSLanguage* tree_sitter_python(void);

namespace kompress::parse::languages {
namespace {

/// A leading underscore is Python's private; `__init__` and its kind belong to the interface of their class.
bool is_exported(const Definer& definer, TSNode, SymbolKind, std::string_view name) {
    if (definer.in_function()) return false;
    return !name.starts_with('_') || (name.starts_with("__") && name.ends_with("__"));
}

constexpr NodeRule Nodes[] = {
    // definitions
    {"module", NodeRole::Container, SymbolKind::Module, "", "", py::read_module_doc},
    {"decorated_definition", NodeRole::Wrapper},
    {"function_definition", NodeRole::Definition, SymbolKind::Function, "name", "body", py::define_function},
    {"class_definition", NodeRole::Definition, SymbolKind::Class, "name", "body", py::define_class},
    {"assignment", NodeRole::Definition, SymbolKind::Variable, "", "", py::define_assigned},
    {"type_alias_statement", NodeRole::Definition, SymbolKind::TypeAlias, "", "", py::define_type_alias},
    // functions and scopes without a name: what they declare is theirs
    {"lambda", NodeRole::Container, SymbolKind::Function, "", "", py::open_closure},
    {"list_comprehension", NodeRole::Container, SymbolKind::Function, "", "", py::open_closure},
    {"set_comprehension", NodeRole::Container, SymbolKind::Function, "", "", py::open_closure},
    {"dictionary_comprehension", NodeRole::Container, SymbolKind::Function, "", "", py::open_closure},
    {"generator_expression", NodeRole::Container, SymbolKind::Function, "", "", py::open_closure},
    {"global_statement", NodeRole::Container, SymbolKind::Variable, "", "", py::declare_global},
    {"nonlocal_statement", NodeRole::Container, SymbolKind::Variable, "", "", py::declare_global},
    {"case_pattern", NodeRole::Container, SymbolKind::Variable, "", "", py::declare_capture},
    {"keyword_pattern", NodeRole::Container, SymbolKind::Variable, "", "", py::declare_keyword_capture},
    // imports
    {"import_statement", NodeRole::Import, SymbolKind::Module, "", "", py::import_modules},
    {"import_from_statement", NodeRole::Import, SymbolKind::Module, "", "", py::import_names},
    {"future_import_statement", NodeRole::Import, SymbolKind::Module, "", "", py::import_names},
    // decisions
    {"if_statement", NodeRole::Branch},
    {"elif_clause", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"while_statement", NodeRole::Branch},
    {"except_clause", NodeRole::Branch},
    {"case_clause", NodeRole::Branch},
    {"conditional_expression", NodeRole::Branch},
    {"for_in_clause", NodeRole::Branch},
    {"if_clause", NodeRole::Branch},
    {"and", NodeRole::Branch},
    {"or", NodeRole::Branch},
    // indentation is meaning
    {"block", NodeRole::Block},
    // leaves
    {"comment", NodeRole::Comment},
    {"string_content", NodeRole::Opaque},
    {"integer", NodeRole::Opaque},
    {"float", NodeRole::Opaque},
    {"pass_statement", NodeRole::Opaque},
    {"break_statement", NodeRole::Opaque},
    {"continue_statement", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
};

constexpr FieldRule Fields[] = {
    {"call", "function", ChildRole::Call},
    {"attribute", "attribute", ChildRole::Member},
    {"decorator", "", ChildRole::Decorate},
    {"keyword_argument", "name", ChildRole::Ignore},
    // definitions
    {"function_definition", "name", ChildRole::Defined},
    {"function_definition", "type_parameters", ChildRole::TypeParameter},
    {"class_definition", "name", ChildRole::Defined},
    {"class_definition", "type_parameters", ChildRole::TypeParameter},
    {"class_definition", "superclasses", ChildRole::Inherit},
    {"argument_list", "", ChildRole::PassType},
    {"type_alias_statement", "left", ChildRole::TypeParameter},
    // types
    {"type", "", ChildRole::Type},
    {"generic_type", "", ChildRole::Pass},
    {"type_parameter", "", ChildRole::Pass},
    {"union_type", "", ChildRole::PassType},
    {"member_type", "", ChildRole::PassType},
    {"splat_type", "", ChildRole::Pass},
    {"subscript", "value", ChildRole::PassType},
    {"subscript", "subscript", ChildRole::TypeArgument},
    {"binary_operator", "left", ChildRole::PassType},
    {"binary_operator", "right", ChildRole::PassType},
    {"list", "", ChildRole::PassType},
    {"tuple", "", ChildRole::PassType},
    // parameters
    {"parameters", "", ChildRole::Local},
    {"lambda_parameters", "", ChildRole::Local},
    {"default_parameter", "name", ChildRole::Local},
    {"typed_default_parameter", "name", ChildRole::Local},
    {"typed_parameter", "", ChildRole::Local},
    {"typed_parameter", "type", ChildRole::Type},
    {"list_splat_pattern", "", ChildRole::Local},
    {"dictionary_splat_pattern", "", ChildRole::Local},
    // variables
    {"assignment", "left", ChildRole::Local},
    {"augmented_assignment", "left", ChildRole::Local},
    {"named_expression", "name", ChildRole::Local},
    {"for_statement", "left", ChildRole::Local},
    {"for_in_clause", "left", ChildRole::Local},
    {"except_clause", "alias", ChildRole::Local},
    {"as_pattern", "alias", ChildRole::Local},
    {"as_pattern_target", "", ChildRole::Local},
    {"pattern_list", "", ChildRole::Local},
    {"tuple_pattern", "", ChildRole::Local},
    {"list_pattern", "", ChildRole::Local},
    {"splat_pattern", "", ChildRole::Local},
    {"global_statement", "", ChildRole::Ignore},
    {"nonlocal_statement", "", ChildRole::Ignore},
    // patterns of `match`
    {"class_pattern", "", ChildRole::Type},
    {"keyword_pattern", "", ChildRole::Ignore},
    {"dotted_name", "", ChildRole::Member},
    // imports: the hooks make the references
    {"import_statement", "", ChildRole::Ignore},
    {"import_from_statement", "", ChildRole::Ignore},
    {"future_import_statement", "", ChildRole::Ignore},
    {"aliased_import", "", ChildRole::Ignore},
    {"relative_import", "", ChildRole::Ignore},
};

}  // namespace

const LanguageSpec& python() {
    static const LanguageSpec spec{Language::Python, tree_sitter_python, 3, ".", Nodes, Fields, is_exported};
    return spec;
}

}  // namespace kompress::parse::languages
