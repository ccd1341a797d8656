// SPDX-License-Identifier: Apache-2.0
#include "resolve/imports.hpp"

#include <algorithm>
#include <array>

namespace kompress::resolve {
namespace {

using Files = std::vector<FileIndex>;

Files one(FileIndex file) { return file == NoFile ? Files{} : Files{file}; }

Files python_files(const Program& program, FileIndex from, std::string_view target) {
    if (!target.starts_with('.')) return one(program.python_module(target));
    // One dot is the package of the file, every further dot the one above.
    std::string_view directory = directory_of(program.file(from).path);
    std::size_t dots = target.find_first_not_of('.');
    if (dots == std::string_view::npos) dots = target.size();
    for (std::size_t i = 1; i < dots; ++i) directory = directory_of(directory);
    std::string rest(target.substr(dots));
    std::replace(rest.begin(), rest.end(), '.', '/');
    const std::string path = join_path(directory, rest);
    for (const char* suffix : {"/__init__.py", ".py", "/__init__.pyi", ".pyi"}) {
        const bool is_root = path.empty();
        if (is_root && suffix[0] != '/') continue;
        if (const FileIndex file = program.find(is_root ? suffix + 1 : path + suffix); file != NoFile) return {file};
    }
    return {};
}

Files ecma_file(const Program& program, const std::string& base) {
    static constexpr std::array Suffixes = {"", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".d.ts",
                                            "/index.ts", "/index.tsx", "/index.js", "/index.jsx", "/index.mjs", "/index.d.ts"};
    // TypeScript writes the extension of what it will be compiled to.
    for (const auto& [written, source] : {std::pair{".js", ".ts"}, {".js", ".tsx"}, {".jsx", ".tsx"}, {".mjs", ".mts"}, {".cjs", ".cts"}})
        if (base.ends_with(written))
            if (const FileIndex file = program.find(base.substr(0, base.size() - std::string_view(written).size()) + source); file != NoFile) return {file};
    for (const char* suffix : Suffixes)
        if (const FileIndex file = program.find(base + suffix); file != NoFile && family_of(program.file(file).language) == Family::Ecma) return {file};
    return {};
}

Files ecma_files(const Program& program, FileIndex from, std::string_view target) {
    const std::string& path = program.file(from).path;
    if (target.starts_with('.')) {
        const std::string base = join_path(directory_of(path), target);
        return base == Program::Outside ? Files{} : ecma_file(program, base);
    }
    for (const std::string& place : program.ecma_mapped(path, target))
        if (Files files = ecma_file(program, place); !files.empty()) return files;
    return {};
}

Files go_files(const Program& program, std::string_view target) {
    const std::string directory = program.go_directory(target);
    Files files;
    if (directory == Program::Outside) return files;
    for (const FileIndex file : program.in_directory(directory))
        if (program.file(file).language == Language::Go && !program.file(file).path.ends_with("_test.go")) files.push_back(file);
    return files;
}

/// `a.b.C` is the file a/b/C.java under some source root; nested classes are in the file of the outermost.
Files java_files(const Program& program, FileIndex from, std::string_view target, std::string_view name) {
    if (name == "*" || name.empty()) {
        std::string directory(target);
        std::replace(directory.begin(), directory.end(), '.', '/');
        // The same source root first, then any directory that ends so.
        Files files;
        const std::string_view own = directory_of(program.file(from).path);
        std::string root(own);
        for (;;) {
            const std::string path = join_path(root, directory);
            for (const FileIndex file : program.in_directory(path))
                if (program.file(file).language == Language::Java) files.push_back(file);
            if (!files.empty() || root.empty()) break;
            root = std::string(directory_of(root));
        }
        if (!files.empty() || name.empty()) return files;
    }
    std::string path(target);
    if (name != "*" && !name.empty()) path.append(".").append(name);
    std::replace(path.begin(), path.end(), '.', '/');
    while (!path.empty()) {
        const std::string wanted = path + ".java";
        FileIndex best = NoFile;
        std::size_t shared = 0;
        for (const FileIndex file : program.named(base_name_of(wanted))) {
            const std::string& candidate = program.file(file).path;
            if (!candidate.ends_with(wanted) || (candidate.size() > wanted.size() && candidate[candidate.size() - wanted.size() - 1] != '/')) continue;
            const auto& own = program.file(from).path;
            const auto same = static_cast<std::size_t>(std::mismatch(candidate.begin(), candidate.end(), own.begin(), own.end()).first - candidate.begin());
            if (best == NoFile || same > shared) best = file, shared = same;
        }
        if (best != NoFile) return {best};
        const std::size_t slash = path.rfind('/');
        if (slash == std::string::npos) break;
        path.resize(slash);
    }
    return {};
}

/// Directory in which the submodules of a Rust file stand.
std::string rust_module_directory(std::string_view path) {
    const std::string_view name = base_name_of(path);
    if (name == "mod.rs" || name == "lib.rs" || name == "main.rs") return std::string(directory_of(path));
    return std::string(path.substr(0, path.rfind('.')));
}

/// Follows the path as far as files go; what is left of it stands inside the last one.
Files rust_files(const Program& program, FileIndex from, std::string_view target, std::string_view name) {
    const std::string& own = program.file(from).path;
    const std::string& root = program.crate_of(from);
    std::string directory;
    FileIndex file = NoFile;
    const auto root_file = [&](const std::string& sources) {
        for (const char* candidate : {"lib.rs", "main.rs", "mod.rs"})
            if (const FileIndex found = program.find(join_path(sources, candidate)); found != NoFile) return found;
        return NoFile;
    };
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= target.size();) {
        const std::size_t end = std::min(target.find("::", at), target.size());
        if (end > at) parts.push_back(target.substr(at, end - at));
        at = end + 2;
    }
    if (!name.empty() && name != "*") parts.push_back(name);
    if (parts.empty()) return {};
    std::size_t i = 0;
    const auto child = [&](const std::string& in, std::string_view module) {
        const std::string path = join_path(in, module);
        const FileIndex plain = program.find(path + ".rs");
        return plain != NoFile ? plain : program.find(path + "/mod.rs");
    };
    if (parts[0] == "crate") {
        directory = root, file = root_file(root), i = 1;
    } else if (parts[0] == "self" || parts[0] == "super") {
        directory = rust_module_directory(own), file = from;
        for (; i < parts.size() && (parts[i] == "self" || parts[i] == "super"); ++i) {
            if (parts[i] == "self") continue;
            const std::string above(directory_of(directory));
            file = directory == root ? root_file(root) : NoFile;
            if (file == NoFile && directory != root) {
                file = above == root ? root_file(root) : NoFile;
                if (file == NoFile) file = program.find(above + ".rs");
                if (file == NoFile) file = program.find(join_path(above, "mod.rs"));
            }
            directory = above;
        }
    } else if (const FileIndex own_child = child(rust_module_directory(own), parts[0]); own_child != NoFile) {
        directory = rust_module_directory(own);
    } else {
        const std::string sources = program.crate_sources(parts[0]);
        if (sources == Program::Outside) return {};
        directory = sources, file = root_file(sources), i = 1;
    }
    for (; i < parts.size(); ++i) {
        const FileIndex next = child(directory, parts[i]);
        if (next == NoFile) break;
        file = next;
        directory = rust_module_directory(program.file(next).path);
    }
    return one(file);
}

/// Beside the file, then the file whose path ends so and is nearest.
Files c_files(const Program& program, FileIndex from, std::string_view target) {
    const std::string& own = program.file(from).path;
    if (const FileIndex beside = program.find(join_path(directory_of(own), target)); beside != NoFile) return {beside};
    const std::string wanted = join_path("", target.substr(std::min(target.find_first_not_of("./"), target.size())));
    FileIndex best = NoFile;
    std::pair<std::size_t, std::size_t> best_score;
    for (const FileIndex file : program.named(base_name_of(wanted))) {
        const std::string& path = program.file(file).path;
        if (!path.ends_with(wanted) || (path.size() > wanted.size() && path[path.size() - wanted.size() - 1] != '/')) continue;
        const auto shared = static_cast<std::size_t>(std::mismatch(path.begin(), path.end(), own.begin(), own.end()).first - path.begin());
        const std::pair score(shared, 4096 - std::min<std::size_t>(path.size(), 4096));
        if (best == NoFile || score > best_score) best = file, best_score = score;
    }
    return one(best);
}

}  // namespace

