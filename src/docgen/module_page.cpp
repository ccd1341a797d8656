// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "docgen/pages.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

constexpr std::size_t MaxTableRows = 300;
constexpr std::size_t MaxDiagramNodes = 14;

std::string module_name(const std::string& path) { return path.empty() ? "root" : path; }

/// Modules that this one imports, or that import it, with the number of importing files.
std::map<std::string, int> imported_modules(const Site& site, const Module& module) {
    std::map<std::string, int> counts;
    for (const std::size_t at : module.files) {
        std::set<std::string> seen;
        for (const std::string& path : site.inventory.files[at].imports)
            if (const std::string other = directory_of(path); other != module.path && seen.insert(other).second) ++counts[other];
    }
    return counts;
}

std::map<std::string, int> importing_modules(const Site& site, const Module& module) {
    std::map<std::string, int> counts;
    for (const FilePage& file : site.inventory.files) {
        const std::string own = directory_of(file.path);
        if (own == module.path) continue;
        const bool imports = std::any_of(file.imports.begin(), file.imports.end(), [&](const std::string& path) { return directory_of(path) == module.path; });
        if (imports) ++counts[own];
    }
    return counts;
}

std::string module_list(const Site& site, const Module& module, const std::map<std::string, int>& counts) {
    std::string text;
    for (const auto& [path, files] : counts) {
        const auto other = site.inventory.modules.find(path);
        if (other == site.inventory.modules.end()) continue;
        text += "- [" + escape_text(module_name(path)) + "](" + site.link(module.page, other->second.page) + ") (" + std::to_string(files) +
                (files == 1 ? " file)\n" : " files)\n");
    }
    return text;
}

/// Mermaid node ids are ours, labels are quoted with everything that could end them removed.
std::string diagram(const Module& module, const std::map<std::string, int>& out, const std::map<std::string, int>& in) {
    if (out.size() + in.size() == 0 || out.size() + in.size() > MaxDiagramNodes) return {};
    const auto label = [](const std::string& path) {
        std::string text;
        for (const char c : module_name(path)) text += (c == '"' || c == '<' || c == '>' || c == '&' || c == '#' || c == ';' || c == '`' || static_cast<unsigned char>(c) < 0x20) ? '_' : c;
        return "[\"" + text + "\"]";
    };
    std::string text = "```mermaid\nflowchart LR\n  this" + label(module.path) + "\n";
    int number = 0;
    std::map<std::string, std::string> ids;
    const auto id_of = [&](const std::string& path) {
        auto& id = ids[path];
        if (!id.empty()) return id;
        id = "m" + std::to_string(number++);
        text += "  " + id + label(path) + "\n";
        return id;
    };
    for (const auto& [path, files] : out) {
        const std::string id = id_of(path);
        text += "  this --> " + id + "\n";
    }
    for (const auto& [path, files] : in) {
        const std::string id = id_of(path);
        text += "  " + id + " --> this\n";
    }
    return text + "```\n\n";
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
        const FilePage& file = site.inventory.files[at];
        for (const Mention& mention : file.mentions) {
            ++total;
            rows[mention.kind].push_back("| [" + code_span(mention.name) + "](" + site.link(module.page, file.page, mention.anchor) + ") | " + mention.summary + " |\n");
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
    std::string out = "# Module " + code_span(module_name(module.path)) + "\n\n[" + escape_text(site.inventory.name) + "](" + site.link(module.page, "index.md") + ") › " +
                      escape_text(module_name(module.path)) + "\n\n";
    if (!module.summary.empty()) out += module.summary + "\n\n";
    out += site.prose_block(module.page, prose::module_slot(module.path));
    out += std::to_string(module.files.size()) + (module.files.size() == 1 ? " file, " : " files, ") + std::to_string(module.code_lines) + " lines of code, " +
           std::to_string(module.symbols) + " definitions.\n\n";
    const auto uses = imported_modules(site, module), used_by = importing_modules(site, module);
    out += diagram(module, uses, used_by);
    if (!uses.empty()) out += "**Imports**\n\n" + module_list(site, module, uses) + "\n";
    if (!used_by.empty()) out += "**Imported by**\n\n" + module_list(site, module, used_by) + "\n";
    return out + files_table(site, module) + symbols_table(site, module);
}

}  // namespace kompress::docgen
