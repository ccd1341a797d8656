// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>

#include "docgen/pages.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

constexpr std::size_t MaxModules = 400;

/// The first paragraph of a README that is prose: no heading, badge, HTML or rule.
std::string introduction(const std::string& readme) {
    std::string paragraph;
    std::size_t at = 0;
    bool in_fence = false;
    while (at < readme.size() && at < 20'000) {
        const std::size_t end = std::min(readme.find('\n', at), readme.size());
        std::string line = readme.substr(at, end - at);
        at = end + 1;
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
        if (line.starts_with("```")) in_fence = !in_fence;
        const bool is_prose = !in_fence && !line.empty() && std::string_view("#<[!=-*|>`").find(line.front()) == std::string_view::npos && !line.starts_with("..");
        // An underlined heading is no prose either.
        const bool is_title = readme.compare(at, 3, "===") == 0 || readme.compare(at, 3, "---") == 0;
        const bool starts_bold = line.starts_with("**");
        if ((is_prose && !is_title) || (starts_bold && !in_fence)) paragraph += (paragraph.empty() ? "" : "\n") + line;
        else if (!paragraph.empty()) break;
    }
    return paragraph.size() < 1200 ? paragraph : paragraph.substr(0, 1200) + "…";
}

/// Plain words of Markdown: links become their text.
std::string plain(const std::string& markdown) {
    std::string text;
    for (std::size_t i = 0; i < markdown.size(); ++i) {
        const char c = markdown[i];
        if (c == '*' || c == '[') continue;
        if (c == ']' && i + 1 < markdown.size() && markdown[i + 1] == '(') {
            const std::size_t close = markdown.find(')', i);
            if (close != std::string::npos) i = close;
            continue;
        }
        if (c != ']') text += c;
    }
    return text;
}

std::string languages_table(const Inventory& inventory) {
    struct Sum {
        std::int64_t files = 0, lines = 0, code = 0, symbols = 0;
    };
    std::map<Language, Sum> sums;
    for (const FilePage& file : inventory.files) {
        Sum& sum = sums[file.language];
        ++sum.files, sum.lines += file.lines, sum.code += file.code_lines, sum.symbols += file.symbols;
    }
    std::vector<std::pair<Language, Sum>> sorted(sums.begin(), sums.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second.code > b.second.code; });
    std::string text = "| Language | Files | Lines | Code | Definitions |\n|---|--:|--:|--:|--:|\n";
    for (const auto& [language, sum] : sorted)
        text += "| " + std::string(language_name(language)) + " | " + std::to_string(sum.files) + " | " + std::to_string(sum.lines) + " | " +
                std::to_string(sum.code) + " | " + std::to_string(sum.symbols) + " |\n";
    return text;
}

std::string modules_table(const Site& site) {
    std::string text = "\n## Modules\n\n| Module | Files | Code | |\n|---|--:|--:|---|\n";
    std::size_t rows = 0;
    for (const auto& [path, module] : site.inventory.modules) {
        if (++rows > MaxModules) break;
        text += "| [" + (path.empty() ? "root" : escape_text(path)) + "](" + site.link("index.md", module.page) + ") | " + std::to_string(module.files.size()) + " | " +
                std::to_string(module.code_lines) + " | " + module.summary + " |\n";
    }
    if (rows > MaxModules) text += "\nand " + std::to_string(site.inventory.modules.size() - MaxModules) + " more, each linked from the pages of its files.\n";
    return text;
}

std::string coverage(const Inventory& inventory) {
    std::uint64_t all = 0, documented = 0;
    for (const FilePage& file : inventory.files) all += file.public_symbols, documented += file.documented;
    std::string text = "\n## Coverage\n\n" + std::to_string(all) + " public definitions, " + std::to_string(documented) + " with a comment in the source";
    if (all > 0) text += " (" + std::to_string(documented * 100 / all) + " %)";
    text += ". Everything here is read from the code; with a model configured, kompress would add guides to modules and summaries of what has no comment.\n";
    std::string skipped;
    for (std::size_t i = 1; i < FileClassCount; ++i)
        if (inventory.classes[i]) skipped += (skipped.empty() ? "" : ", ") + std::to_string(inventory.classes[i]) + " " + code_span(file_class_name(static_cast<FileClass>(i)));
    if (!skipped.empty()) text += "\nFiles without a page, by reason: " + skipped + ".\n";
    return text;
}

}  // namespace

