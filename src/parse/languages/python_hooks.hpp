// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What Python's table cannot say as data: docstrings, assignments that define, imports.

#include "parse/definer.hpp"

namespace kompress::parse::languages::py {

void read_module_doc(Definer& definer, TSNode node);
void define_function(Definer& definer, TSNode node);
void define_class(Definer& definer, TSNode node);
void define_assigned(Definer& definer, TSNode node);
void define_type_alias(Definer& definer, TSNode node);
void open_closure(Definer& definer, TSNode node);
void declare_global(Definer& definer, TSNode node);
void declare_capture(Definer& definer, TSNode node);
void declare_keyword_capture(Definer& definer, TSNode node);
void import_modules(Definer& definer, TSNode node);
void import_names(Definer& definer, TSNode node);

}  // namespace kompress::parse::languages::py
