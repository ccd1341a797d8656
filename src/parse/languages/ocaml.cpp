// SPDX-License-Identifier: Apache-2.0
/// OCaml. Sources and interfaces have a grammar each, which the text decides: the same bytes give the same facts.
#include <algorithm>
#include <array>

#include "parse/languages/languages.hpp"
#include "parse/languages/member_text.hpp"
#include "parse/languages/ocaml_definitions.hpp"
#include "parse/languages/ocaml_text.hpp"

extern "C" const TSLanguage* tree_sitter_ocaml(void);
extern "C" const TSLanguage* tree_sitter_ocaml_interface(void);

namespace kompress::parse::languages {
namespace {

using namespace ocaml_definitions;

/// What an interface file leaves out cannot be seen here; a leading underscore says that a name is not for others.
bool is_exported(const Definer& definer, TSNode, SymbolKind, std::string_view name) { return !definer.in_function() && !name.starts_with('_'); }

/// A name in a pattern that is no `let`'s: of a function's parameter, or known in all of a class.
void declare_pattern(Definer& definer, TSNode node) {
    if (definer.in_function()) definer.add_local(definer.text(node));
    else definer.add_type_parameter(definer.text(node));
}

/// `{ x; y = p }` binds x by its field's name.
void declare_field(Definer& definer, TSNode node) {
    if (!is_null(child_by_field(node, "pattern"))) return;
    const TSNode name = named_child_of_kind(named_child_of_kind(node, "field_path"), "field_name");
    if (!is_null(name)) definer.add_local(definer.text(name));
}

/// `x |> f` and `f @@ x` call f.
void on_infix(Definer& definer, TSNode node) {
    const std::string_view sign = definer.text(child_by_field(node, "operator"));
    if (sign == "|>") definer.use_fields("@pipe");
    else if (sign == "@@") definer.use_fields("@apply");
}

/// A heading (`{1 …}`) that stands before an item by chance is not about it.
std::string_view clean_doc(std::string_view doc, TextArena&) {
    return doc.size() > 2 && doc[0] == '{' && doc[1] >= '0' && doc[1] <= '9' ? std::string_view{} : doc;
}

bool is_keyword(std::string_view word) {
    static constexpr std::array Words = std::to_array<std::string_view>(
        {"and", "as", "assert", "begin", "class", "constraint", "do", "done", "downto", "else", "end", "exception", "external", "for", "fun", "function",
         "functor", "if", "in", "include", "inherit", "initializer", "lazy", "let", "match", "method", "module", "mutable", "new", "nonrec", "object", "of",
         "open", "private", "rec", "sig", "struct", "then", "to", "try", "type", "val", "virtual", "when", "while", "with"});
    return std::binary_search(Words.begin(), Words.end(), word);
}

constexpr NodeRule Nodes[] = {
    // definitions
    {"value_definition", NodeRole::SignedWrapper},
    {"let_binding", NodeRole::Definition, SymbolKind::Function, "", "body", define_binding},
    {"value_specification", NodeRole::Definition, SymbolKind::Function, "", "", define_value},
    {"external", NodeRole::Definition, SymbolKind::Function, "", "", define_value},
    {"type_definition", NodeRole::SignedWrapper},
    {"type_binding", NodeRole::Definition, SymbolKind::TypeAlias, "name", "body", define_type},
    {"constructor_declaration", NodeRole::Definition, SymbolKind::Enumerator, "", "", define_constructor},
    {"field_declaration", NodeRole::Definition, SymbolKind::Field, "", "", define_field},
    {"exception_definition", NodeRole::Definition, SymbolKind::Class, "", "", define_exception},
    {"module_definition", NodeRole::SignedWrapper},
    {"module_binding", NodeRole::Definition, SymbolKind::Module, "", "", define_module},
    {"module_type_definition", NodeRole::Definition, SymbolKind::Interface, "", "", define_module_type},
    {"signature", NodeRole::Container, SymbolKind::Interface, "", "", open_signature},
    {"class_definition", NodeRole::SignedWrapper},
    {"class_binding", NodeRole::Definition, SymbolKind::Class, "", "body", define_class},
    {"class_type_definition", NodeRole::SignedWrapper},
    {"class_type_binding", NodeRole::Definition, SymbolKind::Interface, "", "body", define_class},
    {"method_definition", NodeRole::Definition, SymbolKind::Method, "", "body", define_method},
    {"method_specification", NodeRole::Definition, SymbolKind::Method, "", "", define_method},
    {"instance_variable_definition", NodeRole::Definition, SymbolKind::Field, "", "body", define_instance_variable},
    {"instance_variable_specification", NodeRole::Definition, SymbolKind::Field, "", "", define_instance_variable},
    {"open_module", NodeRole::Import, SymbolKind::Module, "", "", import_module},
    {"include_module", NodeRole::Import, SymbolKind::Module, "", "", import_module},
    {"include_module_type", NodeRole::Import, SymbolKind::Module, "", "", import_module},
    {"and", NodeRole::DocTransparent},
    // what runs outside of any definition
    {"expression_item", NodeRole::Container, SymbolKind::Function, "", "", [](Definer& definer, TSNode) { definer.open_closure(); }},
    {"class_initializer", NodeRole::Container, SymbolKind::Function, "", "", [](Definer& definer, TSNode) { definer.open_closure(); }},
    // locals
    {"value_pattern", NodeRole::Container, SymbolKind::Variable, "", "", declare_pattern},
    {"field_pattern", NodeRole::Container, SymbolKind::Variable, "", "", declare_field},
    {"infix_expression", NodeRole::Container, SymbolKind::Variable, "", "", on_infix},
    // decisions
    {"if_expression", NodeRole::Branch},
    {"match_case", NodeRole::Branch},
    {"guard", NodeRole::Branch},
    {"while_expression", NodeRole::Branch},
    {"for_expression", NodeRole::Branch},
    {"and_operator", NodeRole::Branch},
    {"or_operator", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"attribute", NodeRole::Opaque},
    {"item_attribute", NodeRole::Opaque},
    {"floating_attribute", NodeRole::Opaque},
    {"string", NodeRole::Opaque},
    {"quoted_string", NodeRole::Opaque},
    {"quoted_extension", NodeRole::Opaque},
    {"character", NodeRole::Opaque},
    {"number", NodeRole::Opaque},
    {"boolean", NodeRole::Opaque},
    {"unit", NodeRole::Opaque},
    {"label_name", NodeRole::Opaque},
    {"tag", NodeRole::Opaque},
    {"type_variable", NodeRole::Opaque},
    {"attribute_id", NodeRole::Opaque},
    {"value_name", NodeRole::Name},
    {"constructor_name", NodeRole::Name},
    {"module_name", NodeRole::Name},
    {"field_name", NodeRole::Name},
    {"class_name", NodeRole::Name},
    {"method_name", NodeRole::Name},
    {"instance_variable_name", NodeRole::Name},
    {"type_constructor", NodeRole::TypeName},
    {"module_type_name", NodeRole::TypeName},
    {"class_type_name", NodeRole::TypeName},
};

constexpr FieldRule Fields[] = {
    // calls
    {"application_expression", "function", ChildRole::Call},
    {"parenthesized_expression", "expression", ChildRole::Pass},
    {"method_invocation", "method", ChildRole::Call},
    {"new_expression", "", ChildRole::Call},
    {"@pipe", "right", ChildRole::Call},
    {"@apply", "left", ChildRole::Call},
    // paths: the last name is meant, those before it qualify it
    {"value_path", "", ChildRole::Path},
    {"constructor_path", "", ChildRole::Path},
    {"type_constructor_path", "", ChildRole::Path},
    {"class_path", "", ChildRole::Path},
    {"class_type_path", "", ChildRole::Path},
    {"module_path", "", ChildRole::Path},
    {"extended_module_path", "", ChildRole::Path},
    {"module_type_path", "", ChildRole::Path},
    {"field_path", "", ChildRole::Path},
    {"field_get_expression", "field", ChildRole::Member},
    // bases and imports
    {"inheritance_definition", "class", ChildRole::Inherit},
    {"inheritance_specification", "class_type", ChildRole::Inherit},
    {"class_application", "class", ChildRole::Pass},
    {"instantiated_class", "", ChildRole::Pass},
    {"instantiated_class_type", "", ChildRole::Pass},
    {"include_module_type", "module_type", ChildRole::Inherit},
    {"module_type_constraint", "module_type", ChildRole::Pass},
    {"include_module", "module", ChildRole::Import},
    {"open_module", "module", ChildRole::Import},
    // functors are called with modules
    {"module_application", "functor", ChildRole::Call},
    // what is defined
    {"type_binding", "name", ChildRole::Defined},
    {"value_specification", "", ChildRole::Defined},
    {"value_specification", "type", ChildRole::None},
    {"external", "", ChildRole::Defined},
    {"external", "type", ChildRole::None},
    {"module_parameter", "", ChildRole::TypeParameter},
    {"module_parameter", "module_type", ChildRole::None},
    // locals
    {"let_binding", "pattern", ChildRole::Local},
    {"alias_pattern", "alias", ChildRole::Local},
    {"alias_pattern", "pattern", ChildRole::Pass},
    {"tuple_pattern", "", ChildRole::Pass},
    {"parenthesized_pattern", "", ChildRole::Pass},
    {"typed_pattern", "pattern", ChildRole::Pass},
    {"constructor_pattern", "pattern", ChildRole::Pass},
    {"record_binding_pattern", "", ChildRole::Pass},
    {"field_pattern", "pattern", ChildRole::Pass},
    {"list_binding_pattern", "", ChildRole::Pass},
    {"array_binding_pattern", "", ChildRole::Pass},
    {"cons_pattern", "", ChildRole::Pass},
    {"or_pattern", "", ChildRole::Pass},
    {"lazy_pattern", "pattern", ChildRole::Pass},
    {"tag_pattern", "pattern", ChildRole::Pass},
    {"labeled_tuple_element_binding_pattern", "pattern", ChildRole::Pass},
};

/// The language's own types and constructors, and the values of its library that stand in for statements.
constexpr std::string_view Predeclared[] = {
    "_", "int", "char", "string", "bytes", "float", "bool", "unit", "exn", "array", "list", "option", "int32", "int64", "nativeint", "format", "format4",
    "format6", "lazy_t", "in_channel", "out_channel", "ref", "result", "Some", "None", "Ok", "Error", "()", "[]", "true", "false", "raise", "raise_notrace",
    "failwith", "invalid_arg", "not", "ignore", "fst", "snd", "incr", "decr", "self"};

}  // namespace

const LanguageSpec& ocaml() {
    static const LanguageSpec spec{.language = Language::OCaml, .grammar = tree_sitter_ocaml, .extractor_version = 1, .separator = ".",
                                   .nodes = Nodes, .fields = Fields, .is_exported = is_exported, .is_keyword = is_keyword,
                                   .predeclared = Predeclared, .clean_doc = clean_doc, .interface_grammar = tree_sitter_ocaml_interface,
                                   .is_interface = is_ocaml_interface, .following_doc = "(**"};
    return spec;
}

}  // namespace kompress::parse::languages
