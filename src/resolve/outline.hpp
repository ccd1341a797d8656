// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What tells of a definition, in three bytes, whether a use may mean it: kept for every definition of a tree, so that
/// units of namesakes that cannot be meant are never asked for.
///
/// Threading: plain values.

#include <cstdint>

#include "resolve/unit.hpp"

namespace kompress::resolve {

/// Languages whose files see each other's names.
enum class Family : std::uint8_t { None, C, Python, Ecma, Go, Rust, Java, Other, Structure };
Family family_of(Language language);

struct Outline {
    SymbolKind kind = SymbolKind::Function;
    std::uint8_t parameters = 0;      ///< 255 and more are 255
    bool exported : 1 = false;
    bool is_qualified : 1 = false;    ///< defined outside of what it belongs to, which its definition names
    bool is_top : 1 = false;          ///< nothing encloses it
    bool is_in_space : 1 = false;     ///< a namespace, module or package encloses it
    bool is_in_class : 1 = false;     ///< something like a class does
    bool is_in_trait : 1 = false;
    bool has_own_name : 1 = false;    ///< of a constructor: not called as its class is
};
static_assert(sizeof(Outline) == 3);

Outline outline_of(const Unit& unit, std::uint32_t symbol);

inline bool is_callable(SymbolKind kind) { return is_function(kind) || kind == SymbolKind::Property; }
inline bool is_space(SymbolKind kind) { return kind == SymbolKind::Namespace || kind == SymbolKind::Module || kind == SymbolKind::Package; }

/// True when a use of that kind may mean the definition, which stands in a file of family `of`.
bool may_mean(ReferenceKind use, const Outline& definition, Family of);

}  // namespace kompress::resolve