std::string render_overview(const Site& site, const std::string& readme) {
    const Inventory& inventory = site.inventory;
    const std::string about = introduction(readme);
    std::string out = front_matter(inventory.name, first_sentence(plain(about)), PageOrder::Overview) + "# " + escape_text(inventory.name) + "\n\n";
    if (!about.empty()) out += escape_text(plain(about)) + "\n\n";
    out += site.prose_block("index.md", prose::OverviewSlot);
    if (!render_flows(site).empty()) out += "[What happens when it runs](flows.md)\n\n";
    std::int64_t code = 0;
    for (const FilePage& file : inventory.files) code += file.code_lines;
    out += std::to_string(inventory.files.size()) + " source files in " + std::to_string(inventory.modules.size()) + " modules, " + std::to_string(code) +
           " lines of code.\n\n"
           "- [Architecture](architecture.md): which module rests on which\n"
           "- [Programs, commands and build](project.md): where it starts, what it builds, how it is set up\n"
           "- [Modules](#modules)\n"
           "- [Index of definitions](symbols.md)\n";
    if (site.has_glossary) out += "- [Glossary of names](glossary.md)\n";
    return out + "\n" + languages_table(inventory) + modules_table(site) + coverage(inventory);
}

std::string render_flows(const Site& site) {
    constexpr std::string_view Prefix = "flow:";
    std::string out;
    for (const auto& [slot, text] : site.prose) {
        if (!slot.starts_with(Prefix) || text.markdown.empty()) continue;
        const std::size_t hash = slot.rfind('#');
        const std::string path = slot.substr(Prefix.size(), hash - Prefix.size());
        out += "\n## " + code_span(slot.substr(hash + 1)) + "\n\n";
        const auto file = site.inventory.by_path.find(path);
        if (file != site.inventory.by_path.end()) out += "From [" + escape_text(path) + "](" + site.link("flows.md", site.inventory.files[file->second].page) + ").\n\n";
        out += site.prose_block("flows.md", slot);
    }
    return out.empty() ? "" : front_matter("What happens when it runs", "", PageOrder::Flows) + "# What happens when it runs\n\n[" + escape_text(site.inventory.name) + "](index.md)\n" + out;
}

std::string render_llms_text(const Site& site, const std::string& readme) {
    const std::string about = introduction(readme);
    std::string one_line = escape_text(plain(about.substr(0, about.find("\n\n"))));
    std::replace(one_line.begin(), one_line.end(), '\n', ' ');
    std::string out = "# " + escape_text(site.inventory.name) + "\n\n> " + (one_line.empty() ? "Reference documentation made from the source code by kompress." : one_line) +
                      "\n\n## Overview\n\n- [Overview](index.md): languages, modules, how much is documented\n- [Architecture](architecture.md): which module rests on which\n"
                      "- [Programs, commands and build](project.md): entry points, scripts, build targets\n- [Index of definitions](symbols.md): every public definition by name\n";
    if (site.has_glossary) out += "- [Glossary of names](glossary.md): the words of the code and what they are named for\n";
    std::vector<const ModuleGraph::Node*> order;
    for (const ModuleGraph::Node& node : site.atlas.modules->nodes()) order.push_back(&node);
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->is_source != b->is_source ? a->is_source : a->rank > b->rank; });
    const char* section = "";
    for (const ModuleGraph::Node* node : order) {
        const char* wanted = node->is_source ? "\n## Modules\n\n" : "\n## Optional\n\n";
        if (std::string_view(section) != wanted) out += section = wanted;
        out += "- " + site.module_link("llms.txt", node->module->path) + (node->module->summary.empty() ? "" : ": " + node->module->summary) + "\n";
    }
    return out;
}

}  // namespace kompress::docgen
