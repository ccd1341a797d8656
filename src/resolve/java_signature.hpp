// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The types in a Java definition's signature: of its parameters, and of what it returns or holds.
///
/// Notation: types without type arguments, joined by ","; `Foo[]`, `Foo...` for a variable number of them, "*" for what a
/// type variable without a bound stands for. Threading: pure functions.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kompress::resolve {

/// Type variables with what bounds them, "" for nothing; the innermost last.
using TypeVariables = std::vector<std::pair<std::string_view, std::string_view>>;

/// Appends those that a signature declares: behind the name of a class, before the result of a method.
void add_type_variables(std::string_view signature, std::string_view name, bool is_type, TypeVariables& variables);

/// "" when there are none, or when the signature was cut off before their end.
std::string java_parameters(std::string_view signature, std::string_view name, const TypeVariables& variables);

/// Of a method, a field or a constant; "" for `void` and where nothing is said.
std::string java_type(std::string_view signature, std::string_view name, bool is_method, const TypeVariables& variables);

}  // namespace kompress::resolve
