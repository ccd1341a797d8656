// SPDX-License-Identifier: Apache-2.0
/// Functions, classes and their members. Where a function or a class is the value of something that has a name
/// (`const f = () => …`, a class field, an assignment), the outer node makes the symbol and opens its scope, and
/// the value, which finds its parent's scope open, makes none.
#include "parse/languages/ecma.hpp"

#include <algorithm>

namespace kompress::parse::languages::ecma {
namespace {

constexpr std::uint32_t MaxModifiers = 32;
constexpr std::size_t MaxPatternDepth = 8;

bool is_class_value(TSNode node) { return !is_null(node) && kind_of(node) == "class"; }

/// First child that is no decorator; null when the first child is none.
TSNode behind_decorators(TSNode node) {
    for (std::uint32_t i = 0; i < MaxModifiers; ++i) {
        const TSNode child = ts_node_child(node, i);
        if (is_null(child)) break;
        if (kind_of(child) != "decorator" && kind_of(child) != "comment") return i == 0 ? TSNode{} : child;
    }
    return {};
}

/// True when the word stands before the member's name: `get`, `set`, `static get`.
bool is_accessor(TSNode method) {
    for (std::uint32_t i = 0; i < MaxModifiers; ++i) {
        const TSNode child = ts_node_child(method, i);
        if (is_null(child)) return false;
        const std::string_view kind = kind_of(child);
        if (kind == "get" || kind == "set" || kind == "static get") return true;
        if (kind.ends_with("identifier") || kind == "formal_parameters") return false;
    }
    return false;
}

/// True for what stands in a file or namespace and not in a block: `let` there is no local variable.
bool is_file_level(const Definer& definer) {
    if (definer.in_function()) return false;
    if (definer.parent_kind(1) == "variable_declaration") return true;
    const std::string_view outer = definer.parent_kind(2);
    if (outer != "statement_block") return outer != "for_statement";
    const std::string_view owner = definer.parent_kind(3);
    return owner == "internal_module" || owner == "module" || owner == "ambient_declaration";
}

/// Sets range and signature where one statement declares several names, which the Wrapper would give them all.
void separate(Definer& definer, TSNode declarator, Draft& draft) {
    const TSNode statement = definer.parent_wrapper();
    if (is_null(statement) || ts_node_named_child_count(statement) < 2) return;
    draft.whole = declarator;
    // `export const` is said once for all of them.
    const TSNode wrapper = definer.wrapper();
    const std::uint32_t from = ts_node_start_byte(is_null(wrapper) ? statement : wrapper);
    const std::string_view text = definer.text(statement);
    const std::size_t keyword_end = ts_node_start_byte(statement) + std::min(text.find_first_of(" \t\r\n"), text.size());
    const std::string_view keyword = definer.fold(definer.source().substr(from, keyword_end - from));
    const std::uint32_t start = ts_node_start_byte(declarator);
    const std::string_view rest = definer.fold(definer.source().substr(start, draft.signature_end - start));
    char* out = definer.arena().allocate(keyword.size() + 1 + rest.size());
    char* end = std::copy(keyword.begin(), keyword.end(), out);
    *end++ = ' ';
    std::copy(rest.begin(), rest.end(), end);
    draft.signature = {out, keyword.size() + 1 + rest.size()};
}

/// Adds the names in a destructuring pattern at file level.
void define_pattern(Definer& definer, TSNode pattern, const Draft& base, std::size_t depth) {
    const std::string_view kind = kind_of(pattern);
    if (kind == "identifier" || kind == "shorthand_property_identifier_pattern") {
        Draft draft = base;
        draft.name = pattern;
        definer.add(draft, false);
        return;
    }
    if (depth == MaxPatternDepth) return;
    if (kind == "pair_pattern" || kind == "object_assignment_pattern" || kind == "assignment_pattern") {
        const TSNode target = child_by_field(pattern, kind == "pair_pattern" ? "value" : "left");
        if (!is_null(target)) define_pattern(definer, target, base, depth + 1);
    } else if (kind == "object_pattern" || kind == "array_pattern" || kind == "rest_pattern") {
        TSTreeCursor cursor = ts_tree_cursor_new(pattern);
        if (ts_tree_cursor_goto_first_child(&cursor)) do
            define_pattern(definer, ts_tree_cursor_current_node(&cursor), base, depth + 1);
        while (ts_tree_cursor_goto_next_sibling(&cursor));
        ts_tree_cursor_delete(&cursor);
    }
}

SymbolKind value_kind(const Definer& definer, TSNode value) {
    if (!is_null(value) && is_function_value(value)) return SymbolKind::Function;
    if (is_class_value(value)) return SymbolKind::Class;
    const TSNode statement = definer.parent_wrapper();
    const bool is_constant = !is_null(statement) && definer.text(statement).starts_with("const");
    return is_constant ? SymbolKind::Constant : SymbolKind::Variable;
}

bool is_object_owner(std::string_view kind) {
    return kind == "variable_declarator" || kind == "assignment_expression" || kind == "export_statement" ||
           kind == "return_statement";
}

/// True for a function in an object literal that has a name or is handed out, however deep the literal nests:
/// not for the callbacks of one call.
bool is_in_named_object(const Definer& definer) {
    if (!definer.in_function()) return true;
    std::size_t level = 1;
    while (definer.parent_kind(level) == "object" && definer.parent_kind(level + 1) == "pair") level += 2;
    return definer.parent_kind(level) == "object" && is_object_owner(definer.parent_kind(level + 1));
}

}  // namespace

bool is_function_value(TSNode node) {
    const std::string_view kind = kind_of(node);
    return kind == "arrow_function" || kind == "function_expression" || kind == "generator_function";
}

void describe_function(Draft& draft, TSNode function) {
    const TSNode parameters = child_by_field(function, "parameters"), type = child_by_field(function, "return_type");
    const TSNode single = child_by_field(function, "parameter");
    if (!is_null(single)) draft.parameter_count = 1;
    draft.parameters = parameters;
    const TSNode last = !is_null(type) ? type : !is_null(parameters) ? parameters : single;
    if (!is_null(last)) draft.signature_end = ts_node_end_byte(last);
}

std::string_view undecorated_signature(Definer& definer, TSNode node, std::uint32_t end) {
    TSNode first = behind_decorators(node);
    const TSNode wrapper = definer.wrapper();
    if (is_null(first) && !is_null(wrapper)) first = behind_decorators(wrapper);
    if (is_null(first)) return {};
    const std::uint32_t start = ts_node_start_byte(first);
    return end > start ? definer.fold(definer.source().substr(start, end - start)) : std::string_view{};
}

std::string_view unquoted(std::string_view text) {
    const bool is_quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'' || text.front() == '`');
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

std::string_view key_text(Definer& definer, TSNode key) {
    return kind_of(key) == "string" ? unquoted(definer.text(key)) : definer.fold(definer.text(key));
}

void define_function(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    describe_function(draft, node);
    definer.add(draft);
}

void define_function_value(Definer& definer, TSNode node) {
    if (definer.parent_opened_scope()) return;
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) {
        if (definer.parent_kind() != "export_statement") return definer.open_closure();
        draft.name_text = "default";
    }
    describe_function(draft, node);
    definer.add(draft);
}

