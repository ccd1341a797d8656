// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string_view>

#include "docgen/pages.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

struct Citation {
    std::string path;
    std::uint32_t line = 0, end_line = 0;
    std::size_t size = 0;  ///< bytes, brackets included
};

bool read_number(std::string_view text, std::size_t& at, std::uint32_t& number) {
    const std::size_t begin = at;
    std::uint64_t value = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && value < 100'000'000; ++at) value = value * 10 + static_cast<std::uint64_t>(text[at] - '0');
    number = static_cast<std::uint32_t>(value);
    return at > begin;
}

/// `[path:12]` or `[path:12-30]` at `at`, where a '[' stands; size 0 when something else does.
Citation citation_at(std::string_view text, std::size_t at) {
    Citation citation;
    const std::size_t close = text.find_first_of("]\n", at);
    if (close == std::string_view::npos || text[close] != ']') return {};
    const std::size_t colon = text.rfind(':', close);
    if (colon == std::string_view::npos || colon <= at + 1) return {};
    citation.path = text.substr(at + 1, colon - at - 1);
    std::size_t place = colon + 1;
    if (!read_number(text, place, citation.line)) return {};
    citation.end_line = citation.line;
    if (place < close && text[place] == '-' && !read_number(text, ++place, citation.end_line)) return {};
    if (place != close) return {};
    citation.size = close + 1 - at;
    return citation;
}

}  // namespace

std::string Site::link(const std::string& from_page, const std::string& to_page, const std::string& anchor) const {
    const std::filesystem::path from = std::filesystem::path(from_page).parent_path();
    const std::string target = std::filesystem::path(to_page).lexically_relative(from.empty() ? "." : from).generic_string();
    return link_target(target) + (anchor.empty() ? "" : "#" + link_target(anchor));
}

std::string Site::source_link(const std::string& from_page, const std::string& path, std::uint32_t line, std::uint32_t end_line) const {
    if (!options.source_url.empty()) {
        std::string url = options.source_url;
        const std::pair<std::string, std::string> values[] = {
            {"{commit}", commit}, {"{path}", link_target(path)}, {"{line}", std::to_string(line)}, {"{end_line}", std::to_string(end_line)}};
        for (const auto& [key, value] : values)
            for (std::size_t at = url.find(key); at != std::string::npos; at = url.find(key, at + value.size())) url.replace(at, key.size(), value);
        return url;
    }
    const std::filesystem::path from = std::filesystem::path(directory + "/" + from_page).parent_path();
    const std::string target = std::filesystem::path(root + "/" + path).lexically_relative(from).generic_string();
    if (line == 0) return link_target(target);
    return link_target(target) + "#L" + std::to_string(line) + (end_line > line ? "-L" + std::to_string(end_line) : "");
}

std::string Site::prose_block(const std::string& from_page, const std::string& slot) const {
    const auto found = prose.find(slot);
    if (found == prose.end() || found->second.markdown.empty()) return {};
    const std::string& text = found->second.markdown;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const Citation citation = text[at] == '[' ? citation_at(text, at) : Citation{};
        if (citation.size == 0) {
            out += text[at++];
            continue;
        }
        const std::string lines = std::to_string(citation.line) + (citation.end_line > citation.line ? "-" + std::to_string(citation.end_line) : "");
        out += "[" + escape_text(citation.path) + ":" + lines + "](" + source_link(from_page, citation.path, citation.line, citation.end_line) + ")";
        at += citation.size;
    }
    return out + (out.back() == '\n' ? "\n" : "\n\n");
}

}  // namespace kompress::docgen
