// SPDX-License-Identifier: Apache-2.0
/// Lua 5.1 to 5.4 and LuaJIT. `local` is Lua's private; a module is a table, so that `function M.f` is f of M.
#include <algorithm>

#include "parse/definer.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_lua(void);

namespace kompress::parse::languages {
namespace {

constexpr std::uint32_t MaxListed = 16;  ///< names and values of one assignment that are looked at

bool is_local(const Definer& definer, TSNode node) { return definer.text(node).starts_with("local"); }

/// The name and what stands before it: `M.sub` and `f` of `M.sub.f`, `M` and `f` of `M:f`.
void take_name(const Definer& definer, TSNode name, Draft& draft) {
    const std::string_view kind = kind_of(name);
    draft.name = name;
    if (kind != "dot_index_expression" && kind != "method_index_expression") return;
    const TSNode table = child_by_field(name, "table");
    draft.name = child_by_field(name, kind == "dot_index_expression" ? "field" : "method");
    const std::string_view kind_of_table = kind_of(table);
    if (kind_of_table == "identifier" || kind_of_table == "dot_index_expression") draft.qualifier = definer.text(table);
}

void define_function(Definer& definer, TSNode node) {
    const TSNode name = child_by_field(node, "name");
    Draft draft;
    take_name(definer, name, draft);
    if (is_null(draft.name)) return definer.open_closure();
    draft.kind = kind_of(name) == "method_index_expression" ? SymbolKind::Method : SymbolKind::Function;
    draft.parameters = child_by_field(node, "parameters");
    draft.exported = !definer.in_function() && !is_local(definer, node) && !definer.text(draft.name).starts_with('_');
    if (is_local(definer, node)) definer.add_local(definer.text(draft.name));
    definer.add(draft);
}

void open_closure(Definer& definer, TSNode) { definer.open_closure(); }

/// `a, b = 1, function() end`: names come first, then values. Inside of functions names are variables, not definitions.
void define_assigned(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    const TSNode names = named_child_of_kind(node, "variable_list"), values = named_child_of_kind(node, "expression_list");
    if (is_null(names)) return;
    const bool is_private = definer.parent_kind() == "variable_declaration";
    const std::uint32_t count = std::min(ts_node_named_child_count(names), MaxListed);
    for (std::uint32_t i = 0; i < count; ++i) {
        const TSNode name = ts_node_named_child(names, i), value = is_null(values) ? TSNode{} : ts_node_named_child(values, i);
        if (kind_of(name) == "attribute" || kind_of(name) == "bracket_index_expression") continue;
        Draft draft;
        take_name(definer, name, draft);
        if (is_null(draft.name) || kind_of(draft.name) != "identifier") continue;
        const bool is_function = kind_of(value) == "function_definition";
        draft.kind = is_function ? SymbolKind::Function : draft.qualifier.empty() ? SymbolKind::Variable : SymbolKind::Field;
        if (is_function) draft.parameters = child_by_field(value, "parameters");
        const TSNode body = is_function ? child_by_field(value, "body") : TSNode{};
        if (!is_null(body)) draft.signature_end = ts_node_start_byte(body);
        else if (!is_null(value)) draft.signature_end = ts_node_start_byte(value) + (kind_of(value) == "table_constructor" ? 0 : ts_node_end_byte(value) - ts_node_start_byte(value));
        draft.exported = !is_private && !definer.text(draft.name).starts_with('_');
        draft.holds_locals = true;
        draft.once = true;
        definer.add(draft, count == 1);
    }
}

/// `{ name = function() end }` of a table that has a name.
void define_field(Definer& definer, TSNode node) {
    const TSNode name = child_by_field(node, "name"), value = child_by_field(node, "value");
    if (kind_of(name) != "identifier" || kind_of(value) != "function_definition" || !definer.enclosing()) return;
    const auto scope = definer.scope_kind();
    if (scope != SymbolKind::Variable && scope != SymbolKind::Field) return;
    Draft draft;
    draft.kind = SymbolKind::Method;
    draft.name = name;
    draft.parameters = child_by_field(value, "parameters");
    if (const TSNode body = child_by_field(value, "body"); !is_null(body)) draft.signature_end = ts_node_start_byte(body);
    draft.exported = !definer.text(name).starts_with('_');
    definer.add(draft);
}

/// The names of `local` and of `for` are local; those of an assignment are used.
void declare_names(Definer& definer, TSNode) {
    const std::string_view parent = definer.parent_kind();
    const bool is_assigned_local = parent == "assignment_statement" && definer.parent_kind(2) == "variable_declaration";
    if (parent == "for_generic_clause" || parent == "variable_declaration" || is_assigned_local) definer.give_role(ChildRole::Local);
}

std::string_view unquoted(std::string_view text) {
    if (text.starts_with("[[") && text.size() >= 4) return text.substr(2, text.size() - 4);
    return text.size() >= 2 ? text.substr(1, text.size() - 2) : text;
}

void import_module(Definer& definer, TSNode node) {
    const std::string_view name = definer.text(child_by_field(node, "name"));
    if (name != "require" && name != "dofile" && name != "loadfile") return;
    const TSNode arguments = child_by_field(node, "arguments");
    const TSNode argument = is_null(arguments) ? arguments : ts_node_named_child(arguments, 0);
    if (kind_of(argument) != "string") return;
    Import import;
    import.target = unquoted(definer.text(argument));
    import.is_local = name != "require";
    definer.add_import(import, node);
}

constexpr NodeRule Nodes[] = {
    {"function_declaration", NodeRole::Definition, SymbolKind::Function, "name", "body", define_function},
    {"function_definition", NodeRole::Container, SymbolKind::Function, "", "", open_closure},
    {"variable_declaration", NodeRole::SignedWrapper},
    {"assignment_statement", NodeRole::Definition, SymbolKind::Variable, "", "", define_assigned},
    {"field", NodeRole::Definition, SymbolKind::Method, "", "", define_field},
    {"variable_list", NodeRole::Container, SymbolKind::Variable, "", "", declare_names},
    {"function_call", NodeRole::Import, SymbolKind::Module, "", "", import_module},
    // decisions
    {"if_statement", NodeRole::Branch},
    {"elseif_statement", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"while_statement", NodeRole::Branch},
    {"repeat_statement", NodeRole::Branch},
    {"and", NodeRole::Branch},
    {"or", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"hash_bang_line", NodeRole::Comment},
    {"string", NodeRole::Opaque},
    {"number", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
};

constexpr FieldRule Fields[] = {
    {"function_call", "name", ChildRole::Call},
    {"parenthesized_expression", "", ChildRole::Pass},
    {"dot_index_expression", "field", ChildRole::Member},
    {"method_index_expression", "method", ChildRole::Member},
    {"field", "name", ChildRole::Ignore},
    {"parameters", "name", ChildRole::Local},
    {"for_numeric_clause", "name", ChildRole::Local},
    {"variable_list", "", ChildRole::Pass},
    {"variable_list", "attribute", ChildRole::Ignore},
    {"attribute", "", ChildRole::Ignore},
    {"goto_statement", "", ChildRole::Ignore},
    {"label_statement", "", ChildRole::Ignore},
};

constexpr std::string_view Predeclared[] = {
    "_", "_G", "_ENV", "self", "assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "print", "rawequal", "rawget",
    "rawlen", "rawset", "require", "select", "setmetatable", "tonumber", "tostring", "type", "unpack", "xpcall",
};

}  // namespace

const LanguageSpec& lua() {
    static const LanguageSpec spec{Language::Lua, tree_sitter_lua, 1, ".", Nodes, Fields, nullptr, nullptr, nullptr, Predeclared};
    return spec;
}

}  // namespace kompress::parse::languages
