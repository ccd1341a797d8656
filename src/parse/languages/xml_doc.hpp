// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The tags of C#'s documentation comments in words.

#include <string_view>

#include "base/text_arena.hpp"

namespace kompress::parse::languages {

/// `<param name="x">…` becomes "x: …", `<see cref="T:A"/>` "A", `<c>…</c>` code; other tags vanish, and with them the lines
/// that held nothing else. What is no XML comes back as it is. Linear; the result lies in `doc` or in the arena.
std::string_view without_xml_tags(std::string_view doc, TextArena& arena);

}  // namespace kompress::parse::languages
