// SPDX-License-Identifier: Apache-2.0
/// R. A function is a value that is assigned; classes of S4, R5 and R6 are made by calls. A leading dot is R's private.
#include <algorithm>
#include <array>

#include "parse/definer.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_r(void);

namespace kompress::parse::languages {
namespace {

constexpr std::uint32_t MaxListed = 64;

std::string_view unquoted(std::string_view text) {
    return text.size() >= 2 && (text.front() == '"' || text.front() == '\'') ? text.substr(1, text.size() - 2) : text;
}

bool is_exported(const Definer& definer, TSNode, SymbolKind, std::string_view name) { return !definer.in_function() && !name.starts_with('.'); }

/// Commas are nodes with names.
std::uint32_t count_parameters(TSNode function) {
    const TSNode list = child_by_field(function, "parameters");
    if (is_null(list)) return 0;
    const std::uint32_t nodes = ts_node_named_child_count(list);
    if (nodes > MaxListed) return nodes / 2 + 1;
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < nodes; ++i) count += kind_of(ts_node_named_child(list, i)) == "parameter";
    return count;
}

TSNode argument_value(TSNode call, std::uint32_t index) {
    const TSNode arguments = child_by_field(call, "arguments");
    if (is_null(arguments)) return {};
    const std::uint32_t nodes = std::min(ts_node_named_child_count(arguments), MaxListed);
    for (std::uint32_t i = 0; i < nodes; ++i) {
        const TSNode child = ts_node_named_child(arguments, i);
        if (kind_of(child) == "argument" && index-- == 0) return child_by_field(child, "value");
    }
    return {};
}

bool makes_class(std::string_view function) {
    return function == "R6Class" || function == "R6::R6Class" || function == "setRefClass" || function == "setClass" || function == "methods::setClass";
}

void define_function_value(Draft& draft, TSNode value) {
    draft.parameter_count = count_parameters(value);
    if (const TSNode body = child_by_field(value, "body"); !is_null(body)) draft.signature_end = ts_node_start_byte(body);
}

/// `f <- function(x) …`, `x = 1`, `1 -> x`.
void define_assigned(Definer& definer, TSNode node) {
    const std::string_view sign = definer.text(child_by_field(node, "operator"));
    const bool is_right = sign == "->" || sign == "->>";
    if (!is_right && sign != "<-" && sign != "<<-" && sign != "=") return;
    const TSNode name = child_by_field(node, is_right ? "rhs" : "lhs"), value = child_by_field(node, is_right ? "lhs" : "rhs");
    const std::string_view kind = kind_of(name);
    if (kind != "identifier" && kind != "string") return;
    const bool is_function = kind_of(value) == "function_definition";
    if (definer.in_function()) {
        if (sign != "<<-" && sign != "->>") definer.add_local(unquoted(definer.text(name)));
        if (!is_function) return;
    }
    Draft draft;
    draft.name = name;
    if (kind == "string") draft.name_text = unquoted(definer.text(name));
    draft.kind = is_function ? SymbolKind::Function : SymbolKind::Variable;
    if (is_function) define_function_value(draft, value);
    if (kind_of(value) == "call" && makes_class(definer.text(child_by_field(value, "function")))) {
        draft.kind = SymbolKind::Class;
        draft.signature_end = ts_node_end_byte(child_by_field(value, "function"));
    }
    draft.once = !is_function;
    definer.add(draft);
}

/// `name = function(x) …` among the arguments of a call that makes a class.
void define_member(Definer& definer, TSNode node) {
    const TSNode name = child_by_field(node, "name"), value = child_by_field(node, "value");
    if (kind_of(name) != "identifier" || kind_of(value) != "function_definition" || definer.scope_kind() != SymbolKind::Class) return;
    Draft draft;
    draft.kind = SymbolKind::Method;
    draft.name = name;
    define_function_value(draft, value);
    draft.exported = !definer.text(name).starts_with('.');
    definer.add(draft);
}

void add_import(Definer& definer, TSNode node, std::string_view target, bool is_local) {
    Import import;
    import.target = unquoted(target);
    import.is_local = is_local;
    if (!import.target.empty()) definer.add_import(import, node);
}

/// `setClass("Name", …)`, `setGeneric("name", …)`, `setMethod("name", "Class", function(x) …)`, `library(name)`.
void on_call(Definer& definer, TSNode node) {
    const std::string_view function = definer.text(child_by_field(node, "function"));
    const TSNode first = argument_value(node, 0);
    const std::string_view kind = kind_of(first);
    if (kind != "string" && kind != "identifier") return;
    if (function == "library" || function == "require" || function == "requireNamespace" || function == "loadNamespace")
        return add_import(definer, node, definer.text(first), false);
    if (kind != "string") return;
    if (function == "source") return add_import(definer, node, definer.text(first), true);
    const bool is_class = makes_class(function) && definer.scope_kind() != SymbolKind::Class;
    const bool is_generic = function == "setGeneric", is_method = function == "setMethod";
    if (!is_class && !is_generic && !is_method) return;
    Draft draft;
    draft.name = first;
    draft.name_text = unquoted(definer.text(first));
    draft.kind = is_class ? SymbolKind::Class : is_generic ? SymbolKind::Function : SymbolKind::Method;
    draft.signature_end = ts_node_end_byte(first);
    if (is_method) {
        const TSNode type = argument_value(node, 1);
        if (kind_of(type) == "string") draft.qualifier = unquoted(definer.text(type));
        const TSNode value = argument_value(node, 2);
        if (kind_of(value) == "function_definition") define_function_value(draft, value);
    }
    definer.add(draft);
}

void open_closure(Definer& definer, TSNode) { definer.open_closure(); }

constexpr NodeRule Nodes[] = {
    {"binary_operator", NodeRole::Definition, SymbolKind::Function, "", "", define_assigned},
    {"argument", NodeRole::Definition, SymbolKind::Method, "", "", define_member},
    {"call", NodeRole::Definition, SymbolKind::Class, "", "", on_call},
    {"function_definition", NodeRole::Container, SymbolKind::Function, "", "", open_closure},
    // decisions
    {"if_statement", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"while_statement", NodeRole::Branch},
    {"repeat_statement", NodeRole::Branch},
    {"&&", NodeRole::Branch},
    {"||", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"string", NodeRole::Opaque},
    {"integer", NodeRole::Opaque},
    {"float", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
};

constexpr FieldRule Fields[] = {
    {"call", "function", ChildRole::Call},
    {"namespace_operator", "lhs", ChildRole::Ignore},
    {"namespace_operator", "rhs", ChildRole::Member},
    {"extract_operator", "rhs", ChildRole::Member},
    {"parenthesized_expression", "body", ChildRole::Pass},
    {"argument", "name", ChildRole::Ignore},
    {"parameter", "name", ChildRole::Local},
    {"for_statement", "variable", ChildRole::Local},
};

constexpr std::string_view Predeclared[] = {
    "T", "F", "self", "private", "LETTERS", "letters", "pi", "abs", "all", "any", "as.character", "as.integer", "as.numeric", "c", "cat", "class", "data.frame", "do.call",
    "exp", "factor", "function", "identical", "ifelse", "inherits", "invisible", "is.character", "is.function", "is.list", "is.na", "is.null", "is.numeric",
    "lapply", "length", "library", "list", "log", "max", "mean", "min", "names", "nchar", "ncol", "nrow", "numeric", "on.exit", "paste", "paste0", "print",
    "rep", "require", "return", "rev", "sapply", "seq", "seq_along", "seq_len", "setdiff", "sprintf", "sqrt", "stop", "stopifnot", "sum", "switch",
    "tryCatch", "unique", "unlist", "vapply", "vector", "warning", "which",
};

}  // namespace

const LanguageSpec& r() {
    static const LanguageSpec spec{Language::R, tree_sitter_r, 1, "::", Nodes, Fields, is_exported, nullptr, nullptr, Predeclared};
    return spec;
}

}  // namespace kompress::parse::languages
