// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/python_hooks.hpp"

#include <algorithm>

namespace kompress::parse::languages::py {
namespace {

constexpr std::size_t MaxDocBytes = 16 * 1024;
constexpr std::uint32_t MaxLeadingComments = 32;
constexpr std::size_t MaxTargetDepth = 16;

// ---- docstrings ----

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::string_view(" \t\r\n").find(text.front()) != std::string_view::npos) text.remove_prefix(1);
    while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
    return text;
}

/// Takes one line off the front of `rest`, without its line end.
std::string_view next_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    return line;
}

/// Without the indentation that all lines but the first have in common, as inspect.cleandoc has it.
std::string_view dedented(std::string_view text, TextArena& arena) {
    if (text.find('\n') == std::string_view::npos) return text;
    std::size_t common = text.size();
    std::string_view rest = text;
    next_line(rest);
    while (!rest.empty()) {
        const std::size_t indentation = next_line(rest).find_first_not_of(" \t");
        if (indentation != std::string_view::npos) common = std::min(common, indentation);
    }
    char* out = arena.allocate(text.size());
    std::size_t size = 0;
    rest = text;
    for (bool is_first = true; !rest.empty(); is_first = false) {
        std::string_view line = next_line(rest);
        if (!is_first) {
            out[size++] = '\n';
            line.remove_prefix(std::min(common, line.size()));
        }
        std::copy(line.begin(), line.end(), out + size);
        size += line.size();
    }
    arena.shrink(text.size() - size);
    return {out, size};
}

/// The text of a docstring, or "" where the literal is none: bytes and f-strings do not document.
std::string_view docstring(Definer& definer, TSNode literal) {
    std::string_view text = definer.text(literal);
    std::size_t prefix = 0;
    while (prefix < text.size() && text[prefix] != '"' && text[prefix] != '\'') {
        const char c = text[prefix++];
        if (c == 'b' || c == 'B' || c == 'f' || c == 'F') return {};
    }
    text.remove_prefix(prefix);
    const std::size_t quotes = text.starts_with("\"\"\"") || text.starts_with("'''") ? 3 : 1;
    if (text.size() < 2 * quotes) return {};
    return dedented(trimmed(text.substr(quotes, text.size() - 2 * quotes).substr(0, MaxDocBytes)), definer.arena());
}

/// The docstring of a body: its first statement, where that is a string.
std::string_view doc_of(Definer& definer, TSNode body) {
    for (std::uint32_t i = 0; i < MaxLeadingComments && !is_null(body); ++i) {
        const TSNode statement = ts_node_named_child(body, i);
        if (is_null(statement)) return {};
        const std::string_view kind = kind_of(statement);
        if (kind == "comment") continue;
        if (kind != "expression_statement") return {};
        const TSNode literal = ts_node_named_child(statement, 0);
        return is_null(literal) || kind_of(literal) != "string" ? std::string_view{} : docstring(definer, literal);
    }
    return {};
}

// ---- functions ----

/// `property`, `cached_property`, `x.setter` … among the decorators.
bool is_property(const Definer& definer) {
    const TSNode wrapper = definer.wrapper();
    if (is_null(wrapper)) return false;
    for (std::uint32_t i = 0; i < MaxLeadingComments; ++i) {
        const TSNode child = ts_node_named_child(wrapper, i);
        if (is_null(child) || (kind_of(child) != "decorator" && kind_of(child) != "comment")) return false;
        const std::string_view text = trimmed(definer.text(child));
        if (text.ends_with("property") || text.ends_with(".setter") || text.ends_with(".getter") || text.ends_with(".deleter"))
            return true;
    }
    return false;
}

SymbolKind function_kind(const Definer& definer, TSNode name) {
    if (definer.scope_kind() != SymbolKind::Class) return SymbolKind::Function;
    const std::string_view text = definer.text(name);
    if (text == "__init__" || text == "__new__") return SymbolKind::Constructor;
    return is_property(definer) ? SymbolKind::Property : SymbolKind::Method;
}

/// Named children but the bare `*` and `/`, which only say how the others are passed.
std::uint32_t count_parameters(TSNode parameters) {
    if (is_null(parameters)) return 0;
    TSTreeCursor cursor = ts_tree_cursor_new(parameters);
    std::uint32_t count = 0;
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const TSNode child = ts_tree_cursor_current_node(&cursor);
        if (!ts_node_is_named(child)) continue;
        const std::string_view kind = kind_of(child);
        count += kind != "comment" && kind != "keyword_separator" && kind != "positional_separator";
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
    return count;
}

