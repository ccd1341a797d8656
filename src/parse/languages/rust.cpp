// SPDX-License-Identifier: Apache-2.0
/// Rust. An `impl` makes no symbol: its functions carry the type as their qualifier. Attributes stand before their
/// item as siblings, so they are DocTransparent. What a macro is given is tokens: see ChildRole::Code.
#include "parse/definer.hpp"
#include "parse/languages/languages.hpp"
#include "parse/languages/rust_patterns.hpp"
#include "parse/languages/rust_use.hpp"

extern "C" const TSLanguage* tree_sitter_rust(void);

namespace kompress::parse::languages {
namespace {

/// `pub` without a restriction: visible outside the crate, as far as the modules around it are.
bool is_public(const Definer& definer, TSNode node) {
    const TSNode first = ts_node_named_child(node, 0);
    return !is_null(first) && kind_of(first) == "visibility_modifier" && definer.text(first) == "pub";
}

bool is_exported(const Definer& definer, TSNode node, SymbolKind kind, std::string_view) {
    if (definer.in_function()) return false;
    if (kind == SymbolKind::Macro) return definer.attributes().find("macro_export") != std::string_view::npos;
    const auto scope = definer.scope_kind();
    if (scope != SymbolKind::Trait && scope != SymbolKind::Enum && scope != SymbolKind::Enumerator)
        return is_public(definer, node);
    // Members of a trait and variants of an enum are as visible as those; an implementation of a trait as the trait.
    const Symbol* around = definer.enclosing();
    const bool is_implementation = scope == SymbolKind::Trait && (!around || around->kind != SymbolKind::Trait);
    return is_implementation || (around && around->exported);
}

/// True for what a function declares for itself, but not for the members of an `impl` inside it.
bool is_local(const Definer& definer) {
    const auto scope = definer.scope_kind();
    return scope == SymbolKind::Function || scope == SymbolKind::Method;
}

void define_function(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    const auto scope = definer.scope_kind();
    if (scope == SymbolKind::Trait || scope == SymbolKind::Implementation) draft.kind = SymbolKind::Method;
    draft.parameters = child_by_field(node, "parameters");
    definer.add(draft);
}

/// Structs and variants: named fields are a body, `(u32, String)` belongs to the signature.
void define_fields_owner(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = kind_of(node) == "struct_item" ? SymbolKind::Struct : SymbolKind::Enumerator;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    const TSNode body = child_by_field(node, "body");
    if (!is_null(body) && kind_of(body) == "field_declaration_list") draft.signature_end = ts_node_start_byte(body);
    definer.add(draft);
}

/// A field's type is what the struct mentions: no scope of its own.
void define_field(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Field;
    draft.name = child_by_field(node, "name");
    if (!is_null(draft.name)) definer.add(draft, false);
}

/// Constants and statics, without their values.
void define_value(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = kind_of(node) == "const_item" ? SymbolKind::Constant : SymbolKind::Variable;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    if (is_local(definer)) return definer.add_local(definer.text(draft.name));
    const TSNode type = child_by_field(node, "type");
    draft.signature_end = ts_node_end_byte(is_null(type) ? draft.name : type);
    draft.holds_locals = true;
    if (definer.text(draft.name) == "_") definer.open_closure();
    else definer.add(draft);
}

/// `mod name;` announces another file: it is the import of that file.
void define_module(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Module;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    if (!is_null(child_by_field(node, "body"))) return definer.add(draft);
    definer.add_declaration(draft);
    Import import;
    import.target = definer.text(draft.name);
    import.is_local = true;
    definer.add_import(import, node);
}

/// The name that methods of an `impl` are known by: `Foo` of `a::Foo<T>` and of `&mut Foo`, else the type's text.
std::string_view implemented_type(const Definer& definer, TSNode type) {
    for (int steps = 0; steps < 8 && !is_null(type); ++steps) {
        const std::string_view kind = kind_of(type);
        if (kind == "scoped_type_identifier") type = child_by_field(type, "name");
        else if (kind == "generic_type" || kind == "reference_type") type = child_by_field(type, "type");
        else if (kind == "dynamic_type") type = child_by_field(type, "trait");
        else break;
    }
    return is_null(type) ? std::string_view{} : definer.text(type);
}

void open_implementation(Definer& definer, TSNode node) {
    const bool is_of_trait = !is_null(child_by_field(node, "trait"));
    const std::string_view type = definer.fold(implemented_type(definer, child_by_field(node, "type")));
    definer.open_container(is_of_trait ? SymbolKind::Trait : SymbolKind::Implementation, type);
}

void define_macro(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Macro;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.signature_end = ts_node_end_byte(draft.name);
    definer.add(draft);
}

/// Of what attributes are given only the traits of `derive(…)` are names of the program.
void on_attribute(Definer& definer, TSNode node) {
    const TSNode name = ts_node_named_child(node, 0);
    const bool derives = !is_null(name) && definer.text(name) == "derive";
    definer.give_role(derives ? ChildRole::Decorate : ChildRole::Ignore);
}

constexpr NodeRule Nodes[] = {
    // definitions
    {"function_item", NodeRole::Definition, SymbolKind::Function, "name", "body", define_function},
    {"function_signature_item", NodeRole::Definition, SymbolKind::Method, "name", "", define_function},
    {"struct_item", NodeRole::Definition, SymbolKind::Struct, "name", "", define_fields_owner},
    {"union_item", NodeRole::Definition, SymbolKind::Union},
    {"enum_item", NodeRole::Definition, SymbolKind::Enum},
    {"enum_variant", NodeRole::Definition, SymbolKind::Enumerator, "name", "", define_fields_owner},
    {"field_declaration", NodeRole::Definition, SymbolKind::Field, "name", "", define_field},
    {"trait_item", NodeRole::Definition, SymbolKind::Trait},
    {"impl_item", NodeRole::Container, SymbolKind::Implementation, "", "", open_implementation},
    {"type_item", NodeRole::Definition, SymbolKind::TypeAlias, "name", ""},
    {"associated_type", NodeRole::Definition, SymbolKind::TypeAlias, "name", ""},
    {"const_item", NodeRole::Definition, SymbolKind::Constant, "name", "", define_value},
    {"static_item", NodeRole::Definition, SymbolKind::Variable, "name", "", define_value},
    {"mod_item", NodeRole::Definition, SymbolKind::Module, "name", "body", define_module},
    {"macro_definition", NodeRole::Definition, SymbolKind::Macro, "name", "", define_macro},
    {"use_declaration", NodeRole::Import, SymbolKind::Module, "", "", define_use},
    {"extern_crate_declaration", NodeRole::Import, SymbolKind::Module, "", "", define_extern_crate},
    {"attribute_item", NodeRole::DocTransparent},
    {"attribute", NodeRole::Container, SymbolKind::Annotation, "", "", on_attribute},
    // decisions
    {"if_expression", NodeRole::Branch},
    {"while_expression", NodeRole::Branch},
    {"loop_expression", NodeRole::Branch},
    {"for_expression", NodeRole::Branch},
    {"match_arm", NodeRole::Branch},
    {"try_expression", NodeRole::Branch},
    {"&&", NodeRole::Branch},
    {"||", NodeRole::Branch},
    // leaves
    {"line_comment", NodeRole::Comment},
    {"block_comment", NodeRole::Comment},
    {"string_literal", NodeRole::Opaque},
    {"raw_string_literal", NodeRole::Opaque},
    {"char_literal", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
    {"field_identifier", NodeRole::Name},
    {"shorthand_field_identifier", NodeRole::Name},
    {"type_identifier", NodeRole::TypeName},
};

constexpr FieldRule Fields[] = {
    {"call_expression", "function", ChildRole::Call},
    {"parenthesized_expression", "", ChildRole::Pass},
    {"generic_function", "function", ChildRole::Pass},
    {"field_expression", "field", ChildRole::Member},
    {"scoped_identifier", "name", ChildRole::Member},
    {"scoped_type_identifier", "name", ChildRole::Member},
    {"generic_type", "type", ChildRole::Pass},
    // macros and attributes
    {"macro_invocation", "", ChildRole::Code},
    {"macro_invocation", "macro", ChildRole::Call},
    {"macro_rule", "right", ChildRole::Code},
    {"token_tree", "", ChildRole::Pass},
    {"token_repetition", "", ChildRole::Pass},
    {"token_tree_pattern", "", ChildRole::Ignore},
    {"token_repetition_pattern", "", ChildRole::Ignore},
    {"attribute", "", ChildRole::Decorate},
    {"attribute", "value", ChildRole::None},
    {"attribute", "arguments", ChildRole::Pass},
    // bases
    {"trait_item", "bounds", ChildRole::Inherit},
    {"impl_item", "trait", ChildRole::Inherit},
    {"trait_bounds", "", ChildRole::Pass},
    {"higher_ranked_trait_bound", "type", ChildRole::Pass},
    // imports
    {"use_declaration", "argument", ChildRole::Import},
    {"use_list", "", ChildRole::Import},
    {"use_as_clause", "path", ChildRole::Import},
    {"use_as_clause", "alias", ChildRole::Defined},
    {"use_wildcard", "", ChildRole::Ignore},
    {"extern_crate_declaration", "name", ChildRole::Import},
    {"extern_crate_declaration", "alias", ChildRole::Defined},
    // what is defined
    {"function_item", "name", ChildRole::Defined},
    {"function_signature_item", "name", ChildRole::Defined},
    {"struct_item", "name", ChildRole::Defined},
    {"union_item", "name", ChildRole::Defined},
    {"enum_item", "name", ChildRole::Defined},
    {"enum_variant", "name", ChildRole::Defined},
    {"field_declaration", "name", ChildRole::Defined},
    {"trait_item", "name", ChildRole::Defined},
    {"type_item", "name", ChildRole::Defined},
    {"associated_type", "name", ChildRole::Defined},
    {"const_item", "name", ChildRole::Defined},
    {"static_item", "name", ChildRole::Defined},
    {"mod_item", "name", ChildRole::Defined},
    {"macro_definition", "name", ChildRole::Defined},
    // locals
    {"parameter", "pattern", ChildRole::Pattern},
    {"closure_parameters", "", ChildRole::Pattern},
    {"let_declaration", "pattern", ChildRole::Pattern},
    {"let_condition", "pattern", ChildRole::Pattern},
    {"for_expression", "pattern", ChildRole::Pattern},
    {"match_pattern", "", ChildRole::Pattern},
    {"match_pattern", "condition", ChildRole::None},
    {"tuple_pattern", "", ChildRole::Pattern},
    {"slice_pattern", "", ChildRole::Pattern},
    {"ref_pattern", "", ChildRole::Pattern},
    {"mut_pattern", "", ChildRole::Pattern},
    {"reference_pattern", "", ChildRole::Pattern},
    {"captured_pattern", "", ChildRole::Pattern},
    {"or_pattern", "", ChildRole::Pattern},
    {"tuple_struct_pattern", "", ChildRole::Pattern},
    {"tuple_struct_pattern", "type", ChildRole::None},
    {"field_pattern", "name", ChildRole::Local},
    {"field_pattern", "pattern", ChildRole::Pattern},
    {"type_parameter", "name", ChildRole::TypeParameter},
    {"const_parameter", "name", ChildRole::TypeParameter},
    // no names of the program
    {"lifetime", "", ChildRole::Ignore},
    {"label", "", ChildRole::Ignore},
    {"visibility_modifier", "", ChildRole::Ignore},
};

// Inside macros keywords are tokens like any other, and the grammar tells only some from names.
constexpr std::string_view Predeclared[] = {"Self", "_", "dyn", "else", "extern", "in", "move", "ref"};

}  // namespace

const LanguageSpec& rust() {
    static const LanguageSpec spec{Language::Rust, tree_sitter_rust, 3, "::", Nodes, Fields, is_exported, nullptr, nullptr, Predeclared, '!',
                                   false, false, nullptr, nullptr, nullptr, false, rust_pattern_type, rust_type_bound};
    return spec;
}

}  // namespace kompress::parse::languages
