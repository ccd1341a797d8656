// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reads from the text around a name what its declaration says about its type, and what stands before a member.
///
/// Nothing is inferred here: what the text spells out is noted, and whoever resolves references looks it up. All
/// functions are linear in the text they look at, and look at MaxLook bytes at most.
///
/// Notation ("chain"): `a.b().c` with the arguments cut away, `a[]` for an element, `Foo{}` for a new object of a type,
/// `""` for a literal. A type is a path: `ns::Foo`, `pkg.Foo`. Rust's types name behind it what holds it, the outermost last:
/// `Foo?` is an Option, a Result or a cell of Foo, `Foo?[]` a Vec of such, and `a?` in a value takes one of these off: `a[]`.

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
    Rust,    ///< the same, with what holds a value
    After,   ///< `x Foo`
};
TypePlace type_place(Language language);

inline constexpr std::size_t MaxLook = 512;       ///< bytes of source looked at for one declaration
inline constexpr std::size_t MaxChainBytes = 64;  ///< longer chains are unknown
inline constexpr std::size_t MaxBuilderBytes = 128;  ///< the same of chains that qualify: builders are long
inline constexpr std::size_t MaxLookChain = 1024;    ///< bytes of source that such a chain may take

/// The chain that `text` is as a whole, appended to `out`; false when it is none.
bool read_whole_chain(std::string_view text, std::string& out, TypePlace place = TypePlace::None);

/// The chain that begins `text` and is a whole value there: a block, a comma, a semicolon or nothing follows. Appended to `out`.
bool read_front_chain(std::string_view text, std::string& out, TypePlace place);

/// Types of the unnamed fields of a Rust struct or variant, joined by ",", "" for those that are not told.
bool read_payload_types(std::string_view signature, std::string_view name, std::string& out);

/// What `type Name = Type` makes of a folded signature.
bool read_alias_target(std::string_view signature, TypePlace place, std::string& out);

/// The type that the declaration of source[begin, end) names, or "=" and the chain of its first value. `out` is cleared;
/// false when the text says neither.
bool read_declared_type(std::string_view source, std::size_t begin, std::size_t end, TypePlace place, std::string& out);

/// The type that a function's folded signature says it returns.
bool read_result_type(std::string_view signature, std::string_view name, TypePlace place, std::string& out);

/// One more than the arguments of the call whose callee ends at `end`, at most 255; 0 when no argument list is seen there.
/// `list`, if given, becomes the text between its brackets.
unsigned count_arguments(std::string_view source, std::size_t end, std::string_view* list = nullptr);

}  // namespace kompress::parse
