// SPDX-License-Identifier: Apache-2.0
#include "docgen/inventory.hpp"

#include <algorithm>
#include <filesystem>

#include "base/try.hpp"

namespace kompress::docgen {
namespace {

std::string normal(const std::string& path) {
    std::string text = std::filesystem::path(path).lexically_normal().generic_string();
    while (!text.empty() && text.back() == '/') text.pop_back();
    return text;
}

/// `target` as the path suffixes that it may stand for.
std::vector<std::string> candidates(Language language, std::string target) {
    const auto with = [&](char separator) {
        std::string path = target;
        std::replace(path.begin(), path.end(), separator, '/');
        return path;
    };
    switch (language) {
        case Language::C:
        case Language::Cpp: return {target};
        case Language::Python: {
            const std::string path = with('.');
            return {path + ".py", path + "/__init__.py"};
        }
        case Language::Java: return {with('.') + ".java"};
        case Language::JavaScript:
        case Language::TypeScript:
        case Language::Tsx:
            return {target, target + ".ts", target + ".tsx", target + ".js", target + ".jsx", target + ".mjs", target + "/index.ts", target + "/index.js"};
        default: return {};
    }
}

bool ends_with_path(const std::string& path, const std::string& suffix) {
    if (path.size() < suffix.size() || path.compare(path.size() - suffix.size(), suffix.size(), suffix) != 0) return false;
    return path.size() == suffix.size() || path[path.size() - suffix.size() - 1] == '/';
}

}  // namespace

std::string directory_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string base_name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::size_t Inventory::resolve_import(const FilePage& from, std::string_view target, bool is_local) const {
    const std::string directory = directory_of(from.path);
    for (const std::string& candidate : candidates(from.language, std::string(target))) {
        if (is_local || candidate.front() == '.') {
            const auto found = by_path.find(normal(directory.empty() ? candidate : directory + "/" + candidate));
            if (found != by_path.end()) return found->second;
        }
        if (candidate.front() == '.') continue;
        const std::string suffix = normal(candidate);
        const auto same_name = by_base_name.find(base_name_of(suffix));
        if (same_name == by_base_name.end()) continue;
        std::size_t only = npos, matches = 0;
        for (const std::size_t file : same_name->second)
            if (ends_with_path(files[file].path, suffix)) only = file, ++matches;
        if (matches == 1) return only;
    }
    return npos;
}

namespace {

/// Of the outermost files: what vendored and example projects build is their own affair.
constexpr std::ptrdiff_t MaxProjectDepth = 3;
constexpr std::size_t MaxProjectFacts = 2000;

Result<void> add_project_facts(store::IndexReader& index, const store::FileRow& row, Inventory& inventory) {
    if (row.role != FileRole::Source || std::count(row.path.begin(), row.path.end(), '/') > MaxProjectDepth || inventory.project_facts.size() > MaxProjectFacts) return {};
    KOMPRESS_TRY_VALUE(content, index.content(row.content));
    std::vector<std::unique_ptr<store::DecodedPiece>> pieces;
    for (std::int64_t i = 0; content && i < content->pieces; ++i) {
        KOMPRESS_TRY_VALUE(piece, index.piece(*content, i, store::Columns::All));
        pieces.push_back(std::move(piece));
    }
    for (ProjectFact& fact : project_facts(row.path, pieces)) inventory.project_facts.push_back(std::move(fact));
    return {};
}

}  // namespace

Result<Inventory> take_inventory(store::IndexReader& index, const std::string& root, const std::string& out, PageNames& names) {
    Inventory inventory;
    inventory.name = base_name_of(root);
    std::vector<store::FileRow> rows;
    KOMPRESS_TRY(index.each_file([&](store::FileRow&& row) {
        rows.push_back(std::move(row));
        return true;
    }));
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    // What an earlier run wrote into the repository is no part of it.
    const std::string own = out.rfind(root + "/", 0) == 0 ? out.substr(root.size() + 1) + "/" : "";
    for (const store::FileRow& row : rows) {
        if (!own.empty() && row.path.rfind(own, 0) == 0) continue;
        ++inventory.classes[static_cast<std::size_t>(row.file_class)];
        if (row.content == 0 || is_structure(row.language)) {
            inventory.others.push_back(row.path);
            if (row.content != 0 && is_project_file(row.path)) KOMPRESS_TRY(add_project_facts(index, row, inventory));
            continue;
        }
        KOMPRESS_TRY_VALUE(content, index.content(row.content));
        if (!content) continue;
        FilePage file;
        file.path = row.path;
        file.page = names.page_for("files", row.path, ".md");
        file.language = row.language;
        file.role = row.role;
        file.content = row.content;
        file.row = row.id;
        file.lines = content->lines;
        file.code_lines = content->code_lines;
        file.symbols = content->symbols;
        const std::size_t at = inventory.files.size();
        inventory.by_path[file.path] = at;
        inventory.by_base_name[base_name_of(file.path)].push_back(at);
        Module& module = inventory.modules[directory_of(file.path)];
        module.path = directory_of(file.path);
        module.files.push_back(at);
        module.lines += file.lines;
        module.code_lines += file.code_lines;
        module.symbols += file.symbols;
        inventory.files.push_back(std::move(file));
    }
    for (auto& [path, module] : inventory.modules) module.page = names.page_for("modules", path.empty() ? "root" : path, ".md");
    return inventory;
}

}  // namespace kompress::docgen
