// SPDX-License-Identifier: Apache-2.0
#include "resolve/program.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace kompress::resolve {
namespace {

constexpr std::size_t MaxDepthOfPath = 64;

template <typename Map, typename Key>
std::span<const FileIndex> list_of(const Map& map, Key key) {
    const auto found = map.find(key);
    return found == map.end() ? std::span<const FileIndex>{} : std::span<const FileIndex>(found->second);
}


/// The string behind `"key"` and a colon, anywhere in a JSON-like text.
std::string json_string(std::string_view text, std::string_view key) {
    const std::string quoted = "\"" + std::string(key) + "\"";
    std::size_t at = text.find(quoted);
    if (at == std::string_view::npos) return "";
    at = text.find_first_not_of(" \t\r\n:", at + quoted.size());
    if (at == std::string_view::npos || text[at] != '"') return "";
    const std::size_t end = text.find('"', at + 1);
    return end == std::string_view::npos ? "" : std::string(text.substr(at + 1, end - at - 1));
}

}  // namespace

Family family_of(Language language) {
    switch (language) {
        case Language::C:
        case Language::Cpp: return Family::C;
        case Language::Python: return Family::Python;
        case Language::JavaScript:
        case Language::TypeScript:
        case Language::Tsx: return Family::Ecma;
        case Language::Go: return Family::Go;
        case Language::Rust: return Family::Rust;
        case Language::Java: return Family::Java;
        case Language::None: return Family::None;
        default: return is_structure(language) ? Family::Structure : Family::Other;  // keys and targets are no names of code
    }
}

std::string_view directory_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view base_name_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string join_path(std::string_view directory, std::string_view relative) {
    std::vector<std::string_view> parts;
    for (const std::string_view text : {directory, relative}) {
        for (std::size_t at = 0; at <= text.size();) {
            const std::size_t end = std::min(text.find('/', at), text.size());
            const std::string_view part = text.substr(at, end - at);
            at = end + 1;
            if (part.empty() || part == ".") continue;
            if (part != "..") {
                if (parts.size() == MaxDepthOfPath) return std::string(Program::Outside);
                parts.push_back(part);
            } else if (parts.empty()) return std::string(Program::Outside);
            else parts.pop_back();
        }
    }
    std::string path;
    for (const std::string_view part : parts) path.append(path.empty() ? "" : "/").append(part);
    return path;
}

bool is_configuration(std::string_view path) {
    const std::string_view name = base_name_of(path);
    return name == "go.mod" || name == "Cargo.toml" || name == "package.json" || name == "tsconfig.json";
}

bool Source::is_declared(Key name, const FileSet& in) const {
    return std::any_of(in.list().begin(), in.list().end(), [&](FileIndex file) {
        const Unit* facts = unit(file);
        return facts && std::binary_search(facts->declared.begin(), facts->declared.end(), name);
    });
}

