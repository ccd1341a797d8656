// SPDX-License-Identifier: Apache-2.0
#include "site/excerpt.hpp"

#include <algorithm>

#include "markdown/html.hpp"
#include "site/highlight.hpp"

namespace kompress::site {
namespace {

constexpr std::uint32_t MaxLines = 16;
constexpr std::size_t MaxBytes = 4096;  // sixteen lines of any author, none of a generator

}  // namespace

Excerpts::Excerpts(std::span<const Symbol> symbols) {
    for (const Symbol& symbol : symbols) {
        if (!symbol.source || symbol.line == 0) continue;
        by_anchor_.emplace(symbol.anchor, &symbol);
        std::vector<std::size_t>& lines = lines_[symbol.source];
        if (!lines.empty()) continue;
        lines.push_back(0);
        const std::string_view text = symbol.source->text;
        for (std::size_t i = 0; i < text.size(); ++i)
            if (text[i] == '\n') lines.push_back(i + 1);
    }
}

std::string Excerpts::under(std::string_view anchor) const {
    const auto found = by_anchor_.find(anchor);
    if (found == by_anchor_.end()) return {};
    const Source& source = *found->second->source;
    const std::vector<std::size_t>& lines = lines_.at(&source);
    const std::uint32_t first = found->second->line, end = std::max(found->second->end_line, first);
    const std::uint32_t last = std::min(end, first + MaxLines - 1);
    if (first >= lines.size() || last == first) return {};
    const std::size_t from = lines[first - 1], to = last < lines.size() ? lines[last] : source.text.size();
    const std::string_view text = source.text.substr(from, to - from);
    if (text.size() > MaxBytes) return {};
    std::string numbers;
    for (std::uint32_t line = first; line <= last; ++line) numbers += std::to_string(line) + "\n";
    const std::string place = source.path + ":" + std::to_string(first) + "–" + std::to_string(end);
    return "<details class=\"excerpt\"><summary>Excerpt <span>" + markdown::escape_html(place) + "</span></summary><div class=\"lines\"><pre aria-hidden=\"true\">" + numbers +
           "</pre><pre tabindex=\"0\"><code>" + highlight(text, source.language) + "</code></pre></div>" +
           (last < end ? "<p class=\"quiet\">and " + std::to_string(end - last) + " more lines</p>" : "") + "</details>\n";
}

}  // namespace kompress::site
