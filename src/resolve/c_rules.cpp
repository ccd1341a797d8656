// SPDX-License-Identifier: Apache-2.0
/// Names of C and C++ beyond their file: what headers show, then what the linker finds.
#include <algorithm>

#include "resolve/imports.hpp"
#include "resolve/resolver_impl.hpp"

namespace kompress::resolve {
namespace {

bool is_header(std::string_view path) {
    const std::string_view name = base_name_of(path);
    const std::size_t dot = name.rfind('.');
    return dot != std::string_view::npos && dot + 1 < name.size() && (name[dot + 1] == 'h' || name[dot + 1] == 'H' || name.substr(dot) == ".inc" || name.substr(dot) == ".inl");
}

constexpr std::size_t MaxClosure = 20'000;  ///< files

}  // namespace

/// The headers that a file includes, with those that they include.
const FileSet& Resolver::Impl::closure(FileIndex file) {
    if (closure_of_ == file) return closure_;
    closure_of_ = file;
    closure_.clear(program_.size());
    includes_.resize(program_.size());
    std::vector<FileIndex> open{file};
    while (!open.empty() && closure_.list().size() < MaxClosure) {
        const FileIndex at = open.back();
        open.pop_back();
        if (!includes_[at]) {
            std::vector<FileIndex> targets;
            if (const auto facts = source_.borrow(at))
                for (const auto& files : files_of_imports(at, *facts)) targets.insert(targets.end(), files.begin(), files.end());
            includes_[at] = std::move(targets);
        }
        for (const FileIndex target : *includes_[at])
            if (target != file && closure_.insert(target)) open.push_back(target);
    }
    return closure_;
}

Resolver::Impl::Found Resolver::Impl::c_global(FileIndex file, const Use& use) {
    const bool is_c = program_.file(file).language == Language::C;
    if (is_c) {  // in the file itself
        Definitions here;
        for (const Definition& d : definitions_in(use.name, file))
            if (symbol(d).kind != SymbolKind::Field && may_mean(use.kind, outline(d), Family::C)) here.push_back(d);
        if (!here.empty()) return decide(use, select(use, here), Tier::Exact, true);
    }
    const Namesakes all = source_.namesakes(use.name);
    std::vector<Choice> visible;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Definition d = all.definitions[i];
        const Outline s = all.outlines[i];
        if (d.file == file || !is_visible_language(file, d.file)) continue;
        if (s.kind == SymbolKind::Field || s.kind == SymbolKind::Method || s.kind == SymbolKind::Constructor) continue;
        if (!is_c && s.is_in_class && s.kind != SymbolKind::Enumerator) continue;
        if (s.is_qualified && !is_class_like(s.kind)) continue;
        // Another file's statics, macros and types are seen only if it is included.
        const bool has_linkage = s.exported && (s.kind == SymbolKind::Function || s.kind == SymbolKind::Variable || s.kind == SymbolKind::Constant);
        if (!has_linkage && !is_header(program_.file(d.file).path)) continue;
        visible.push_back({d, s});
        if (visible.size() > 256) break;
    }
    Definitions fitting = select(use, std::move(visible));
    if (fitting.empty()) return {};
    // Included: the definition itself, or a header that declares it.
    const auto& headers = closure(file);
    Definitions included;
    for (const Definition& d : fitting)
        if (headers.contains(d.file)) included.push_back(d);
    if (!included.empty()) return decide(use, std::move(included), Tier::Import, true);
    const bool is_declared = source_.is_declared(use.name, headers);
    if (fitting.size() == 1) return {is_declared ? Tier::Import : Tier::UniqueName, std::move(fitting)};
    // Of several, one in the same directory is what the rest of it is linked with.
    Definitions near;
    for (const Definition& d : fitting)
        if (directory_of(program_.file(d.file).path) == directory_of(program_.file(file).path)) near.push_back(d);
    if (near.size() == 1 && is_declared) return {Tier::Import, std::move(near)};
    return {Tier::Ambiguous, std::move(fitting)};
}

}  // namespace kompress::resolve