std::vector<FileIndex> imported_files(const Program& program, FileIndex from, std::string_view target, std::string_view name, bool is_local) {
    switch (family_of(program.file(from).language)) {
        case Family::Python: return python_files(program, from, target);
        case Family::Ecma: return ecma_files(program, from, target);
        case Family::Go: return go_files(program, target);
        case Family::Java: return java_files(program, from, target, name);
        case Family::Rust: return rust_files(program, from, target, name);
        case Family::C: return c_files(program, from, target);
        default: return is_local ? one(program.find(join_path(directory_of(program.file(from).path), target))) : Files{};
    }
}

std::string_view bound_name(Family family, std::string_view target, std::string_view name, std::string_view alias) {
    if (!alias.empty()) return alias == "_" ? std::string_view{} : alias;
    if (name == "*") return {};
    if (!name.empty()) return name;
    switch (family) {
        case Family::Python: return target.substr(0, target.find('.'));
        case Family::Rust: {
            const std::size_t colon = target.rfind("::");
            return colon == std::string_view::npos ? target : target.substr(colon + 2);
        }
        case Family::Go: {
            std::string_view last = base_name_of(target);
            const bool is_version = last.size() > 1 && last[0] == 'v' && last.find_first_not_of("0123456789", 1) == std::string_view::npos;
            if (is_version && last.size() < target.size()) last = base_name_of(directory_of(target));
            if (const std::size_t dot = last.find(".v"); dot != std::string_view::npos) last = last.substr(0, dot);
            if (last.starts_with("go-")) last.remove_prefix(3);
            return last;
        }
        default: return {};
    }
}

}  // namespace kompress::resolve
