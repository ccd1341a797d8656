// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The names in code that no grammar parsed: macro bodies.

#include <array>
#include <cstdint>
#include <string_view>

namespace kompress::parse {

struct CodeName {
    std::uint32_t offset = 0, size = 0;
    std::uint32_t row = 0;         ///< line feeds before it
    std::uint32_t line_start = 0;  ///< offset of its line, 0 on the first
    bool is_call = false;          ///< "(" follows
};

namespace detail {
constexpr std::array<bool, 256> make_word_bytes() {
    std::array<bool, 256> table{};
    for (int c = 0; c < 256; ++c)
        table[static_cast<std::size_t>(c)] = c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return table;
}
inline constexpr std::array<bool, 256> WordBytes = make_word_bytes();
}  // namespace detail

inline bool is_word_byte(char c) { return detail::WordBytes[static_cast<unsigned char>(c)]; }

/// Bytes of the literal or comment that begins `text`; 1 for a mere slash. A literal ends with its line at the latest.
inline std::size_t skip_literal_or_comment(std::string_view text) {
    if (text.front() == '/') {
        if (text.size() < 2 || (text[1] != '/' && text[1] != '*')) return 1;
        const std::size_t end = text[1] == '/' ? text.find('\n') : text.find("*/", 2);
        if (end == std::string_view::npos) return text.size();
        return text[1] == '/' ? end : end + 2;
    }
    std::size_t i = 1;
    for (; i < text.size() && text[i] != '\n'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] != '\n') ++i;
        else if (text[i] == text.front()) return i + 1;
    }
    return i > 1 && text[i - 1] == '\\' ? i - 1 : i;
}

/// Calls `visit(const CodeName&)` for each identifier outside of literals, comments and "##" pastes.
template <typename Visit>
void each_name_in_code(std::string_view text, Visit visit) {
    CodeName name;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (is_word_byte(c)) {
            std::size_t stop = i + 1;
            // 1'000'000 is one number in C++
            const auto is_digit_separator = [&] {
                return text[stop] == '\'' && c <= '9' && stop + 1 < text.size() && is_word_byte(text[stop + 1]);
            };
            while (stop < text.size() && (is_word_byte(text[stop]) || is_digit_separator())) ++stop;
            std::size_t next = stop;
            while (next < text.size() && text[next] == ' ') ++next;
            const bool is_pasted = text.substr(next, 2) == "##" || (i > 0 && text.substr(0, i).ends_with("##"));
            if (c > '9' && !is_pasted) {
                name.offset = static_cast<std::uint32_t>(i), name.size = static_cast<std::uint32_t>(stop - i);
                name.is_call = next < text.size() && text[next] == '(';
                visit(static_cast<const CodeName&>(name));
            }
            i = stop;
        } else if (c == '"' || c == '\'' || c == '/') {
            const std::size_t size = skip_literal_or_comment(text.substr(i));
            for (std::size_t at = text.find('\n', i); at < i + size; at = text.find('\n', at + 1))
                ++name.row, name.line_start = static_cast<std::uint32_t>(at) + 1;
            i += size;
        } else {
            if (c == '\n') ++name.row, name.line_start = static_cast<std::uint32_t>(i) + 1;
            ++i;
        }
    }
}

}  // namespace kompress::parse
