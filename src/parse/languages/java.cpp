// SPDX-License-Identifier: Apache-2.0
/// Java. A field declaration is the Wrapper of its declarators; locals use the same declarators without it.
#include <cstring>

#include "parse/definer.hpp"
#include "parse/languages/java_text.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_java(void);

namespace kompress::parse::languages {
namespace {

constexpr std::uint32_t MaxModifiers = 32;  ///< looked at: finding the n-th child costs n steps

/// The modifiers of a declaration, which come first; null when there are none.
TSNode modifiers_of(TSNode node) {
    const TSNode first = ts_node_named_child(node, 0);
    return !is_null(first) && kind_of(first) == "modifiers" ? first : TSNode{};
}

bool has_modifier(TSNode modifiers, std::string_view word) {
    for (std::uint32_t i = 0; i < MaxModifiers && !is_null(modifiers); ++i) {
        const TSNode child = ts_node_child(modifiers, i);
        if (is_null(child)) break;
        if (kind_of(child) == word) return true;
    }
    return false;
}

/// Public or protected; in interfaces everything that is not private; enum constants as their enum.
bool is_exported(const Definer& definer, TSNode node, SymbolKind kind, std::string_view) {
    if (kind == SymbolKind::Package || kind == SymbolKind::Module) return true;
    if (definer.in_function()) return false;
    if (kind == SymbolKind::Enumerator) return definer.enclosing() && definer.enclosing()->exported;
    const TSNode modifiers = modifiers_of(kind_of(node) == "variable_declarator" ? definer.wrapper() : node);
    const auto scope = definer.scope_kind();
    if (scope == SymbolKind::Interface || scope == SymbolKind::Annotation) return !has_modifier(modifiers, "private");
    return has_modifier(modifiers, "public") || has_modifier(modifiers, "protected");
}

/// Where a signature begins: behind the annotations that open it.
std::uint32_t signature_start(TSNode node) {
    const TSNode modifiers = modifiers_of(node);
    if (is_null(modifiers)) return ts_node_start_byte(node);
    for (std::uint32_t i = 0; i < MaxModifiers; ++i) {
        const TSNode child = ts_node_child(modifiers, i);
        if (is_null(child)) break;
        const std::string_view kind = kind_of(child);
        if (kind != "annotation" && kind != "marker_annotation" && !kind.ends_with("comment")) return ts_node_start_byte(child);
    }
    return ts_node_end_byte(modifiers);
}

std::string_view signature(Definer& definer, std::uint32_t start, std::uint32_t end) {
    std::string_view text = definer.fold(definer.source().substr(start, end > start ? end - start : 0));
    while (text.ends_with(';') || text.ends_with(' ') || text.ends_with('{')) text.remove_suffix(1);
    return text;
}

SymbolKind kind_of_definition(std::string_view kind) {
    if (kind == "method_declaration" || kind == "annotation_type_element_declaration") return SymbolKind::Method;
    if (kind == "class_declaration") return SymbolKind::Class;
    if (kind == "interface_declaration") return SymbolKind::Interface;
    if (kind == "enum_declaration") return SymbolKind::Enum;
    if (kind == "record_declaration") return SymbolKind::Record;
    if (kind == "annotation_type_declaration") return SymbolKind::Annotation;
    return SymbolKind::Constructor;
}

/// Types, methods and constructors.
void define(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.kind = kind_of_definition(kind_of(node));
    draft.parameters = child_by_field(node, "parameters");
    const TSNode body = child_by_field(node, "body");
    draft.signature =
        signature(definer, signature_start(node), is_null(body) ? ts_node_end_byte(node) : ts_node_start_byte(body));
    definer.add(draft);
}

void define_enum_constant(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Enumerator;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    const TSNode body = child_by_field(node, "body");
    draft.signature = signature(definer, ts_node_start_byte(draft.name), ts_node_end_byte(node));
    if (!is_null(body)) draft.signature = signature(definer, ts_node_start_byte(draft.name), ts_node_start_byte(body));
    draft.holds_locals = is_null(body);  // its arguments may be closures; with a body it is a class
    definer.add(draft);
}

/// The declaration up to its type and one declarator's own text: `private int b` of `private int a = 1, b;`.
std::string_view field_signature(Definer& definer, TSNode field, std::uint32_t start, std::uint32_t end) {
    const TSNode type = child_by_field(field, "type");
    const std::string_view head = is_null(type) ? "" : signature(definer, signature_start(field), ts_node_end_byte(type));
    const std::string_view name = signature(definer, start, end);
    char* text = definer.arena().allocate(head.size() + 1 + name.size());
    std::memcpy(text, head.data(), head.size());
    text[head.size()] = ' ';
    std::memcpy(text + head.size() + 1, name.data(), name.size());
    return {text, head.size() + 1 + name.size()};
}

/// One declarator of a field.
void define_field(Definer& definer, TSNode node) {
    const TSNode field = definer.wrapper();
    if (is_null(field)) return;
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    const TSNode modifiers = modifiers_of(field);
    const bool is_constant = kind_of(field) == "constant_declaration" ||
                             (has_modifier(modifiers, "static") && has_modifier(modifiers, "final"));
    draft.kind = is_constant ? SymbolKind::Constant : SymbolKind::Field;
    const TSNode dimensions = child_by_field(node, "dimensions");
    const std::uint32_t end = ts_node_end_byte(is_null(dimensions) ? draft.name : dimensions);
    draft.signature = field_signature(definer, field, ts_node_start_byte(node), end);
    draft.holds_locals = true;
    definer.add(draft);
}

/// The components of a record are its fields; other parameters are local.
void define_component(Definer& definer, TSNode node) {
    if (definer.scope_kind() != SymbolKind::Record) return;
    Draft draft;
    draft.kind = SymbolKind::Field;
    draft.name = child_by_field(node, "name");
    draft.exported = definer.enclosing() && definer.enclosing()->exported;
    if (!is_null(draft.name)) definer.add(draft, false);
}

void define_package(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Package;
    draft.name = named_child_of_kind(node, "scoped_identifier");
    if (is_null(draft.name)) draft.name = named_child_of_kind(node, "identifier");
    if (!is_null(draft.name)) definer.add(draft, false);
}

void define_module(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Module;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    std::uint32_t first = 0;
    while (first < MaxModifiers && kind_of(ts_node_child(node, first)).ends_with("annotation")) ++first;
    draft.signature = signature(definer, ts_node_start_byte(ts_node_child(node, first)), ts_node_end_byte(draft.name));
    definer.add(draft);
}

/// `import a.b.C;`, `import static a.B.f;`, `import a.*;`
void define_import(Definer& definer, TSNode node) {
    const bool is_wildcard = !is_null(named_child_of_kind(node, "asterisk"));
    definer.give_role(is_wildcard ? ChildRole::Ignore : ChildRole::Import);
    const TSNode path = named_child_of_kind(node, "scoped_identifier");
    const TSNode scope = is_null(path) ? TSNode{} : child_by_field(path, "scope");
    const TSNode name = is_null(path) ? TSNode{} : child_by_field(path, "name");
    Import import;
    if (!is_wildcard && !is_null(scope) && !is_null(name)) {
        import.target = definer.text(scope);
        import.name = definer.text(name);
    } else {
        const TSNode target = is_null(path) ? named_child_of_kind(node, "identifier") : path;
        if (is_null(target)) return;
        import.target = definer.text(target);
        import.name = is_wildcard ? "*" : "";
    }
    definer.add_import(import, node);
}

void define_requires(Definer& definer, TSNode node) {
    const TSNode module = child_by_field(node, "module");
    if (is_null(module)) return;
    Import import;
    import.target = definer.text(module);
    definer.add_import(import, node);
}

/// `static { … }` belongs to its class but keeps its locals.
void open_initializer(Definer& definer, TSNode) { definer.open_closure(); }

constexpr NodeRule Nodes[] = {
    // definitions
    {"package_declaration", NodeRole::Definition, SymbolKind::Package, "", "", define_package},
    {"module_declaration", NodeRole::Definition, SymbolKind::Module, "name", "body", define_module},
    {"import_declaration", NodeRole::Import, SymbolKind::Module, "", "", define_import},
    {"requires_module_directive", NodeRole::Import, SymbolKind::Module, "", "", define_requires},
    {"class_declaration", NodeRole::Definition, SymbolKind::Class, "name", "body", define},
    {"interface_declaration", NodeRole::Definition, SymbolKind::Interface, "name", "body", define},
    {"enum_declaration", NodeRole::Definition, SymbolKind::Enum, "name", "body", define},
    {"record_declaration", NodeRole::Definition, SymbolKind::Record, "name", "body", define},
    {"annotation_type_declaration", NodeRole::Definition, SymbolKind::Annotation, "name", "body", define},
    {"method_declaration", NodeRole::Definition, SymbolKind::Method, "name", "body", define},
    {"constructor_declaration", NodeRole::Definition, SymbolKind::Constructor, "name", "body", define},
    {"compact_constructor_declaration", NodeRole::Definition, SymbolKind::Constructor, "name", "body", define},
    {"annotation_type_element_declaration", NodeRole::Definition, SymbolKind::Method, "name", "", define},
    {"enum_constant", NodeRole::Definition, SymbolKind::Enumerator, "name", "body", define_enum_constant},
    {"field_declaration", NodeRole::Wrapper},
    {"constant_declaration", NodeRole::Wrapper},
    {"variable_declarator", NodeRole::Definition, SymbolKind::Field, "name", "", define_field},
    {"formal_parameter", NodeRole::Definition, SymbolKind::Field, "name", "", define_component},
    {"static_initializer", NodeRole::Container, SymbolKind::Function, "", "", open_initializer},
    // decisions
    {"if_statement", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"enhanced_for_statement", NodeRole::Branch},
    {"while_statement", NodeRole::Branch},
    {"do_statement", NodeRole::Branch},
    {"case", NodeRole::Branch},
    {"catch_clause", NodeRole::Branch},
    {"ternary_expression", NodeRole::Branch},
    {"&&", NodeRole::Branch},
    {"||", NodeRole::Branch},
    // leaves
    {"line_comment", NodeRole::Comment},
    {"block_comment", NodeRole::Comment},
    {"string_literal", NodeRole::Opaque},
    {"character_literal", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
    {"type_identifier", NodeRole::TypeName},
};

constexpr FieldRule Fields[] = {
    {"method_invocation", "name", ChildRole::CallMember},
    {"object_creation_expression", "type", ChildRole::Call},
    {"method_reference", "", ChildRole::Member},
    {"field_access", "field", ChildRole::Member},
    {"generic_type", "", ChildRole::Pass},
    {"annotated_type", "", ChildRole::Pass},
    {"scoped_type_identifier", "", ChildRole::Path},
    {"scoped_identifier", "name", ChildRole::Member},
    {"scoped_identifier", "scope", ChildRole::Ignore},
    {"record_pattern", "", ChildRole::Type},
    // bases
    {"superclass", "", ChildRole::Inherit},
    {"super_interfaces", "", ChildRole::Inherit},
    {"extends_interfaces", "", ChildRole::Inherit},
    {"type_list", "", ChildRole::Pass},
    // annotations
    {"annotation", "name", ChildRole::Decorate},
    {"marker_annotation", "name", ChildRole::Decorate},
    {"element_value_pair", "key", ChildRole::Ignore},
    // imports and modules
    {"import_declaration", "", ChildRole::Pass},
    {"requires_module_directive", "module", ChildRole::Import},
    {"exports_module_directive", "", ChildRole::Ignore},
    {"opens_module_directive", "", ChildRole::Ignore},
    {"uses_module_directive", "type", ChildRole::Type},
    {"provides_module_directive", "", ChildRole::Type},
    // what is defined
    {"package_declaration", "", ChildRole::Defined},
    {"module_declaration", "name", ChildRole::Defined},
    {"class_declaration", "name", ChildRole::Defined},
    {"interface_declaration", "name", ChildRole::Defined},
    {"enum_declaration", "name", ChildRole::Defined},
    {"record_declaration", "name", ChildRole::Defined},
    {"annotation_type_declaration", "name", ChildRole::Defined},
    {"method_declaration", "name", ChildRole::Defined},
    {"constructor_declaration", "name", ChildRole::Defined},
    {"compact_constructor_declaration", "name", ChildRole::Defined},
    {"annotation_type_element_declaration", "name", ChildRole::Defined},
    {"enum_constant", "name", ChildRole::Defined},
    // locals; a field's name is local to its own scope, where nothing else asks for it
    {"variable_declarator", "name", ChildRole::Local},
    {"formal_parameter", "name", ChildRole::Local},
    {"catch_formal_parameter", "name", ChildRole::Local},
    {"enhanced_for_statement", "name", ChildRole::Local},
    {"resource", "name", ChildRole::Local},
    {"instanceof_expression", "name", ChildRole::Local},
    {"lambda_expression", "parameters", ChildRole::Local},
    {"inferred_parameters", "", ChildRole::Local},
    {"type_pattern", "", ChildRole::Pattern},
    {"record_pattern_component", "", ChildRole::Pattern},
    {"type_parameter", "", ChildRole::TypeParameter},
    // no names of the program
    {"labeled_statement", "", ChildRole::Ignore},
    {"break_statement", "", ChildRole::Ignore},
    {"continue_statement", "", ChildRole::Ignore},
};

constexpr std::string_view Predeclared[] = {"var", "default"};  // `case null, default` has it as a name

}  // namespace

const LanguageSpec& java() {
    static const LanguageSpec spec{Language::Java, tree_sitter_java, 4, ".", Nodes, Fields, is_exported, nullptr, mask_text_blocks,
                                   Predeclared, '\0', true, false, nullptr, nullptr, nullptr, true};
    return spec;
}

}  // namespace kompress::parse::languages
