// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string_view>

#include "docgen/pages.hpp"
#include "markdown/text.hpp"
#include "prose/model_text.hpp"

namespace kompress::docgen {

using namespace markdown;

std::string Site::link(const std::string& from_page, const std::string& to_page, const std::string& anchor) const {
    if (from_page == to_page && !anchor.empty()) return "#" + link_target(anchor);
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

std::string Site::module_link(const std::string& from_page, const std::string& path) const {
    return "[" + escape_text(module_name(path)) + "](" + link(from_page, inventory.modules.at(path).page) + ")";
}

std::string Site::slot(std::uint32_t entry) const {
    const Layout& layout = atlas.layout;
    const std::uint32_t written = layout[entry].moved_from == NoEntry ? entry : layout[entry].moved_from;
    return prose::symbol_slot(inventory.files[layout.file_of(written)].path, std::string(layout[written].slot));
}

std::string Site::summary(std::uint32_t entry) const {
    if (!atlas.layout[entry].summary.empty() || prose.empty()) return std::string(atlas.layout[entry].summary);
    const auto written = prose.find(slot(entry));
    return written == prose.end() ? std::string() : escape_text(written->second.summary);
}

std::string Site::prose_block(const std::string& from_page, const std::string& slot) const {
    const auto found = prose.find(slot);
    if (found == prose.end() || found->second.markdown.empty()) return {};
    const std::string& text = found->second.markdown;
    std::string out;
    std::size_t code = 0;  // backticks that end the code that this stands in; 0 outside
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '`') {
            std::size_t run = 0;
            while (at + run < text.size() && text[at + run] == '`') ++run;
            if (code == 0) code = run;
            else if (code == run) code = 0;
            out.append(text, at, run);
            at += run;
            continue;
        }
        std::size_t size = 0;
        prose::Citation citation;
        if (text[at] == '[' && code == 0) citation = prose::read_citation(text, at, size);
        if (size == 0) {
            out += text[at++];
            continue;
        }
        const std::string lines = std::to_string(citation.line) + (citation.end_line > citation.line ? "-" + std::to_string(citation.end_line) : "");
        out += "[" + escape_text(citation.path) + ":" + lines + "](" + source_link(from_page, citation.path, citation.line, citation.end_line) + ")";
        at += size;
    }
    return out + (out.back() == '\n' ? "\n" : "\n\n");
}

}  // namespace kompress::docgen
