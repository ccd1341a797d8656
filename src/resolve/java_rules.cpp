// SPDX-License-Identifier: Apache-2.0
/// Java's overloads (JLS 15.12.2): of the methods that a call may mean, those whose parameters its arguments fit without
/// boxing, else with it, else with a variable number of arguments; of those the most specific. What the text does not tell
/// about an argument may fit anything: a method is chosen only when no such doubt could change the choice.
#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "resolve/resolver_impl.hpp"

namespace kompress::resolve {
namespace {

constexpr std::size_t MaxClasses = 128;     ///< looked through for members of one class
constexpr std::size_t MaxOverloads = 64;    ///< compared with each other; a call of one of more is ambiguous
constexpr std::size_t MaxArguments = 32;

struct Primitive {
    std::string_view name, box;
};
/// By what widens to what (JLS 5.1.2); char widens to int.
constexpr std::array<Primitive, 8> Primitives = {{{"byte", "Byte"}, {"short", "Short"}, {"char", "Character"}, {"int", "Integer"},
                                                  {"long", "Long"}, {"float", "Float"}, {"double", "Double"}, {"boolean", "Boolean"}}};
const Primitive* primitive(std::string_view name) {
    const auto found = std::find_if(Primitives.begin(), Primitives.end(), [&](const Primitive& p) { return p.name == name; });
    return found == Primitives.end() ? nullptr : &*found;
}
const Primitive* boxed(std::string_view name) {
    const auto found = std::find_if(Primitives.begin(), Primitives.end(), [&](const Primitive& p) { return p.box == name; });
    return found == Primitives.end() ? nullptr : &*found;
}
bool widens(std::string_view from, std::string_view to) {
    const Primitive *a = primitive(from), *b = primitive(to);
    if (!a || !b || a->name == "boolean" || b->name == "boolean") return a == b;
    if (b->name == "char") return a == b;
    return a <= b;
}

/// Final or fundamental classes of java.lang, with all of their supertypes but Object (Java SE 8 API, java.lang).
struct Known {
    std::string_view name;
    std::string_view supertypes;  ///< joined by blanks
};
constexpr Known KnownClasses[] = {
    {"String", "CharSequence Comparable Serializable"}, {"StringBuilder", "CharSequence Comparable Serializable Appendable AbstractStringBuilder"},
    {"StringBuffer", "CharSequence Comparable Serializable Appendable AbstractStringBuilder"},
    {"Class", "Type Serializable GenericDeclaration AnnotatedElement"}, {"Byte", "Number Comparable Serializable"}, {"Short", "Number Comparable Serializable"},
    {"Integer", "Number Comparable Serializable"}, {"Long", "Number Comparable Serializable"}, {"Float", "Number Comparable Serializable"},
    {"Double", "Number Comparable Serializable"}, {"Boolean", "Comparable Serializable"}, {"Character", "Comparable Serializable"}, {"Object", ""}};
const Known* known_class(std::string_view name) {
    const auto found = std::find_if(std::begin(KnownClasses), std::end(KnownClasses), [&](const Known& k) { return k.name == name; });
    return found == std::end(KnownClasses) ? nullptr : &*found;
}
bool lists(std::string_view words, std::string_view word) {
    for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1))
        if ((at == 0 || words[at - 1] == ' ') && (at + word.size() == words.size() || words[at + word.size()] == ' ')) return true;
    return false;
}

std::string_view last_component(std::string_view path) { return path.substr(path.rfind('.') + 1); }

template <typename Visit>
void each_type(std::string_view list, Visit visit) {
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t end = std::min(list.find(',', at), list.size());
        visit(list.substr(at, end - at));
        at = end + 1;
    }
}

/// What every object has (java.lang.Object).
std::string_view result_of_object_method(std::string_view name) {
    if (name == "toString") return "String";
    if (name == "hashCode") return "int";
    if (name == "equals") return "boolean";
    if (name == "getClass") return "Class";
    return "";
}

}  // namespace

/// A method with what the arguments are to its parameters.
struct Resolver::Impl::JavaCandidate {
    Definition definition;
    std::vector<JavaType> parameters;  ///< one an argument, as the best phase has them
    std::vector<Fit> fits;
    int phase = 1, latest_phase = 1;   ///< 1 plain, 2 with boxing, 3 with a variable number; as early and as late as it may be
};

