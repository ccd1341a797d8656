// SPDX-License-Identifier: Apache-2.0
/// Zig. A type is a constant: `const Point = struct {…}` makes one; `pub` is what others see.
#include <algorithm>

#include "parse/definer.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_zig(void);

namespace kompress::parse::languages {
namespace {

constexpr std::uint32_t MaxListed = 16;

bool is_public(const Definer& definer, TSNode node) {
    const std::string_view text = definer.text(node);
    return text.starts_with("pub ") || text.starts_with("export ");
}

bool is_type(std::optional<SymbolKind> kind) { return kind == SymbolKind::Struct || kind == SymbolKind::Enum || kind == SymbolKind::Union; }

void define_function(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.kind = is_type(definer.scope_kind()) ? SymbolKind::Method : SymbolKind::Function;
    draft.parameters = named_child_of_kind(node, "parameters");
    draft.exported = is_public(definer, node);
    definer.add(draft);
}

struct Value {
    SymbolKind kind = SymbolKind::Constant;
    TSNode node{};
};

/// What stands behind the name (and the type) decides what the name is.
Value value_of(const Definer& definer, TSNode node) {
    Value value;
    if (definer.text(node).substr(0, 64).find("var ") != std::string_view::npos && definer.text(node).find("const ") > definer.text(node).find("var ")) value.kind = SymbolKind::Variable;
    const std::uint32_t count = ts_node_named_child_count(node);
    if (count == 0 || count > MaxListed) return value;
    value.node = ts_node_named_child(node, count - 1);
    const std::string_view kind = kind_of(value.node);
    if (kind == "struct_declaration" || kind == "opaque_declaration") value.kind = SymbolKind::Struct;
    if (kind == "enum_declaration" || kind == "error_set_declaration") value.kind = SymbolKind::Enum;
    if (kind == "union_declaration") value.kind = SymbolKind::Union;
    return value;
}

void define_variable(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = named_child_of_kind(node, "identifier");
    if (is_null(draft.name) || definer.text(draft.name) == "_") return;
    const Value value = value_of(definer, node);
    const std::string_view text = definer.text(value.node);
    if (kind_of(value.node) == "builtin_function" && text.starts_with("@import(\"")) {
        Import import;
        import.target = text.substr(9, text.find('"', 9) - 9);
        import.alias = definer.text(draft.name);
        import.is_local = import.target.ends_with(".zig");
        definer.add_import(import, node);
        if (definer.in_function()) definer.add_local(definer.text(draft.name));
        return;
    }
    draft.kind = value.kind;
    const bool is_named_type = is_type(value.kind);
    if (definer.in_function()) {
        definer.add_local(definer.text(draft.name));
        if (!is_named_type) return;
    }
    if (is_named_type) {
        const std::size_t brace = text.find('{');
        if (brace != std::string_view::npos) draft.signature_end = ts_node_start_byte(value.node) + static_cast<std::uint32_t>(brace);
    }
    draft.exported = is_public(definer, node);
    draft.holds_locals = !is_named_type;
    definer.add(draft);
}

void define_field(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = definer.scope_kind() == SymbolKind::Enum ? SymbolKind::Enumerator : SymbolKind::Field;
    draft.name = child_by_field(node, "name");
    if (kind_of(draft.name) != "identifier") return;
    draft.exported = true;
    definer.add(draft, false);
}

void define_test(Definer& definer, TSNode node) {
    const TSNode name = ts_node_named_child(node, 0);
    const std::string_view kind = kind_of(name), text = definer.text(name);
    if ((kind != "string" && kind != "identifier") || text.size() < 3) return definer.open_closure();
    Draft draft;
    draft.name = name;
    if (kind == "string") draft.name_text = text.substr(1, text.size() - 2);
    draft.signature_end = ts_node_end_byte(name);
    draft.exported = false;
    definer.add(draft);
}

constexpr NodeRule Nodes[] = {
    {"function_declaration", NodeRole::Definition, SymbolKind::Function, "name", "body", define_function},
    {"variable_declaration", NodeRole::Definition, SymbolKind::Constant, "", "", define_variable},
    {"container_field", NodeRole::Definition, SymbolKind::Field, "name", "", define_field},
    {"test_declaration", NodeRole::Definition, SymbolKind::Function, "", "", define_test},
    // decisions
    {"if_statement", NodeRole::Branch},
    {"if_expression", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"for_expression", NodeRole::Branch},
    {"while_statement", NodeRole::Branch},
    {"while_expression", NodeRole::Branch},
    {"switch_case", NodeRole::Branch},
    {"catch_expression", NodeRole::Branch},
    {"and", NodeRole::Branch},
    {"or", NodeRole::Branch},
    {"orelse", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"string", NodeRole::Opaque},
    {"multiline_string", NodeRole::Opaque},
    {"character", NodeRole::Opaque},
    {"integer", NodeRole::Opaque},
    {"float", NodeRole::Opaque},
    {"builtin_identifier", NodeRole::Opaque},
    {"builtin_type", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
};

constexpr FieldRule Fields[] = {
    {"call_expression", "function", ChildRole::Call},
    {"parenthesized_expression", "", ChildRole::Pass},
    {"field_expression", "member", ChildRole::Member},
    {"function_declaration", "name", ChildRole::Defined},
    {"function_declaration", "type", ChildRole::Type},
    {"parameter", "name", ChildRole::Local},
    {"parameter", "type", ChildRole::Type},
    {"variable_declaration", "type", ChildRole::Type},
    {"container_field", "name", ChildRole::Defined},
    {"container_field", "type", ChildRole::Type},
    {"pointer_type", "", ChildRole::PassType},
    {"nullable_type", "", ChildRole::PassType},
    {"slice_type", "", ChildRole::PassType},
    {"error_union_type", "", ChildRole::PassType},
    {"error_set_declaration", "", ChildRole::Enumerator},
    {"payload", "", ChildRole::Local},
    {"field_initializer", "", ChildRole::None},
    {"block_label", "", ChildRole::Ignore},
    {"break_label", "", ChildRole::Ignore},
};

constexpr std::string_view Predeclared[] = {"_", "self"};

}  // namespace

const LanguageSpec& zig() {
    static const LanguageSpec spec{Language::Zig, tree_sitter_zig, 1, ".", Nodes, Fields, nullptr, nullptr, nullptr, Predeclared, '!'};
    return spec;
}

}  // namespace kompress::parse::languages
