// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reads from the text around a name what its declaration says about its type, and what stands before a member.
///
/// Nothing is inferred here: what the text spells out is noted, and whoever resolves references looks it up. All
/// functions are linear in the text they look at, and look at MaxLook bytes at most.
///
/// Notation ("chain"): `a.b().c` with the arguments cut away, `a[]` for an element, `Foo{}` for a new object of a type,
/// `""` for a literal. A type is a path: `ns::Foo`, `pkg.Foo`.

#include <cstdint>
#include <string>
#include <string_view>

#include "kompress/types.hpp"

namespace kompress::parse {

/// Where a language writes the type of what it declares.
enum class TypePlace : std::uint8_t {
    None,    ///< nothing is noted
    Before,  ///< `Foo x`
    Colon,   ///< `x: Foo`
    After,   ///< `x Foo`
};
TypePlace type_place(Language language);

inline constexpr std::size_t MaxLook = 512;       ///< bytes of source looked at for one declaration
inline constexpr std::size_t MaxChainBytes = 64;  ///< longer chains are unknown

/// The chain that `text` is as a whole, appended to `out`; false when it is none.
bool read_whole_chain(std::string_view text, std::string& out);

/// The type that the declaration of source[begin, end) names, or "=" and the chain of its first value. `out` is cleared;
/// false when the text says neither.
bool read_declared_type(std::string_view source, std::size_t begin, std::size_t end, TypePlace place, std::string& out);

/// The type that a function's folded signature says it returns.
bool read_result_type(std::string_view signature, std::string_view name, TypePlace place, std::string& out);

/// One more than the arguments of the call whose callee ends at `end`, at most 255; 0 when no argument list is seen there.
/// `list`, if given, becomes the text between its brackets.
unsigned count_arguments(std::string_view source, std::size_t end, std::string_view* list = nullptr);

}  // namespace kompress::parse