/// Methods of that name of a class and all it inherits from, nearest first, without those that a nearer one overrides.
Definitions Resolver::Impl::java_members(Definition type, Key name, bool skip_own) {
    Definitions found, classes{type};
    for (std::size_t at = 0; at < classes.size(); ++at) {
        const Definition around = classes[at];
        if (at > 0 || !skip_own) {
            const Unit& facts = unit(around.file);
            for (const Definition& d : definitions_in(name, around.file)) {
                if (facts.symbols[d.symbol].parent != static_cast<std::int32_t>(around.symbol)) continue;
                const auto is_same = [&](const Definition& other) {
                    return symbol(other).parameters == symbol(d).parameters && symbol(other).kind == symbol(d).kind &&
                           unit(other.file).parameters_of(other.symbol) == facts.parameters_of(d.symbol);
                };
                if (at == 0 || std::none_of(found.begin(), found.end(), is_same)) found.push_back(d);
            }
        }
        for (const Definition& base : bases(around, 0))
            if (classes.size() < MaxClasses && std::find(classes.begin(), classes.end(), base) == classes.end()) classes.push_back(base);
    }
    return found;
}

Resolver::Impl::JavaType Resolver::Impl::java_type(Place place, std::string_view text) {
    JavaType type;
    while (text.ends_with("[]") || text.ends_with("...")) {
        text.remove_suffix(text.ends_with("[]") ? 2 : 3);
        ++type.dimensions;
    }
    type.name = text;
    if (text.empty() || text == "?") return type.dimensions = 0, type;
    if (text == "null") type.kind = JavaType::Kind::Null;
    else if (text == "->") type.kind = JavaType::Kind::Lambda;
    else if (text == "*") type.kind = JavaType::Kind::Any;
    else if (primitive(text)) type.kind = JavaType::Kind::Primitive;
    else {
        type.kind = JavaType::Kind::Reference;
        const bool is_known = known_class(text) || boxed(text);
        if (is_known && source_.definitions(hash64(text)).empty()) type.entity.kind = Entity::Kind::External;
        else type.entity = type_entity(place, text, 0);
        if (type.entity.kind != Entity::Kind::Object && type.entity.kind != Entity::Kind::External) type.entity.kind = Entity::Kind::Unknown;
    }
    return type;
}

/// What a chain is worth: the declared type of its last name, from where that is declared.
Resolver::Impl::JavaType Resolver::Impl::java_value(Place place, std::string_view chain) {
    JavaType unknown;
    if (chain == "this") {
        if (const auto own = enclosing_class(place)) {
            unknown.kind = JavaType::Kind::Reference, unknown.entity.kind = Entity::Kind::Object, unknown.entity.definition = *own;
            unknown.name = "this";
        }
        return unknown;
    }
    if (chain.ends_with("{}")) return java_type(place, chain.substr(0, chain.size() - 2));
    unsigned elements = 0;
    while (chain.ends_with("[]")) chain.remove_suffix(2), ++elements;
    const bool is_call = chain.ends_with("()");
    if (is_call) chain.remove_suffix(2);
    const std::size_t dot = chain.rfind('.');
    const std::string_view last = chain.substr(dot == std::string_view::npos ? 0 : dot + 1);
    if (last.empty() || last.find_first_of("(){}[]\"") != std::string_view::npos) return unknown;
    Definitions found;
    Use use;
    use.name = hash64(last), use.kind = is_call ? ReferenceKind::Call : ReferenceKind::Use, use.symbol = place.symbol;
    if (dot == std::string_view::npos) {
        found = plain(place, use).targets;
    } else {
        const Entity of = evaluate(place, chain.substr(0, dot), false, 1);
        const bool is_object = of.kind == Entity::Kind::Object || of.kind == Entity::Kind::Super || of.kind == Entity::Kind::Symbol;
        if (is_object && is_class_like(symbol(of.definition).kind)) {
            found = is_call ? java_members(of.definition, use.name, of.kind == Entity::Kind::Super) : members(of, use.name, 0);
            std::erase_if(found, [&](const Definition& d) { return !may_mean(use.kind, outline(d), Family::Java); });
        }
    }
    std::string_view text;
    for (const Definition& d : found) {
        const std::string_view one = unit(d.file).text(symbol(d).type);
        const bool is_enumerator = symbol(d).kind == SymbolKind::Enumerator;
        if (is_enumerator && found.size() == 1 && symbol(d).parent >= 0) {
            JavaType type;
            type.kind = JavaType::Kind::Reference, type.entity.kind = Entity::Kind::Object;
            type.entity.definition = {d.file, static_cast<std::uint32_t>(symbol(d).parent)};
            type.name = "this";
            return type;
        }
        if (one.empty() || one[0] == '=' || (!text.empty() && one != text)) return unknown;
        text = one;
    }
    if (text.empty()) return is_call && dot != std::string_view::npos ? java_type(place, result_of_object_method(last)) : unknown;
    // A type variable stands for anything, an int among it.
    JavaType type = java_type({found[0].file, static_cast<std::int32_t>(found[0].symbol)}, text);
    if (type.kind == JavaType::Kind::Any || type.dimensions < elements) return unknown;
    type.dimensions -= elements;
    return type;
}

