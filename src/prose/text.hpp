// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Small pieces of text that evidence is made of. Threading: pure functions.

#include <cstdint>
#include <string>
#include <string_view>

namespace kompress::prose {

/// At most so many bytes, whole characters; " …" where something is missing.
std::string cut(std::string_view text, std::size_t bytes);
std::string first_line(std::string_view text);
/// Without the white space around it.
std::string trimmed(std::string_view text);
/// "[src/a.c:12-30]", as models are asked to cite.
std::string place_text(const std::string& path, std::uint32_t first, std::uint32_t last);
/// `run` of `Type::run`, `type.run`, `type->run`.
std::string_view last_part(std::string_view name);
std::string directory_of(const std::string& path);
/// "(root)" for "".
std::string shown_module(const std::string& path);

}  // namespace kompress::prose
