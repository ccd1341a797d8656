// SPDX-License-Identifier: Apache-2.0
/// What stands before a member: its type as the text spells it out, and the members of that type.
#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "resolve/imports.hpp"
#include "resolve/resolver_impl.hpp"

namespace kompress::resolve {
namespace {

bool is_word(char c) { return c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }

std::string_view last_component(std::string_view path) {
    const std::size_t at = path.find_last_of(".:");
    return at == std::string_view::npos ? path : path.substr(at + 1);
}

/// Cuts the first step off a chain: a name with what is done to it.
struct Step {
    std::string_view name;
    std::string_view suffix;  ///< "()", "[]", "{}" in any number
};
Step take_step(std::string_view& chain) {
    while (!chain.empty() && (chain.front() == '.' || chain.front() == ':')) chain.remove_prefix(1);
    std::size_t end = 0;
    while (end < chain.size() && is_word(chain[end])) ++end;
    std::size_t stop = end;
    while (stop < chain.size() && std::string_view("(){}[]\"").find(chain[stop]) != std::string_view::npos) ++stop;
    const Step step{chain.substr(0, end), chain.substr(end, stop - end)};
    chain.remove_prefix(stop);
    return step;
}

}  // namespace

bool is_common_member(Key name) {
    static const std::unordered_set<Key> common = [] {
        std::unordered_set<Key> set;
        for (const char* word :
             {"get", "set", "add", "append", "pop", "push", "keys", "values", "items", "update", "close", "open", "read", "write", "run", "start",
              "stop", "join", "split", "strip", "find", "index", "count", "sort", "reverse", "copy", "clear", "remove", "insert", "extend", "format",
              "replace", "encode", "decode", "lower", "upper", "startswith", "endswith", "size", "length", "len", "empty", "begin", "end", "front",
              "back", "data", "c_str", "str", "push_back", "emplace_back", "emplace", "erase", "reset", "release", "swap", "first", "second", "map",
              "filter", "reduce", "forEach", "for_each", "iter", "next", "then", "catch", "call", "apply", "bind", "toString", "equals", "hashCode",
              "compareTo", "put", "contains", "containsKey", "isEmpty", "stream", "collect", "of", "String", "Error", "Unwrap", "unwrap", "expect",
              "clone", "into", "from", "as_ref", "as_str", "to_string", "to_owned", "iter_mut", "is_empty", "is_some", "is_none", "ok", "err", "Close",
              "Read", "Write", "Lock", "Unlock", "Add", "Done", "Wait", "Get", "Set", "Run", "Print", "Printf", "Println", "load", "store", "send",
              "recv", "connect", "accept", "listen", "bind_", "exit", "flush", "seek", "tell", "name", "value", "type", "id", "key", "match", "search",
              "sub", "group", "wait", "notify", "acquire", "init", "parse", "dump", "dumps", "loads", "exists", "mkdir", "resolve", "reject", "on",
              "emit", "once", "off", "has", "delete", "entries", "slice", "splice", "concat", "includes", "indexOf", "test", "exec", "log", "error",
              "warn", "info", "debug", "warning", "critical", "min", "max", "abs", "fill", "at", "take", "skip", "zip", "rev", "sum", "any", "all",
              "fold", "last", "new", "default", "fmt", "hash", "eq", "cmp", "drop", "deref", "build", "builder", "create", "destroy", "execute", "fetchone",
              "fetchall", "commit", "rollback", "cursor", "setdefault", "discard", "union", "partition", "title", "isdigit", "isinstance", "Next", "Value",
              "Key", "Len", "Less", "Swap", "Reset", "Write_", "Errorf", "Fatal", "Fatalf", "Log", "Logf", "Helper", "Name", "Bytes", "Fail", "Skip", "chunks", "truncate", "repeat", "borrow", "borrow_mut", "peek", "dedup", "canonicalize", "is_file", "is_dir", "stdout",
              "stderr", "try_from", "try_into", "as_bytes", "as_slice", "as_mut", "to_vec", "get_mut", "entry", "or_insert", "lines", "chars", "bytes", "trim",
              "charAt", "substring", "matches", "getName", "getClass", "intValue", "longValue", "doubleValue", "floatValue", "valueOf", "isArray", "isEnum",
              "isInstance", "getType", "getMessage", "getValue", "getKey", "setName", "getId", "stringify", "is", "keys_", "assign", "freeze"})
            set.insert(hash64(word));
        return set;
    }();
    return common.contains(name);
}

Resolver::Impl::Found Resolver::Impl::member(Place place, const Use& use) {
    const std::string_view chain = full(place.file).text(use.qualifier);
    const Entity of = evaluate(place, chain, use.is_local, 0);
    switch (of.kind) {
        case Entity::Kind::External: return {Tier::External, {}};
        case Entity::Kind::Unknown: break;
        default: {
            if (!of.layers.empty() || of.is_method) return {Tier::External, {}};  // a method of what holds it
            const bool is_spelled = of.kind == Entity::Kind::Symbol || of.kind == Entity::Kind::Namespace;
            const Tier tier = of.kind == Entity::Kind::Files ? Tier::Import : is_spelled ? Tier::Exact : Tier::Scoped;
            const bool has_overloads = use.kind == ReferenceKind::Call && of.kind != Entity::Kind::Files && of.kind != Entity::Kind::Namespace &&
                                       family(of.definition.file) == Family::Java && is_class_like(symbol(of.definition).kind);
            const Definitions all = has_overloads ? java_members(of.definition, use.name, of.kind == Entity::Kind::Super) : members(of, use.name, 0);
            if (Found found = decide(use, select(use, all), tier, true); found.tier != Tier::Unresolved) return found;
            if (family(place.file) == Family::Rust && use.kind == ReferenceKind::Call && of.kind != Entity::Kind::Files)
                if (Definitions found = trait_members(place.file, use.name); found.size() == 1) return {Tier::UniqueName, std::move(found)};
            return {};  // what it is is known, and it has no such member here
        }
    }
    if (use.kind != ReferenceKind::Call) return {};
    return unique(place.file, use, true);
}

Entity Resolver::Impl::as_entity(const Definitions& definitions) const {
    Entity entity;
    if (definitions.empty()) return entity;
    entity.kind = Entity::Kind::Symbol;
    // Redefinitions and overloads lead to the same kind of thing.
    entity.definition = family(definitions[0].file) == Family::Python ? definitions.back() : definitions.front();
    for (const Definition& d : definitions)
        if (is_class_like(symbol(d).kind)) entity.definition = d;
    return entity;
}

Entity Resolver::Impl::evaluate(Place place, std::string_view chain, bool is_local, int depth) {
    Entity entity;
    if (depth > MaxDepth || chain.empty()) return entity;
    if (chain.starts_with("\"\"") || chain.starts_with("[]") || chain.starts_with("{}")) {
        entity.kind = Entity::Kind::External;
        return entity;
    }
    bool is_first = true;
    while (!chain.empty()) {
        const bool is_path = chain.starts_with("::");
        const Step at = take_step(chain);
        if (at.name.empty() && at.suffix.empty()) return {};
        entity = is_first ? base_entity(place, at.name, is_local, at.suffix.starts_with("()"), depth) : step(place, entity, at.name, at.suffix.starts_with("()"), depth);
        static_cast<void>(is_path);
        is_first = false;
        if (entity.kind == Entity::Kind::Symbol && symbol(entity.definition).kind == SymbolKind::TypeAlias && family(entity.definition.file) == Family::Rust) {
            // Another name of a type: the type itself.
            entity = type_of(entity.definition, depth + 1);
            if (entity.kind == Entity::Kind::Object && entity.layers.empty()) entity.kind = Entity::Kind::Symbol;
        }
        for (std::string_view suffix = at.suffix; suffix.size() >= 2; suffix.remove_prefix(2)) {
            if (suffix.starts_with("[]") && entity.kind == Entity::Kind::Symbol && family(place.file) == Family::Rust) entity = type_of(entity.definition, depth + 1);
            if (entity.kind == Entity::Kind::Unknown || entity.kind == Entity::Kind::External) return entity;
            if (suffix.starts_with("()")) entity = result_of(entity, depth);
            else if (suffix.starts_with("[]") && !entity.layers.empty()) entity.layers.pop_back();
            else if (suffix.starts_with("{}") && entity.kind == Entity::Kind::Symbol && is_class_like(symbol(entity.definition).kind)) entity.kind = Entity::Kind::Object;
            else if (!suffix.starts_with("{}")) return {};
        }
        if (entity.kind == Entity::Kind::Unknown || entity.kind == Entity::Kind::External) return entity;
    }
    // A variable stands for what it holds.
    if (entity.kind == Entity::Kind::Symbol) {
        const SymbolKind kind = symbol(entity.definition).kind;
        const bool holds = kind == SymbolKind::Variable || kind == SymbolKind::Constant || kind == SymbolKind::Field || kind == SymbolKind::Property;
        if (holds) return type_of(entity.definition, depth + 1);
    }
    return entity;
}

std::optional<Definition> Resolver::Impl::find_class(FileIndex from, Key name) {
    Definitions classes;
    for (const auto& [definition, s] : definitions(name, from))
        if (is_class_like(s.kind)) classes.push_back(definition);
    if (classes.empty()) return std::nullopt;
    const auto only = [&](auto test) -> std::optional<Definition> {
        std::optional<Definition> found;
        for (const Definition& d : classes) {
            if (!test(d)) continue;
            if (found) return std::nullopt;
            found = d;
        }
        return found;
    };
    if (const auto here = only([&](const Definition& d) { return d.file == from; })) return here;
    const std::string_view directory = directory_of(program_.file(from).path);
    if (const auto near = only([&](const Definition& d) { return directory_of(program_.file(d.file).path) == directory; })) return near;
    if (family(from) == Family::C) {
        const auto& headers = closure(from);
        if (const auto included = only([&](const Definition& d) { return headers.contains(d.file); })) return included;
    }
    return classes.size() == 1 ? std::optional(classes[0]) : std::nullopt;
}

/// True when some file that could show it defines a type of that name.
bool Resolver::Impl::is_type_here(FileIndex from, Key name) const {
    const auto known = definitions(name, from);
    return std::any_of(known.begin(), known.end(), [](const Choice& c) { return is_class_like(c.outline.kind) || c.outline.kind == SymbolKind::TypeAlias; });
}

/// The class that a member belongs to: around it, or named in its definition.
std::optional<Definition> Resolver::Impl::owner_of(Definition definition) {
    const Unit& facts = unit(definition.file);
    const UnitSymbol& s = facts.symbols[definition.symbol];
    if (s.qualifier != 0) {
        const Key name = hash64(last_component(facts.text(s.qualifier)));
        if (family(definition.file) == Family::Rust) {
            // Of several types of that name the one beside it; of a type parameter what bounds it.
            for (const Definition& d : definitions_in(name, definition.file))
                if (is_class_like(symbol(d).kind) && symbol(d).parent == s.parent) return d;
            std::int32_t scope = -1;
            bool is_clear = true;
            const Place place{definition.file, static_cast<std::int32_t>(definition.symbol)};
            if (const auto bound = bound_type(place, name, scope, is_clear); bound && is_clear) {
                const Entity trait = type_entity({definition.file, scope}, *bound, 1);
                return trait.kind == Entity::Kind::Object && trait.layers.empty() ? std::optional(trait.definition) : std::nullopt;
            }
        }
        return find_class(definition.file, name);
    }
    if (s.parent >= 0 && is_class_like(facts.symbols[static_cast<std::size_t>(s.parent)].kind)) return Definition{definition.file, static_cast<std::uint32_t>(s.parent)};
    return std::nullopt;
}

std::optional<Definition> Resolver::Impl::enclosing_class(Place place) {
    const Unit& facts = unit(place.file);
    int depth = 0;
    for (std::int32_t at = place.symbol; at >= 0 && depth < 64; at = facts.symbols[static_cast<std::size_t>(at)].parent, ++depth) {
        const UnitSymbol& s = facts.symbols[static_cast<std::size_t>(at)];
        if (is_class_like(s.kind)) return Definition{place.file, static_cast<std::uint32_t>(at)};
        if (s.qualifier != 0) return owner_of({place.file, static_cast<std::uint32_t>(at)});
    }
    return std::nullopt;
}

Entity Resolver::Impl::base_entity(Place place, std::string_view name, bool is_local, bool is_called, int depth) {
    Entity entity;
    const Key key = hash64(name);
    const Family of = family(place.file);
    const bool is_self = name == "this" || name == "self" || name == "cls" || name == "Self";
    if (is_self || name == "super") {
        // In Go these are names like any other.
        if (const auto type = of == Family::Go ? std::nullopt : enclosing_class(place)) {
            entity.definition = *type;
            entity.kind = name == "super" ? Entity::Kind::Super : name == "cls" || name == "Self" ? Entity::Kind::Symbol : Entity::Kind::Object;
            return entity;
        }
        if (of != Family::Go && of != Family::Rust) return entity;
        if (of == Family::Rust && (name == "self" || name == "super")) {
            entity.files = imported_files(program_, place.file, name, "", true);
            if (!entity.files.empty()) entity.kind = Entity::Kind::Files;
            return entity;
        }
    }
    // Local variables, of this function or one around it
    std::int32_t scope = place.symbol;
    bool is_clear = true;
    if (const auto type = bound_type(place, key, scope, is_clear)) return is_clear ? type_entity({place.file, scope}, *type, depth + 1) : agreed_type({place.file, scope}, name, depth);
    if (is_local) return entity;
    if (of == Family::Rust && name == "crate") {
        entity.files = imported_files(program_, place.file, "crate", "", true);
        if (!entity.files.empty()) entity.kind = Entity::Kind::Files;
        return entity;
    }
    Use use;
    use.name = key, use.kind = is_called ? ReferenceKind::Call : ReferenceKind::Use, use.symbol = place.symbol;
    Found found = in_scopes(place, use);
    if (found.tier == Tier::Unresolved) found = at_file_level(place.file, use);
    if (of == Family::Rust && !is_called && !found.targets.empty() && is_function(symbol(found.targets[0]).kind)) found = {};
    if (found.tier != Tier::Unresolved) return as_entity(found.targets);
    entity = bound_entity(place.file, key);
    if (entity.kind != Entity::Kind::Unknown) return entity;
    // A namespace of C++, here or in a header
    if (of == Family::C) {
        if (name == "std") entity.kind = Entity::Kind::External;
        for (const auto& [definition, s] : definitions(key, place.file))
            if (s.kind == SymbolKind::Namespace && entity.kind == Entity::Kind::Unknown) entity.kind = Entity::Kind::Namespace, entity.key = key;
        if (entity.kind != Entity::Kind::Unknown) return entity;
    }
    if (of == Family::Rust) {
        for (const Definition& d : definitions_in(key, place.file))
            if (symbol(d).kind == SymbolKind::Module) return as_entity({d});
        // Variants that a wildcard of their enum brings in: the only one of that name here
        Definitions variants = definitions_in(key, place.file);
        std::erase_if(variants, [&](const Definition& d) { return symbol(d).kind != SymbolKind::Enumerator; });
        if (variants.size() == 1 && !is_called) return as_entity(variants);
        entity.files = imported_files(program_, place.file, name, "", true);
        if (!entity.files.empty()) {
            entity.kind = Entity::Kind::Files;
            return entity;
        }
    }
    if (found = same_package(place.file, use); found.tier == Tier::Unresolved) found = bound(place.file, use);
    if (found.tier == Tier::Unresolved && of == Family::C) {
        use.kind = ReferenceKind::Type;
        found = c_global(place.file, use);
        if (found.tier == Tier::Unresolved) {
            use.kind = is_called ? ReferenceKind::Call : ReferenceKind::Use;
            found = c_global(place.file, use);
        }
    }
    if (found.tier == Tier::External) entity.kind = Entity::Kind::External;
    if (found.tier == Tier::Ambiguous && of == Family::C) {
        if (const auto type = find_class(place.file, key)) return as_entity({*type});
        return entity;
    }
    if (!found.targets.empty()) return as_entity(found.targets);
    // Neither local nor bound nor of this package: the language's own, or a library's.
    if (of != Family::C && of != Family::Other && found.tier == Tier::Unresolved) entity.kind = Entity::Kind::External;
    return entity;
}

/// What a binding says of a name, of this function or one around it; `scope` becomes where it stands. Not clear: several
/// bindings of one scope say different things.
std::optional<std::string_view> Resolver::Impl::bound_type(Place place, Key name, std::int32_t& scope, bool& is_clear) {
    const Unit& facts = full(place.file);
    int level = 0;
    for (scope = place.symbol; level < 64; scope = facts.symbols[static_cast<std::size_t>(scope)].parent, ++level) {
        const auto less = [](const UnitBinding& binding, std::int32_t of_scope) { return binding.symbol < of_scope; };
        std::optional<TextId> type;
        for (auto at = std::lower_bound(facts.bindings.begin(), facts.bindings.end(), scope, less); at != facts.bindings.end() && at->symbol == scope; ++at) {
            if (at->name != name) continue;
            if (type && at->type != *type) is_clear = false;
            type = at->type;
        }
        if (type) return facts.text(*type);
        if (scope < 0) break;
    }
    return std::nullopt;
}

/// What a name is that is bound more than once in a scope: the one thing that all its bindings make of it. `x = x.next()` is
/// looked at last, with what the others say of x.
Entity Resolver::Impl::agreed_type(Place place, std::string_view name, int depth) {
    const Key key = hash64(name);
    for (const OpenName& open : open_names_)
        if (open.file == place.file && open.scope == place.symbol && open.name == key) return open.entity;
    if (open_names_.size() >= MaxOpenNames) return {};
    const Unit& facts = full(place.file);
    std::vector<TextId> types;
    const auto less = [](const UnitBinding& binding, std::int32_t of_scope) { return binding.symbol < of_scope; };
    const auto first = std::lower_bound(facts.bindings.begin(), facts.bindings.end(), place.symbol, less);
    for (auto at = first; at != facts.bindings.end() && at->symbol == place.symbol && types.size() <= MaxOpenNames; ++at)
        if (const UnitBinding& binding = *at; binding.name == key && std::find(types.begin(), types.end(), binding.type) == types.end()) types.push_back(binding.type);
    if (types.size() > MaxOpenNames) return {};
    const auto leads_back = [&](TextId type) {
        const std::string_view text = facts.text(type);
        return text.starts_with('=') && text.substr(1).starts_with(name) && (text.size() == name.size() + 1 || !is_word(text[name.size() + 1]));
    };
    std::stable_partition(types.begin(), types.end(), [&](TextId type) { return !leads_back(type); });
    Entity agreed;
    const std::size_t at = open_names_.size();
    open_names_.push_back({place.file, place.symbol, key, {}});
    for (const TextId type : types) {
        const Entity one = type_entity(place, facts.text(type), depth + 1);
        const bool is_same = one.kind == agreed.kind && one.definition == agreed.definition && one.layers == agreed.layers;
        if (one.kind == Entity::Kind::Unknown || (agreed.kind != Entity::Kind::Unknown && !is_same)) {
            agreed = {};
            break;
        }
        agreed = open_names_[at].entity = one;
    }
    open_names_.resize(at);
    // That all of them are a library's says less than that they are one thing of this tree.
    if (agreed.kind == Entity::Kind::External && family(place.file) != Family::Rust) return {};
    return agreed;
}

Entity Resolver::Impl::type_entity(Place place, std::string_view type, int depth) {
    if (depth > MaxDepth || type.empty()) return {};
    if (type.front() != '=' && family(place.file) == Family::Rust && (type.ends_with('?') || type.ends_with("[]"))) {
        const bool is_list = type.back() == ']';
        Entity held = type_entity(place, type.substr(0, type.size() - (is_list ? 2 : 1)), depth + 1);
        if (held.kind == Entity::Kind::Object) held.layers += is_list ? '[' : '?';
        else held = {}, held.kind = Entity::Kind::External;  // an option of something that is not of this tree
        return held;
    }
    if (type.front() == '=') {
        Entity value = evaluate(place, type.substr(1), false, depth);
        // `x = Class` is the class itself; `x = Class()` came back as an object.
        return value;
    }
    if (type == "Self" || type == "self" || type == "this" || type == "Self::Self") {
        Entity entity;
        if (const auto own = enclosing_class(place)) entity.definition = *own, entity.kind = Entity::Kind::Object;
        return entity;
    }
    Entity entity;
    const std::size_t joint = type.find_last_of(".:");
    if (joint != std::string_view::npos) {
        const std::string_view front = type.substr(0, type[joint] == ':' && joint > 0 ? joint - 1 : joint);
        const Entity around = evaluate(place, front, false, depth + 1);
        if (around.kind == Entity::Kind::External) return around;
        if (around.kind != Entity::Kind::Unknown) entity = as_entity(members(around, hash64(type.substr(joint + 1)), depth + 1));
    } else {
        Use use;
        use.name = hash64(type), use.kind = ReferenceKind::Type, use.symbol = place.symbol;
        if (family(place.file) == Family::Rust) {  // a type parameter is what bounds it
            bool is_clear = true;
            Place scope = place;
            if (const auto bound = bound_type(place, use.name, scope.symbol, is_clear); bound && is_clear && *bound != type) return type_entity(scope, *bound, depth + 1);
        }
        const Found found = plain(place, use);
        if (found.tier == Tier::External) entity.kind = Entity::Kind::External;
        if (found.tier == Tier::Unresolved && !is_type_here(place.file, use.name)) entity.kind = Entity::Kind::External;
        if (found.tier != Tier::Ambiguous) {
            if (!found.targets.empty()) entity = as_entity(found.targets);
        } else if (const auto own = find_class(place.file, use.name)) entity = as_entity({*own});
    }
    if (entity.kind != Entity::Kind::Symbol) return entity;
    if (symbol(entity.definition).kind == SymbolKind::TypeAlias && family(place.file) == Family::Rust) return type_of(entity.definition, depth + 1);
    if (is_class_like(symbol(entity.definition).kind)) entity.kind = Entity::Kind::Object;
    else entity = {};
    return entity;
}

Entity Resolver::Impl::type_of(Definition definition, int depth) {
    if (depth > MaxDepth) return {};
    const UnitSymbol& s = symbol(definition);
    if (s.type == 0) return {};
    return type_entity({definition.file, static_cast<std::int32_t>(definition.symbol)}, unit(definition.file).text(s.type), depth + 1);
}

Entity Resolver::Impl::result_of(const Entity& callee, int depth) {
    if (callee.kind == Entity::Kind::Super) return callee;
    if (callee.is_method) {
        Entity result = callee;
        result.is_method = false;
        return result;
    }
    if (callee.kind != Entity::Kind::Symbol) return {};
    const SymbolKind kind = symbol(callee.definition).kind;
    if (is_class_like(kind)) {
        Entity object = callee;
        object.kind = Entity::Kind::Object;
        return object;
    }
    if (kind != SymbolKind::Function && kind != SymbolKind::Method && kind != SymbolKind::Property) return {};
    return type_of(callee.definition, depth + 1);
}

Entity Resolver::Impl::step(Place place, const Entity& from, std::string_view name, bool is_called, int depth) {
    Entity of = from;
    if (of.kind == Entity::Kind::Symbol) {
        const SymbolKind kind = symbol(of.definition).kind;
        if (kind == SymbolKind::Variable || kind == SymbolKind::Constant || kind == SymbolKind::Field || kind == SymbolKind::Property)
            of = type_of(of.definition, depth + 1);
    }
    if (of.kind == Entity::Kind::Unknown || of.kind == Entity::Kind::External) return of;
    const bool is_rust = family(place.file) == Family::Rust;
    if (!of.layers.empty()) return held(std::move(of), name);
    if (is_rust && (of.kind == Entity::Kind::Object || of.kind == Entity::Kind::Symbol) && name.size() == 1 && name[0] >= '0' && name[0] <= '9') return payload(of.definition, name, depth);
    Definitions found = members(of, hash64(name), depth + 1);
    // Functions and modules may have one name: only what is called can be a function.
    if (is_rust && !is_called) std::erase_if(found, [&](const Definition& d) { return is_function(symbol(d).kind); });
    if (!found.empty()) return as_entity(found);
    if (is_rust && of.kind == Entity::Kind::Symbol && symbol(of.definition).kind == SymbolKind::Enumerator) {  // a named field of a variant
        for (const Definition& d : definitions_in(hash64(name), of.definition.file))
            if (symbol(d).parent == static_cast<std::int32_t>(of.definition.symbol)) return as_entity({d});
    }
    if (is_rust && of.kind == Entity::Kind::Object && (name == "clone" || name == "to_owned" || name == "by_ref" || name == "borrow" || name == "borrow_mut")) {
        of.is_method = true;
        return of;
    }
    if (is_rust && of.kind == Entity::Kind::Symbol && is_class_like(symbol(of.definition).kind) && name == "default") {
        of.kind = Entity::Kind::Object, of.is_method = true;
        return of;
    }
    if (is_rust && of.kind != Entity::Kind::Files)
        if (const Definitions given = trait_members(place.file, hash64(name)); given.size() == 1) return as_entity(given);
    if (of.kind == Entity::Kind::Files && (family(place.file) == Family::Ecma || family(place.file) == Family::Python || is_rust)) {
        // A module that another module hands on as a whole: `export * as ns from "…"`, `from . import module`
        for (const FileIndex file : of.files)
            if (Entity inner = bound_entity(file, hash64(name)); inner.kind == Entity::Kind::Files) return inner;
        // A submodule of a package
        const std::string_view first = base_name_of(program_.file(of.files[0]).path);
        if (family(place.file) == Family::Python && first.starts_with("__init__.")) {
            Entity inner;
            inner.files = imported_files(program_, of.files[0], "." + std::string(name), "", true);
            if (!inner.files.empty()) {
                inner.kind = Entity::Kind::Files;
                return inner;
            }
        }
    }
    if (of.kind == Entity::Kind::Files && family(place.file) == Family::Rust) {
        Entity next;
        const std::string& path = program_.file(of.files[0]).path;
        std::string module = "self::" + std::string(name);
        next.files = imported_files(program_, of.files[0], module, "", true);
        if (!next.files.empty() && next.files[0] != of.files[0] && !path.empty()) {
            next.kind = Entity::Kind::Files;
            return next;
        }
    }
    if (of.kind == Entity::Kind::Namespace) {
        Entity inner;
        for (const auto& [definition, s] : definitions(hash64(name), place.file))
            if (s.kind == SymbolKind::Namespace) inner.kind = Entity::Kind::Namespace, inner.key = hash64(name);
        return inner;
    }
    // What is known does not have it: it comes from a base outside of the tree.
    Entity outside;
    if (of.kind != Entity::Kind::Symbol || is_class_like(symbol(of.definition).kind)) outside.kind = Entity::Kind::External;
    return outside;
}

Definitions Resolver::Impl::members(const Entity& of, Key name, int depth) {
    Definitions found;
    switch (of.kind) {
        case Entity::Kind::Files:
            add_exported(of.files, name, found);
            return found;
        case Entity::Kind::Namespace: {
            const Namesakes all = source_.namesakes(name);
            for (std::size_t i = 0; i < all.size(); ++i) {
                const Definition d = all.definitions[i];
                const Outline about = all.outlines[i];
                if (family(d.file) != Family::C || !(about.is_in_space || about.is_qualified)) continue;
                if (about.kind == SymbolKind::Method || about.kind == SymbolKind::Field || about.kind == SymbolKind::Constructor) continue;
                const Unit& facts = unit(d.file);
                const UnitSymbol& s = facts.symbols[d.symbol];
                if (s.parent >= 0 && facts.symbols[static_cast<std::size_t>(s.parent)].kind == SymbolKind::Namespace &&
                    facts.symbols[static_cast<std::size_t>(s.parent)].name == of.key)
                    found.push_back(d);
                else if (s.qualifier != 0 && hash64(last_component(facts.text(s.qualifier))) == of.key) found.push_back(d);
            }
            return found;
        }
        case Entity::Kind::Symbol: {
            const SymbolKind kind = symbol(of.definition).kind;
            if (kind == SymbolKind::Module || kind == SymbolKind::Namespace) {
                for (const Definition& d : definitions_in(name, of.definition.file))
                    if (symbol(d).parent == static_cast<std::int32_t>(of.definition.symbol)) found.push_back(d);
                return found;
            }
            if (!is_class_like(kind)) return found;
            return members_of_class(of.definition, name, depth, false);
        }
        case Entity::Kind::Object: return members_of_class(of.definition, name, depth, false);
        case Entity::Kind::Super: return members_of_class(of.definition, name, depth, true);
        default: return found;
    }
}

Definitions Resolver::Impl::members_of_class(Definition type, Key name, int depth, bool skip_own) {
    Definitions found;
    if (depth > MaxDepth) return found;
    if (!skip_own) {
        const Key owner = symbol(type).name;
        const Family of = family(type.file);
        if (of == Family::Java) {  // all members stand within their class
            const Unit& facts = unit(type.file);
            for (const Definition& d : definitions_in(name, type.file))
                if (facts.symbols[d.symbol].parent == static_cast<std::int32_t>(type.symbol)) found.push_back(d);
            if (!found.empty()) return found;
        }
        const std::uint32_t directory = program_.directory_number(type.file);
        const Namesakes all = of == Family::Java ? Namesakes{} : source_.namesakes(name);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const Definition d = all.definitions[i];
            if (family(d.file) != of || (d.file != type.file && !all.outlines[i].is_qualified)) continue;
            // Where members may be defined away from their type: Go's package, Rust's crate, anywhere in C++.
            if (d.file != type.file && of != Family::C && of != Family::Rust && program_.directory_number(d.file) != directory) continue;
            const Unit& facts = unit(d.file);
            const UnitSymbol& s = facts.symbols[d.symbol];
            if (d.file == type.file && s.parent == static_cast<std::int32_t>(type.symbol)) {
                found.push_back(d);
                continue;
            }
            if (s.qualifier == 0 || hash64(last_component(facts.text(s.qualifier))) != owner) continue;
            if (of == Family::Rust && d.file != type.file && program_.crate_of(d.file) != program_.crate_of(type.file)) continue;
            if ((of == Family::C || of == Family::Rust) && d.file != type.file) {
                const auto own = find_class(d.file, owner);
                if (own && *own != type) continue;
            }
            found.push_back(d);
        }
        // Several types of that name: those beside the type are its own.
        const auto beside = [&](const Definition& d) { return d.file == type.file; };
        if (std::any_of(found.begin(), found.end(), beside)) std::erase_if(found, [&](const Definition& d) { return !beside(d); });
        const auto is_near = [&](const Definition& d) { return beside(d) && symbol(d).parent == symbol(type).parent; };
        if (of == Family::Rust && found.size() > 1 && std::any_of(found.begin(), found.end(), is_near)) std::erase_if(found, [&](const Definition& d) { return !is_near(d); });
        if (!found.empty()) return found;
    }
    const Definitions list = bases(type, depth);
    for (const Definition& base : list) {
        found = members_of_class(base, name, depth + 1, false);
        if (!found.empty()) return found;
    }
    return found;
}

const Definitions& Resolver::Impl::bases(Definition type, int depth) {
    static const Definitions none;
    if (const auto known = bases_.find(type); known != bases_.end()) return known->second;
    if (depth > MaxDepth || open_bases_[type]) return none;
    open_bases_[type] = true;
    Definitions list;
    const Unit& facts = full(type.file);
    for (const Use& use : facts.uses) {
        if (use.kind != ReferenceKind::Inherit || use.symbol != static_cast<std::int32_t>(type.symbol)) continue;
        // What encloses the class is where its bases are looked up.
        const Place place{type.file, facts.symbols[type.symbol].parent};
        Found found;
        if (use.qualifier != 0) found = member(place, use);
        else found = plain(place, use);
        if (found.tier == Tier::Ambiguous || found.targets.empty()) {
            if (const auto own = find_class(type.file, use.name); own && found.tier != Tier::External) list.push_back(*own);
        } else if (is_class_like(symbol(found.targets[0]).kind) && found.targets[0] != type) list.push_back(found.targets[0]);
    }
    open_bases_[type] = false;
    if (depth > 0 && list.empty()) return none;  // perhaps only because it was too deep
    return bases_.emplace(type, std::move(list)).first->second;
}

}  // namespace kompress::resolve