const std::vector<Resolver::Impl::JavaType>& Resolver::Impl::java_arguments() {
    if (current_arguments_) return *current_arguments_;
    std::vector<JavaType> types;
    if (!current_types_.empty())
        each_type(current_types_, [&](std::string_view text) {
            if (types.size() < MaxArguments) types.push_back(text.starts_with('=') ? java_value(here_, text.substr(1)) : java_type(here_, text));
        });
    return current_arguments_.emplace(std::move(types));
}

std::vector<Resolver::Impl::JavaType> Resolver::Impl::java_parameters(Definition definition) {
    std::vector<JavaType> types;
    const std::string_view list = unit(definition.file).parameters_of(definition.symbol);
    if (list.empty()) types.resize(std::min<std::size_t>(symbol(definition).parameters, MaxArguments));
    else
        each_type(list, [&](std::string_view text) {
            if (types.size() < MaxArguments) types.push_back(java_type({definition.file, static_cast<std::int32_t>(definition.symbol)}, text));
        });
    return types;
}

/// The names that a class extends and implements, found or not.
const std::vector<Key>& Resolver::Impl::written_bases(Definition type) {
    const auto [entry, is_new] = written_bases_.try_emplace(type.file);
    if (is_new)
        for (const Use& use : full(type.file).uses)
            if (use.kind == ReferenceKind::Inherit && use.symbol >= 0) entry->second[static_cast<std::uint32_t>(use.symbol)].push_back(use.name);
    return entry->second[type.symbol];
}

/// Both are classes or interfaces.
Resolver::Impl::Fit Resolver::Impl::fit_classes(const JavaType& argument, const JavaType& parameter) {
    using Kind = Entity::Kind;
    const Entity &a = argument.entity, &p = parameter.entity;
    if (p.kind == Kind::External && parameter.name == "Object") return argument.name == "Object" && a.kind == Kind::External ? Fit::Same : Fit::Yes;
    if (a.kind == Kind::Unknown || p.kind == Kind::Unknown) return Fit::Perhaps;
    if (a.kind == Kind::External) {
        if (p.kind == Kind::Object) return Fit::No;  // a library extends nothing of this tree
        const std::string_view from = last_component(argument.name), to = last_component(parameter.name);
        if (from == to) return Fit::Same;
        const Known* known = known_class(from);
        if (known && lists(known->supertypes, to)) return Fit::Yes;
        return known || known_class(to) ? Fit::No : Fit::Perhaps;  // nothing extends a final class
    }
    if (p.kind == Kind::External && known_class(last_component(parameter.name))) return Fit::No;
    if (p.kind == Kind::Object && p.definition == a.definition) return Fit::Same;
    Definitions classes{a.definition};
    bool leads_outside = false;
    const Key wanted = hash64(last_component(parameter.name));
    for (std::size_t at = 0; at < classes.size(); ++at) {
        const Definition around = classes[at];
        const Definitions& inner = bases(around, 0);
        if (p.kind == Kind::Object) {
            if (std::find(inner.begin(), inner.end(), p.definition) != inner.end()) return Fit::Yes;
        } else {
            const SymbolKind kind = symbol(around).kind;
            if (kind == SymbolKind::Enum && lists("Enum Comparable Serializable Constable", parameter.name)) return Fit::Yes;
            if (kind == SymbolKind::Record && parameter.name == "Record") return Fit::Yes;
            const std::vector<Key>& written = written_bases(around);
            if (std::find(written.begin(), written.end(), wanted) != written.end()) return Fit::Yes;
            leads_outside |= written.size() > inner.size();
        }
        if (classes.size() < MaxClasses) classes.insert(classes.end(), inner.begin(), inner.end());
    }
    return leads_outside ? Fit::Perhaps : Fit::No;
}

