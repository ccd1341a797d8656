// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/ecma.hpp"

namespace kompress::parse::languages::ecma {
namespace {

/// Calls `visit` on every named child. `visit` may recurse by a fixed number of levels only.
template <typename Visit>
void each_named_child(TSNode node, Visit visit) {
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const TSNode child = ts_tree_cursor_current_node(&cursor);
        if (ts_node_is_named(child)) visit(child);
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
}

Import import_from(std::string_view target) {
    Import import;
    import.target = target;
    import.is_local = target.starts_with('.');
    return import;
}

void add_import(Definer& definer, std::string_view target, std::string_view name, std::string_view alias, TSNode at) {
    Import import = import_from(target);
    import.name = name;
    if (alias != name) import.alias = alias;
    definer.add_import(import, at);
}

/// `{name as alias}` of an import or of an export from elsewhere.
void add_specifier(Definer& definer, TSNode specifier, std::string_view target) {
    const TSNode name = child_by_field(specifier, "name"), alias = child_by_field(specifier, "alias");
    if (is_null(name)) return;
    add_import(definer, target, unquoted(definer.text(name)), is_null(alias) ? "" : unquoted(definer.text(alias)), specifier);
    definer.add_reference(ReferenceKind::Import, name, target);
}

void add_clause(Definer& definer, TSNode clause, std::string_view target) {
    each_named_child(clause, [&](TSNode child) {
        const std::string_view kind = kind_of(child);
        if (kind == "identifier") {
            add_import(definer, target, "default", definer.text(child), child);
            definer.add_reference(ReferenceKind::Import, child, target);
        } else if (kind == "namespace_import") {
            const TSNode name = ts_node_named_child(child, 0);
            if (!is_null(name)) add_import(definer, target, "", definer.text(name), child);
        } else if (kind == "named_imports") {
            each_named_child(child, [&](TSNode specifier) {
                if (kind_of(specifier) == "import_specifier") add_specifier(definer, specifier, target);
            });
        }
    });
}

/// `x = require("y")`, as TypeScript writes it.
void add_require_clause(Definer& definer, TSNode clause) {
    const TSNode source = child_by_field(clause, "source"), name = ts_node_named_child(clause, 0);
    if (!is_null(source) && !is_null(name)) add_import(definer, unquoted(definer.text(source)), "", definer.text(name), clause);
}

/// `export … from "target"`.
void export_from(Definer& definer, TSNode node, std::string_view target) {
    bool has_names = false;
    each_named_child(node, [&](TSNode child) {
        const std::string_view kind = kind_of(child);
        if (kind == "export_clause") {
            has_names = true;
            each_named_child(child, [&](TSNode specifier) {
                if (kind_of(specifier) == "export_specifier") add_specifier(definer, specifier, target);
            });
        } else if (kind == "namespace_export") {
            const TSNode name = ts_node_named_child(child, 0);
            has_names = true;
            if (!is_null(name)) add_import(definer, target, "", unquoted(definer.text(name)), child);
        }
    });
    if (!has_names) add_import(definer, target, "*", "", node);
}

/// `export {a, b as c}` of what this file defines.
void export_own(Definer& definer, TSNode clause) {
    each_named_child(clause, [&](TSNode specifier) {
        const TSNode name = child_by_field(specifier, "name");
        if (kind_of(specifier) != "export_specifier" || is_null(name)) return;
        definer.export_name(definer.text(name));
        definer.add_reference(ReferenceKind::Use, name);
    });
}

/// The string of `require("…")` or `import("…")`, or a null node.
TSNode required_module(const Definer& definer, TSNode call) {
    if (is_null(call) || kind_of(call) != "call_expression") return {};
    const TSNode function = child_by_field(call, "function"), arguments = child_by_field(call, "arguments");
    if (is_null(function) || is_null(arguments)) return {};
    const bool is_require = kind_of(function) == "identifier" && definer.text(function) == "require";
    if (!is_require && kind_of(function) != "import") return {};
    const TSNode module = ts_node_named_child(arguments, 0);
    return !is_null(module) && kind_of(module) == "string" ? module : TSNode{};
}

void import_properties(Definer& definer, TSNode pattern, std::string_view target) {
    each_named_child(pattern, [&](TSNode child) {
        const std::string_view kind = kind_of(child);
        TSNode name = child, alias{};
        if (kind == "pair_pattern") name = child_by_field(child, "key"), alias = child_by_field(child, "value");
        else if (kind == "object_assignment_pattern") name = child_by_field(child, "left");
        else if (kind != "shorthand_property_identifier_pattern") return;
        if (is_null(name)) return;
        const bool has_alias = !is_null(alias) && kind_of(alias) == "identifier";
        add_import(definer, target, unquoted(definer.text(name)), has_alias ? definer.text(alias) : "", child);
        definer.add_reference(ReferenceKind::Import, name, target);
    });
}

}  // namespace

void import_names(Definer& definer, TSNode node) {
    const TSNode source = child_by_field(node, "source");
    bool has_clause = false;
    const std::string_view target = is_null(source) ? "" : unquoted(definer.text(source));
    each_named_child(node, [&](TSNode child) {
        const std::string_view kind = kind_of(child);
        if (kind == "import_require_clause") add_require_clause(definer, child);
        if (kind != "import_clause" || target.empty()) return;
        has_clause = true;
        add_clause(definer, child, target);
    });
    if (!has_clause && !target.empty()) definer.add_import(import_from(target), node);
}

void export_names(Definer& definer, TSNode node) {
    if (!is_null(child_by_field(node, "declaration"))) return;
    const TSNode source = child_by_field(node, "source");
    if (!is_null(source)) return export_from(definer, node, unquoted(definer.text(source)));
    const TSNode value = child_by_field(node, "value");
    const TSNode first = is_null(value) ? ts_node_named_child(node, 0) : value;
    if (is_null(first)) return;
    if (kind_of(first) == "identifier") definer.export_name(definer.text(first));
    else if (kind_of(first) == "export_clause") export_own(definer, first);
}

/// `require("x")` and `import("x")` wherever they stand; those that a declarator names are already known.
void import_by_call(Definer& definer, TSNode node) {
    const std::string_view rest = definer.source().substr(ts_node_start_byte(node));
    if (!rest.starts_with("require") && !rest.starts_with("import")) return;
    const TSNode module = required_module(definer, node);
    if (is_null(module)) return;
    const std::string_view target = unquoted(definer.text(module));
    if (definer.last_import_target().data() != target.data()) definer.add_import(import_from(target), node);
}

bool import_by_declarator(Definer& definer, TSNode name, TSNode value) {
    std::string_view property;
    TSNode call = value;
    if (kind_of(value) == "await_expression") call = ts_node_named_child(value, 0);
    if (kind_of(value) == "member_expression") {  // `const a = require("x").a`
        call = child_by_field(value, "object");
        const TSNode member = child_by_field(value, "property");
        if (!is_null(member)) property = definer.text(member);
    }
    const TSNode module = required_module(definer, call);
    if (is_null(module)) return false;
    const std::string_view target = unquoted(definer.text(module));
    if (kind_of(name) == "object_pattern") import_properties(definer, name, target);
    else if (kind_of(name) == "identifier") add_import(definer, target, property, definer.text(name), name);
    else return false;
    return true;
}

}  // namespace kompress::parse::languages::ecma
