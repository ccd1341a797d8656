// SPDX-License-Identifier: Apache-2.0
#pragma once
/// toml++ for the files that read TOML, and nothing else: include it in a .cpp, it is large.
///
/// toml++ 3.3 asserts what some malformed texts break, and takes it for granted when NDEBUG is set. Here its assertions
/// always hold or throw, and what is thrown ends at parse_toml().

#include <stdexcept>

#ifdef NDEBUG
#undef NDEBUG
#define KOMPRESS_NDEBUG
#endif
[[noreturn]] inline void kompress_toml_assertion_failed() { throw std::logic_error("a part of it cannot be understood"); }
#define TOML_ASSERT(expression) ((expression) ? void() : kompress_toml_assertion_failed())
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>
#ifdef KOMPRESS_NDEBUG
#define NDEBUG
#endif
#include <cassert>

#include <span>
#include <string>
#include <string_view>

#include "kompress/result.hpp"

namespace kompress {

/// `source` names the text in messages. Errors: Configuration, with the line.
Result<toml::table> parse_toml(std::string_view text, const std::string& source);

/// "FILE line 3: WHAT".
Error wrong_toml(const toml::source_region& at, const std::string& source, const std::string& what);

/// Errors: Configuration for a key that is none of `keys`, with the one that was probably meant.
Result<void> check_toml_keys(const toml::table& table, std::span<const std::string_view> keys, const std::string& source);

}  // namespace kompress
