// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the text says about the types of a call's arguments, for languages whose overloads differ by them.
///
/// Notation: one type an argument, joined by ",": `int`, `String`, `Foo[]`; "null"; "->" for a lambda or method reference;
/// "=" and a chain (parse/type_text.hpp) for a value whose declaration somebody else knows; "?" for what is not told. All
/// functions look at a bounded piece of text, and in it are linear.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace kompress::parse {

inline constexpr std::size_t MaxArgumentBytes = 24;   ///< of one argument's notation; longer ones are "?"
inline constexpr std::size_t MaxArgumentsBytes = 120;  ///< of all; the rest is "?"

/// The type that a Java declaration gives to the name at source[begin, end): `String[]`, `int`, "=" and a chain for
/// `var`, "" when the text does not say.
std::string java_local_type(std::string_view source, std::size_t begin, std::size_t end);

/// True for classes of Java's library that no tree but its own defines: overloads of their methods are not worth noting.
bool is_java_library(std::string_view type);

/// What is known of a local variable: nothing when there is none of that name, "" when its type is not told.
using LocalTypes = std::function<const std::string_view*(std::string_view name)>;

/// The arguments in `list`, the text between the brackets of a call. `out` is cleared, and stays empty when nothing is told.
void read_java_arguments(std::string_view list, const LocalTypes& locals, std::string& out);

}  // namespace kompress::parse
