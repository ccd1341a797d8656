// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "docgen/pages.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

constexpr const char* PagePath = "project.md";
constexpr std::size_t MaxEntryPoints = 200, MaxRows = 150, MaxFiles = 80;

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

std::string source(const Site& site, const std::string& text, const std::string& path, std::uint32_t line, std::uint32_t end_line) {
    return "[" + text + "](" + site.source_link(PagePath, path, line, end_line) + ")";
}

/// Functions that the system calls first.
std::string entry_points(const Site& site) {
    const Graph& graph = site.atlas.graph;
    std::string text;
    std::size_t count = 0;
    for (std::size_t at = 0; at < site.inventory.files.size(); ++at) {
        const FilePage& file = site.inventory.files[at];
        if (!file.is_entry_point || file.role != FileRole::Source) continue;
        if (++count > MaxEntryPoints) continue;
        std::string function;
        for (Number n = graph.first_of(at); n < graph.first_of(at + 1) && function.empty(); ++n) {
            const std::string_view name = graph[n].name;
            if (is_function(graph[n].kind) && (name == "main" || name.ends_with(".main") || name.ends_with("::main"))) function = site.atlas.relations.mention(site, PagePath, n);
        }
        text += "- " + function + (function.empty() ? "" : " in ") + "[" + escape_text(file.path) + "](" + site.link(PagePath, file.page) + ")" +
                (file.summary.empty() ? "" : ": " + file.summary) + "\n";
    }
    if (count > MaxEntryPoints) text += "- and " + std::to_string(count - MaxEntryPoints) + " more\n";
    return text;
}

std::string facts_table(const Site& site, ProjectFact::Kind kind, const char* title, const char* column) {
    std::string rows;
    std::size_t count = 0;
    for (const ProjectFact& fact : site.inventory.project_facts) {
        if (fact.kind != kind || ++count > MaxRows) continue;
        rows += "| " + source(site, code_span(fact.name), fact.path, fact.line, fact.end_line) + " | " + code_span(fact.does) + " | " + source(site, escape_text(fact.path), fact.path, 0, 0) + " |\n";
    }
    if (rows.empty()) return {};
    return std::string("## ") + title + "\n\n| " + column + " | | File |\n|---|---|---|\n" + rows + (count > MaxRows ? "\nand " + std::to_string(count - MaxRows) + " more\n" : "") + "\n";
}

std::string known_files(const Site& site) {
    std::string text;
    std::size_t rows = 0;
    const auto consider = [&](const std::string& path) {
        if (std::count(path.begin(), path.end(), '/') > 1 && !path.starts_with(".github/workflows/")) return;
        const std::string name = base_name_of(path);
        std::string_view meaning;
        for (const KnownFile& known : KnownFiles)
            if (known.name == name) meaning = known.meaning;
        if (path.starts_with(".github/workflows/") || path.starts_with(".ci/")) meaning = "continuous integration";
        if (meaning.empty() || ++rows > MaxFiles) return;
        text += "- " + source(site, escape_text(path), path, 0, 0) + ": " + std::string(meaning) + "\n";
    };
    for (const std::string& path : site.inventory.others) consider(path);
    for (const FilePage& file : site.inventory.files) consider(file.path);
    if (rows > MaxFiles) text += "- and " + std::to_string(rows - MaxFiles) + " more\n";
    return text.empty() ? "" : "## Files\n\n" + text;
}

}  // namespace

std::string render_project(const Site& site) {
    std::string text;
    if (const std::string entries = entry_points(site); !entries.empty()) text += "## Entry points\n\n" + entries + "\n";
    text += facts_table(site, ProjectFact::Kind::Program, "Programs", "Name");
    text += facts_table(site, ProjectFact::Kind::Command, "Commands", "Command");
    text += facts_table(site, ProjectFact::Kind::Target, "Build targets", "Target");
    text += facts_table(site, ProjectFact::Kind::Job, "Jobs of continuous integration", "Job");
    text += known_files(site);
    if (text.empty()) text = "No build or project file was found, and nothing that looks like a start.\n";
    return front_matter("Programs, commands and build", "Entry points, programs, commands, build targets and project files", PageOrder::Project) + "# Programs, commands and build\n\n[" + escape_text(site.inventory.name) + "](index.md) › Programs, commands and build\n\n" + text;
}

}  // namespace kompress::docgen
