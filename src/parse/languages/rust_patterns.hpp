// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the names are that Rust's patterns and type parameters bind, as far as the text around them says.

#include <cstdint>
#include <optional>
#include <string>

#include "parse/definer.hpp"

namespace kompress::parse::languages {

/// LanguageSpec::pattern_type of Rust.
std::optional<std::string> rust_pattern_type(const Definer& definer, std::uint32_t start, std::uint32_t end);

/// LanguageSpec::type_bound of Rust.
std::string rust_type_bound(const Definer& definer, std::uint32_t start, std::uint32_t end);

}  // namespace kompress::parse::languages
