// SPDX-License-Identifier: Apache-2.0
#include "resolve/resolver.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "resolve/imports.hpp"
#include "resolve/resolver_impl.hpp"

namespace kompress::resolve {
namespace {

constexpr std::size_t MaxSameImports = 64;  ///< of one name in one file that are looked at
constexpr std::size_t MaxModules = 64;  ///< visited for one name

/// What JavaScript reaches through an object only, also from within.
bool needs_receiver(SymbolKind kind) { return kind == SymbolKind::Method || kind == SymbolKind::Field || kind == SymbolKind::Property; }

}  // namespace

Resolver::Resolver(const Program& program, const Source& source) : impl_(std::make_unique<Impl>(program, source)) {}
Resolver::~Resolver() = default;
FileEdges Resolver::resolve(FileIndex file) { return impl_->resolve(file); }

FileEdges Resolver::Impl::resolve(FileIndex file) {
    FileEdges edges;
    const Unit* facts = source_.full_unit(file);
    if (!facts) return edges;
    const bool is_c = facts->language == Language::C;
    edges.outcomes.reserve(facts->uses.size());
    for (const Use& use : facts->uses) {
        Found found;
        here_ = {file, use.symbol}, current_ = &use, current_types_ = facts->arguments_of(static_cast<std::size_t>(&use - facts->uses.data()));
        current_arguments_.reset();
        if (is_c) found = c_global(file, use);
        else if (use.kind == ReferenceKind::Import) found = import_reference(file, use);
        else if (use.qualifier != 0) found = member({file, use.symbol}, use);
        else found = plain({file, use.symbol}, use);
        FileEdges::Outcome outcome{found.tier, static_cast<std::uint32_t>(edges.targets.size()), 0};
        outcome.count = static_cast<std::uint32_t>(std::min(found.targets.size(), MaxCandidates));
        edges.targets.insert(edges.targets.end(), found.targets.begin(), found.targets.begin() + outcome.count);
        edges.outcomes.push_back(outcome);
    }
    for (const auto& files : module_files(file))
        for (const FileIndex target : files)
            if (target != file) edges.imports.push_back(target);
    std::sort(edges.imports.begin(), edges.imports.end());
    edges.imports.erase(std::unique(edges.imports.begin(), edges.imports.end()), edges.imports.end());
    if (is_c) module_files_.erase(file);  // who includes it asks for no more than closure() keeps
    return edges;
}

// ---- Choosing ----

/// Those that the file's language may see.
std::vector<Resolver::Impl::Choice> Resolver::Impl::definitions(Key name, FileIndex from) const {
    std::vector<Choice> list;
    const Namesakes all = source_.namesakes(name);
    for (std::size_t i = 0; i < all.size(); ++i)
        if (is_visible_language(from, all.definitions[i].file)) list.push_back({all.definitions[i], all.outlines[i]});
    return list;
}

Definitions Resolver::Impl::definitions_in(Key name, FileIndex file) const { return source_.definitions_in(name, file); }

Definitions Resolver::Impl::select(const Use& use, const Definitions& from) {
    std::vector<Choice> choices;
    for (const Definition& d : from) choices.push_back({d, outline(d)});
    return select(use, std::move(choices));
}

Definitions Resolver::Impl::select(const Use& use, std::vector<Choice> from) {
    const auto names = [](const std::vector<Choice>& choices) {
        Definitions list;
        for (const Choice& choice : choices) list.push_back(choice.definition);
        return list;
    };
    std::erase_if(from, [&](const Choice& c) { return !may_mean(use.kind, c.outline, family(c.definition.file)); });
    if (from.size() < 2) return names(from);
    if (use.kind == ReferenceKind::Call) {  // a function before the macro that wraps it, and before the type of that name
        const auto is_plain = [](const Choice& c) { return is_callable(c.outline.kind) && c.outline.kind != SymbolKind::Macro; };
        if (std::any_of(from.begin(), from.end(), is_plain)) std::erase_if(from, [&](const Choice& c) { return !is_plain(c); });
    }
    if (use.arguments == 0 || from.size() < 2) return names(from);
    if (family(from[0].definition.file) == Family::Java) return java_overloads(use, names(from));
    // Overloads by arity: the exact one, else those that default arguments may complete.
    const unsigned passed = use.arguments - 1u;
    Definitions exact, enough;
    for (const Choice& c : from) {
        if (c.outline.parameters == passed) exact.push_back(c.definition);
        if (c.outline.parameters >= passed || is_class_like(c.outline.kind)) enough.push_back(c.definition);
    }
    return !exact.empty() ? exact : !enough.empty() ? enough : names(from);
}

/// `is_one_scope`: the candidates are all of one scope, so that several mean overloads, redefinitions or branches of
/// the preprocessor.
Resolver::Impl::Found Resolver::Impl::decide(const Use&, Definitions selected, Tier tier, bool is_one_scope) const {
    if (selected.empty()) return {};
    if (selected.size() == 1) return {tier, std::move(selected)};
    const bool is_one_file = std::all_of(selected.begin(), selected.end(), [&](const Definition& d) { return d.file == selected[0].file; });
    if (is_one_scope && is_one_file) {
        const Family of = family(selected[0].file);
        if (of == Family::Python || of == Family::Ecma) return {tier, {selected.back()}};  // the last definition is what is left
        if (of != Family::Java && program_.file(selected[0].file).language != Language::Cpp) return {tier, {selected.front()}};
    }
    return {Tier::Ambiguous, std::move(selected)};
}

// ---- Plain names ----

Resolver::Impl::Found Resolver::Impl::plain(Place place, const Use& use) {
    if (Found found = in_scopes(place, use); found.tier != Tier::Unresolved) return found;
    if (Found found = at_file_level(place.file, use); found.tier != Tier::Unresolved) return found;
    if (Found found = bound(place.file, use); found.tier != Tier::Unresolved) return found;
    if (Found found = same_package(place.file, use); found.tier != Tier::Unresolved) return found;
    if (family(place.file) == Family::C) return c_global(place.file, use);
    return unique(place.file, use, false);
}

/// Enclosing functions and classes, innermost first.
Resolver::Impl::Found Resolver::Impl::in_scopes(Place place, const Use& use) {
    const Definitions here = definitions_in(use.name, place.file);
    const Unit& facts = unit(place.file);
    const Family of = family(place.file);
    const bool has_implicit_this = of == Family::C || of == Family::Java || of == Family::Other;
    int depth = 0;
    for (std::int32_t scope = place.symbol; scope >= 0 && depth < 64; scope = facts.symbols[static_cast<std::size_t>(scope)].parent, ++depth) {
        const UnitSymbol& around = facts.symbols[static_cast<std::size_t>(scope)];
        const bool is_class = is_class_like(around.kind);
        if (of == Family::Java && is_class && use.kind == ReferenceKind::Call) {
            // The innermost class that has a method of that name, its own or inherited, is the one that is looked in.
            const Definition type{place.file, static_cast<std::uint32_t>(scope)};
            Found found = decide(use, select(use, java_members(type, use.name, false)), Tier::Scoped, true);
            const bool is_own = !found.targets.empty() && found.targets[0].file == place.file && facts.symbols[found.targets[0].symbol].parent == scope;
            if (found.tier == Tier::Scoped && is_own) found.tier = Tier::Exact;
            if (found.tier != Tier::Unresolved) return found;
        }
        // Methods of most languages do not see the names of their class.
        if (is_class && scope != place.symbol && !has_implicit_this) continue;
        Definitions children;
        for (const Definition& d : here)
            if (facts.symbols[d.symbol].parent == scope && (of != Family::Ecma || !needs_receiver(facts.symbols[d.symbol].kind))) children.push_back(d);
        if (Found found = decide(use, select(use, children), Tier::Exact, true); found.tier != Tier::Unresolved) return found;
        if (!has_implicit_this) continue;
        std::optional<Definition> type;
        if (is_class) type = Definition{place.file, static_cast<std::uint32_t>(scope)};
        else if (around.qualifier != 0) type = owner_of({place.file, static_cast<std::uint32_t>(scope)});
        if (!type) continue;
        const Definitions inherited = members_of_class(*type, use.name, 0, false);
        if (Found found = decide(use, select(use, inherited), Tier::Scoped, true); found.tier != Tier::Unresolved) return found;
    }
    return {};
}

/// In Rust modules within the file have names of their own: they count where the file itself has none of that name.
void Resolver::Impl::prefer_outermost(FileIndex file, Definitions& found) const {
    const auto is_outer = [&](const Definition& d) { return symbol(d).parent < 0; };
    if (family(file) != Family::Rust || std::none_of(found.begin(), found.end(), is_outer)) return;
    std::erase_if(found, [&](const Definition& d) { return !is_outer(d); });
}

Resolver::Impl::Found Resolver::Impl::at_file_level(FileIndex file, const Use& use) {
    const Unit& facts = unit(file);
    Definitions top;
    for (const Definition& d : definitions_in(use.name, file)) {
        const UnitSymbol& s = facts.symbols[d.symbol];
        if (s.qualifier != 0 && is_callable(s.kind)) continue;  // a member defined outside of its class
        const bool is_top = s.parent < 0 || is_space(facts.symbols[static_cast<std::size_t>(s.parent)].kind);
        if (family(file) == Family::Ecma && needs_receiver(s.kind)) continue;
        const bool is_enumerator = s.kind == SymbolKind::Enumerator && family(file) == Family::C;
        if (is_top || is_enumerator) top.push_back(d);
    }
    prefer_outermost(file, top);
    return decide(use, select(use, top), Tier::Exact, true);
}

const Resolver::Impl::Bindings& Resolver::Impl::bindings(FileIndex file) {
    const auto [entry, is_new] = bindings_.try_emplace(file);
    if (!is_new) return entry->second;
    const Unit& facts = full(file);
    for (std::uint32_t i = 0; i < facts.imports.size(); ++i) {
        const UnitImport& import = facts.imports[i];
        const std::string_view name = facts.text(import.name);
        if ((name == "*" && import.alias == 0) || facts.text(import.alias) == ".") {
            if (entry->second.wildcards.size() < MaxSameImports) entry->second.wildcards.push_back(i);
            continue;
        }
        const std::string_view known_as = bound_name(family(file), facts.text(import.target), name == "*" ? "" : name, facts.text(import.alias));
        if (!known_as.empty()) entry->second.bound[hash64(known_as)].push_back(i);
    }
    return entry->second;
}

const std::vector<std::vector<FileIndex>>& Resolver::Impl::module_files(FileIndex file) {
    const auto [entry, is_new] = module_files_.try_emplace(file);
    if (!is_new) return entry->second;
    return entry->second = files_of_imports(file, full(file));
}

std::vector<std::vector<FileIndex>> Resolver::Impl::files_of_imports(FileIndex file, const Unit& facts) const {
    std::vector<std::vector<FileIndex>> all;
    all.reserve(facts.imports.size());
    for (const UnitImport& import : facts.imports)
        all.push_back(imported_files(program_, file, facts.text(import.target), facts.text(import.name), import.is_local));
    return all;
}

/// Names of a module that the language lets others see under it, its own and those it hands on.
const Definitions& Resolver::Impl::exported(FileIndex file, Key name) {
    static const Definitions none;
    if (!source_.unit(file)) return none;
    if (const auto known = exported_.find({file, name}); known != exported_.end()) return known->second;
    visited_.clear();
    Definitions found = find_exported(file, name);
    visited_.clear();
    return exported_.emplace(FileName{file, name}, std::move(found)).first->second;
}

void Resolver::Impl::add_exported(const std::vector<FileIndex>& files, Key name, Definitions& found) {
    if (files.empty()) return;
    const Family of = family(files[0]);
    if (of == Family::Python || of == Family::Ecma || of == Family::Rust) {
        for (const FileIndex file : files)
            for (const Definition& d : exported(file, name)) found.push_back(d);
        return;
    }
    // Packages hand nothing on: of the few definitions of that name those that are there.
    const Namesakes all = source_.namesakes(name);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Outline s = all.outlines[i];
        const bool is_member = s.is_qualified && is_callable(s.kind);
        if (!is_member && (s.is_top || s.is_in_space) && std::binary_search(files.begin(), files.end(), all.definitions[i].file)) found.push_back(all.definitions[i]);
    }
}

