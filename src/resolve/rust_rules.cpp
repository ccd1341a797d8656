// SPDX-License-Identifier: Apache-2.0
/// Rust: unnamed fields, what options and lists give of what they hold, methods that traits give to types.
#include <algorithm>

#include "base/hash.hpp"
#include "resolve/resolver_impl.hpp"

namespace kompress::resolve {

/// An unnamed field of a struct or variant of Rust.
Entity Resolver::Impl::payload(Definition definition, std::string_view number, int depth) {
    std::string_view types = unit(definition.file).text(symbol(definition).type);
    for (char at = '0'; at < number.front(); ++at) {
        const std::size_t comma = types.find(',');
        if (comma == std::string_view::npos) return {};
        types.remove_prefix(comma + 1);
    }
    return type_entity({definition.file, static_cast<std::int32_t>(definition.symbol)}, types.substr(0, types.find(',')), depth + 1);
}

/// What a method of Rust's options, results, cells, lists and iterators gives of what they hold.
Entity Resolver::Impl::held(Entity of, std::string_view method) const {
    static constexpr std::string_view Takes[] = {"unwrap", "expect", "unwrap_or", "unwrap_or_else", "unwrap_or_default", "unwrap_unchecked", "borrow", "borrow_mut",
                                                 "get_or_insert_with", "get_or_insert", "insert", "into_inner"};
    static constexpr std::string_view Keeps[] = {"as_ref", "as_mut", "as_deref", "as_deref_mut", "clone", "cloned", "copied", "take", "ok", "map_err", "or", "or_else", "filter",
                                                 "ok_or", "ok_or_else", "by_ref", "rev", "skip", "step_by", "peekable", "fuse", "iter", "iter_mut", "into_iter", "drain",
                                                 "take_while", "skip_while", "lock", "read", "write", "inspect", "to_vec", "as_slice", "as_mut_slice", "chain", "context", "with_context"};
    static constexpr std::string_view Finds[] = {"next", "last", "first", "first_mut", "last_mut", "get", "get_mut", "pop", "pop_front", "pop_back", "front", "back", "front_mut",
                                                 "back_mut", "nth", "find", "next_back", "peek", "max_by_key", "min_by_key"};
    const auto is_in = [&](const auto& list) { return std::find(std::begin(list), std::end(list), method) != std::end(list); };
    const bool is_list = of.layers.back() == '[';
    of.is_method = true;
    if (is_list && is_in(Finds)) of.layers.back() = '?';
    else if (!is_list && is_in(Takes)) of.layers.pop_back();
    else if (!is_in(Keeps)) of = {}, of.kind = Entity::Kind::External;
    return of;
}

/// A method that its type does not define itself comes from a trait: the only one of the tree that has it.
Definitions Resolver::Impl::trait_members(FileIndex from, Key name) {
    Definitions found;
    if (is_common_member(name)) return found;
    for (const auto& [definition, s] : definitions(name, from))
        if (is_function(s.kind) && s.is_in_trait) found.push_back(definition);
    return found;
}

}  // namespace kompress::resolve
