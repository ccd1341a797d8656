// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/rust_use.hpp"

#include <array>
#include <cstring>

namespace kompress::parse::languages {
namespace {

constexpr std::size_t MaxDepth = 16;           ///< nested braces that are followed
constexpr std::size_t MaxPathBytes = 1024;     ///< a longer path is not a path; keeps hostile trees linear

std::string_view join(Definer& definer, std::string_view prefix, std::string_view path) {
    if (prefix.empty()) return path;
    if (path.empty() || prefix.size() + path.size() > MaxPathBytes) return prefix;
    const std::size_t size = prefix.size() + 2 + path.size();
    char* text = definer.arena().allocate(size);
    std::memcpy(text, prefix.data(), prefix.size());
    std::memcpy(text + prefix.size(), "::", 2);
    std::memcpy(text + prefix.size() + 2, path.data(), path.size());
    return {text, size};
}

/// One leaf of a use tree below `prefix`.
void add_leaf(Definer& definer, std::string_view prefix, TSNode node, TSNode alias) {
    Import import;
    if (!is_null(alias)) import.alias = definer.text(alias);
    const std::string_view kind = kind_of(node);
    if (kind == "scoped_identifier") {
        const TSNode path = child_by_field(node, "path"), name = child_by_field(node, "name");
        if (is_null(name)) return;
        import.target = join(definer, prefix, is_null(path) ? std::string_view{} : definer.text(path));
        import.name = definer.text(name);
    } else if (kind == "use_wildcard") {
        const TSNode path = ts_node_named_child(node, 0);
        import.target = join(definer, prefix, is_null(path) ? std::string_view{} : definer.text(path));
        import.name = "*";
    } else if (kind == "self" || prefix.empty()) {
        import.target = prefix.empty() ? definer.text(node) : prefix;
    } else {
        import.target = prefix;
        import.name = definer.text(node);
    }
    import.is_local = is_local_path(import.target);
    definer.add_import(import, node);
}

void add_clause(Definer& definer, std::string_view prefix, TSNode node) {
    if (kind_of(node) != "use_as_clause") return add_leaf(definer, prefix, node, {});
    const TSNode path = child_by_field(node, "path");
    if (!is_null(path)) add_leaf(definer, prefix, path, child_by_field(node, "alias"));
}

bool is_clause(std::string_view kind) {
    return kind == "identifier" || kind == "scoped_identifier" || kind == "use_as_clause" || kind == "use_wildcard" ||
           kind == "self" || kind == "super" || kind == "crate";
}

}  // namespace

bool is_local_path(std::string_view path) {
    const std::string_view head = path.substr(0, path.find(':'));
    return head == "crate" || head == "self" || head == "super";
}

void define_use(Definer& definer, TSNode node) {
    const TSNode argument = child_by_field(node, "argument");
    if (is_null(argument)) return;
    if (is_clause(kind_of(argument))) return add_clause(definer, {}, argument);  // most of them
    std::array<std::string_view, MaxDepth> prefixes;
    std::size_t depth = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(argument);
    for (bool is_open = true; is_open;) {
        const TSNode current = ts_tree_cursor_current_node(&cursor);
        const std::string_view kind = kind_of(current);
        const char* field = ts_tree_cursor_current_field_name(&cursor);
        const bool is_prefix = field && std::string_view(field) == "path";
        const bool is_list = kind == "scoped_use_list" || kind == "use_list";
        if (is_list && depth + 1 < MaxDepth && ts_tree_cursor_goto_first_child(&cursor)) {
            const TSNode path = kind == "use_list" ? TSNode{} : child_by_field(current, "path");
            prefixes[depth + 1] = is_null(path) ? prefixes[depth] : join(definer, prefixes[depth], definer.text(path));
            ++depth;
            continue;
        }
        if (!is_prefix && is_clause(kind)) add_clause(definer, prefixes[depth], current);
        while (is_open && !ts_tree_cursor_goto_next_sibling(&cursor)) {
            is_open = ts_tree_cursor_goto_parent(&cursor);
            if (is_open) --depth;
        }
    }
    ts_tree_cursor_delete(&cursor);
}

void define_extern_crate(Definer& definer, TSNode node) {
    const TSNode name = child_by_field(node, "name"), alias = child_by_field(node, "alias");
    if (is_null(name)) return;
    Import import;
    import.target = definer.text(name);
    if (!is_null(alias)) import.alias = definer.text(alias);
    definer.add_import(import, node);
}

}  // namespace kompress::parse::languages