/// Every file is asked once for a name, so modules that hand on each other's names come to an end.
Definitions Resolver::Impl::find_exported(FileIndex file, Key name) {
    Definitions top;
    if (visited_.size() > MaxModules || !source_.unit(file) || !visited_.insert({file, name}).second) return top;
    const Unit& facts = unit(file);
    for (const Definition& d : definitions_in(name, file)) {
        const UnitSymbol& s = facts.symbols[d.symbol];
        const bool is_member = s.qualifier != 0 && is_callable(s.kind);
        if (!is_member && (s.parent < 0 || is_space(facts.symbols[static_cast<std::size_t>(s.parent)].kind))) top.push_back(d);
    }
    prefer_outermost(file, top);
    if (!top.empty()) return top;
    const Family of = family(file);
    if (of != Family::Python && of != Family::Ecma && of != Family::Rust) return top;
    const Bindings& here = bindings(file);
    if (const auto found = here.bound.find(name); found != here.bound.end()) {
        std::size_t looked_at = 0;
        for (const std::uint32_t i : found->second) {
            if (++looked_at > MaxSameImports) break;
            const Entity entity = import_entity(file, i);
            if (entity.kind == Entity::Kind::Symbol) top.push_back(entity.definition);
        }
        if (!top.empty()) return top;
    }
    for (const std::uint32_t i : here.wildcards)
        for (const FileIndex module : std::vector<FileIndex>(module_files(file)[i]))
            if (module != file)
                for (const Definition& d : find_exported(module, name)) top.push_back(d);
    std::sort(top.begin(), top.end());
    top.erase(std::unique(top.begin(), top.end()), top.end());
    return top;
}

