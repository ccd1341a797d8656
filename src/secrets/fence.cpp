// SPDX-License-Identifier: Apache-2.0
#include "secrets/fence.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "base/hash.hpp"

namespace kompress::secrets {
namespace {

struct CodePoint {
    std::uint32_t value = 0;
    std::size_t length = 0;  // 0: the byte is no UTF-8
};

/// Unicode 15, table 3-7.
CodePoint decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    const std::uint32_t first = byte(0);
    if (first < 0x80) return {first, 1};
    if (first >= 0xC2 && first <= 0xDF && follows(1)) return {(first & 0x1F) << 6 | (byte(1) & 0x3F), 2};
    if ((first & 0xF0) == 0xE0 && follows(1) && follows(2)) {
        const std::uint32_t value = (first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
        if (value >= 0x800 && (value < 0xD800 || value > 0xDFFF)) return {value, 3};
    }
    if ((first & 0xF8) == 0xF0 && follows(1) && follows(2) && follows(3)) {
        const std::uint32_t value = (first & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
        if (value >= 0x10000 && value <= 0x10FFFF) return {value, 4};
    }
    return {};
}

bool is_between(std::uint32_t c, std::uint32_t first, std::uint32_t last) { return c >= first && c <= last; }

bool is_presentation_selector(std::uint32_t c) { return c == 0xFE0E || c == 0xFE0F; }

/// The counter for `c`; null if it may stay. `before` is the code point before it.
std::size_t EscapeCounts::*kind_of(std::uint32_t c, std::uint32_t before) {
    if (is_between(c, 0x202A, 0x202E) || is_between(c, 0x2066, 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C)
        return &EscapeCounts::bidi;
    if (is_between(c, 0xE0000, 0xE0FFF)) return &EscapeCounts::tags;
    // One of these two behind a sign chooses its look (⚠️), which carries nothing; a row of them could.
    if (is_presentation_selector(c) && before >= 0xA9 && !is_presentation_selector(before)) return nullptr;
    if (is_between(c, 0x200B, 0x200D) || is_between(c, 0x2060, 0x2065) || is_between(c, 0x206A, 0x206F) || c == 0xFEFF || c == 0xAD ||
        c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || is_between(c, 0x180B, 0x180F) || c == 0x3164 ||
        c == 0xFFA0 || is_between(c, 0xFE00, 0xFE0F) || is_between(c, 0x1BCA0, 0x1BCA3) || is_between(c, 0x1D173, 0x1D17A))
        return &EscapeCounts::invisible;
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || is_between(c, 0x7F, 0x9F) || c == 0x2028 || c == 0x2029 ||
        is_between(c, 0xFFF0, 0xFFFB) || is_between(c, 0xFDD0, 0xFDEF) || (c & 0xFFFE) == 0xFFFE)
        return &EscapeCounts::controls;
    return nullptr;
}

void append_escape(std::string& out, char letter, std::uint32_t value) {
    char escape[16];
    std::snprintf(escape, sizeof escape, letter == 'x' ? "\\x{%02X}" : "\\u{%X}", value);
    out += escape;
}

bool is_plain(char c) { return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool holds(std::string_view text, std::string_view marker) {
    return std::search(text.begin(), text.end(), marker.begin(), marker.end(), [](char a, char b) { return lower(a) == b; }) != text.end();
}

std::string hex16(std::uint64_t value) {
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(value));
    return digits;
}

/// What could end the attribute, or the line, that a label stands in.
std::string as_attribute(std::string_view label) {
    std::string out;
    for (const char c : escape_invisible(label).text) {
        if (c == '"' || c == '<' || c == '>' || c == '\n' || c == '\r' || c == '\t') append_escape(out, 'u', static_cast<unsigned char>(c));
        else out += c;
    }
    return out;
}

}  // namespace

Escaped escape_invisible(std::string_view text) {
    Escaped out;
    out.text.reserve(text.size());
    std::uint32_t before = 0;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && is_plain(text[end])) ++end;
        if (end > at) {
            out.text += text.substr(at, end - at);
            before = static_cast<unsigned char>(text[end - 1]);
            at = end;
            continue;
        }
        const CodePoint c = decode(text.substr(at));
        // A carriage return ends a line together with a line feed; alone it goes back over what was written.
        const bool is_lone_return = c.value == '\r' && (at + 1 == text.size() || text[at + 1] != '\n');
        const auto kind = c.length == 0 ? &EscapeCounts::ill_formed : is_lone_return ? &EscapeCounts::controls : kind_of(c.value, before);
        if (kind == nullptr) {
            out.text += text.substr(at, c.length);
            before = c.value;
        } else {
            append_escape(out.text, c.length == 0 ? 'x' : 'u', c.length == 0 ? static_cast<unsigned char>(text[at]) : c.value);
            before = '}';
            ++(out.counts.*kind);
        }
        at += std::max<std::size_t>(c.length, 1);
    }
    return out;
}

Fenced fence(std::string_view text, std::string_view label) {
    Escaped escaped = escape_invisible(text);
    const std::string from = as_attribute(label);
    Fenced out;
    out.counts = escaped.counts;
    std::uint64_t seed = 0;
    do {
        out.marker = "data-" + hex16(hash64(escaped.text, hash64(from, seed++)));
    } while (holds(escaped.text, out.marker) || holds(from, out.marker));
    out.text = "<" + out.marker + " from=\"" + from + "\">\n" + escaped.text;
    if (out.text.back() != '\n') out.text += '\n';
    out.text += "</" + out.marker + ">\n";
    return out;
}

}  // namespace kompress::secrets
