// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The expressions that users write, as the engine wants them.
///
/// Pure functions, callable from any thread.

#include <string>
#include <string_view>

#include "kompress/result.hpp"

namespace kompress::pattern {

/// Rewrites what the engine reads in another way: `\w`, `\d` and `\s` are those of Unicode, `\A` and `\z` the ends of a
/// line (a line is all that an expression sees), `(?<name>` names a group. Errors: InvalidArgument (look-around,
/// back-references, a line break), with the column.
Result<std::string> translate(std::string_view regex);
/// `text` as an expression that matches only it.
std::string quoted(std::string_view text);
/// `regex` where no word character stands before or behind it; group 1 is what `regex` matched.
std::string whole_word(std::string_view regex);
/// What is wrong with a pattern, and where; `at` counts bytes from 0.
Error wrong_pattern(std::string_view regex, std::size_t at, const std::string& what);
/// Offset of the first parenthesis without a partner; npos when all have one.
std::size_t lonely_parenthesis(std::string_view regex);

}  // namespace kompress::pattern