Entity Resolver::Impl::import_entity(FileIndex file, std::uint32_t index) {
    const Unit& facts = full(file);
    const UnitImport& import = facts.imports[index];
    const std::string_view target = facts.text(import.target), name = facts.text(import.name);
    std::vector<FileIndex> files = module_files(file)[index];
    // Within a search that is under way its memory of visited files counts.
    const auto look_up = [&](FileIndex module, std::string_view wanted) {
        return visited_.empty() ? exported(module, hash64(wanted)) : find_exported(module, hash64(wanted));
    };
    Entity entity;
    const Family of = family(file);
    if (of == Family::Python && !name.empty()) {
        // `from package import module`
        const std::string submodule = std::string(target) + (target.ends_with('.') ? "" : ".") + std::string(name);
        if (!files.empty()) {
            entity = as_entity(look_up(files[0], name));
            if (entity.kind != Entity::Kind::Unknown) return entity;
        }
        files = imported_files(program_, file, submodule, "", import.is_local);
    } else if (of == Family::Python && name.empty() && facts.text(import.alias).empty()) {
        // `import a.b` binds a
        files = imported_files(program_, file, target.substr(0, target.find('.')), "", import.is_local);
    }
    if (files.empty()) {
        entity.kind = Entity::Kind::External;
        return entity;
    }
    const bool is_module = name.empty() || (of == Family::Python) || (of == Family::Ecma && name == "*");
    if (of == Family::Rust && name != "*") {
        // The last name of the path is a module when it led to a file of its own.
        const std::size_t joint = target.rfind("::");
        const std::string_view front = !name.empty() ? target : joint == std::string_view::npos ? std::string_view{} : target.substr(0, joint);
        const std::vector<FileIndex> around = front.empty() ? std::vector<FileIndex>{} : imported_files(program_, file, front, "", import.is_local);
        if (around != files) {
            entity.kind = Entity::Kind::Files;
            entity.files = std::move(files);
            return entity;
        }
    }
    if (!is_module || of == Family::Rust || of == Family::Java) {
        std::string_view wanted = name;
        if (of == Family::Rust && name.empty()) wanted = bound_name(of, target, "", "");
        Definitions found;
        for (const FileIndex module : files)
            for (const Definition& d : look_up(module, wanted)) found.push_back(d);
        if (found.empty() && of == Family::Ecma && name == "default") {
            // The default export: what is called as it is imported, or the only thing exported.
            const std::string_view alias = facts.text(import.alias);
            for (const FileIndex module : files) found = look_up(module, alias);
            if (found.empty()) {
                const Unit& there = unit(files[0]);
                for (std::uint32_t i = 0; i < there.symbols.size(); ++i)
                    if (there.symbols[i].parent < 0 && there.symbols[i].exported) found.push_back({files[0], i});
                if (found.size() != 1) found.clear();
            }
        }
        if (found.empty() && of == Family::Ecma && namespace_depth_ < MaxDepth) {
            // A namespace under a name: `import * as z from "./all"; export { z }`
            ++namespace_depth_;
            for (const FileIndex module : files)
                if (const Entity inner = bound_entity(module, hash64(wanted)); inner.kind == Entity::Kind::Files && entity.kind == Entity::Kind::Unknown) entity = inner;
            --namespace_depth_;
            if (entity.kind == Entity::Kind::Files) return entity;
        }
        if (found.empty() && of == Family::Java) {  // a static member: `import static a.B.max`
            for (const FileIndex module : files)
                for (const Definition& d : definitions_in(hash64(name), module)) found.push_back(d);
        }
        return as_entity(found);
    }
    entity.kind = Entity::Kind::Files;
    entity.files = std::move(files);
    return entity;
}

