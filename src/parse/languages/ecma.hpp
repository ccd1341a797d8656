// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What JavaScript, TypeScript and TSX share: most of their tables and all of their hooks.

#include <initializer_list>
#include <span>
#include <vector>

#include "parse/definer.hpp"

namespace kompress::parse::languages::ecma {

extern const std::span<const NodeRule> Nodes;
extern const std::span<const FieldRule> Fields;
extern const std::span<const NodeRule> JsxNodes;
extern const std::span<const FieldRule> JsxFields;

template <typename Rule>
std::vector<Rule> join(std::initializer_list<std::span<const Rule>> parts) {
    std::vector<Rule> rules;
    for (const auto& part : parts) rules.insert(rules.end(), part.begin(), part.end());
    return rules;
}

bool is_exported(const Definer& definer, TSNode node, SymbolKind kind, std::string_view name);

// definitions
void define_function(Definer& definer, TSNode node);
void define_function_value(Definer& definer, TSNode node);
void define_class(Definer& definer, TSNode node);
void define_method(Definer& definer, TSNode node);
void define_field(Definer& definer, TSNode node);
void define_declarator(Definer& definer, TSNode node);
void define_assigned(Definer& definer, TSNode node);
void define_pair(Definer& definer, TSNode node);
void open_closure(Definer& definer, TSNode node);
void refer_to_element(Definer& definer, TSNode node);

// imports and exports
void import_names(Definer& definer, TSNode node);
void export_names(Definer& definer, TSNode node);
void import_by_call(Definer& definer, TSNode node);
/// Adds what `const x = require("y")` or `const {a, b: c} = require("y")` imports; false when it is no such thing.
bool import_by_declarator(Definer& definer, TSNode name, TSNode value);

// helpers
bool is_function_value(TSNode node);
/// Adds to a draft what a function value knows: where the signature ends, its parameters.
void describe_function(Draft& draft, TSNode function);
/// A signature without the decorators that open the node, or "" when there are none.
std::string_view undecorated_signature(Definer& definer, TSNode node, std::uint32_t end);
/// The name that a property key stands for: without quotes; "" for computed ones that are no plain path.
std::string_view key_text(Definer& definer, TSNode key);
std::string_view unquoted(std::string_view text);

}  // namespace kompress::parse::languages::ecma
