// SPDX-License-Identifier: Apache-2.0
#include "markdown/text.hpp"

#include <algorithm>

namespace kompress::markdown {
namespace {

constexpr std::size_t MaxSentenceBytes = 160;

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Keeps whole UTF-8 sequences.
std::string_view cut(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
    return text.substr(0, limit);
}

void put_escaped(std::string& out, char c) {
    switch (c) {
        case '<': out += "&lt;"; return;
        case '>': out += "&gt;"; return;
        case '&': out += "&amp;"; return;
        case '*':
        case '_':
        case '[':
        case ']':
        case '|':
        case '\\':
        case '~': out += '\\'; break;
        default: break;
    }
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
}

std::size_t longest_run(std::string_view text, char wanted) {
    std::size_t longest = 0, run = 0;
    for (const char c : text) {
        run = c == wanted ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

}  // namespace

std::string escape_text(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '`') {
            const std::size_t close = text.find('`', i + 1);
            const bool is_span = close != std::string_view::npos && close > i + 1 && text.substr(i, close - i).find('\n') == std::string_view::npos;
            if (is_span) {
                out += code_span(text.substr(i + 1, close - i - 1));
                i = close + 1;
            } else {
                out += "\\`";
                ++i;
            }
            continue;
        }
        put_escaped(out, text[i++]);
    }
    return out;
}

std::string code_span(std::string_view text, bool is_in_table) {
    if (text.empty()) return {};
    const std::string fence(longest_run(text, '`') + 1, '`');
    std::string body;
    for (const char c : text) {
        if (c == '|' && is_in_table) body += "\\|";
        else body += c == '\n' ? ' ' : c;
    }
    const bool needs_room = body.front() == '`' || body.back() == '`';
    return fence + (needs_room ? " " : "") + body + (needs_room ? " " : "") + fence;
}

std::string code_block(std::string_view text, std::string_view language) {
    const std::string fence(std::max<std::size_t>(longest_run(text, '`') + 1, 3), '`');
    return fence + std::string(language) + "\n" + std::string(text) + "\n" + fence + "\n";
}

std::string first_sentence(std::string_view text) {
    std::string line;
    for (std::size_t i = 0; i < text.size() && line.size() < 2 * MaxSentenceBytes; ++i) {
        if (text[i] == '\n') {
            if (i + 1 < text.size() && text[i + 1] == '\n') break;
            line += ' ';
            continue;
        }
        line += text[i];
        const bool ends = text[i] == '.' && (i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n');
        const bool is_abbreviation = line.ends_with("e.g.") || line.ends_with("i.e.") || line.ends_with("etc.");
        if (ends && !is_abbreviation) break;
    }
    const std::string_view kept = cut(line, MaxSentenceBytes);
    return escape_text(kept) + (kept.size() < line.size() ? "…" : "");
}

std::string link_target(std::string_view path) {
    static constexpr char Digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : path) {
        if (is_alphanumeric(c) || std::string_view("/._~-").find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += '%';
            out += Digits[static_cast<unsigned char>(c) >> 4];
            out += Digits[static_cast<unsigned char>(c) & 15];
        }
    }
    return out;
}

namespace {

/// The lower case of a two-byte letter of Latin, Greek or Cyrillic; any other code point as it is.
unsigned lower(unsigned code) {
    const bool is_even = code % 2 == 0;
    if ((code >= 0xC0 && code <= 0xDE && code != 0xD7) || (code >= 0x391 && code <= 0x3A9 && code != 0x3A2) || (code >= 0x410 && code <= 0x42F)) return code + 0x20;
    if (code >= 0x400 && code <= 0x40F) return code + 0x50;
    if ((code >= 0x100 && code <= 0x12E) || (code >= 0x132 && code <= 0x136) || (code >= 0x14A && code <= 0x176) || (code >= 0x460 && code <= 0x480)) return code + is_even;
    if ((code >= 0x139 && code <= 0x147) || (code >= 0x179 && code <= 0x17D)) return code + !is_even;
    return code;
}

}  // namespace

std::string Anchors::add(std::string_view heading) {
    std::string anchor;
    for (std::size_t i = 0; i < heading.size(); ++i) {
        const char c = heading[i];
        if ((static_cast<unsigned char>(c) & 0xe0) == 0xc0 && i + 1 < heading.size() && (static_cast<unsigned char>(heading[i + 1]) & 0xc0) == 0x80) {
            const unsigned code = lower((static_cast<unsigned char>(c) & 0x1fu) << 6 | (static_cast<unsigned char>(heading[++i]) & 0x3fu));
            anchor += static_cast<char>(0xc0 | code >> 6);
            anchor += static_cast<char>(0x80 | (code & 0x3f));
        } else if (c >= 'A' && c <= 'Z') anchor += static_cast<char>(c + 32);
        else if (is_alphanumeric(c) || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80) anchor += c;
        else if (c == ' ') anchor += '-';
    }
    std::string unique = anchor;
    while (times_.contains(unique)) unique = anchor + "-" + std::to_string(++times_[anchor]);
    times_.emplace(unique, 0);
    return unique;
}

}  // namespace kompress::markdown