Entity Resolver::Impl::bound_entity(FileIndex file, Key name) {
    Entity entity;
    const Bindings& here = bindings(file);
    const auto found = here.bound.find(name);
    if (found == here.bound.end()) return entity;
    std::size_t looked_at = 0;
    for (const std::uint32_t i : found->second) {
        if (++looked_at > MaxSameImports) break;
        const Entity one = import_entity(file, i);
        if (one.kind == Entity::Kind::Unknown) continue;
        if (entity.kind == Entity::Kind::Unknown || entity.kind == Entity::Kind::External) entity = one;
    }
    // Bound to something that cannot be found: it is not what the same name means elsewhere.
    if (entity.kind == Entity::Kind::Unknown) entity.kind = Entity::Kind::External;
    return entity;
}

Resolver::Impl::Found Resolver::Impl::bound(FileIndex file, const Use& use) {
    const Entity entity = bound_entity(file, use.name);
    if (entity.kind == Entity::Kind::External) return {Tier::External, {}};
    if (entity.kind == Entity::Kind::Symbol) {
        // All overloads of it
        Definitions same;
        for (const Definition& d : definitions_in(symbol(entity.definition).name, entity.definition.file))
            if (symbol(d).parent == symbol(entity.definition).parent) same.push_back(d);
        return decide(use, select(use, same), Tier::Import, true);
    }
    if (entity.kind == Entity::Kind::Files) return {Tier::External, {}};  // a module is no definition
    Definitions found;
    for (const std::uint32_t i : bindings(file).wildcards)
        add_exported(module_files(file)[i], use.name, found);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return decide(use, select(use, found), Tier::Import, true);
}

