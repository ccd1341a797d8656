// SPDX-License-Identifier: Apache-2.0
/// Go. A `const (…)`, `var (…)` or `type (…)` is the Wrapper of its specs: it lends its doc comment and its range
/// to the only spec of an ungrouped declaration, and nothing to the specs of a group.
#include <cstring>

#include "parse/definer.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_go(void);

namespace kompress::parse::languages {
namespace {

constexpr std::uint32_t MaxListed = 64;  ///< parameters that are looked at: finding the n-th child costs n steps

/// Go exports what begins with an upper-case letter, in any script: Latin, Greek and Cyrillic are told here.
bool begins_upper(std::string_view name) {
    if (name.empty()) return false;
    const auto first = static_cast<unsigned char>(name[0]);
    if (first < 0x80) return first >= 'A' && first <= 'Z';
    if (name.size() < 2) return false;
    const auto second = static_cast<unsigned char>(name[1]);
    if (first == 0xc3) return second >= 0x80 && second <= 0x9e && second != 0x97;
    if (first == 0xce) return second >= 0x86 && second <= 0xa9;
    return first == 0xd0 && second >= 0x80 && second <= 0xaf;
}

bool is_exported(const Definer& definer, TSNode, SymbolKind kind, std::string_view name) {
    if (kind == SymbolKind::Package) return true;
    return begins_upper(name) && !definer.in_function();
}

/// `a, b int` declares two parameters in one node; an unnamed parameter is its type alone.
std::uint32_t count_parameters(TSNode list) {
    if (is_null(list)) return 0;
    const std::uint32_t nodes = ts_node_named_child_count(list);
    if (nodes > MaxListed) return nodes;
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < nodes; ++i) {
        const TSNode node = ts_node_named_child(list, i);
        if (kind_of(node) == "comment") continue;
        const std::uint32_t parts = ts_node_named_child_count(node);
        count += parts > 2 ? parts - 1 : 1;
    }
    return count;
}

/// `T` of `(t *T)`, and `[K]` of `(t T[K])`, which declares the method's own names of the type's parameters.
struct Receiver {
    TSNode type{}, arguments{};
};

Receiver receiver_of(TSNode list) {
    if (is_null(list)) return {};
    Receiver receiver;
    TSNode type = child_by_field(ts_node_named_child(list, 0), "type");
    for (int steps = 0; steps < 4 && !is_null(type); ++steps) {
        const std::string_view kind = kind_of(type);
        if (kind == "type_identifier") {
            receiver.type = type;
            break;
        }
        if (kind == "generic_type") receiver.arguments = child_by_field(type, "type_arguments");
        type = kind == "generic_type" ? child_by_field(type, "type") : ts_node_named_child(type, 0);
    }
    return receiver;
}

void define_function(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.parameter_count = count_parameters(child_by_field(node, "parameters"));
    definer.add(draft);
}

void define_method(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Method;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.parameter_count = count_parameters(child_by_field(node, "parameters"));
    const Receiver receiver = receiver_of(child_by_field(node, "receiver"));
    draft.qualifier = definer.text(receiver.type);
    definer.add(draft);
    if (is_null(receiver.arguments)) return;
    const std::uint32_t count = ts_node_named_child_count(receiver.arguments);
    for (std::uint32_t i = 0; i < count && i < MaxListed; ++i)
        definer.add_local(definer.text(ts_node_named_child(receiver.arguments, i)));
}

/// A method of a named interface; what an unnamed one asks for in passing is nobody's method.
void define_method_elem(Definer& definer, TSNode node) {
    if (definer.scope_kind() != SymbolKind::Interface) return;
    Draft draft;
    draft.kind = SymbolKind::Method;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.parameter_count = count_parameters(child_by_field(node, "parameters"));
    definer.add(draft);
}

/// The keyword of the declaration around a spec and the spec's own text up to `end`: "type Reader interface".
std::string_view signature_of_spec(Definer& definer, TSNode node, std::string_view keyword, std::uint32_t end) {
    const std::uint32_t start = ts_node_start_byte(node);
    const std::string_view rest = definer.fold(definer.source().substr(start, end > start ? end - start : 0));
    char* text = definer.arena().allocate(keyword.size() + rest.size());
    std::memcpy(text, keyword.data(), keyword.size());
    std::memcpy(text + keyword.size(), rest.data(), rest.size());
    return {text, keyword.size() + rest.size()};
}

/// True inside `const (…)` and the like, whose comment and range are not those of any one spec.
bool is_grouped(const Definer& definer) {
    const TSNode wrapper = definer.wrapper();
    if (is_null(wrapper)) return false;
    const TSNode second = ts_node_child(wrapper, 1);
    return !is_null(second) && (kind_of(second) == "(" || kind_of(second) == "var_spec_list");
}

/// Where the braces of a struct or interface type open; the end of any other type.
std::uint32_t end_of_head(TSNode type) {
    const std::string_view kind = kind_of(type);
    if (kind == "struct_type" || kind == "interface_type") {
        const TSNode body = ts_node_child(type, 1);
        if (!is_null(body)) return ts_node_start_byte(body);
    }
    return ts_node_end_byte(type);
}

void define_type(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    const TSNode type = child_by_field(node, "type");
    draft.kind = SymbolKind::TypeAlias;
    std::uint32_t end = ts_node_end_byte(node);
    if (!is_null(type)) {
        if (kind_of(type) == "struct_type") draft.kind = SymbolKind::Struct;
        if (kind_of(type) == "interface_type") draft.kind = SymbolKind::Interface;
        end = end_of_head(type);
    }
    draft.ignores_wrapper = is_grouped(definer);
    draft.signature = signature_of_spec(definer, node, "type ", end);
    definer.add(draft);
}

/// True when a spec or field names one thing: `a T`, not `a, b T`.
bool names_one(TSNode node) {
    const TSNode second = ts_node_named_child(node, 1);
    if (is_null(second)) return true;
    const std::string_view kind = kind_of(second);
    return kind != "identifier" && kind != "field_identifier";
}

/// The names that a spec or field begins with.
template <typename Visit>
void each_name(TSNode node, std::string_view kind, Visit visit) {
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool is_open = ts_tree_cursor_goto_first_child(&cursor);
    for (; is_open; is_open = ts_tree_cursor_goto_next_sibling(&cursor)) {
        const TSNode child = ts_tree_cursor_current_node(&cursor);
        if (kind_of(child) == kind) visit(child);
        else if (ts_node_is_named(child) && kind_of(child) != "comment") break;
    }
    ts_tree_cursor_delete(&cursor);
}

/// `a, b T = 1, 2` of const and var: the names come first.
void define_values(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    const bool is_constant = kind_of(node) == "const_spec";
    const std::string_view keyword = is_constant ? "const " : "var ";
    const TSNode type = child_by_field(node, "type");
    Draft draft;
    draft.kind = is_constant ? SymbolKind::Constant : SymbolKind::Variable;
    draft.ignores_wrapper = is_grouped(definer);
    draft.holds_locals = true;
    // A constant's value is what a reader wants to see; a variable's may be a table.
    const std::uint32_t end = is_constant ? ts_node_end_byte(node) : is_null(type) ? 0 : end_of_head(type);
    if (end > 0) draft.signature = signature_of_spec(definer, node, keyword, end);  // the same for all names
    const auto add = [&](TSNode name, bool opens_scope) {
        if (definer.text(name) == "_") return;
        draft.name = name;
        if (end == 0) draft.signature = signature_of_spec(definer, name, keyword, ts_node_end_byte(name));
        definer.add(draft, opens_scope);
    };
    const bool is_one = names_one(node);
    const TSNode first = ts_node_named_child(node, 0);
    if (is_one && kind_of(first) == "identifier") add(first, true);
    else each_name(node, "identifier", [&](TSNode name) { add(name, false); });
    // Closures that initialise `_` or several names at once keep their locals, too.
    definer.open_closure();
}

/// Fields of named types and of file-level variables; an unnamed type inside a function is as local as its variable.
void define_fields(Definer& definer, TSNode node) {
    const TSNode first = child_by_field(node, "name");
    if (is_null(first)) {
        definer.give_role(ChildRole::Inherit);  // embedded
        return;
    }
    const auto scope = definer.scope_kind();
    if (!scope || *scope == SymbolKind::Function || *scope == SymbolKind::Method) return;
    const TSNode type = child_by_field(node, "type");
    Draft draft;
    draft.kind = SymbolKind::Field;
    if (!is_null(type)) draft.signature_end = end_of_head(type);
    const bool opens_scope = !is_null(type) && kind_of(type) == "struct_type" && names_one(node);
    each_name(node, "field_identifier", [&](TSNode name) {
        draft.name = name;
        if (definer.text(name) != "_") definer.add(draft, opens_scope);
    });
}

void define_package(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Package;
    draft.name = named_child_of_kind(node, "package_identifier");
    if (!is_null(draft.name)) definer.add(draft, false);
}

void define_import(Definer& definer, TSNode node) {
    const TSNode path = child_by_field(node, "path");
    if (is_null(path)) return;
    Import import;
    import.target = definer.text(path);
    if (import.target.size() >= 2) import.target = import.target.substr(1, import.target.size() - 2);
    import.is_local = import.target.starts_with("./") || import.target.starts_with("../");
    const TSNode name = child_by_field(node, "name");
    if (!is_null(name)) {
        if (kind_of(name) == "dot") import.name = "*";
        else import.alias = definer.text(name);
    }
    definer.add_import(import, node);
}

constexpr NodeRule Nodes[] = {
    // definitions
    {"package_clause", NodeRole::Definition, SymbolKind::Package, "", "", define_package},
    {"import_spec", NodeRole::Import, SymbolKind::Module, "", "", define_import},
    {"function_declaration", NodeRole::Definition, SymbolKind::Function, "name", "body", define_function},
    {"method_declaration", NodeRole::Definition, SymbolKind::Method, "name", "body", define_method},
    {"method_elem", NodeRole::Definition, SymbolKind::Method, "name", "", define_method_elem},
    {"type_declaration", NodeRole::SignedWrapper},
    {"type_spec", NodeRole::Definition, SymbolKind::TypeAlias, "name", "", define_type},
    {"type_alias", NodeRole::Definition, SymbolKind::TypeAlias, "name", "", define_type},
    {"const_declaration", NodeRole::SignedWrapper},
    {"const_spec", NodeRole::Definition, SymbolKind::Constant, "name", "", define_values},
    {"var_declaration", NodeRole::SignedWrapper},
    {"var_spec", NodeRole::Definition, SymbolKind::Variable, "name", "", define_values},
    {"field_declaration", NodeRole::Definition, SymbolKind::Field, "name", "", define_fields},
    // decisions
    {"if_statement", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"expression_case", NodeRole::Branch},
    {"type_case", NodeRole::Branch},
    {"communication_case", NodeRole::Branch},
    {"&&", NodeRole::Branch},
    {"||", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"interpreted_string_literal", NodeRole::Opaque},
    {"raw_string_literal", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
    {"field_identifier", NodeRole::Name},
    {"package_identifier", NodeRole::Name},
    {"type_identifier", NodeRole::TypeName},
};

constexpr FieldRule Fields[] = {
    {"call_expression", "function", ChildRole::Call},
    {"parenthesized_expression", "", ChildRole::Pass},
    {"selector_expression", "field", ChildRole::Member},
    {"qualified_type", "name", ChildRole::Member},
    {"generic_type", "type", ChildRole::Pass},
    {"pointer_type", "", ChildRole::Pass},
    // bases
    {"interface_type", "", ChildRole::Inherit},
    {"type_elem", "", ChildRole::Pass},
    {"field_declaration", "type", ChildRole::Pass},
    // what is defined
    {"package_clause", "", ChildRole::Defined},
    {"import_spec", "name", ChildRole::Defined},
    {"function_declaration", "name", ChildRole::Defined},
    {"method_declaration", "name", ChildRole::Defined},
    {"method_elem", "name", ChildRole::Defined},
    {"type_spec", "name", ChildRole::Defined},
    {"type_alias", "name", ChildRole::Defined},
    {"field_declaration", "name", ChildRole::Defined},
    // locals; at file level the role means nothing
    {"const_spec", "name", ChildRole::Local},
    {"var_spec", "name", ChildRole::Local},
    {"parameter_declaration", "name", ChildRole::Local},
    {"variadic_parameter_declaration", "name", ChildRole::Local},
    {"type_parameter_declaration", "name", ChildRole::TypeParameter},
    {"short_var_declaration", "left", ChildRole::Local},
    {"range_clause", "left", ChildRole::Local},
    {"receive_statement", "left", ChildRole::Local},
    {"type_switch_statement", "alias", ChildRole::Local},
    {"expression_list", "", ChildRole::Pass},
};

constexpr std::string_view Predeclared[] = {
    "_",       "any",  "bool",  "byte",  "comparable", "complex64", "complex128", "error", "float32", "float64", "int",
    "int8",    "int16", "int32", "int64", "rune",       "string",    "uint",       "uint8", "uint16",  "uint32",  "uint64",
    "uintptr",
};

}  // namespace

const LanguageSpec& go() {
    static const LanguageSpec spec{Language::Go, tree_sitter_go, 2, ".", Nodes, Fields, is_exported, nullptr, nullptr, Predeclared};
    return spec;
}

}  // namespace kompress::parse::languages
