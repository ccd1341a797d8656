// SPDX-License-Identifier: Apache-2.0
/// A name in a pattern is a part of the value that the pattern is held against. The way from the name outwards says which
/// part: `Some(x)` is what the value holds, `Foo { a: x }` the field a of Foo, whatever the value is. Then the construct around the
/// pattern says where the value stands: behind "=", "in" or "match", or before the method that a closure is given to.
#include "parse/languages/rust_patterns.hpp"

#include <algorithm>
#include <array>

#include "parse/code_text.hpp"
#include "parse/type_text.hpp"

namespace kompress::parse::languages {
namespace {

constexpr std::size_t MaxLevels = 12;    ///< of the tree between a name and the construct around its pattern
constexpr std::size_t MaxPattern = 256;  ///< bytes between a name and the value of its pattern

/// Methods of options, results and iterators whose closure is given what is held.
constexpr std::string_view TakesHeld[] = {"map", "and_then", "map_or", "map_or_else", "is_some_and", "is_ok_and", "is_none_or", "for_each", "filter", "filter_map",
                                          "flat_map", "any", "all", "position", "find", "find_map", "inspect", "take_while", "skip_while", "map_while",
                                          "partition", "retain", "max_by_key", "min_by_key", "try_for_each", "sort_by_key"};
/// Traits of the standard library: bounds that say nothing of this tree.
constexpr std::string_view StandardTraits[] = {"Sized", "Send", "Sync", "Copy", "Clone", "Debug", "Display", "Default", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash", "Fn",
                                               "FnMut", "FnOnce", "AsRef", "AsMut", "Into", "From", "TryFrom", "TryInto", "Iterator", "IntoIterator", "ToString", "Deref",
                                               "DerefMut", "Borrow", "ToOwned", "Unpin", "Error", "FromStr", "FromIterator", "Extend", "Any"};

template <typename List>
bool contains(const List& list, std::string_view word) { return std::find(std::begin(list), std::end(list), word) != std::end(list); }

std::string_view last_component(std::string_view path) { return path.substr(std::min(path.rfind(':') + 1, path.size())); }

bool is_path(std::string_view text) {
    return !text.empty() && text.size() <= MaxChainBytes && std::all_of(text.begin(), text.end(), [](char c) { return is_word_byte(c) || c == ':'; });
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
    while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
    return text;
}

/// The chain of a value, or "" when it is none.
std::string value_at(std::string_view text) {
    std::string chain;
    return read_front_chain(text, chain, TypePlace::Rust) ? chain : "";
}

/// Behind `sign`, the first outside of brackets that are open at `from`; npos where there is none near.
std::size_t find_sign(std::string_view source, std::size_t from, std::string_view sign) {
    const std::string_view text = source.substr(0, std::min(source.size(), from + MaxPattern));
    for (std::size_t at = from; at < text.size(); ++at) {
        if (text[at] == ';' || text[at] == '{') return std::string_view::npos;
        if (!text.substr(at).starts_with(sign)) continue;
        if (sign == "=" && (text.substr(at, 2) == "==" || text.substr(at, 2) == "=>")) return std::string_view::npos;
        return at + sign.size();
    }
    return std::string_view::npos;
}

/// The receiver of the method that a closure at `level` is given to: of `x.f().map(|y| …)` it is `x.f()`.
std::string receiver_of_closure(const Definer& definer, std::size_t level) {
    if (definer.parent_kind(level + 1) != "closure_expression" || definer.parent_kind(level + 2) != "arguments" || definer.parent_kind(level + 3) != "call_expression") return "";
    const std::uint32_t call = definer.parent_start(level + 3), arguments = definer.parent_start(level + 2);
    if (arguments <= call || arguments - call > MaxLookChain) return "";
    std::string chain;
    if (!read_whole_chain(definer.source().substr(call, arguments - call), chain, TypePlace::Rust)) return "";
    const std::size_t dot = chain.rfind('.');
    if (dot == std::string::npos || dot > MaxChainBytes || !contains(TakesHeld, std::string_view(chain).substr(dot + 1))) return "";
    chain.resize(dot);
    return chain;
}

/// The number of the field of `Foo(a, b)` in which the byte at `at` stands; `open` is behind the bracket.
std::size_t field_number(std::string_view source, std::size_t open, std::size_t at) {
    std::size_t depth = 0, number = 0;
    for (std::size_t i = open; i < at; ++i) {
        if (source[i] == '(' || source[i] == '{' || source[i] == '[') ++depth;
        else if (source[i] == ')' || source[i] == '}' || source[i] == ']') depth -= depth > 0;
        else if (source[i] == ',' && depth == 0) ++number;
    }
    return number;
}

std::optional<std::string> part_of(const std::string& value, const std::string& part) {
    if (value.empty() || value.size() + part.size() > MaxChainBytes) return "";
    return "=" + value + part;
}

}  // namespace

std::optional<std::string> rust_pattern_type(const Definer& definer, std::uint32_t start, std::uint32_t end) {
    const std::string_view source = definer.source();
    std::string part;  // of the value, as suffixes of its chain
    bool is_whole = true;
    for (std::size_t level = 0; level < MaxLevels; ++level) {
        const std::string_view kind = definer.parent_kind(level);
        const std::uint32_t at = definer.parent_start(level);
        if (kind == "ref_pattern" || kind == "mut_pattern" || kind == "reference_pattern" || kind == "or_pattern" || kind == "captured_pattern" || kind == "field_pattern") continue;
        if (kind == "slice_pattern") part = "[]" + part, is_whole = false;
        else if (kind == "tuple_struct_pattern" || kind == "struct_pattern") {
            const bool has_names = kind == "struct_pattern";
            const std::string_view front = source.substr(at, std::min<std::size_t>(start - at, MaxPattern));
            const std::size_t open = at + std::min(front.find(has_names ? '{' : '('), front.size());
            if (open == at + front.size()) return "";
            const std::string_view path = trim(source.substr(at, open - at));
            if (!is_path(path)) return "";
            is_whole = false;
            if (!has_names && (path == "Some" || path == "Ok")) {
                part = "[]" + part;
                continue;
            }
            if (path == "Err") return "";
            if (!has_names) {
                const std::size_t number = start - open > MaxPattern ? 0 : field_number(source, open + 1, start);
                return number > 9 ? "" : part_of(std::string(path), "." + std::to_string(number) + part);
            }
            // The field's name stands at its front, or is what is bound.
            std::string_view name = source.substr(start, end - start);
            for (std::size_t inner = level; inner-- > 0;)
                if (definer.parent_kind(inner) == "field_pattern") {
                    std::string_view text = source.substr(definer.parent_start(inner), start - definer.parent_start(inner));
                    if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) name = trim(text.substr(0, colon));
                    break;
                }
            return is_path(name) ? part_of(std::string(path), "." + std::string(name) + part) : "";
        } else if (kind == "let_condition" || kind == "let_declaration") {
            if (is_whole) return std::nullopt;
            const std::size_t value = find_sign(source, end, "=");
            return value == std::string_view::npos ? "" : part_of(value_at(source.substr(value, MaxLook)), part);
        } else if (kind == "for_expression") {
            const std::size_t value = find_sign(source, end, " in ");
            return value == std::string_view::npos ? "" : part_of(value_at(source.substr(value, MaxLook)), "[]" + part);
        } else if (kind == "match_pattern") {
            if (definer.parent_kind(level + 3) != "match_expression") return "";
            const std::uint32_t match = definer.parent_start(level + 3);
            return part_of(value_at(source.substr(std::min<std::size_t>(match + 5, source.size()), MaxLook)), part);
        } else if (kind == "closure_parameters") {
            // The only parameter, or the first of two: of `fold` and its like nothing is said.
            const std::string_view before = source.substr(at, start - at);
            if (before.find(',') != std::string_view::npos || (end < source.size() && source[end] == ',')) return "";
            return part_of(receiver_of_closure(definer, level), "[]" + part);
        } else {
            return is_whole ? std::nullopt : std::optional<std::string>("");
        }
    }
    return "";
}

std::string rust_type_bound(const Definer& definer, std::uint32_t, std::uint32_t end) {
    const std::string_view source = definer.source();
    if (end >= source.size() || source[end] != ':') return "";
    std::string bound;
    if (!read_declared_type(source, end, end, TypePlace::Rust, bound) || bound.empty() || bound[0] == '=') return "";
    const std::string_view name = last_component(bound);
    return contains(StandardTraits, name) || bound.starts_with("std::") || bound.starts_with("core::") ? "" : bound;
}

}  // namespace kompress::parse::languages
