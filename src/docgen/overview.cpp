// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>

#include "docgen/pages.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

constexpr std::size_t MaxModules = 400, MaxEntryPoints = 40, MaxIndexed = 20'000;

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

struct KnownFile {
    std::string_view name, meaning;
};
constexpr std::array<KnownFile, 26> KnownFiles{{{"CMakeLists.txt", "CMake build"},
                                                {"Makefile", "make build"},
                                                {"meson.build", "Meson build"},
                                                {"configure.ac", "Autotools build"},
                                                {"BUILD.bazel", "Bazel build"},
                                                {"Cargo.toml", "Cargo package"},
                                                {"go.mod", "Go module"},
                                                {"package.json", "npm package"},
                                                {"tsconfig.json", "TypeScript configuration"},
                                                {"pyproject.toml", "Python package"},
                                                {"setup.py", "Python package"},
                                                {"pom.xml", "Maven project"},
                                                {"build.gradle", "Gradle build"},
                                                {"build.gradle.kts", "Gradle build"},
                                                {"Dockerfile", "container image"},
                                                {"docker-compose.yml", "container set-up"},
                                                {"Kconfig", "kernel configuration"},
                                                {"Kbuild", "kernel build"},
                                                {".gitlab-ci.yml", "continuous integration"},
                                                {"Jenkinsfile", "continuous integration"},
                                                {".travis.yml", "continuous integration"},
                                                {"LICENSE", "licence"},
                                                {"COPYING", "licence"},
                                                {"CONTRIBUTING.md", "how to contribute"},
                                                {"CHANGELOG.md", "changes"},
                                                {"README.md", "introduction"}}};

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

std::string entry_points(const Site& site) {
    std::string text;
    std::size_t count = 0;
    for (const FilePage& file : site.inventory.files) {
        if (!file.is_entry_point || file.role != FileRole::Source || ++count > MaxEntryPoints) continue;
        text += "- [" + escape_text(file.path) + "](" + site.link("index.md", file.page) + ")" + (file.summary.empty() ? "" : ": " + file.summary) + "\n";
    }
    if (count > MaxEntryPoints) text += "- and " + std::to_string(count - MaxEntryPoints) + " more\n";
    return text.empty() ? "" : "\n## Entry points\n\n" + text;
}

std::string known_files(const Site& site) {
    std::string text;
    std::size_t rows = 0;
    const auto consider = [&](const std::string& path) {
        if (std::count(path.begin(), path.end(), '/') > 1) return;
        const std::string name = base_name_of(path);
        std::string_view meaning;
        for (const KnownFile& known : KnownFiles)
            if (known.name == name) meaning = known.meaning;
        if (path.starts_with(".github/workflows/") || path.starts_with(".ci/")) meaning = "continuous integration";
        if (meaning.empty() || ++rows > 60) return;
        text += "- [" + escape_text(path) + "](" + site.source_link("index.md", path, 0, 0) + "): " + std::string(meaning) + "\n";
    };
    for (const std::string& path : site.inventory.others) consider(path);
    for (const FilePage& file : site.inventory.files) consider(file.path);
    return text.empty() ? "" : "\n## Build, packaging and project files\n\n" + text;
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
    std::string out = "# " + escape_text(inventory.name) + "\n\n";
    if (const std::string text = introduction(readme); !text.empty()) out += escape_text(plain(text)) + "\n\n";
    out += site.prose_block("index.md", prose::OverviewSlot);
    if (const std::string text = site.prose_block("index.md", prose::ArchitectureSlot); !text.empty()) out += "## Architecture\n\n" + text;
    if (!render_flows(site).empty()) out += "[What happens when it runs](flows.md)\n\n";
    std::int64_t code = 0;
    for (const FilePage& file : inventory.files) code += file.code_lines;
    out += std::to_string(inventory.files.size()) + " source files in " + std::to_string(inventory.modules.size()) + " modules, " + std::to_string(code) +
           " lines of code. Start with [entry points](#entry-points) or [modules](#modules); [the index](symbols.md) lists definitions by name.\n\n";
    const std::string entries = entry_points(site);
    if (entries.empty()) out.replace(out.find("[entry points](#entry-points) or "), std::string("[entry points](#entry-points) or ").size(), "");
    return out + languages_table(inventory) + entries + modules_table(site) + known_files(site) + coverage(inventory);
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
    return out.empty() ? "" : "# What happens when it runs\n\n[" + escape_text(site.inventory.name) + "](index.md)\n" + out;
}

std::string render_symbol_index(const Site& site) {
    std::vector<std::pair<std::string, std::string>> entries;
    std::size_t total = 0;
    for (const FilePage& file : site.inventory.files) {
        if (file.role != FileRole::Source) continue;
        for (const Mention& mention : file.mentions) {
            if (++total > MaxIndexed) continue;
            entries.emplace_back(mention.name, "- [" + code_span(mention.name) + "](" + site.link("symbols.md", file.page, mention.anchor) + ") " +
                                                   std::string(symbol_kind_name(mention.kind)) + ", " + escape_text(file.path) + "\n");
        }
    }
    std::string out = "# Index of definitions\n\n[" + escape_text(site.inventory.name) + "](index.md)\n\n";
    if (total > MaxIndexed)
        return out + std::to_string(total) + " definitions are too many for a page; each module's page lists its own, and `kompress symbols NAME` finds any of them.\n";
    const auto letter = [](const std::string& name) {
        for (const char c : name)
            if (std::isalnum(static_cast<unsigned char>(c))) return static_cast<char>(std::toupper(c));
        return '#';
    };
    std::stable_sort(entries.begin(), entries.end(), [&](const auto& a, const auto& b) {
        const char x = letter(a.first), y = letter(b.first);
        return x != y ? x < y : a < b;
    });
    char now = 0;
    for (const auto& [name, line] : entries) {
        if (letter(name) != now) out += std::string("\n## ") + (now = letter(name)) + "\n\n";
        out += line;
    }
    return out;
}

std::string render_llms_text(const Site& site) {
    std::string out = "# " + site.inventory.name + "\n\n> Reference documentation made from the source code by kompress.\n\n- [Overview](index.md)\n- [Index of definitions](symbols.md)\n\n## Modules\n\n";
    for (const auto& [path, module] : site.inventory.modules)
        out += "- [" + (path.empty() ? "root" : escape_text(path)) + "](" + site.link("llms.txt", module.page) + ")" + (module.summary.empty() ? "" : ": " + module.summary) + "\n";
    return out;
}

}  // namespace kompress::docgen
