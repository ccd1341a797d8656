// SPDX-License-Identifier: Apache-2.0
#include "parse/doc_comment.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace kompress::parse {
namespace {

constexpr std::size_t MaxDocBytes = 16 * 1024;

std::string_view trim_right(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

/// Removes what opens a comment line: "/**", "///", "//!", "#", " * ".
std::string_view strip_marker(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    std::string_view rest = line.substr(first);
    if (rest.starts_with("/*")) {
        rest.remove_prefix(2);
        while (!rest.empty() && (rest.front() == '*' || rest.front() == '!') && !rest.starts_with("*/")) rest.remove_prefix(1);
    } else if (rest.starts_with("//")) {
        rest.remove_prefix(2);
        while (!rest.empty() && (rest.front() == '/' || rest.front() == '!')) rest.remove_prefix(1);
        if (rest.starts_with("<")) rest.remove_prefix(1);
    } else if (rest.front() == '#') {
        while (!rest.empty() && (rest.front() == '#' || rest.front() == '!' || rest.front() == ':')) rest.remove_prefix(1);
    } else if (rest.front() == '*' && (rest.size() == 1 || rest[1] != '*')) {
        rest.remove_prefix(1);
    } else {
        return line;
    }
    if (rest.starts_with("<") && line.find("/**<") != std::string_view::npos) rest.remove_prefix(1);
    return rest;
}

bool is_separator(std::string_view line) {
    return line.find_first_not_of("-=*/#~_+ \t") == std::string_view::npos;
}

std::size_t indentation(std::string_view line) {
    const std::size_t at = line.find_first_not_of(' ');
    return at == std::string_view::npos ? line.size() : at;
}

template <typename Visit>
void each_line(std::string_view text, Visit visit) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        visit(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
}

/// "//go:noinline", "//nolint:errcheck": words for a tool, told from prose by the missing space.
bool is_directive(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos || !line.substr(first).starts_with("//")) return false;
    const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    std::size_t at = first + 2;
    while (at < line.size() && is_word(line[at])) ++at;
    return at > first + 2 && at + 1 < line.size() && line[at] == ':' && is_word(line[at + 1]);
}

/// Comments that no other language opens so: Lua's "--" and "--[[ ]]", R's "#'", OCaml's "(* *)".
enum class Style { Usual, Dashes, Roxygen, Parentheses };

Style style_of(std::string_view comment) {
    if (comment.starts_with("(*")) return Style::Parentheses;
    return comment.starts_with("--") ? Style::Dashes : comment.starts_with("#'") ? Style::Roxygen : Style::Usual;
}

/// Removes "(**" and "*)"; a line within keeps its indentation, without a star that leads it.
std::string_view strip_parentheses(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t");
    if (first != std::string_view::npos && line.substr(first).starts_with("(*")) {
        line.remove_prefix(std::min(line.find_first_not_of('*', first + 1), line.size()));
        if (line == ")") return {};
    } else if (first != std::string_view::npos && line.substr(first).starts_with("* ")) {
        line.remove_prefix(first + 1);
    }
    if (line.ends_with("*)")) {
        line.remove_suffix(1);
        while (line.ends_with('*')) line.remove_suffix(1);
    }
    return trim_right(line);
}

/// Removes "---", "--[==[" and "]==]".
std::string_view strip_dashes(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t");
    if (first != std::string_view::npos && line.substr(first).starts_with("--")) {
        line.remove_prefix(std::min(line.find_first_not_of('-', first), line.size()));
        const std::size_t open = line.find_first_not_of('=', 1);
        if (line.starts_with('[') && open != std::string_view::npos && line[open] == '[') line.remove_prefix(open + 1);
    }
    if (line.ends_with(']')) {
        const std::size_t close = line.find_last_not_of('=', line.size() - 2);
        if (close != std::string_view::npos && line[close] == ']') line = line.substr(0, close);
    }
    return trim_right(line);
}

std::string_view content_of(std::string_view line, Style style) {
    std::string_view content = trim_right(line);
    if (style == Style::Dashes) return is_separator(content) ? std::string_view{} : strip_dashes(content);
    if (style == Style::Parentheses) {
        content = strip_parentheses(content);
        return is_separator(content) ? std::string_view{} : content;
    }
    if (is_directive(content)) return {};
    if (content.ends_with("*/")) content.remove_suffix(2);
    content = trim_right(strip_marker(trim_right(content)));
    if (style == Style::Roxygen && content.starts_with('\'')) content.remove_prefix(1);
    return is_separator(content) ? std::string_view{} : content;
}

}  // namespace