void define_class(Definer& definer, TSNode node) {
    if (kind_of(node) == "class" && definer.parent_opened_scope()) return;
    Draft draft;
    draft.kind = SymbolKind::Class;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) {
        if (definer.parent_kind() != "export_statement") return definer.open_container(SymbolKind::Class, {});
        draft.name_text = "default";
    }
    const TSNode body = child_by_field(node, "body");
    if (!is_null(body)) draft.signature = undecorated_signature(definer, node, ts_node_start_byte(body));
    definer.add(draft);
}

void define_method(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.name_text = key_text(definer, draft.name);
    draft.kind = is_accessor(node) ? SymbolKind::Property : SymbolKind::Method;
    if (draft.name_text == "constructor" && definer.scope_kind() == SymbolKind::Class) draft.kind = SymbolKind::Constructor;
    describe_function(draft, node);
    definer.add(draft);
}

void define_field(Definer& definer, TSNode node) {
    Draft draft;
    const TSNode property = child_by_field(node, "property");
    draft.name = is_null(property) ? child_by_field(node, "name") : property;
    if (is_null(draft.name)) return;
    draft.name_text = key_text(definer, draft.name);
    const TSNode value = child_by_field(node, "value"), type = child_by_field(node, "type");
    const bool is_function = !is_null(value) && is_function_value(value);
    draft.kind = is_function ? SymbolKind::Method : SymbolKind::Field;
    draft.signature_end = ts_node_end_byte(is_null(type) ? draft.name : type);
    if (is_function) describe_function(draft, value);
    draft.signature = undecorated_signature(definer, node, draft.signature_end);
    definer.add(draft, is_function);
}

void define_declarator(Definer& definer, TSNode node) {
    const TSNode name = child_by_field(node, "name"), value = child_by_field(node, "value");
    if (is_null(name)) return;
    const bool has_code = !is_null(value) && (is_function_value(value) || is_class_value(value));
    if (!has_code && !is_null(value) && import_by_declarator(definer, name, value)) return;
    if (!has_code && !is_file_level(definer)) return;
    const TSNode type = child_by_field(node, "type");
    Draft draft;
    draft.kind = value_kind(definer, value);
    draft.signature_end = ts_node_end_byte(is_null(type) ? name : type);
    if (draft.kind == SymbolKind::Function) describe_function(draft, value);
    else if (draft.kind == SymbolKind::Class && !is_null(child_by_field(value, "body")))
        draft.signature_end = ts_node_start_byte(child_by_field(value, "body"));
    separate(definer, node, draft);
    if (kind_of(name) != "identifier") return define_pattern(definer, name, draft, 0);
    draft.name = name;
    definer.add(draft);
}

void define_pair(Definer& definer, TSNode node) {
    const TSNode value = child_by_field(node, "value");
    if (is_null(value) || !is_function_value(value) || !is_in_named_object(definer)) return;
    const TSNode key = child_by_field(node, "key");
    if (is_null(key) || kind_of(key) == "computed_property_name") return;
    Draft draft;
    draft.kind = SymbolKind::Method;
    draft.name = key;
    draft.name_text = key_text(definer, key);
    describe_function(draft, value);
    definer.add(draft);
}

void open_closure(Definer& definer, TSNode) { definer.open_closure(); }

/// `<Dialog …>` calls Dialog; names in lower case are elements of the page.
void refer_to_element(Definer& definer, TSNode node) {
    TSNode name = child_by_field(node, "name");
    if (is_null(name)) return;
    std::string_view qualifier;
    if (kind_of(name) == "member_expression") {
        const TSNode object = child_by_field(name, "object");
        if (!is_null(object)) qualifier = definer.text(object);
        if (!is_null(object) && kind_of(object) == "identifier") definer.add_reference(ReferenceKind::Use, object);
        name = child_by_field(name, "property");
        if (is_null(name)) return;
    } else if (kind_of(name) != "identifier" || (definer.text(name).front() >= 'a' && definer.text(name).front() <= 'z')) {
        return;
    }
    definer.add_reference(ReferenceKind::Call, name, qualifier);
}

}  // namespace kompress::parse::languages::ecma