Program::Program(std::vector<SourceFile> files, std::vector<std::string> configuration, const std::function<std::string(const std::string&)>& read)
    : files_(std::move(files)) {
    by_path_.reserve(files_.size());
    for (FileIndex i = 0; i < files_.size(); ++i) {
        const std::string_view path = files_[i].path;
        directories_.push_back(i);
        if (files_[i].language == Language::None) continue;  // without facts: nothing leads there
        by_path_.emplace(path, i);
        by_name_[base_name_of(path)].push_back(i);
        auto& directory = by_directory_[directory_of(path)];
        directory.push_back(i);
        directories_.back() = directory.front();
    }
    read_python();
    std::sort(configuration.begin(), configuration.end());
    for (const std::string& path : configuration) {
        const std::string text = read(path);
        const std::string_view name = base_name_of(path);
        if (name == "go.mod") read_go(path, text);
        else if (name == "Cargo.toml") read_cargo(path, text);
        else if (name == "package.json") read_package(path, text);
        else if (name == "tsconfig.json") read_tsconfig(path, text);
    }
    // All files of a directory belong to one crate.
    crates_of_.resize(files_.size());
    std::unordered_map<std::string_view, std::string> known;
    for (FileIndex i = 0; i < files_.size(); ++i) {
        if (files_[i].language != Language::Rust) continue;
        const auto [entry, is_new] = known.try_emplace(directory_of(files_[i].path));
        if (is_new) entry->second = find_crate(files_[i].path);
        crates_of_[i] = entry->second;
    }
    std::stable_sort(go_modules_.begin(), go_modules_.end(), [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

FileIndex Program::find(std::string_view path) const {
    const auto found = by_path_.find(path);
    return found == by_path_.end() ? NoFile : found->second;
}

std::span<const FileIndex> Program::named(std::string_view base_name) const { return list_of(by_name_, base_name); }
std::span<const FileIndex> Program::in_directory(std::string_view directory) const { return list_of(by_directory_, directory); }

/// A module is called by its path from the directory above its topmost package.
void Program::read_python() {
    for (FileIndex i = 0; i < files_.size(); ++i) {
        if (files_[i].language != Language::Python) continue;
        const std::string_view path = files_[i].path;
        std::string_view name = base_name_of(path), directory = directory_of(path);
        name = name.substr(0, name.rfind('.'));
        std::string dotted = name == "__init__" ? std::string(base_name_of(directory)) : std::string(name);
        if (name == "__init__") directory = directory_of(directory);
        const auto is_package = [&](std::string_view at) { return find(std::string(at) + "/__init__.py") != NoFile; };
        while (!directory.empty() && is_package(directory)) {
            dotted = std::string(base_name_of(directory)) + "." + dotted;
            directory = directory_of(directory);
        }
        python_.emplace(dotted, i);
        // Packages without __init__.py, and scripts run from the root, are called by their whole path.
        std::string whole(path.substr(0, path.rfind('.')));
        std::replace(whole.begin(), whole.end(), '/', '.');
        if (whole.ends_with(".__init__")) whole.resize(whole.size() - 9);
        python_.emplace(whole, i);
    }
}

FileIndex Program::python_module(std::string_view dotted) const {
    const auto found = python_.find(std::string(dotted));
    return found == python_.end() ? NoFile : found->second;
}

void Program::read_go(const std::string& path, const std::string& text) {
    std::size_t at = text.starts_with("module ") ? 0 : text.find("\nmodule ");
    if (at == std::string::npos) return;
    at = text.find_first_not_of(" \t\"", text.find("module ", at) + 7);
    if (at == std::string::npos) return;
    go_modules_.emplace_back(text.substr(at, text.find_first_of(" \t\r\n\"", at) - at), directory_of(path));
}

std::string Program::go_directory(std::string_view import_path) const {
    for (const auto& [module, directory] : go_modules_) {
        if (!import_path.starts_with(module) || (import_path.size() > module.size() && import_path[module.size()] != '/')) continue;
        return join_path(directory, import_path.substr(std::min(import_path.size(), module.size() + 1)));
    }
    // A tree without go.mod, as the standard library's: paths from the root.
    return go_modules_.empty() && by_directory_.contains(import_path) ? std::string(import_path) : std::string(Outside);
}

void Program::read_cargo(const std::string& path, const std::string& text) {
    const std::size_t package = text.find("[package]");
    if (package == std::string::npos) return;
    const std::string_view section = std::string_view(text).substr(package, text.find("\n[", package) - package);
    std::size_t at = section.find("\nname");
    if (at == std::string_view::npos || (at = section.find('"', at)) == std::string_view::npos) return;
    std::string name(section.substr(at + 1, section.find('"', at + 1) - at - 1));
    std::replace(name.begin(), name.end(), '-', '_');
    const std::string directory(directory_of(path));
    // Roots that `path = "….rs"` names ([lib], [[bin]]) come before the usual one.
    for (std::size_t line = text.find("\npath"); line != std::string::npos; line = text.find("\npath", line + 1)) {
        const std::size_t open = text.find('"', line), close = open == std::string::npos ? open : text.find('"', open + 1);
        if (close == std::string::npos || text.find('\n', line + 1) < close) continue;
        const std::string_view root = std::string_view(text).substr(open + 1, close - open - 1);
        const std::size_t header = text.rfind("\n[", line);
        const bool is_root = header != std::string::npos && (text.compare(header, 6, "\n[lib]") == 0 || text.compare(header, 8, "\n[[bin]]") == 0);
        if (!root.ends_with(".rs") || !is_root) continue;
        if (std::string sources = join_path(directory, directory_of(root)); sources != Outside) crates_.emplace_back(name, std::move(sources));
    }
    crates_.emplace_back(std::move(name), join_path(directory, "src"));
}

std::string Program::crate_sources(std::string_view crate) const {
    for (const auto& [name, sources] : crates_)
        if (name == crate && (find(join_path(sources, "lib.rs")) != NoFile || find(join_path(sources, "main.rs")) != NoFile)) return sources;
    return std::string(Outside);
}

const std::string& Program::crate_of(FileIndex file) const { return crates_of_[file]; }

std::string Program::find_crate(std::string_view path) const {
    for (std::string_view directory = directory_of(path);; directory = directory_of(directory)) {
        for (const auto& [name, sources] : crates_)
            if (sources == directory) return sources;
        // Without a manifest: the directory that holds the root of the crate.
        for (const char* root : {"lib.rs", "main.rs"})
            if (crates_.empty() && find(join_path(directory, root)) != NoFile) return std::string(directory);
        if (directory.empty()) return std::string(directory_of(path));
    }
}

void Program::read_package(const std::string& path, const std::string& text) {
    const std::string name = json_string(text, "name");
    if (!name.empty()) packages_.emplace(name, std::string(directory_of(path)));
    // "imports": {"#name": "./file.js"} or {"#name": {"condition": "./file.ts", …}}: the first that is a source here
    std::size_t at = text.find("\"imports\"");
    while (at != std::string::npos && (at = text.find("\"#", at)) != std::string::npos) {
        const std::size_t end = text.find('"', at + 1), next = std::min(text.find("\"#", end), text.size());
        if (end == std::string::npos) break;
        std::string key = text.substr(at + 1, end - at - 1);
        std::vector<std::string> targets;
        for (std::size_t dot = text.find("\"./", end); dot < next; dot = text.find("\"./", dot + 1))
            targets.push_back(text.substr(dot + 1, text.find('"', dot + 1) - dot - 1));
        for (std::string& target : targets) {
            const bool has_star = key.ends_with('*') && target.find('*') != std::string::npos;
            const std::string place = join_path(directory_of(path), target.substr(0, target.find('*')));
            if (place == Outside || (!has_star && find(place) == NoFile)) continue;
            mappings_.push_back({std::string(directory_of(path)), has_star ? key.substr(0, key.size() - 1) : key, place, has_star});
            break;
        }
        at = end;
    }
}

void Program::read_tsconfig(const std::string& path, const std::string& text) {
    const std::string base = join_path(directory_of(path), json_string(text, "baseUrl"));
    if (base == Outside) return;
    const std::size_t paths = text.find("\"paths\"");
    if (text.find("\"baseUrl\"") != std::string::npos) mappings_.push_back({std::string(directory_of(path)), "", base, true});
    if (paths == std::string::npos) return;
    const std::size_t end = std::min(text.find('}', paths), text.size());
    // "prefix/*": ["target/*"]
    for (std::size_t at = text.find('{', paths); at < end;) {
        const std::size_t open = text.find('"', at + 1);
        const std::size_t close = open == std::string::npos ? open : text.find('"', open + 1);
        const std::size_t first = close == std::string::npos ? close : text.find('"', close + 1);
        const std::size_t last = first == std::string::npos ? first : text.find('"', first + 1);
        if (last == std::string::npos || last > end) break;
        std::string prefix = text.substr(open + 1, close - open - 1), target = text.substr(first + 1, last - first - 1);
        const bool has_star = prefix.ends_with('*');
        if (has_star) prefix.pop_back();
        if (target.ends_with('*')) target.pop_back();
        target = join_path(base, target);
        if (target != Outside) mappings_.insert(mappings_.begin(), {std::string(directory_of(path)), prefix, target, has_star});
        at = text.find(']', last);
    }
}

std::vector<std::string> Program::ecma_mapped(std::string_view path, std::string_view target) const {
    std::vector<std::string> places;
    for (const PathMapping& mapping : mappings_) {
        const bool is_inside = mapping.directory.empty() || path.starts_with(mapping.directory + "/");
        if (!is_inside || !(mapping.has_star ? target.starts_with(mapping.prefix) : target == mapping.prefix)) continue;
        std::string mapped = join_path(mapping.target, mapping.has_star ? target.substr(mapping.prefix.size()) : "");
        if (mapped != Outside) places.push_back(std::move(mapped));
    }
    // `name/sub` of a package of this tree; what is published stands in src/ before it is built.
    const std::size_t slash = target.find('/', target.starts_with('@') ? target.find('/') + 1 : 0);
    const auto [first, last] = packages_.equal_range(std::string(target.substr(0, slash)));
    const std::string rest = slash == std::string_view::npos ? "index" : std::string(target.substr(slash + 1));
    for (auto package = first; package != last; ++package)
        for (const std::string& place : {join_path(package->second, "src/" + rest), join_path(package->second, rest)})
            if (place != Outside) places.push_back(place);
    if (first != last) return places;
    // A package calls itself by its name; where its package.json is not indexed, its directory still has that name.
    const std::string_view package = target.substr(0, slash), name = package.substr(package.find('/') == std::string_view::npos ? 0 : package.find('/') + 1);
    for (std::string_view around = directory_of(path); !around.empty() && !name.empty(); around = directory_of(around))
        if (base_name_of(around) == name) places.push_back(join_path(around, "src/" + rest));
    return places;
}

}  // namespace kompress::resolve
