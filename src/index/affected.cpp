// SPDX-License-Identifier: Apache-2.0
#include "index/affected.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/hash.hpp"
#include "base/try.hpp"
#include "resolve/imports.hpp"

namespace kompress::index {
namespace {

using resolve::Family;
using resolve::FileIndex;
using resolve::Key;
using resolve::Unit;

/// Beyond so many names looking each up costs more than resolving everything.
constexpr std::size_t MaxNames = 1000;

/// What others see of each name that a file defines.
std::map<Key, Hash128> faces(const Unit* unit) {
    std::map<Key, Hasher> hashers;
    std::map<Key, Hash128> result;
    if (!unit) return result;
    std::vector<Key> paths(unit->symbols.size());
    for (std::size_t i = 0; i < unit->symbols.size(); ++i) {
        const auto& s = unit->symbols[i];
        paths[i] = hash64(std::to_string(s.name), s.parent < 0 ? 0 : paths[static_cast<std::size_t>(s.parent)]);
        Hasher& face = hashers[s.name];
        face.update_number(paths[i]);
        face.update_number(static_cast<std::uint64_t>(s.kind) * 1024 + s.parameters * 2u + s.exported);
        face.update(unit->text(s.qualifier));
        face.update(unit->text(s.type));
        face.update(unit->parameters_of(i));
    }
    for (const Key name : unit->declared) hashers[name].update("declared");
    for (const auto& [name, hasher] : hashers) result.emplace(name, hasher.digest());
    return result;
}

/// What decides where names of other files come from: imports, bases, classes.
Hash128 structure(const Unit* unit, bool with_classes) {
    Hasher hasher;
    if (!unit) return hasher.digest();
    for (const auto& import : unit->imports) {
        for (const resolve::TextId part : {import.target, import.name, import.alias}) {
            hasher.update(unit->text(part));
            hasher.update("\n");
        }
        hasher.update_number(import.is_local);
    }
    if (!with_classes) return hasher.digest();
    for (const auto& s : unit->symbols) {
        // Aliases and unnamed fields lead from type to type without being named where they are used.
        const bool leads_on = s.type != 0 && (s.kind == SymbolKind::TypeAlias || s.kind == SymbolKind::Struct || s.kind == SymbolKind::Enumerator);
        if (leads_on) hasher.update_number(s.name), hasher.update(unit->text(s.type));
        if (!is_class_like(s.kind) && s.kind != SymbolKind::Namespace && s.kind != SymbolKind::Module) continue;
        hasher.update_number(s.name);
        hasher.update_number(static_cast<std::uint64_t>(s.kind));
        for (std::int32_t at = s.parent; at >= 0; at = unit->symbols[static_cast<std::size_t>(at)].parent) hasher.update_number(unit->symbols[static_cast<std::size_t>(at)].name);
    }
    for (const auto& use : unit->uses)
        if (use.kind == ReferenceKind::Inherit) {
            hasher.update_number(use.name);
            hasher.update(unit->text(use.qualifier));
        }
    return hasher.digest();
}

/// Families most of which would be resolved one by one: from memory all of it takes no longer.
void add_crowded(const std::vector<LinkFile>& files, const std::set<FileIndex>& single, std::set<Family>& families) {
    constexpr std::size_t Few = 256, Share = 3;
    std::map<Family, std::size_t> all, wanted;
    for (const LinkFile& file : files)
        if (file.row.content != 0) ++all[resolve::family_of(file.row.language)];
    for (const FileIndex file : single)
        if (files[file].row.content != 0) ++wanted[resolve::family_of(files[file].row.language)];
    for (const auto& [family, count] : wanted)
        if (count > Few && count * Share > all[family]) families.insert(family);
}

}  // namespace

Result<Affected> find_affected(store::IndexReader& before, const std::vector<LinkFile>& files, const std::vector<store::FileRow>& old_rows,
                               const StoredSource& source) {
    Affected affected;
    affected.whole.assign(files.size(), false);
    std::set<Family> families;
    std::set<Key> names;
    std::set<FileIndex> single;
    bool has_configuration = false;
    const auto compare = [&](const store::FileRow* old, const LinkFile* now) -> Result<void> {
        const std::string& path = old ? old->path : now->row.path;
        has_configuration |= resolve::is_configuration(path);
        const bool had_facts = old && old->content != 0, has_facts = now && now->row.content != 0;
        if (!had_facts && !has_facts) return {};
        const Family was = had_facts ? resolve::family_of(old->language) : Family::None;
        const Family is = has_facts ? resolve::family_of(now->row.language) : Family::None;
        if (was != is || (old && now && had_facts && has_facts && (old->role != now->row.role || old->language != now->row.language))) {
            // A file more or less changes what imports mean.
            if (was != Family::None) families.insert(was);
            if (is != Family::None) families.insert(is);
            return {};
        }
        std::shared_ptr<const Unit> then;
        KOMPRESS_TRY_VALUE(loaded, load_unit(before, old->content));
        then = std::move(loaded);
        const Unit* facts = source.full_unit(static_cast<FileIndex>(now - files.data()));
        const bool with_classes = is != Family::C || now->row.language != Language::C;
        if (structure(then.get(), with_classes) != structure(facts, with_classes)) {
            families.insert(is);
            return {};
        }
        const auto old_faces = faces(then.get()), new_faces = faces(facts);
        for (const auto& [name, face] : old_faces)
            if (const auto found = new_faces.find(name); found == new_faces.end() || found->second != face) names.insert(name);
        for (const auto& [name, face] : new_faces)
            if (!old_faces.contains(name)) names.insert(name);
        single.insert(static_cast<FileIndex>(now - files.data()));
        return {};
    };
    std::map<std::string_view, const store::FileRow*> old_by_path;
    for (const store::FileRow& old : old_rows) old_by_path.emplace(old.path, &old);
    for (const LinkFile& file : files) {
        if (!file.is_changed) continue;
        const auto old = old_by_path.find(file.row.path);
        KOMPRESS_TRY(compare(old == old_by_path.end() ? nullptr : old->second, &file));
        if (old != old_by_path.end()) old_by_path.erase(old);
        if (file.row.content != 0) affected.with_facts.insert(file.row.path);
    }
    for (const auto& [path, old] : old_by_path) KOMPRESS_TRY(compare(old, nullptr));
    if (has_configuration) families.insert({Family::Go, Family::Rust, Family::Ecma});
    const auto family = [&](FileIndex file) { return resolve::family_of(files[file].row.language); };
    if (names.size() > MaxNames)
        for (const FileIndex changed : single) families.insert(family(changed));
    else
        for (const Key name : names)
            for (const FileIndex file : source.mentions(name)) single.insert(file);
    add_crowded(files, single, families);
    for (FileIndex i = 0; i < files.size(); ++i) affected.whole[i] = files[i].row.content != 0 && families.contains(family(i));
    if (source.failure()) return *source.failure();
    for (const FileIndex file : single)
        if (!affected.whole[file]) affected.single.push_back(file);
    return affected;
}

}  // namespace kompress::index