// ---- assignments ----

bool is_constant_name(std::string_view name) {
    bool has_letter = false;
    for (const char c : name) {
        if (c >= 'a' && c <= 'z') return false;
        has_letter |= c >= 'A' && c <= 'Z';
    }
    return has_letter;
}

/// Adds what one target of an assignment outside of functions defines: `a`, or all of `a, (b, c)`.
void define_target(Definer& definer, TSNode target, const Draft& pattern, std::size_t depth) {
    const std::string_view kind = kind_of(target);
    if (kind == "identifier") {
        Draft draft = pattern;
        draft.name = target;
        if (draft.kind == SymbolKind::Variable && is_constant_name(definer.text(target))) draft.kind = SymbolKind::Constant;
        definer.add(draft, draft.kind == SymbolKind::Function || draft.kind == SymbolKind::Method);
        return;
    }
    const bool is_list = kind == "pattern_list" || kind == "tuple_pattern" || kind == "list_pattern" || kind == "list_splat_pattern";
    if (!is_list || depth == MaxTargetDepth) return;
    TSTreeCursor cursor = ts_tree_cursor_new(target);
    if (ts_tree_cursor_goto_first_child(&cursor)) do
        define_target(definer, ts_tree_cursor_current_node(&cursor), pattern, depth + 1);
    while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
}

/// `self.x = …` in a constructor defines a field of the class.
void define_self_field(Definer& definer, TSNode left, Draft& draft) {
    if (kind_of(left) != "attribute" || definer.scope_kind() != SymbolKind::Constructor) return;
    const TSNode object = child_by_field(left, "object");
    if (is_null(object) || definer.text(object) != "self") return;
    draft.name = child_by_field(left, "attribute");
    if (is_null(draft.name)) return;
    draft.kind = SymbolKind::Field;
    draft.outer = true;
    const std::string_view name = definer.text(draft.name);
    draft.exported = !name.starts_with('_');
    definer.add(draft, false);
}

// ---- imports ----

/// The last name of a dotted one, and what stands before it.
void refer_to_last(Definer& definer, TSNode dotted, ReferenceKind kind, std::string_view qualifier) {
    if (is_null(dotted) || ts_node_named_child_count(dotted) == 0) return;
    const TSNode last = ts_node_named_child(dotted, ts_node_named_child_count(dotted) - 1);
    const std::uint32_t start = ts_node_start_byte(dotted), end = ts_node_start_byte(last);
    if (qualifier.empty() && end > start + 1) qualifier = definer.source().substr(start, end - start - 1);
    definer.add_reference(kind, last, qualifier);
}

/// `module` of `from module import …`; what is imported is a module otherwise.
void import_one(Definer& definer, TSNode item, std::string_view module) {
    const bool is_aliased = kind_of(item) == "aliased_import";
    const TSNode name = is_aliased ? child_by_field(item, "name") : item;
    if (is_null(name)) return;
    Import import;
    if (is_aliased) {
        const TSNode alias = child_by_field(item, "alias");
        if (!is_null(alias)) import.alias = definer.text(alias);
    }
    import.target = module.empty() ? definer.text(name) : module;
    if (!module.empty()) import.name = definer.text(name);
    import.is_local = import.target.starts_with('.');
    definer.add_import(import, item);
    refer_to_last(definer, name, ReferenceKind::Import, module);
}

void import_all_of(Definer& definer, TSNode node, std::string_view module) {
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const TSNode child = ts_tree_cursor_current_node(&cursor);
        const char* field = ts_tree_cursor_current_field_name(&cursor);
        if (field && std::string_view(field) == "name") {
            import_one(definer, child, module);
        } else if (kind_of(child) == "wildcard_import") {
            Import import;
            import.target = module;
            import.name = "*";
            import.is_local = module.starts_with('.');
            definer.add_import(import, child);
        }
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
}

}  // namespace

void read_module_doc(Definer& definer, TSNode node) {
    const std::string_view doc = doc_of(definer, node);
    if (!doc.empty()) definer.set_file_doc(doc);
}

