// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What C and C++ share: declarators, preprocessor, typedefs.

#include "parse/definer.hpp"

namespace kompress::parse::languages {

/// The name at the heart of a declarator, and whether it declares a function.
struct Declarator {
    TSNode name{};        ///< identifier, field_identifier, type_identifier, destructor_name, … or null
    TSNode qualified{};   ///< outermost qualified_identifier (C++), or null
    TSNode parameters{};  ///< of the function declared, or null
    bool is_function = false;  ///< declares a function, not a pointer to one
};
Declarator unwrap_declarator(TSNode declarator);

/// True when a storage class such as `static` stands among the node's children.
bool has_storage_class(const Definer& definer, TSNode node, std::string_view word);

void define_function(Definer& definer, TSNode node);
void define_declaration(Definer& definer, TSNode node);
void define_fields(Definer& definer, TSNode node);
void define_typedef(Definer& definer, TSNode node);
void define_record(Definer& definer, TSNode node);
void define_macro(Definer& definer, TSNode node);
void define_include(Definer& definer, TSNode node);

}  // namespace kompress::parse::languages
