// SPDX-License-Identifier: Apache-2.0
#include "docgen/project_facts.hpp"

#include <algorithm>
#include <optional>

namespace kompress::docgen {
namespace {

constexpr std::size_t MaxFacts = 200, MaxDoesBytes = 200;

std::string_view base_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

enum class Format { None, Npm, Python, Cargo, CMake, Make, Docker, Compose, Workflow };

Format format_of(std::string_view path) {
    const std::string_view name = base_of(path);
    if (name == "package.json") return Format::Npm;
    if (name == "pyproject.toml") return Format::Python;
    if (name == "Cargo.toml") return Format::Cargo;
    if (name == "CMakeLists.txt") return Format::CMake;
    if (name == "Makefile" || name == "GNUmakefile" || name == "makefile") return Format::Make;
    if (name == "Dockerfile" || name.ends_with(".Dockerfile") || name.starts_with("Dockerfile.")) return Format::Docker;
    const bool is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    if (is_yaml && (name.starts_with("docker-compose") || name.starts_with("compose"))) return Format::Compose;
    if (is_yaml && (path.starts_with(".github/workflows/") || name == ".gitlab-ci.yml")) return Format::Workflow;
    return Format::None;
}

/// The value in `"name": "value"` or `name = "value"`; all of it where there is none.
std::string value_of(std::string_view signature) {
    std::size_t begin = signature.find_first_of(":=");
    if (signature.starts_with('"'))
        if (const std::size_t close = signature.find('"', 1); close != std::string_view::npos) begin = signature.find_first_of(":=", close);
    if (begin != std::string_view::npos) signature.remove_prefix(begin + 1);
    while (!signature.empty() && (signature.front() == ' ' || signature.front() == '"' || signature.front() == '\'')) signature.remove_prefix(1);
    while (!signature.empty() && (signature.back() == ' ' || signature.back() == '"' || signature.back() == '\'' || signature.back() == ',')) signature.remove_suffix(1);
    return std::string(signature);
}

std::optional<ProjectFact::Kind> kind_of(Format format, const Symbol& symbol, std::string_view name, std::string_view parent) {
    using Kind = ProjectFact::Kind;
    switch (format) {
        case Format::Npm:
            if (parent == "scripts") return Kind::Command;
            if (parent == "bin" || (parent.empty() && name == "bin" && symbol.end_line == symbol.start_line)) return Kind::Program;
            return std::nullopt;
        case Format::Python:
            if (parent == "project.scripts" || parent == "project.gui-scripts" || parent == "tool.poetry.scripts") return Kind::Program;
            return std::nullopt;
        case Format::Cargo:
            if (parent == "bin" && name == "name") return Kind::Program;
            return std::nullopt;
        case Format::CMake:
            if (symbol.kind == SymbolKind::Target) return Kind::Target;
            return std::nullopt;
        case Format::Make:
            if (symbol.kind == SymbolKind::Target && !name.empty() && name.find_first_of(".%$/") == std::string_view::npos) return Kind::Command;
            return std::nullopt;
        case Format::Docker:
            if (symbol.kind == SymbolKind::Stage) return Kind::Target;
            return std::nullopt;
        case Format::Compose:
            if (parent == "services") return Kind::Target;
            return std::nullopt;
        case Format::Workflow:
            if (parent == "jobs") return Kind::Job;
            return std::nullopt;
        case Format::None: break;
    }
    return std::nullopt;
}

}  // namespace

bool is_project_file(std::string_view path) { return format_of(path) != Format::None; }

std::vector<ProjectFact> project_facts(const std::string& path, const std::vector<std::unique_ptr<store::DecodedPiece>>& pieces) {
    const Format format = format_of(path);
    std::vector<ProjectFact> facts;
    for (const auto& piece : pieces) {
        const ParsedFile& file = piece->file;
        for (const Symbol& symbol : file.symbols) {
            if (facts.size() >= MaxFacts) return facts;
            const std::string_view name = file.names[symbol.name];
            const std::string_view parent = symbol.parent < 0 ? std::string_view{} : file.names[file.symbols[static_cast<std::size_t>(symbol.parent)].name];
            const auto kind = kind_of(format, symbol, name, parent);
            if (!kind) continue;
            ProjectFact fact{*kind, path, std::string(name), {}, symbol.start_line, symbol.end_line};
            if (format == Format::Cargo) fact.name = value_of(symbol.signature);
            else if (format == Format::Npm || format == Format::Python) fact.does = value_of(symbol.signature);
            else if (!symbol.doc.empty()) fact.does = symbol.doc.substr(0, symbol.doc.find('\n'));
            else if (format == Format::CMake || format == Format::Docker) fact.does = symbol.signature;
            if (format == Format::Npm && parent.empty()) fact.name = "bin";
            if (fact.does.size() > MaxDoesBytes) fact.does.resize(MaxDoesBytes);
            facts.push_back(std::move(fact));
        }
    }
    return facts;
}

}  // namespace kompress::docgen
