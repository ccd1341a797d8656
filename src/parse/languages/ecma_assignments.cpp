// SPDX-License-Identifier: Apache-2.0
/// Assignments that define: `Foo.prototype.bar = function …`, `exports.f = …`, `this.x = …` in a constructor.
#include "parse/languages/ecma.hpp"

namespace kompress::parse::languages::ecma {
namespace {

constexpr std::size_t MaxQualifierBytes = 64;

bool is_exports(std::string_view text) { return text == "exports" || text == "module.exports"; }

/// `A` of `A.prototype`; a plain path as it is; "" for anything else.
std::string_view owner_of(std::string_view object) {
    if (object.ends_with(".prototype")) object.remove_suffix(10);
    if (object.size() > MaxQualifierBytes || object == "this") return {};
    return object.find_first_of(" \t\r\n()[]{}\"'`") == std::string_view::npos ? object : std::string_view{};
}

/// False for names of what is defined elsewhere and for the `void 0` that compilers write before a definition.
bool is_new_value(TSNode value) {
    const std::string_view kind = kind_of(value);
    return kind != "identifier" && kind != "member_expression" && kind != "subscript_expression" &&
           kind != "assignment_expression" && kind != "unary_expression" && kind != "undefined";
}

/// `Foo.prototype.bar = value`: a method where the value may be a function.
void define_prototype_member(Definer& definer, TSNode left, TSNode object, TSNode value) {
    const std::string_view kind = kind_of(value);
    Draft draft;
    draft.kind = is_new_value(value) && kind != "call_expression" ? SymbolKind::Field : SymbolKind::Method;
    draft.name = child_by_field(left, "property");
    if (is_null(draft.name)) return;
    draft.qualifier = owner_of(definer.text(object));
    draft.signature_end = ts_node_end_byte(left);
    definer.add(draft);
}

void export_properties(Definer& definer, TSNode object) {
    TSTreeCursor cursor = ts_tree_cursor_new(object);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const TSNode child = ts_tree_cursor_current_node(&cursor);
        if (kind_of(child) == "shorthand_property_identifier") definer.export_name(definer.text(child));
        if (kind_of(child) != "pair") continue;
        const TSNode value = child_by_field(child, "value");
        if (!is_null(value) && kind_of(value) == "identifier") definer.export_name(definer.text(value));
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
}

void define_code(Definer& definer, TSNode left, TSNode value) {
    Draft draft;
    draft.kind = kind_of(value) == "class" ? SymbolKind::Class : SymbolKind::Function;
    draft.name = left;
    if (kind_of(left) == "member_expression") {
        const TSNode object = child_by_field(left, "object");
        draft.name = child_by_field(left, "property");
        if (is_null(object) || is_null(draft.name)) return;
        const std::string_view owner = definer.text(object);
        if (is_exports(owner) || definer.text(left) == "module.exports") {
            draft.exported = true;
            const TSNode own_name = child_by_field(value, "name");
            if (definer.text(left) == "module.exports" && !is_null(own_name)) draft.name = own_name;
        } else {
            if (draft.kind == SymbolKind::Function) draft.kind = SymbolKind::Method;
            draft.qualifier = owner_of(owner);
            draft.outer = owner == "this" && definer.scope_kind() == SymbolKind::Constructor;
        }
    } else if (kind_of(left) != "identifier") {
        return;
    }
    if (draft.kind != SymbolKind::Class) describe_function(draft, value);
    else if (!is_null(child_by_field(value, "body"))) draft.signature_end = ts_node_start_byte(child_by_field(value, "body"));
    definer.add(draft);
}

/// `this.x = …` in a constructor.
void define_this_field(Definer& definer, TSNode left) {
    const TSNode object = child_by_field(left, "object");
    if (is_null(object) || kind_of(object) != "this") return;
    Draft draft;
    draft.kind = SymbolKind::Field;
    draft.name = child_by_field(left, "property");
    if (is_null(draft.name)) return;
    draft.once = draft.outer = true;
    draft.signature_end = ts_node_end_byte(left);
    definer.add(draft, false);
}

void define_export(Definer& definer, TSNode left, TSNode right) {
    if (definer.text(left) == "module.exports" || definer.text(left) == "exports") {
        if (kind_of(right) == "identifier") definer.export_name(definer.text(right));
        else if (kind_of(right) == "object") export_properties(definer, right);
        return;
    }
    const TSNode object = child_by_field(left, "object"), property = child_by_field(left, "property");
    if (is_null(object) || is_null(property) || !is_exports(definer.text(object))) return;
    if (kind_of(right) == "identifier") definer.export_name(definer.text(right));
    const TSNode function = child_by_field(right, "function");
    const bool is_require = !is_null(function) && definer.text(function) == "require";
    if (is_require || !is_new_value(right)) return;
    Draft draft;
    draft.kind = SymbolKind::Variable;
    draft.name = property;
    draft.once = true;
    draft.exported = true;
    draft.signature_end = ts_node_end_byte(left);
    definer.add(draft);
}

}  // namespace

void define_assigned(Definer& definer, TSNode node) {
    const TSNode left = child_by_field(node, "left");
    if (is_null(left)) return;
    const bool is_member = kind_of(left) == "member_expression";
    if (!is_member && kind_of(left) != "identifier") return;
    const TSNode right = child_by_field(node, "right");
    if (is_null(right)) return;
    if (is_function_value(right) || kind_of(right) == "class") return define_code(definer, left, right);
    if (!is_member) return;
    if (definer.scope_kind() == SymbolKind::Constructor) return define_this_field(definer, left);
    if (kind_of(right) == "object" && definer.text(left).ends_with(".prototype")) {
        definer.open_container(SymbolKind::Class, owner_of(definer.text(left)));
        return;
    }
    const TSNode object = child_by_field(left, "object");
    if (!is_null(object) && definer.text(object).ends_with(".prototype"))
        return define_prototype_member(definer, left, object, right);
    const char first = definer.text(left).front();
    if (first == 'e' || first == 'm') define_export(definer, left, right);
}

}  // namespace kompress::parse::languages::ecma
