// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Where literals and comments end in languages that write them as Java does.

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace kompress::parse {

inline constexpr std::string_view TextBlockQuotes = "\"\"\"";

/// Behind the string or character that begins at `at`; it ends with its line at the latest.
inline std::size_t skip_quoted(std::string_view text, std::size_t at) {
    const char quote = text[at];
    for (std::size_t i = at + 1; i < text.size() && text[i] != '\n'; ++i) {
        if (text[i] == '\\') ++i;
        else if (text[i] == quote) return i + 1;
    }
    return std::min(text.find('\n', at), text.size());
}

/// Behind the text block that begins at `at`; npos when nothing closes it.
inline std::size_t skip_text_block(std::string_view text, std::size_t at) {
    for (std::size_t i = at + TextBlockQuotes.size(); i < text.size(); ++i) {
        if (text[i] == '\\') ++i;
        else if (text[i] == '"' && text.substr(i, 3) == TextBlockQuotes) return i + 3;
    }
    return std::string_view::npos;
}

/// Where the "*/" begins that ends a comment, or npos. A slash is rarer in comments than a star, which begins every line.
inline std::size_t find_comment_end(std::string_view text, std::size_t from) {
    std::size_t slash = text.find('/', from);
    while (slash != std::string_view::npos && (slash == from || text[slash - 1] != '*')) slash = text.find('/', slash + 1);
    return slash == std::string_view::npos ? slash : slash - 1;
}

}  // namespace kompress::parse
