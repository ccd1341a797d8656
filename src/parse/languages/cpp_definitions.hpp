// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Hooks for what C++ has beyond C.

#include "parse/definer.hpp"

namespace kompress::parse::languages {

void define_cpp_function(Definer& definer, TSNode node);
void define_cpp_declaration(Definer& definer, TSNode node);
void define_cpp_fields(Definer& definer, TSNode node);
void define_cpp_record(Definer& definer, TSNode node);
void define_namespace(Definer& definer, TSNode node);
void define_namespace_alias(Definer& definer, TSNode node);
void open_lambda(Definer& definer, TSNode node);  ///< outside of functions its variables are local to it, too
void import_names(Definer& definer, TSNode node);  ///< using-declarations
bool is_cpp_exported(const Definer& definer, TSNode node, SymbolKind kind, std::string_view name);

}  // namespace kompress::parse::languages