Resolver::Impl::Fit Resolver::Impl::fit(const JavaType& argument, const JavaType& parameter) {
    using Kind = JavaType::Kind;
    const auto is_object = [](const JavaType& type) { return type.kind == Kind::Reference && type.name == "Object" && type.dimensions == 0; };
    if (argument.kind == Kind::Unknown || parameter.kind == Kind::Unknown) return Fit::Perhaps;
    const bool is_array = argument.dimensions > 0, wants_array = parameter.dimensions > 0;
    if (argument.kind == Kind::Null) return wants_array || parameter.kind != Kind::Primitive ? Fit::Yes : Fit::No;
    if (argument.kind == Kind::Lambda) {
        if (wants_array || parameter.kind == Kind::Primitive || is_object(parameter)) return Fit::No;
        if (parameter.kind == Kind::Any) return Fit::Perhaps;
        if (parameter.entity.kind == Entity::Kind::Object) return symbol(parameter.entity.definition).kind == SymbolKind::Interface ? Fit::Perhaps : Fit::No;
        return parameter.entity.kind == Entity::Kind::External && known_class(parameter.name) ? Fit::No : Fit::Perhaps;
    }
    if (is_array && !wants_array) {
        if (parameter.kind == Kind::Any) return Fit::Yes;
        if (parameter.kind != Kind::Reference || parameter.entity.kind == Entity::Kind::Object) return Fit::No;
        return is_object(parameter) || parameter.name == "Cloneable" || parameter.name == "Serializable" ? Fit::Yes : Fit::No;
    }
    if (wants_array) {
        if (argument.kind == Kind::Any && !is_array) return Fit::Perhaps;
        if (!is_array) return Fit::No;
        if (argument.dimensions < parameter.dimensions) return Fit::No;
        JavaType element = argument, wanted = parameter;
        element.dimensions -= parameter.dimensions, wanted.dimensions = 0;
        if (element.dimensions == 0 && element.kind == Kind::Primitive) return wanted.kind == Kind::Primitive && wanted.name == element.name ? Fit::Same : Fit::No;
        const Fit inner = fit(element, wanted);
        return inner == Fit::Boxed ? Fit::No : inner;
    }
    if (argument.kind == Kind::Any) {
        if (parameter.kind == Kind::Any) return Fit::Same;
        if (parameter.kind == Kind::Primitive) return Fit::No;
        return is_object(parameter) ? Fit::Yes : parameter.entity.kind == Entity::Kind::Object ? Fit::No : Fit::Perhaps;
    }
    if (argument.kind == Kind::Primitive && parameter.kind == Kind::Primitive)
        return argument.name == parameter.name ? Fit::Same : widens(argument.name, parameter.name) ? Fit::Yes : Fit::No;
    if (argument.kind == Kind::Primitive) {
        if (parameter.kind == Kind::Any || is_object(parameter)) return Fit::Boxed;
        if (parameter.entity.kind == Entity::Kind::Object) return Fit::No;
        const std::string_view box = primitive(argument.name)->box;
        return parameter.name == box || lists(known_class(box)->supertypes, last_component(parameter.name)) ? Fit::Boxed : Fit::No;
    }
    if (parameter.kind == Kind::Primitive) {
        const Primitive* inside = argument.entity.kind == Entity::Kind::External ? boxed(last_component(argument.name)) : nullptr;
        if (argument.entity.kind == Entity::Kind::Unknown) return Fit::Perhaps;
        return inside && widens(inside->name, parameter.name) ? Fit::Boxed : Fit::No;
    }
    if (parameter.kind == Kind::Any) return Fit::Yes;
    return fit_classes(argument, parameter);
}

