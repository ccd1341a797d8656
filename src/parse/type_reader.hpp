// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reads chains (`a.b().c`) and types off the front of source text; type_text.hpp says how they are written down.
///
/// Threading: pure. Nothing looks further than its text.

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "parse/code_text.hpp"

namespace kompress::parse {

inline bool is_letter(char c) { return is_word_byte(c) && !(c >= '0' && c <= '9'); }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// A position in a text, with the few moves that reading a chain takes.
struct TypeReader {
    std::string_view text;
    std::size_t at = 0;
    bool has_layers = false;  ///< Rust: see the notation of types

    bool is_end() const { return at >= text.size(); }
    char peek(std::size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
    bool starts(std::string_view word) const { return text.substr(std::min(at, text.size())).starts_with(word); }
    void skip_blanks() {
        while (!is_end() && is_blank(text[at])) ++at;
    }
    bool skip(std::string_view word) {
        if (!starts(word)) return false;
        at += word.size();
        return true;
    }
    bool skip_word(std::string_view word) {
        if (!starts(word) || is_word_byte(peek(word.size()))) return false;
        at += word.size();
        skip_blanks();
        return true;
    }
    std::string_view word() {
        const std::size_t begin = at;
        while (!is_end() && (is_word_byte(text[at]) || text[at] == '$')) ++at;
        return text.substr(begin, at - begin);
    }
    /// Behind the bracket that closes the one here; false when it does not close.
    bool skip_bracket() {
        const std::size_t begin = at;
        if (find_close()) return true;
        at = begin;
        return false;
    }
    bool find_close() {
        std::array<char, 32> open{};
        std::size_t depth = 0;
        for (; !is_end(); ++at) {
            const char c = text[at];
            if (c == '"' || c == '\'' || c == '`') {
                at += skip_literal_or_comment(text.substr(at)) - 1;
            } else if (c == '(' || c == '[' || c == '{') {
                if (depth == open.size()) return false;
                open[depth++] = c == '(' ? ')' : c == '[' ? ']' : '}';
            } else if (c == ')' || c == ']' || c == '}') {
                if (depth == 0 || open[--depth] != c) return false;
                if (depth == 0) {
                    ++at;
                    return true;
                }
            }
        }
        return false;
    }
    /// Behind `<…>` where only types can stand, whatever is inside.
    bool skip_angles() {
        std::size_t depth = 0;
        for (std::size_t i = at; i < text.size(); ++i) {
            if (text[i] == '<') ++depth;
            else if (text[i] == '>' && text[i - 1] != '-' && text[i - 1] != '=' && --depth == 0) {
                at = i + 1;
                return true;
            }
        }
        return false;
    }
    /// Behind `<…>`, if what is inside can only be types.
    bool skip_generics() {
        std::size_t depth = 0;
        for (std::size_t i = at; i < text.size(); ++i) {
            const char c = text[i];
            if (c == '<') ++depth;
            else if (c == '>') {
                if (i > 0 && (text[i - 1] == '-' || text[i - 1] == '=')) return false;
                if (--depth == 0) {
                    at = i + 1;
                    return true;
                }
            } else if (!is_word_byte(c) && std::string_view(" ,.:*&?[]'|").find(c) == std::string_view::npos) {
                return false;
            }
        }
        return false;
    }
};

/// `depth`: of brackets around; two are enough for `((Foo) x).y`. False: no chain, `in` may stand anywhere.
bool read_chain(TypeReader& in, std::string& out, int depth = 0);
/// A type at the front of the text, without what does not change whose members it has.
bool read_type(TypeReader& in, std::string& out, int depth = 0);

}  // namespace kompress::parse