/// The name of the package that a file says it belongs to, 0 for none.
Key Resolver::Impl::package_of(FileIndex file) const {
    const Unit* facts = source_.unit(file);
    if (facts)
        for (const UnitSymbol& s : facts->symbols)
            if (s.kind == SymbolKind::Package) return s.name;
    return 0;
}

/// Go's packages are directories; Java's have names and mostly directories.
Resolver::Impl::Found Resolver::Impl::same_package(FileIndex file, const Use& use) {
    const Family of = family(file);
    if (of != Family::Go && of != Family::Java && of != Family::Other) return {};
    const std::uint32_t directory = program_.directory_number(file);
    const Key package = of == Family::Java ? package_of(file) : 0;
    Definitions found;
    const Namesakes all = source_.namesakes(use.name);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Definition d = all.definitions[i];
        const Outline s = all.outlines[i];
        if (!s.is_top || program_.file(d.file).language != program_.file(file).language) continue;
        // Tests stand in another directory, and in the same package.
        if (program_.directory_number(d.file) != directory && (package == 0 || package_of(d.file) != package)) continue;
        if (s.is_qualified && is_callable(s.kind)) continue;
        if (of == Family::Go && program_.file(d.file).path.ends_with("_test.go") && !program_.file(file).path.ends_with("_test.go")) continue;
        found.push_back(d);
    }
    Definitions selected = select(use, found);
    // Files for other systems define the same: the first stands for all.
    if (of == Family::Go && selected.size() > 1) selected.resize(1);
    return decide(use, std::move(selected), of == Family::Go ? Tier::Exact : Tier::Import, true);
}

