// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/ocaml_text.hpp"

#include <algorithm>
#include <array>

namespace kompress::parse::languages {
namespace {

bool is_word_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0; }
bool is_word(char c) { return is_word_start(c) || (c >= '0' && c <= '9') || c == '\''; }

std::size_t behind(std::string_view text, std::size_t at, std::string_view end) {
    const std::size_t found = text.find(end, std::min(at, text.size()));
    return found == std::string_view::npos ? text.size() : found + end.size();
}

/// Behind the string whose quote stands at `at`.
std::size_t skip_string(std::string_view text, std::size_t at) {
    for (++at; at < text.size() && text[at] != '"'; ++at) at += text[at] == '\\';
    return std::min(at + 1, text.size());
}

/// Behind `'x'` or `'\n'`; behind the quote alone where it begins a type variable.
std::size_t skip_quote(std::string_view text, std::size_t at) {
    if (text.substr(at + 1).starts_with('\\')) return behind(text, at + 3, "'");
    return at + 2 < text.size() && text[at + 2] == '\'' ? at + 3 : at + 1;
}

/// Behind `{id|…|id}`; behind the brace alone where it begins a record.
std::size_t skip_brace(std::string_view text, std::size_t at) {
    std::size_t bar = at + 1;
    while (bar < text.size() && bar - at < 32 && ((text[bar] >= 'a' && text[bar] <= 'z') || text[bar] == '_')) ++bar;
    if (bar >= text.size() || text[bar] != '|') return at + 1;
    const std::string_view id = text.substr(at + 1, bar - at - 1);
    for (std::size_t end = text.find('|', bar + 1); end != std::string_view::npos; end = text.find('|', end + 1))
        if (text.substr(end + 1).starts_with(id) && text.substr(end + 1 + id.size()).starts_with('}')) return end + id.size() + 2;
    return text.size();
}

/// Behind the comment that opens at `at`; comments nest.
std::size_t skip_comment(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    while (at < text.size()) {
        if (text.substr(at).starts_with("(*")) ++depth, at += 2;
        else if (text.substr(at).starts_with("*)")) {
            at += 2;
            if (--depth == 0) return at;
        } else if (text[at] == '"') at = skip_string(text, at);
        else if (text[at] == '{') at = skip_brace(text, at);
        else if (text[at] == '\'') at = skip_quote(text, at);
        else if (is_word_start(text[at])) while (at < text.size() && is_word(text[at])) ++at;
        else ++at;
    }
    return at;
}

bool opens(std::string_view word) { return word == "sig" || word == "struct" || word == "object" || word == "begin"; }

}  // namespace

bool is_ocaml_interface(std::string_view text) {
    std::size_t depth = 0;
    enum class Include { No, Begun, Named } include = Include::No;
    bool needs_source = false;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '"') at = skip_string(text, at);
        else if (c == '\'') at = skip_quote(text, at);
        else if (c == '(' && text.substr(at).starts_with("(*")) at = skip_comment(text, at);
        else if (c == '{' && skip_brace(text, at) > at + 1) at = skip_brace(text, at);
        else if (is_word_start(c)) {
            const std::size_t start = at;
            while (at < text.size() && is_word(text[at])) ++at;
            const std::string_view word = text.substr(start, at - start);
            if (depth == 0 && word == "val") return true;
            if (depth == 0 && word == "let") return false;
            if (depth == 0 && word == "struct" && include == Include::Begun) needs_source = true;
            if (opens(word)) ++depth;
            else if (word == "end") depth -= depth > 0;
            if (word == "include" || word == "open") include = Include::Begun;
            else include = include != Include::No && word[0] >= 'A' && word[0] <= 'Z' ? Include::Named : Include::No;
        } else {
            // `#use "x"`; `# 12 "x"` only says which line this is.
            const bool is_directive = c == '#' && (at == 0 || text[at - 1] == '\n') && at + 1 < text.size() && is_word_start(text[at + 1]);
            const bool ends_phrase = c == ';' && text.substr(at).starts_with(";;");
            if (depth == 0 && (is_directive || ends_phrase || (c == '(' && include == Include::Named))) needs_source = true;
            if (c == '(' || c == '[' || c == '{') ++depth;
            if (c == ')' || c == ']' || c == '}') depth -= depth > 0;
            ++at;
        }
    }
    return !needs_source;
}

}  // namespace kompress::parse::languages
