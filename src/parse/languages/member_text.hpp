// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the tables of class-based languages share: signatures cut from the source, and looking through the modifiers
/// that a declaration begins with.

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "parse/definer.hpp"

namespace kompress::parse::languages {

/// Children looked at from a node's beginning: finding the n-th child costs n steps.
inline constexpr std::uint32_t MaxLeading = 32;

/// The n-th named child, of a null node a null node.
inline TSNode named_child(TSNode node, std::uint32_t index) { return is_null(node) ? node : ts_node_named_child(node, index); }

/// source[start, end) on one line, without what only opens a body or ends a statement.
inline std::string_view signature_between(Definer& definer, std::uint32_t start, std::uint32_t end) {
    std::string_view text = definer.fold(definer.source().substr(start, end > start ? end - start : 0));
    while (text.ends_with(';') || text.ends_with(' ') || text.ends_with('{') || text.ends_with('=')) text.remove_suffix(1);
    return text;
}

/// The parts one behind the other, in the arena.
inline std::string_view joined(Definer& definer, std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const std::string_view part : parts) size += part.size();
    char* const text = definer.arena().allocate(size);
    char* at = text;
    for (const std::string_view part : parts) at = std::copy(part.begin(), part.end(), at);
    return {text, size};
}

/// Where the first of the fields that the node has begins; its end when it has none of them.
inline std::uint32_t start_of_first(TSNode node, std::initializer_list<const char*> fields) {
    for (const char* field : fields)
        if (const TSNode child = child_by_field(node, field); !is_null(child)) return ts_node_start_byte(child);
    return ts_node_end_byte(node);
}

}  // namespace kompress::parse::languages
