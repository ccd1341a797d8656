// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Keeps JSON that nests without end away from code that recurses: the parser does not, but writing a value does.

#include <cstddef>
#include <string_view>

namespace kompress::llm {

/// Deeper than any answer of a provider or any schema that they accept.
inline constexpr std::size_t MaxJsonDepth = 200;

/// Whether text nests at most MaxJsonDepth arrays and objects, as far as it is JSON.
inline bool is_shallow(std::string_view json) {
    std::size_t depth = 0;
    bool is_text = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '"') is_text = !is_text;
        else if (is_text) i += c == '\\' ? 1 : 0;
        else if (c == '[' || c == '{') {
            if (++depth > MaxJsonDepth) return false;
        } else if ((c == ']' || c == '}') && depth > 0) --depth;
    }
    return true;
}

}  // namespace kompress::llm
