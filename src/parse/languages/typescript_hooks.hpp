// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What TypeScript has beyond JavaScript and its table cannot say as data.

#include "parse/definer.hpp"

namespace kompress::parse::languages::ts {

void define_type_alias(Definer& definer, TSNode node);
void define_namespace(Definer& definer, TSNode node);
/// An overload that an implementation follows is a declaration of it; any other signature is the definition.
void define_signature(Definer& definer, TSNode node);
/// `new (x: T): U` in an interface is the constructor `new`.
void define_construct_signature(Definer& definer, TSNode node);
void define_property(Definer& definer, TSNode node);
/// `constructor(private x: T)` defines a field.
void define_parameter_field(Definer& definer, TSNode node);
/// `declare global {…}` adds nothing to the names inside.
void open_global(Definer& definer, TSNode node);
void import_alias(Definer& definer, TSNode node);

}  // namespace kompress::parse::languages::ts
