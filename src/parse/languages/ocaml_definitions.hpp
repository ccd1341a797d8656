// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What OCaml's items define. Values, types and modules within functions define nothing: they are local.

#include "parse/definer.hpp"

namespace kompress::parse::languages::ocaml_definitions {

void define_binding(Definer& definer, TSNode node);      ///< one of `let … and …`
void define_value(Definer& definer, TSNode node);        ///< `val` of a signature, `external`
void define_type(Definer& definer, TSNode node);         ///< one of `type … and …`
void define_constructor(Definer& definer, TSNode node);
void define_field(Definer& definer, TSNode node);
void define_exception(Definer& definer, TSNode node);
void define_module(Definer& definer, TSNode node);       ///< one of `module rec … and …`, functors too
void define_module_type(Definer& definer, TSNode node);
void define_class(Definer& definer, TSNode node);        ///< classes and class types
void define_method(Definer& definer, TSNode node);
void define_instance_variable(Definer& definer, TSNode node);
/// `sig … end` of a module that has a body too: what it announces the body defines.
void open_signature(Definer& definer, TSNode node);
void import_module(Definer& definer, TSNode node);       ///< `open` and `include`

}  // namespace kompress::parse::languages::ocaml_definitions
