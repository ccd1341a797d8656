// SPDX-License-Identifier: Apache-2.0
#include "context/render.hpp"

#include <algorithm>

namespace kompress::context {
namespace {

constexpr std::size_t MaxOutlineLines = 80;
constexpr std::size_t MaxLineBytes = 400;  // of an outline: generated lines are longer than anyone reads

/// Replaces what is not UTF-8, so that the text can be pasted and counted.
std::string clean_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t size = byte < 0x80 ? 1 : byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
        bool is_whole = size > 0 && i + size <= text.size();
        for (std::size_t k = 1; is_whole && k < size; ++k) is_whole = (static_cast<unsigned char>(text[i + k]) & 0xc0) == 0x80;
        if (is_whole && size == 3) {
            const auto next = static_cast<unsigned char>(text[i + 1]);
            is_whole = !(byte == 0xe0 && next < 0xa0) && !(byte == 0xed && next >= 0xa0);
        }
        if (is_whole && size == 4) {
            const auto next = static_cast<unsigned char>(text[i + 1]);
            is_whole = !(byte == 0xf0 && next < 0x90) && !(byte == 0xf4 && next >= 0x90);
        }
        if (is_whole) out.append(text.substr(i, size));
        else out += "\xef\xbf\xbd";
        i += is_whole ? size : 1;
    }
    return out;
}

std::string_view first_line(std::string_view text) {
    text = text.substr(0, std::min(text.find('\n'), MaxLineBytes));
    while (!text.empty() && (text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
    return text;
}

/// The lines on which the members of a definition are named, each once.
std::string outline(const search::Document& document, const Unit& unit, const LineTable& lines) {
    std::string text(first_line(lines.text(unit.first, unit.first)));
    text += '\n';
    std::uint32_t before = unit.first;
    std::size_t shown = 0;
    for (const search::Definition& member : document.definitions) {
        if (member.line <= before || member.line < unit.first || member.line > unit.last) continue;
        if (++shown > MaxOutlineLines) {
            text += "…\n";
            break;
        }
        text += first_line(lines.text(member.line, member.line));
        text += '\n';
        before = member.line;
    }
    return text;
}

}  // namespace

LineTable::LineTable(std::string_view text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) starts_.push_back(at + 1);
    if (starts_.back() != text.size() || starts_.size() == 1) starts_.push_back(text.size());
}

std::string_view LineTable::text(std::uint32_t first, std::uint32_t last) const {
    last = std::min(last, lines());
    if (first < 1 || first > last) return {};
    return text_.substr(starts_[first - 1], starts_[last] - starts_[first - 1]);
}

bool describe(const search::Document& document, const Unit& unit, const LineTable& lines, Snippet& snippet) {
    snippet.file = document.path;
    snippet.line = unit.first;
    snippet.end_line = std::min(unit.last, std::max(lines.lines(), 1u));
    snippet.form = unit.form;
    snippet.reason = unit.reason;
    if (unit.definition >= 0) {
        const search::Definition& definition = document.definitions[static_cast<std::size_t>(unit.definition)];
        snippet.symbol = definition.qualified_name;
        snippet.kind = symbol_kind_name(definition.kind);
    }
    return !lines.text(unit.first, unit.last).empty();
}

std::string render(const search::Document& document, const Unit& unit, const LineTable& lines, const Snippet& snippet) {
    std::string text = "--- " + std::to_string(snippet.line) + "-" + std::to_string(snippet.end_line);
    if (!snippet.symbol.empty()) text += " " + snippet.symbol;
    if (unit.form != SnippetForm::Body) text += " (" + std::string(snippet_form_name(unit.form)) + ")";
    text += '\n';
    switch (unit.form) {
        case SnippetForm::Body: text += lines.text(unit.first, unit.last); break;
        case SnippetForm::Signature: text += first_line(lines.text(unit.first, unit.first)); break;
        case SnippetForm::Outline: text += outline(document, unit, lines); break;
    }
    if (text.back() != '\n') text += '\n';
    return clean_utf8(text);
}

std::string file_header(const search::Document& document) { return clean_utf8("=== " + document.path + "\n"); }

}  // namespace kompress::context
