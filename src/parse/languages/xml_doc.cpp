// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/xml_doc.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace kompress::parse::languages {
namespace {

constexpr std::size_t MaxTagBytes = 256;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The value of the first of `name`, `cref`, `langword`, `href` in a tag, without the "T:" that compilers write.
std::string_view value_of(std::string_view tag) {
    for (const std::string_view key : {"name=", "cref=", "langword=", "href="}) {
        const std::size_t at = tag.find(key);
        if (at == std::string_view::npos || at + key.size() >= tag.size()) continue;
        const char quote = tag[at + key.size()];
        const std::string_view rest = tag.substr(at + key.size() + 1);
        const std::size_t end = rest.find(quote);
        if ((quote != '"' && quote != '\'') || end == std::string_view::npos) continue;
        const std::string_view value = rest.substr(0, end);
        return value.size() > 2 && value[1] == ':' ? value.substr(2) : value;
    }
    return {};
}

/// What stands for a tag in the text.
void write_tag(std::string_view tag, std::string& out) {
    const bool closes = tag.starts_with('/'), is_empty = tag.ends_with('/');
    std::string_view name = tag.substr(closes);
    name = name.substr(0, name.find_first_of(" \t\r\n/"));
    if (name == "c" || (name == "code" && tag.find('\n') == std::string_view::npos)) out += is_empty ? "" : "`";
    else if (closes) return;
    else if (name == "see" || name == "seealso" || name == "paramref" || name == "typeparamref") out += value_of(tag);
    else if (name == "param" || name == "typeparam") out.append(value_of(tag)).append(": ");
    else if (name == "returns" || name == "value") out += name == "returns" ? "Returns: " : "Value: ";
    else if (name == "exception") out.append("Throws ").append(value_of(tag)).append(": ");
}

constexpr std::array Entities = std::to_array<std::pair<std::string_view, char>>(
    {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}});

/// Without the lines that only held tags, and without blanks around lines.
std::string_view tidy(const std::string& text, TextArena& arena) {
    char* const out = arena.allocate(text.size() + 1);
    std::size_t size = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line(text.data() + at, end - at);
        at = end + 1;
        while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
        while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
        if (line.empty()) continue;
        if (size > 0) out[size++] = '\n';
        size = static_cast<std::size_t>(std::copy(line.begin(), line.end(), out + size) - out);
    }
    arena.shrink(text.size() + 1 - size);
    return {out, size};
}

}  // namespace

std::string_view without_xml_tags(std::string_view doc, TextArena& arena) {
    if (doc.find('<') == std::string_view::npos) return doc;
    std::string out;
    bool has_tags = false;
    for (std::size_t at = 0; at < doc.size();) {
        const char c = doc[at];
        const bool may_open = c == '<' && at + 1 < doc.size() && (is_letter(doc[at + 1]) || doc[at + 1] == '/');
        const std::size_t close = may_open ? doc.substr(at, MaxTagBytes).find('>') : std::string_view::npos;
        if (close != std::string_view::npos) {
            write_tag(doc.substr(at + 1, close - 1), out);
            has_tags = true;
            at += close + 1;
            continue;
        }
        const auto entity = std::find_if(Entities.begin(), Entities.end(), [&](const auto& e) { return c == '&' && doc.substr(at).starts_with(e.first); });
        out += entity == Entities.end() ? c : entity->second;
        at += entity == Entities.end() ? 1 : entity->first.size();
    }
    return has_tags ? tidy(out, arena) : doc;
}

}  // namespace kompress::parse::languages
