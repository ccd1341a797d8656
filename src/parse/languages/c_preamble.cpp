// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/c_preamble.hpp"

#include <algorithm>

#include "parse/code_text.hpp"

namespace kompress::parse::languages {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

std::string_view trim_left(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    return text;
}

/// Takes `word` from the front of `line`, with the blanks around it.
bool take(std::string_view& line, std::string_view word) {
    const std::string_view trimmed = trim_left(line);
    if (!trimmed.starts_with(word)) return false;
    if (is_word_byte(word.back()) && trimmed.size() > word.size() && is_word_byte(trimmed[word.size()])) return false;
    line = trim_left(trimmed.substr(word.size()));
    return true;
}

std::string_view take_name(std::string_view& line) {
    const auto end = std::find_if_not(line.begin(), line.end(), is_word_byte);
    const std::string_view name = line.substr(0, static_cast<std::size_t>(end - line.begin()));
    line = trim_left(line.substr(name.size()));
    return name;
}

/// The macro of `#ifndef X` and `#if !defined(X)`, "" of anything else.
std::string_view guard_of(std::string_view line) {
    if (!take(line, "#")) return {};
    const bool has_if = !take(line, "ifndef");
    if (has_if && !(take(line, "if") && take(line, "!") && take(line, "defined"))) return {};
    const bool has_parenthesis = has_if && take(line, "(");
    const std::string_view name = take_name(line);
    return (!has_parenthesis || take(line, ")")) && line.empty() ? name : std::string_view{};
}

bool defines(std::string_view line, std::string_view name) {
    if (!take(line, "#") || !take(line, "define") || take_name(line) != name) return false;
    take_name(line);  // `#define X 1`
    return line.empty();
}

bool is_pragma_once(std::string_view line) { return take(line, "#") && take(line, "pragma") && take(line, "once") && line.empty(); }

/// Reads line by line, and comments as blanks between the lines.
struct Lines {
    std::string_view text;
    std::size_t at = 0;
    std::uint32_t row = 0;

    void skip_blanks_and_comments() {
        while (at < text.size()) {
            const std::string_view rest = text.substr(at, 2);
            if (!is_blank(text[at]) && text[at] != '\n' && rest != "//" && rest != "/*") return;
            const std::size_t size = text[at] == '/' ? skip_literal_or_comment(text.substr(at)) : 1;
            const auto begin = text.begin() + static_cast<std::ptrdiff_t>(at);
            row += static_cast<std::uint32_t>(std::count(begin, begin + static_cast<std::ptrdiff_t>(size), '\n'));
            at += size;
        }
    }
    std::string_view take_line() {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        row += end < text.size();
        at = std::min(end + 1, text.size());
        return line;
    }
};

}  // namespace

std::uint32_t preamble_rows(std::string_view text) {
    Lines lines{text};
    std::uint32_t rows = 0;
    for (;;) {
        lines.skip_blanks_and_comments();
        const std::string_view line = lines.take_line();
        if (!is_pragma_once(line)) {
            const std::string_view guard = guard_of(line);
            if (guard.empty()) return rows;
            lines.skip_blanks_and_comments();
            if (!defines(lines.take_line(), guard)) return rows;
        }
        rows = lines.row;
    }
}

}  // namespace kompress::parse::languages
