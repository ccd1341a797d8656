// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/c_family.hpp"

#include "base/hash.hpp"

namespace kompress::parse::languages {
namespace {

bool is_name(std::string_view kind) {
    return kind == "identifier" || kind == "field_identifier" || kind == "type_identifier" ||
           kind == "destructor_name" || kind == "operator_name" || kind == "operator_cast" ||
           kind == "primitive_type";
}

/// `child` of an attributed or parenthesized declarator, which carry it without a field.
TSNode inner_declarator(TSNode node) {
    const TSNode by_field = child_by_field(node, "declarator");
    if (!is_null(by_field)) return by_field;
    const std::uint32_t count = ts_node_named_child_count(node);
    for (std::uint32_t i = 0; i < count; ++i) {
        const TSNode child = ts_node_named_child(node, i);
        const std::string_view kind = kind_of(child);
        if (kind.ends_with("declarator") || is_name(kind) || kind == "qualified_identifier") return child;
    }
    return TSNode{};
}

}  // namespace

Declarator unwrap_declarator(TSNode node) {
    Declarator result;
    bool through_pointer = false;
    while (!is_null(node)) {
        const std::string_view kind = kind_of(node);
        if (is_name(kind)) {
            result.name = node;
            return result;
        }
        if (kind == "qualified_identifier" || kind == "template_function" || kind == "template_method" || kind == "template_type") {
            if (kind == "qualified_identifier" && is_null(result.qualified)) result.qualified = node;
            node = child_by_field(node, "name");
            continue;
        }
        if (kind == "function_declarator") {
            // The declarator nearest the name decides: `int (*f)(void)` is a variable, `int *f(void)` a function.
            result.is_function = true;
            result.parameters = child_by_field(node, "parameters");
            through_pointer = false;
        } else if (kind == "pointer_declarator" || kind == "array_declarator" || kind == "reference_declarator") {
            through_pointer = true;
        }
        if (kind == "parenthesized_declarator") {
            const TSNode inner = inner_declarator(node);
            if (!is_null(inner) && kind_of(inner) == "pointer_declarator") result.is_function = false, result.parameters = {};
        }
        if (kind == "structured_binding_declarator") return result;
        node = inner_declarator(node);
    }
    static_cast<void>(through_pointer);
    return result;
}

bool has_storage_class(const Definer& definer, TSNode node, std::string_view word) {
    const std::uint32_t count = ts_node_named_child_count(node);
    for (std::uint32_t i = 0; i < count; ++i) {
        const TSNode child = ts_node_named_child(node, i);
        if (kind_of(child) == "storage_class_specifier" && definer.text(child) == word) return true;
    }
    return false;
}

void define_function(Definer& definer, TSNode node) {
    const Declarator declarator = unwrap_declarator(child_by_field(node, "declarator"));
    if (is_null(declarator.name)) return;
    Draft draft;
    draft.kind = SymbolKind::Function;
    draft.name = declarator.name;
    draft.parameters = declarator.parameters;
    definer.add(draft);
}

void define_declaration(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    const bool is_extern = has_storage_class(definer, node, "extern");
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const char* field = ts_tree_cursor_current_field_name(&cursor);
        if (!field || std::string_view(field) != "declarator") continue;
        const TSNode child = ts_tree_cursor_current_node(&cursor);
        const Declarator declarator = unwrap_declarator(child);
        if (is_null(declarator.name)) continue;
        Draft draft;
        draft.name = declarator.name;
        draft.kind = declarator.is_function ? SymbolKind::Function : SymbolKind::Variable;
        draft.parameters = declarator.parameters;
        const TSNode value = child_by_field(child, "value");
        if (!is_null(value)) draft.signature_end = ts_node_start_byte(value);
        if (declarator.is_function || (is_extern && is_null(value))) definer.add_declaration(draft);
        else definer.add(draft, false);
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
}

void define_fields(Definer& definer, TSNode node) {
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const char* field = ts_tree_cursor_current_field_name(&cursor);
        if (!field || std::string_view(field) != "declarator") continue;
        const Declarator declarator = unwrap_declarator(ts_tree_cursor_current_node(&cursor));
        if (is_null(declarator.name)) continue;
        Draft draft;
        draft.name = declarator.name;
        draft.kind = SymbolKind::Field;
        definer.add(draft, false);
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
}

void define_typedef(Definer& definer, TSNode node) {
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const char* field = ts_tree_cursor_current_field_name(&cursor);
        if (!field || std::string_view(field) != "declarator") continue;
        const Declarator declarator = unwrap_declarator(ts_tree_cursor_current_node(&cursor));
        if (is_null(declarator.name)) continue;
        Draft draft;
        draft.name = declarator.name;
        draft.kind = SymbolKind::TypeAlias;
        definer.add(draft, false);
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
}

void define_record(Definer& definer, TSNode node) {
    const TSNode body = child_by_field(node, "body");
    if (is_null(body)) return;  // `struct x *p`: a mention, not a definition
    const std::string_view word = kind_of(node);
    Draft draft;
    draft.kind = word == "struct_specifier" ? SymbolKind::Struct
                 : word == "union_specifier" ? SymbolKind::Union
                 : word == "enum_specifier"  ? SymbolKind::Enum
                                             : SymbolKind::Class;
    draft.name = child_by_field(node, "name");
    draft.signature_end = ts_node_start_byte(body);
    if (is_null(draft.name)) {
        // An unnamed record that a typedef names takes that name; other unnamed ones only scope their fields.
        definer.open_container(draft.kind, {});
        return;
    }
    definer.add(draft);
}

void define_macro(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Macro;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.parameters = child_by_field(node, "parameters");
    // The line feed that ends the directive is not part of it.
    std::uint32_t end = ts_node_end_byte(node);
    const std::uint32_t start = ts_node_start_byte(node);
    while (end > start && (definer.source()[end - 1] == '\n' || definer.source()[end - 1] == '\r')) --end;
    draft.signature_end = end;
    draft.signature = definer.fold(definer.source().substr(start, end - start));
    draft.semantic_hash = hash64(draft.signature);
    definer.add(draft);
}

void define_include(Definer& definer, TSNode node) {
    const TSNode path = child_by_field(node, "path");
    if (is_null(path)) return;
    std::string_view text = definer.text(path);
    Import import;
    import.is_local = !text.empty() && text.front() == '"';
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '<')) text = text.substr(1, text.size() - 2);
    import.target = text;
    definer.add_import(import, node);
}

}  // namespace kompress::parse::languages
