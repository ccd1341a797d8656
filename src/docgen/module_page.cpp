// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "docgen/diagrams.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

constexpr std::size_t MaxTableRows = 300;
constexpr std::size_t MaxNeighbourRows = 40;

/// Modules on one side, with how many files make the connection.
std::string module_list(const Site& site, const Module& module, const std::vector<ModuleGraph::Dependency>& others, const char* files_of) {
    std::string text;
    std::size_t rows = 0;
    for (const auto& other : others) {
        if (++rows > MaxNeighbourRows) break;
        text += "- " + site.module_link(module.page, site.atlas.modules->nodes()[other.module].module->path) + " (" + std::to_string(other.files) +
                (other.files == 1 ? " file" : " files") + files_of + ")\n";
    }
    if (others.size() > MaxNeighbourRows) text += "- and " + std::to_string(others.size() - MaxNeighbourRows) + " more\n";
    return text;
}

std::string files_table(const Site& site, const Module& module) {
    std::string text = "\n## Files\n\n| File | Lines | Definitions | |\n|---|--:|--:|---|\n";
    std::size_t rows = 0;
    for (const std::size_t at : module.files) {
        const FilePage& file = site.inventory.files[at];
        if (++rows > MaxTableRows) break;
        text += "| [" + escape_text(base_name_of(file.path)) + "](" + site.link(module.page, file.page) + ") | " + std::to_string(file.lines) + " | " +
                std::to_string(file.symbols) + " | " + file.summary + " |\n";
    }
    if (module.files.size() > MaxTableRows) text += "\nand " + std::to_string(module.files.size() - MaxTableRows) + " more files.\n";
    return text;
}

std::string symbols_table(const Site& site, const Module& module) {
    std::map<SymbolKind, std::vector<std::string>> rows;
    std::size_t total = 0;
    for (const std::size_t at : module.files) {
        const Layout& layout = site.atlas.layout;
        for (const Entry& entry : layout.entries(at)) {
            if (entry.form != Form::Heading || entry.depth > 0) continue;
            ++total;
            rows[entry.kind].push_back("| [" + code_span(entry.name) + "](" + site.link(module.page, layout.pages(at)[entry.part], std::string(entry.anchor)) + ") | " +
                                       site.summary(static_cast<std::uint32_t>(&entry - &layout[0])) + " |\n");
        }
    }
    if (total == 0) return {};
    std::string text = "\n## Public definitions\n";
    for (const auto& [kind, lines] : rows) {
        std::string title(symbol_kind_name(kind));
        std::replace(title.begin(), title.end(), '_', ' ');
        title[0] = static_cast<char>(std::toupper(title[0]));
        text += "\n### " + title + " (" + std::to_string(lines.size()) + ")\n\n| Name | |\n|---|---|\n";
        for (std::size_t i = 0; i < lines.size() && i < MaxTableRows; ++i) text += lines[i];
        if (lines.size() > MaxTableRows) text += "\nand " + std::to_string(lines.size() - MaxTableRows) + " more on the pages of the files.\n";
    }
    return text;
}

}  // namespace

std::string render_module(const Site& site, const Module& module) {
    std::string out = front_matter(module_name(module.path), module.summary, PageOrder::Module) + "# Module " + code_span(module_name(module.path)) + "\n\n[" + escape_text(site.inventory.name) + "](" + site.link(module.page, "index.md") + ") › " +
                      escape_text(module_name(module.path)) + "\n\n";
    if (!module.summary.empty()) out += module.summary + "\n\n";
    out += site.prose_block(module.page, prose::module_slot(module.path));
    out += std::to_string(module.files.size()) + (module.files.size() == 1 ? " file, " : " files, ") + std::to_string(module.code_lines) + " lines of code, " +
           std::to_string(module.symbols) + " definitions.\n\n";
    const ModuleGraph::Node& node = site.atlas.modules->nodes()[site.atlas.modules->find(module.path)];
    out += neighbours_diagram(site, module);
    if (!node.uses.empty()) out += "**Uses**\n\n" + module_list(site, module, node.uses, " of this module") + "\n";
    if (!node.used_by.empty()) out += "**Used by**\n\n" + module_list(site, module, node.used_by, " there") + "\n";
    return out + files_table(site, module) + classes_diagram(site, module) + calls_diagram(site, module) + symbols_table(site, module);
}

}  // namespace kompress::docgen