Definitions Resolver::Impl::java_overloads(const Use& use, Definitions from) {
    const std::size_t passed = use.arguments - 1u;
    static const std::vector<JavaType> nothing;
    const std::vector<JavaType>& arguments = &use == current_ ? java_arguments() : nothing;
    const auto argument = [&](std::size_t i) { return i < arguments.size() ? arguments[i] : JavaType{}; };
    Definitions by_count;
    std::vector<JavaCandidate> candidates;
    for (const Definition& d : from) {
        if (!is_function(symbol(d).kind)) continue;
        const bool is_open = unit(d.file).parameters_of(d.symbol).ends_with("...");
        const std::size_t count = symbol(d).parameters;
        if (count != passed && !(is_open && passed + 1 >= count)) continue;
        by_count.push_back(d);
        JavaCandidate candidate;
        candidate.definition = d;
        std::vector<JavaType> parameters = java_parameters(d);
        const auto judge = [&](const std::vector<JavaType>& wanted, int open_phase) {
            candidate.fits.clear();
            candidate.phase = candidate.latest_phase = open_phase;
            for (std::size_t i = 0; i < passed; ++i) {
                const Fit one = i < wanted.size() ? fit(argument(i), wanted[i]) : Fit::Perhaps;
                if (one == Fit::No) return false;
                candidate.fits.push_back(one);
                if (one == Fit::Boxed) candidate.phase = std::max(candidate.phase, 2);
                if (one == Fit::Boxed || one == Fit::Perhaps) candidate.latest_phase = std::max(candidate.latest_phase, 2);
            }
            candidate.parameters = wanted;
            return true;
        };
        bool is_possible = count == passed && judge(parameters, 1);
        if (!is_possible && is_open && count > 0 && !parameters.empty()) {
            JavaType element = parameters.back();
            if (element.dimensions > 0) --element.dimensions;
            parameters.back() = element;
            parameters.resize(std::min(std::max(passed, count), MaxArguments), element);
            is_possible = judge(parameters, 3);
        } else if (is_possible && is_open && std::find(candidate.fits.begin(), candidate.fits.end(), Fit::Perhaps) != candidate.fits.end()) {
            candidate.latest_phase = 3;
        }
        if (is_possible) candidates.push_back(std::move(candidate));
    }
    if (candidates.size() == 1) return {candidates[0].definition};
    if (candidates.empty() || candidates.size() > MaxOverloads) return by_count.empty() ? from : by_count;
    Definitions best = most_specific(candidates, passed);
    if (!best.empty()) return best;
    // A nearer class hides what the arguments do not tell apart.
    const auto owner = [&](const JavaCandidate& candidate) { return std::pair(candidate.definition.file, symbol(candidate.definition).parent); };
    std::vector<JavaCandidate> nearest;
    for (const JavaCandidate& candidate : candidates)
        if (owner(candidate) == owner(candidates[0])) nearest.push_back(candidate);
    if (nearest.size() == 1) return {nearest[0].definition};
    Definitions all;
    for (const JavaCandidate& candidate : candidates) all.push_back(candidate.definition);
    return all;
}

/// The one that is chosen whatever the unknown arguments are; empty when that depends on them.
Definitions Resolver::Impl::most_specific(std::vector<JavaCandidate>& candidates, std::size_t passed) {
    // What no candidate is different in needs not to be known.
    const auto same = [](const JavaType& a, const JavaType& b) {
        return a.kind == b.kind && a.dimensions == b.dimensions && a.name == b.name && a.entity.kind == b.entity.kind && a.entity.definition == b.entity.definition;
    };
    std::vector<bool> tells(passed, false);
    for (std::size_t i = 0; i < passed; ++i)
        for (const JavaCandidate& candidate : candidates)
            if (i >= candidate.parameters.size() || i >= candidates[0].parameters.size() || !same(candidate.parameters[i], candidates[0].parameters[i])) tells[i] = true;
    const auto is_certain = [&](const JavaCandidate& candidate) {
        for (std::size_t i = 0; i < passed; ++i)
            if (tells[i] && candidate.fits[i] == Fit::Perhaps) return false;
        return true;
    };
    const auto is_equal = [&](const JavaCandidate& candidate) {
        for (std::size_t i = 0; i < passed; ++i)
            if (tells[i] && candidate.fits[i] != Fit::Same) return false;
        return candidate.phase == 1;
    };
    const auto beats = [&](const JavaCandidate& one, const JavaCandidate& other) {
        const int latest = is_certain(one) ? one.phase : one.latest_phase;
        if (latest < other.phase) return true;
        if (latest > other.phase) return false;
        for (std::size_t i = 0; i < passed; ++i) {
            if (!tells[i] || same(one.parameters[i], other.parameters[i])) continue;
            const Fit inner = fit(one.parameters[i], other.parameters[i]);
            if (inner != Fit::Yes && inner != Fit::Same) return false;
        }
        return true;
    };
    for (const JavaCandidate& one : candidates) {
        if (is_equal(one)) return {one.definition};
        if (!is_certain(one)) continue;
        if (std::all_of(candidates.begin(), candidates.end(), [&](const JavaCandidate& other) { return &other == &one || beats(one, other); })) return {one.definition};
    }
    return {};
}

}  // namespace kompress::resolve
