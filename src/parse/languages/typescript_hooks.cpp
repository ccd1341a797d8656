// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/typescript_hooks.hpp"

#include "parse/languages/ecma.hpp"

namespace kompress::parse::languages::ts {
namespace {

constexpr int MaxOverloads = 64;
constexpr int MaxPathDepth = 16;

bool has_name(const Definer& definer, TSNode node, std::string_view name) {
    const TSNode own = child_by_field(node, "name");
    return !is_null(own) && definer.text(own) == name;
}

/// Whether behind the cursor's node, past further overloads, stands a function of that name with a body.
bool is_implemented_behind(const Definer& definer, KompressWalk& cursor, std::string_view name) {
    for (int i = 0; i < MaxOverloads && kompress_walk_next(&cursor);) {
        TSNode node = kompress_walk_node(&cursor);
        if (!ts_node_is_named(node) || kind_of(node) == "comment" || kind_of(node) == "decorator") continue;
        ++i;
        if (kind_of(node) == "export_statement") node = child_by_field(node, "declaration");
        if (is_null(node) || !has_name(definer, node, name)) return false;
        const std::string_view kind = kind_of(node);
        if (kind != "function_signature" && kind != "method_signature")
            return kind == "function_declaration" || kind == "generator_function_declaration" || kind == "method_definition";
    }
    return false;
}

bool is_implemented(const Definer& definer, std::string_view name) {
    KompressWalk cursor = definer.copy_walk();
    const bool is_exported = definer.parent_kind() == "export_statement";
    const bool has_level = !is_exported || kompress_walk_up(&cursor);
    const bool found = has_level && is_implemented_behind(definer, cursor, name);
    kompress_walk_end(&cursor);
    return found;
}

/// True for members of an interface or of the object type that an alias names: not of types written in passing.
bool is_contract(const Definer& definer) {
    const std::string_view owner = definer.parent_kind(2);
    return owner == "interface_declaration" || owner == "type_alias_declaration" || owner == "intersection_type";
}

}  // namespace

void define_type_alias(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::TypeAlias;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    const TSNode value = child_by_field(node, "value"), parameters = child_by_field(node, "type_parameters");
    // An object type has members of its own; any other type says in a line what the name means.
    if (!is_null(value) && kind_of(value) == "object_type")
        draft.signature_end = ts_node_end_byte(is_null(parameters) ? draft.name : parameters);
    definer.add(draft);
}

void define_namespace(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Namespace;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    if (kind_of(draft.name) == "string") {
        draft.kind = SymbolKind::Module;
        draft.name_text = ecma::unquoted(definer.text(draft.name));
    } else if (kind_of(draft.name) == "nested_identifier") {
        const TSNode outer = child_by_field(draft.name, "object"), inner = child_by_field(draft.name, "property");
        if (is_null(outer) || is_null(inner)) return;
        draft.qualifier = definer.text(outer);
        draft.name = inner;
    }
    definer.add(draft);
}

void define_signature(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    const bool is_function = kind_of(node) == "function_signature";
    draft.kind = is_function ? SymbolKind::Function : SymbolKind::Method;
    if (!is_function) {
        draft.name_text = ecma::key_text(definer, draft.name);
        if (definer.parent_kind() != "class_body" && !is_contract(definer)) return;
    }
    ecma::describe_function(draft, node);
    if (definer.parent_kind() != "interface_body" && is_implemented(definer, definer.text(draft.name)))
        return definer.add_declaration(draft);
    definer.add(draft);
}

void define_construct_signature(Definer& definer, TSNode node) {
    if (!is_contract(definer)) return;
    Draft draft;
    draft.kind = SymbolKind::Constructor;
    draft.name_text = "new";
    draft.parameters = child_by_field(node, "parameters");
    definer.add(draft);
}

void define_property(Definer& definer, TSNode node) {
    if (!is_contract(definer)) return;
    Draft draft;
    draft.kind = SymbolKind::Property;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.name_text = ecma::key_text(definer, draft.name);
    definer.add(draft, false);
}

void define_parameter_field(Definer& definer, TSNode node) {
    if (definer.scope_kind() != SymbolKind::Constructor || definer.parent_kind(2) != "method_definition") return;
    TSNode name = child_by_field(node, "pattern");
    if (is_null(name) || kind_of(name) != "identifier") return;
    const std::string_view modifiers =
        definer.source().substr(ts_node_start_byte(node), ts_node_start_byte(name) - ts_node_start_byte(node));
    const bool is_field = !is_null(named_child_of_kind(node, "accessibility_modifier")) ||
                          modifiers.find("readonly") != std::string_view::npos;
    if (!is_field) return;
    Draft draft;
    draft.kind = SymbolKind::Field;
    draft.name = name;
    draft.outer = true;
    const TSNode type = child_by_field(node, "type");
    draft.signature_end = ts_node_end_byte(is_null(type) ? name : type);
    draft.signature = ecma::undecorated_signature(definer, node, draft.signature_end);
    definer.add(draft, false);
    definer.add_local(definer.text(name));
}

void open_global(Definer& definer, TSNode node) {
    if (!is_null(named_child_of_kind(node, "statement_block"))) definer.open_container(SymbolKind::Namespace, {});
}

void import_alias(Definer& definer, TSNode node) {
    const TSNode alias = ts_node_named_child(node, 0), target = ts_node_named_child(node, 1);
    if (is_null(alias) || is_null(target)) return;
    Import import;
    import.target = definer.text(target);
    import.alias = definer.text(alias);
    import.is_local = true;
    definer.add_import(import, node);
    const TSNode object = child_by_field(target, "object"), name = child_by_field(target, "property");
    TSNode first = object;
    for (int depth = 0; depth < MaxPathDepth && !is_null(first) && kind_of(first) != "identifier"; ++depth)
        first = child_by_field(first, "object");
    if (!is_null(first)) definer.add_reference(ReferenceKind::Use, first);
    if (is_null(object) || is_null(name)) return definer.add_reference(ReferenceKind::Import, target);
    definer.add_reference(ReferenceKind::Import, name, definer.text(object));
}

}  // namespace kompress::parse::languages::ts