std::string_view clean_doc_comment(std::string_view comment, TextArena& arena) {
    comment = comment.substr(0, MaxDocBytes);
    while (comment.ends_with('\n') || comment.ends_with('\r')) comment.remove_suffix(1);  // Rust's "///" includes it
    if (comment.starts_with("#!/")) comment.remove_prefix(std::min(comment.find('\n'), comment.size() - 1) + 1);  // says what runs it
    const Style style = style_of(comment);
    std::size_t common = MaxDocBytes, lines = 0, number = 0;
    each_line(comment, [&](std::string_view line) {
        const std::string_view content = content_of(line, style);
        ++lines;
        // Text behind "/** " on the first line says nothing about the indentation of the others.
        if (!content.empty() && (number++ > 0 || (line.find("/*") == std::string_view::npos && style != Style::Parentheses)))
            common = std::min(common, indentation(content));
    });
    if (lines == 1) {
        std::string_view content = content_of(comment, style);
        while (!content.empty() && content.front() == ' ') content.remove_prefix(1);
        return content;
    }
    char* out = arena.allocate(comment.size() + 1);
    std::size_t size = 0, blank = 0;
    each_line(comment, [&](std::string_view line) {
        std::string_view content = content_of(line, style);
        if (content.empty()) {
            blank += size > 0;
            return;
        }
        content.remove_prefix(size == 0 ? indentation(content) : std::min(common, indentation(content)));
        if (size > 0) out[size++] = '\n';
        if (blank > 0 && size > 0) out[size++] = '\n';
        blank = 0;
        std::memcpy(out + size, content.data(), content.size());
        size += content.size();
    });
    arena.shrink(comment.size() + 1 - size);
    return {out, size};
}

std::string_view without_licence(std::string_view cleaned, TextArena& arena) {
    static constexpr std::array<std::string_view, 10> LegalText{
        "GNU General Public", "GNU Lesser General", "free software", "WITHOUT WARRANTIES", "WITHOUT ANY WARRANTY",
        "Permission is hereby granted", "Permission to use, copy", "Redistribution", "Licensed under", "LICENSE"};
    static constexpr std::array<std::string_view, 9> LegalLines{
        "SPDX-License-Identifier", "Copyright", "copyright", "COPYRIGHT", "(c) ", "(C) ", "ights reserved", "-*-", "vim:"};
    const auto mentions = [](std::string_view text, const auto& marks) {
        return std::any_of(marks.begin(), marks.end(), [&](auto mark) { return text.find(mark) != std::string_view::npos; });
    };
    char* out = arena.allocate(cleaned.size() + 1);
    std::size_t size = 0;
    for (std::size_t at = 0; at < cleaned.size();) {
        const std::size_t end = std::min(cleaned.find("\n\n", at), cleaned.size());
        const std::string_view paragraph = cleaned.substr(at, end - at);
        at = end + 2;
        if (mentions(paragraph, LegalText)) continue;
        bool after_legal_line = false, is_first = true;
        each_line(paragraph, [&](std::string_view line) {
            // A legal line may go on with names and addresses.
            const bool is_legal = mentions(line, LegalLines) || (after_legal_line && line.find('@') != std::string_view::npos);
            after_legal_line = after_legal_line || is_legal;
            if (is_legal) return;
            if (size > 0) out[size++] = '\n';
            if (size > 0 && is_first) out[size++] = '\n';
            is_first = false;
            std::memcpy(out + size, line.data(), line.size());
            size += line.size();
        });
    }
    const bool is_sentence = std::string_view(out, size).find(' ') != std::string_view::npos;
    if (!is_sentence) size = 0;  // the file's name says nothing new
    arena.shrink(cleaned.size() + 1 - size);
    return {out, size};
}

bool is_boilerplate(std::string_view cleaned) {
    static constexpr std::array<std::string_view, 14> Marks{
        "SPDX-License-Identifier", "Copyright", "copyright", "(c)", "License", "All rights reserved", "-*-",
        "vim:", "eslint-", "pylint:", "clang-format", "NOLINT", "@ts-", "!/"};
    if (cleaned.empty()) return true;
    const std::string_view head = cleaned.substr(0, 400);
    return std::any_of(Marks.begin(), Marks.end(), [&](std::string_view mark) { return head.find(mark) != std::string_view::npos; });
}

}  // namespace kompress::parse
