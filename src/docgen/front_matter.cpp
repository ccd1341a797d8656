// SPDX-License-Identifier: Apache-2.0
#include "docgen/front_matter.hpp"

#include <cstdint>

#include "docgen/pages.hpp"

namespace kompress::docgen {
namespace {

/// Bytes of the well-formed UTF-8 sequence at `at`, or 0.
std::size_t sequence_at(std::string_view text, std::size_t at) {
    const unsigned lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80 ? 1 : lead >= 0xc2 && lead <= 0xdf ? 2 : (lead & 0xf0) == 0xe0 ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
    if (size == 0 || at + size > text.size()) return 0;
    std::uint32_t code = size == 1 ? lead : lead & (0xffu >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        const unsigned next = static_cast<unsigned char>(text[at + i]);
        if ((next & 0xc0) != 0x80) return 0;
        code = code << 6 | (next & 0x3f);
    }
    const bool is_overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
    const bool is_no_character = (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff || code == 0xfffe || code == 0xffff || (code >= 0x7f && code <= 0x9f);
    return is_overlong || is_no_character ? 0 : size;
}

}  // namespace

std::string yaml_string(std::string_view text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t size = sequence_at(text, i);
        const char c = text[i];
        if (size == 0) out += "\xef\xbf\xbd";
        else if (c == '"' || c == '\\') (out += '\\') += c;
        else if (static_cast<unsigned char>(c) < 0x20) out += ' ';
        else out += text.substr(i, size);
        i += size == 0 ? 1 : size;
    }
    return out + "\"";
}

std::string plain_text(std::string_view markdown) {
    static constexpr std::pair<std::string_view, char> Entities[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}};
    std::string out;
    for (std::size_t i = 0; i < markdown.size(); ++i) {
        const char c = markdown[i];
        if (c == '`') continue;
        if (c == '\\' && i + 1 < markdown.size()) {
            out += markdown[++i];
            continue;
        }
        bool is_entity = false;
        for (const auto& [entity, meaning] : Entities)
            if (!is_entity && markdown.substr(i).starts_with(entity)) out += meaning, i += entity.size() - 1, is_entity = true;
        if (!is_entity) out += c;
    }
    return out;
}

std::string front_matter(std::string_view title, std::string_view description, PageOrder order) {
    std::string out = "---\ntitle: " + yaml_string(title) + "\n";
    if (!description.empty()) out += "description: " + yaml_string(plain_text(description)) + "\n";
    return out + "order: " + std::to_string(static_cast<int>(order)) + "\n---\n\n";
}

std::string render_mkdocs(const Site& site) {
    const std::string base = base_name_of(site.directory);
    std::string out = "# mkdocs build -f mkdocs/mkdocs.yml makes a site beside this directory.\nsite_name: " + yaml_string(site.inventory.name) +
                      "\ndocs_dir: ..\nsite_dir: " + yaml_string("../../" + (base.empty() ? "docs" : base) + "-site") +
                      "\nexclude_docs: |\n  /mkdocs/\n  /llms.txt\n  /kompress-prose.jsonl\nuse_directory_urls: false\nvalidation:\n  links:\n    not_found: ignore\n    unrecognized_links: ignore\n"
                      "nav:\n  - Overview: index.md\n  - Architecture: architecture.md\n  - Programs, commands and build: project.md\n";
    if (!render_flows(site).empty()) out += "  - What happens when it runs: flows.md\n";
    if (site.has_glossary) out += "  - Glossary of names: glossary.md\n";
    out += "  - Index of definitions: symbols.md\n";
    if (!site.inventory.modules.empty()) out += "  - Modules:\n";
    for (const auto& [path, module] : site.inventory.modules) {
        out += "      - " + yaml_string(module_name(path)) + ":\n          - Overview: " + yaml_string(module.page) + "\n";
        for (const std::size_t file : module.files) out += "          - " + yaml_string(base_name_of(site.inventory.files[file].path)) + ": " + yaml_string(site.inventory.files[file].page) + "\n";
    }
    return out;
}

}  // namespace kompress::docgen
