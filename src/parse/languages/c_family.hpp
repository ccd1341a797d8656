// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What C and C++ share: declarators, records, typedefs, preprocessor, and code that macros made unreadable.

#include "parse/definer.hpp"
#include "parse/languages/c_text.hpp"

namespace kompress::parse::languages {

/// The name at the heart of a declarator, and whether it declares a function.
struct Declarator {
    TSNode name{};        ///< identifier, field_identifier, type_identifier, destructor_name, … or null
    TSNode qualified{};   ///< outermost qualified_identifier (C++), or null
    TSNode parameters{};  ///< of the function declared, or null
    bool is_function = false;  ///< declares a function, not a pointer to one
};
Declarator unwrap_declarator(TSNode declarator);

/// Calls `visit(child, field)` for the children of a node until it returns false; "" where there is no field.
template <typename Visit>
void each_child(TSNode node, Visit visit) {
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const char* field = ts_tree_cursor_current_field_name(&cursor);
        if (!visit(ts_tree_cursor_current_node(&cursor), std::string_view(field ? field : ""))) break;
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
}

/// True when a storage class such as `static` stands among the node's specifiers.
bool has_storage_class(const Definer& definer, TSNode node, std::string_view word);
/// `type` itself when it is a struct, union, enum or class with a body; else a null node.
TSNode body_of_record(TSNode type);
/// `A::B` of `A<T>::B::f`: what stands before the last name, without template arguments.
std::string_view qualifier_of(Definer& definer, TSNode qualified, TSNode name);
/// Source from the node's start to `end` with "{…}" for the body, folded.
std::string_view signature_around(Definer& definer, TSNode node, TSNode body, std::uint32_t end);
/// Sets the signature of one of several declarators: `int *b` of `int a, *b = 0;`. `first` is the first of them; no more
/// than `end` is shown. Leaves a sole declarator alone, whose signature is the whole text.
void sign_declarator(Definer& definer, TSNode node, TSNode first, TSNode child, std::uint32_t end, Draft& draft);
/// Where the text from the node's start to draft.signature_end holds directives, sets the signature to what is left
/// without them and without their later branches.
void drop_branches(Definer& definer, TSNode node, Draft& draft);
/// True inside a struct, union or class, its member functions not included.
bool is_record_scope(const Definer& definer);
/// `(void)` declares no parameter.
TSNode counted_parameters(TSNode parameters);

void define_function(Definer& definer, TSNode node);
void define_declaration(Definer& definer, TSNode node);
void define_fields(Definer& definer, TSNode node);
void define_typedef(Definer& definer, TSNode node);
void define_record(Definer& definer, TSNode node);
/// The members of a record without a name belong to the typedef, variable or record around it, with its access.
void open_unnamed_record(Definer& definer, SymbolKind kind);

// c_preprocessor.cpp
void define_macro(Definer& definer, TSNode node);
void define_loose_macro(Definer& definer, TSNode node);  ///< the "#define" of one that the grammar lost
void define_include(Definer& definer, TSNode node);

// c_recovery.cpp
/// A function that the grammar did not take for one, by the text before its body. False when there is none.
bool recover_function(Definer& definer, TSNode node, std::uint32_t brace);
void recover_from_block(Definer& definer, TSNode node);      ///< a block at file level or at the left margin
void recover_from_brace(Definer& definer, TSNode node);      ///< a "{" in a broken region
void define_from_statement(Definer& definer, TSNode node);   ///< `DEFINE_MUTEX(x);` at file level
void define_from_macro_type(Definer& definer, TSNode node);  ///< `DEFINE_PER_CPU(struct x, y);` at file level

}  // namespace kompress::parse::languages