void define_function(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.kind = function_kind(definer, draft.name);
    const TSNode parameters = child_by_field(node, "parameters"), type = child_by_field(node, "return_type");
    draft.parameter_count = count_parameters(parameters);
    if (!is_null(type)) draft.signature_end = ts_node_end_byte(type);
    else if (!is_null(parameters)) draft.signature_end = ts_node_end_byte(parameters);
    draft.doc = doc_of(definer, child_by_field(node, "body"));
    definer.add(draft);
}

void define_class(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Class;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    const TSNode bases = child_by_field(node, "superclasses"), types = child_by_field(node, "type_parameters");
    draft.signature_end = ts_node_end_byte(!is_null(bases) ? bases : !is_null(types) ? types : draft.name);
    draft.doc = doc_of(definer, child_by_field(node, "body"));
    definer.add(draft);
}

void define_assigned(Definer& definer, TSNode node) {
    const bool in_function = definer.in_function();
    if (in_function && definer.scope_kind() == SymbolKind::Function) return;
    const TSNode left = child_by_field(node, "left");
    if (is_null(left)) return;
    const TSNode type = child_by_field(node, "type");
    Draft draft;
    draft.once = true;
    draft.signature_end = ts_node_end_byte(is_null(type) ? left : type);
    const bool in_class = definer.scope_kind() == SymbolKind::Class;
    if (in_function && !in_class) return define_self_field(definer, left, draft);
    const TSNode right = child_by_field(node, "right");
    draft.kind = in_class ? SymbolKind::Field : SymbolKind::Variable;
    if (!is_null(right) && kind_of(right) == "lambda" && kind_of(left) == "identifier") {
        draft.kind = in_class ? SymbolKind::Method : SymbolKind::Function;
        const TSNode parameters = child_by_field(right, "parameters");
        draft.parameter_count = count_parameters(parameters);
        draft.signature_end = ts_node_end_byte(is_null(parameters) ? left : parameters);
    }
    if (!is_null(type) && definer.text(type).ends_with("TypeAlias")) draft.kind = SymbolKind::TypeAlias;
    define_target(definer, left, draft, 0);
}

void define_type_alias(Definer& definer, TSNode node) {
    const TSNode left = child_by_field(node, "left");
    TSNode name = is_null(left) ? left : ts_node_named_child(left, 0);
    if (!is_null(name) && kind_of(name) == "generic_type") name = ts_node_named_child(name, 0);
    if (is_null(name) || kind_of(name) != "identifier") return;  // `type(x).y = z` parses as an alias too
    Draft draft;
    draft.kind = SymbolKind::TypeAlias;
    draft.name = name;
    draft.signature_end = ts_node_end_byte(left);
    definer.add(draft);
}

void open_closure(Definer& definer, TSNode) { definer.open_closure(); }

void declare_global(Definer& definer, TSNode node) {
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const TSNode child = ts_tree_cursor_current_node(&cursor);
        if (kind_of(child) != "identifier") continue;
        definer.add_global(definer.text(child));
        definer.add_reference(ReferenceKind::Use, child);
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
}

/// `case x:` binds x; `case A.x:` compares with it.
void declare_capture(Definer& definer, TSNode node) {
    TSNode name = ts_node_named_child(node, 0);
    if (is_null(name)) return;
    if (kind_of(name) == "as_pattern") {  // `case A() as x`: the grammar gives the alias no field
        name = ts_node_named_child(name, ts_node_named_child_count(name) - 1);
        if (!is_null(name) && kind_of(name) == "identifier") definer.add_local(definer.text(name));
    } else if (kind_of(name) == "dotted_name" && ts_node_named_child_count(name) == 1) {
        definer.add_local(definer.text(name));
    }
}

/// `case A(key=x):` binds x too; the table ignores the whole for the sake of `key`.
void declare_keyword_capture(Definer& definer, TSNode node) {
    const std::uint32_t count = ts_node_named_child_count(node);
    const TSNode value = count < 2 ? TSNode{} : ts_node_named_child(node, count - 1);
    if (is_null(value) || kind_of(value) != "dotted_name") return;
    const std::uint32_t names = ts_node_named_child_count(value);
    if (names == 1) return definer.add_local(definer.text(value));
    if (names > 1) refer_to_last(definer, value, ReferenceKind::Use, {});
}

void import_modules(Definer& definer, TSNode node) { import_all_of(definer, node, {}); }

void import_names(Definer& definer, TSNode node) {
    const TSNode module = child_by_field(node, "module_name");
    import_all_of(definer, node, is_null(module) ? "__future__" : definer.text(module));
}

}  // namespace kompress::parse::languages::py
