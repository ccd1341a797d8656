// SPDX-License-Identifier: Apache-2.0
#include "parse/macro_text.hpp"

#include <algorithm>
#include <cstring>

namespace kompress::parse {
namespace {

constexpr std::size_t MaxSignatureBytes = 512;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

/// Skips blanks and continued line ends.
std::size_t skip_blanks(std::string_view text, std::size_t at) {
    for (; at < text.size(); ++at) {
        if (is_blank(text[at])) continue;
        if (text[at] != '\\') break;
        const std::size_t feed = text.substr(at + 1, 1) == "\r" ? at + 2 : at + 1;
        if (feed >= text.size() || text[feed] != '\n') break;
        at = feed;
    }
    return at;
}

std::size_t line_feed_after(std::string_view text, std::size_t at) {
    const void* found = std::memchr(text.data() + at, '\n', text.size() - at);
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) : text.size();
}

bool is_continued(std::string_view text, std::size_t feed) {
    if (feed > 0 && text[feed - 1] == '\r') --feed;
    return feed > 0 && text[feed - 1] == '\\';
}

/// Behind the last byte of text[from, to) that is code; `from` when none is.
std::size_t code_end_of(std::string_view text, std::size_t from, std::size_t to) {
    while (to > from && is_blank(text[to - 1])) --to;
    if (to < text.size() && to > from && text[to - 1] == '\\') --to;
    while (to > from && is_blank(text[to - 1])) --to;
    return to;
}

/// Finds the end of the logical line and of its code, from behind the head.
void scan_body(std::string_view text, MacroText& macro) {
    std::size_t at = macro.head_end, code_end = at;
    for (;;) {
        std::size_t feed = line_feed_after(text, at);
        // Without a slash there is no comment, and the end of the line is known at once.
        const bool may_have_comment = std::memchr(text.data() + at, '/', feed - at) != nullptr;
        while (may_have_comment && at < feed) {
            const std::size_t special = std::min(text.substr(at, feed - at).find_first_of("/\"'"), feed - at);
            if (const std::size_t end = code_end_of(text, at, at + special); end > at) code_end = end;
            if ((at += special) == feed) break;
            const std::string_view opening = text.substr(at, 2);
            const bool is_comment = opening == "//" || opening == "/*";
            at += std::min(skip_literal_or_comment(text.substr(at)), opening == "/*" ? text.size() : feed - at);
            macro.has_comment |= is_comment;
            if (!is_comment) code_end = at;
            if (at > feed) feed = line_feed_after(text, at);
        }
        if (const std::size_t end = code_end_of(text, at, feed); end > at) code_end = end;
        at = feed;
        if (feed >= text.size() || !is_continued(text, feed)) break;
        ++at;
    }
    macro.code_end = static_cast<std::uint32_t>(code_end), macro.line_end = static_cast<std::uint32_t>(at);
}

}  // namespace

std::uint32_t MacroText::parameter_count(std::string_view text) const {
    const std::string_view list = text.substr(parameters, parameters_end - parameters);
    const bool is_empty = std::all_of(list.begin(), list.end(), [](char c) { return is_blank(c) || c == '\\' || c == '\n'; });
    return is_empty ? 0 : 1 + static_cast<std::uint32_t>(std::count(list.begin(), list.end(), ','));
}

std::optional<MacroText> scan_macro(std::string_view text, std::uint32_t start) {
    MacroText macro;
    macro.start = start;
    std::size_t at = skip_blanks(text, start + 1);
    if (text.substr(at, 6) != "define") return std::nullopt;
    const std::size_t name = skip_blanks(text, at + 6);
    if (name == at + 6) return std::nullopt;
    at = name;
    // Bytes above 0x7f may be letters of an identifier.
    while (at < text.size() && (is_word_byte(text[at]) || static_cast<unsigned char>(text[at]) >= 0x80)) ++at;
    if (at == name || (text[name] >= '0' && text[name] <= '9')) return std::nullopt;
    macro.name = static_cast<std::uint32_t>(name), macro.name_end = macro.head_end = static_cast<std::uint32_t>(at);
    if (at < text.size() && text[at] == '(') {
        const std::size_t close = text.find_first_of(")#;{", at);
        if (close != std::string_view::npos && text[close] == ')') {
            macro.is_function = true;
            macro.parameters = static_cast<std::uint32_t>(at) + 1, macro.parameters_end = static_cast<std::uint32_t>(close);
            macro.head_end = macro.parameters_end + 1;
        }
    }
    scan_body(text, macro);
    return macro;
}

std::string_view fold_macro(std::string_view text, const MacroText& macro, TextArena& arena) {
    const std::string_view raw = text.substr(macro.start, macro.code_end - macro.start);
    const auto is_plain = [&] {
        for (std::size_t i = 0; i < raw.size(); ++i) {
            const char c = raw[i];
            if ((c <= ' ' && c != ' ') || (c == ' ' && raw[i - 1] == ' ')) return false;
        }
        return true;
    };
    if (!macro.has_comment && is_plain()) return raw;
    char* out = arena.allocate(raw.size());
    std::size_t size = 0;
    const auto space = [&] {
        if (size > 0 && out[size - 1] != ' ') out[size++] = ' ';
    };
    for (std::size_t i = 0; i < raw.size();) {
        const char c = raw[i];
        const std::size_t blank_end = c <= ' ' || c == '\\' ? skip_blanks(raw, i) : i;
        if (blank_end > i || c == '\n') {
            space();
            i = std::max(blank_end, i + 1);
        } else if (c == '/' || c == '"' || c == '\'') {
            const std::size_t length = skip_literal_or_comment(raw.substr(i));
            if (c == '/' && length > 1) space();
            else std::memcpy(out + size, raw.data() + i, length), size += length;
            i += length;
        } else {
            out[size++] = c;
            ++i;
        }
    }
    if (size > 0 && out[size - 1] == ' ') --size;
    arena.shrink(raw.size() - size);
    return {out, size};
}

std::string_view macro_signature(std::string_view folded, const MacroText& macro) {
    if (macro.is_function) folded = folded.substr(0, folded.find(')') + 1);
    if (folded.size() <= MaxSignatureBytes) return folded;
    std::size_t end = MaxSignatureBytes;
    while (end > 0 && (static_cast<unsigned char>(folded[end]) & 0xc0) == 0x80) --end;
    return folded.substr(0, end);
}

}  // namespace kompress::parse
