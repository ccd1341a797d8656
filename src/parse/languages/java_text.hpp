// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the grammar of Java must not see.

#include <string>
#include <string_view>

namespace kompress::parse::languages {

/// `text` with a blank for the slash of every "/*" and "//" in a text block: the grammar takes them for comments, which
/// may swallow the rest of the class. `text` itself where there is none; else a view of `buffer`.
std::string_view mask_text_blocks(std::string_view text, std::string& buffer);

}  // namespace kompress::parse::languages