Resolver::Impl::Found Resolver::Impl::import_reference(FileIndex file, const Use& use) {
    Definitions found;
    const Unit& facts = full(file);
    bool is_inside = false;
    if (imported_in_ != file) {
        imported_in_ = file;
        imported_.clear();
        for (std::uint32_t i = 0; i < facts.imports.size(); ++i) {
            const std::string_view name = facts.text(facts.imports[i].name), target = facts.text(facts.imports[i].target);
            const std::string_view wanted = name.empty() || name == "*" ? bound_name(family(file), target, name, "") : name;
            if (!wanted.empty()) imported_[hash64(wanted)].push_back(i);
        }
    }
    const auto here = imported_.find(use.name);
    const std::size_t count = here == imported_.end() ? 0 : std::min(here->second.size(), MaxSameImports);
    for (std::size_t at = 0; at < count; ++at) {
        const std::uint32_t i = here->second[at];
        const Entity entity = import_entity(file, i);
        if (entity.kind == Entity::Kind::Symbol) found.push_back(entity.definition);
        is_inside |= entity.kind == Entity::Kind::Files;
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (found.empty()) return {is_inside ? Tier::Unresolved : Tier::External, {}};
    return decide(use, std::move(found), Tier::Import, true);
}

/// The only definition of that name. Plain names of most languages must come from somewhere: only where a name may
/// be visible without a trace (C's linker, macros) this rule is a rule.
Resolver::Impl::Found Resolver::Impl::unique(FileIndex file, const Use& use, bool is_member) {
    const Family of = family(file);
    if (!is_member && of != Family::Other && of != Family::Rust) return {};
    if (is_common_member(use.name)) return {};
    Definitions found;
    for (const Definition& d : select(use, definitions(use.name, file))) {
        const Outline s = outline(d);
        if (is_member != (s.is_qualified || s.is_in_class)) continue;
        if (is_member && !is_callable(s.kind)) continue;
        if (!is_member && of == Family::Rust && s.kind != SymbolKind::Macro) continue;
        if (program_.file(d.file).role == FileRole::Test && program_.file(file).role != FileRole::Test) continue;
        found.push_back(d);
    }
    return decide(use, std::move(found), Tier::UniqueName, false);
}

}  // namespace kompress::resolve
