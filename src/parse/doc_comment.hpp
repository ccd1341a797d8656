// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Comments as documentation.

#include <string_view>

#include "base/text_arena.hpp"

namespace kompress::parse {

/// Text of one comment, or of adjacent line comments, without its markers (`/** */`, `//`, `///`, `#`, leading
/// `*`), common indentation and separator lines; "" when nothing remains. At most 16 KiB.
std::string_view clean_doc_comment(std::string_view comment, TextArena& arena);

/// What a comment at the head of a file says besides licence and copyright; empty when nothing remains.
std::string_view without_licence(std::string_view cleaned, TextArena& arena);
/// True for licence headers, editor mode lines and lint directives: comments that document nothing.
bool is_boilerplate(std::string_view cleaned);

}  // namespace kompress::parse
