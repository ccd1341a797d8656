// SPDX-License-Identifier: Apache-2.0
/// What stands at the heart of a declarator: its name, qualifier and parameters.
#include "parse/languages/c_family.hpp"

namespace kompress::parse::languages {
namespace {

bool is_name(std::string_view kind) {
    return kind == "identifier" || kind == "field_identifier" || kind == "type_identifier" ||
           kind == "destructor_name" || kind == "operator_name" ||
           kind == "primitive_type";
}

/// `child` of an attributed or parenthesized declarator, which carry it without a field.
TSNode inner_declarator(TSNode node) {
    if (is_null(node)) return TSNode{};
    const TSNode by_field = child_by_field(node, "declarator");
    if (!is_null(by_field)) return by_field;
    const std::uint32_t count = ts_node_named_child_count(node);
    for (std::uint32_t i = 0; i < count; ++i) {
        const TSNode child = ts_node_named_child(node, i);
        const std::string_view kind = kind_of(child);
        if (kind.ends_with("declarator") || is_name(kind) || kind == "qualified_identifier" || kind == "operator_cast") return child;
    }
    return TSNode{};
}

}  // namespace

Declarator unwrap_declarator(TSNode node) {
    Declarator result;
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
        if (kind == "operator_cast") {
            result.name = node, result.is_function = true;
            result.parameters = child_by_field(inner_declarator(node), "parameters");
            return result;
        }
        if (kind == "function_declarator") {
            // The declarator nearest the name decides: `int (*f)(void)` is a variable, `int *f(void)` a function.
            result.is_function = true;
            result.parameters = child_by_field(node, "parameters");
        }
        if (kind == "parenthesized_declarator") {
            const TSNode inner = inner_declarator(node);
            if (!is_null(inner) && kind_of(inner) == "pointer_declarator") result.is_function = false, result.parameters = {};
        }
        if (kind == "structured_binding_declarator") return result;
        node = inner_declarator(node);
    }
    return result;
}

TSNode counted_parameters(TSNode parameters) {
    if (is_null(parameters) || ts_node_named_child_count(parameters) != 1) return parameters;
    const TSNode only = ts_node_named_child(parameters, 0);
    const TSNode type = child_by_field(only, "type");
    const bool is_void = !is_null(type) && ts_node_named_child_count(only) == 1 && kind_of(type) == "primitive_type" &&
                         ts_node_end_byte(type) - ts_node_start_byte(type) == 4 && ts_node_end_byte(only) == ts_node_end_byte(type);
    // Of the primitive types only `char`, `bool` and `void` have four letters, and those are named too.
    return is_void ? TSNode{} : parameters;
}

/// `A::B` of `A<T>::B::f`: what stands before the last name, without template arguments.
std::string_view qualifier_of(Definer& definer, TSNode qualified, TSNode name) {
    if (is_null(qualified)) return {};
    const std::uint32_t start = ts_node_start_byte(qualified);
    std::string_view text = definer.source().substr(start, ts_node_start_byte(name) - start);
    if (text.ends_with('*')) return {};  // `int Class::*member`
    while (!text.empty() && (text.back() == ':' || text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
    if (text.starts_with("::")) text.remove_prefix(2);
    if (text.find_first_of("< \n\t") == std::string_view::npos) return text;
    char* out = definer.arena().allocate(text.size());
    std::size_t size = 0, depth = 0;
    for (const char c : text) {
        if (c == '<') ++depth;
        if (depth == 0 && c != ' ' && c != '\n' && c != '\t') out[size++] = c;
        if (c == '>' && depth > 0) --depth;
    }
    definer.arena().shrink(text.size() - size);
    return {out, size};
}

}  // namespace kompress::parse::languages
