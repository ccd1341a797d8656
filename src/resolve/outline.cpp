// SPDX-License-Identifier: Apache-2.0
#include "resolve/outline.hpp"

namespace kompress::resolve {

Outline outline_of(const Unit& unit, std::uint32_t symbol) {
    const UnitSymbol& s = unit.symbols[symbol];
    const UnitSymbol* parent = s.parent < 0 ? nullptr : &unit.symbols[static_cast<std::size_t>(s.parent)];
    Outline outline;
    outline.kind = s.kind;
    outline.parameters = s.parameters;
    outline.exported = s.exported;
    outline.is_qualified = s.qualifier != 0;
    outline.is_top = !parent;
    outline.is_in_space = parent && is_space(parent->kind);
    outline.is_in_class = parent && is_class_like(parent->kind);
    outline.is_in_trait = parent && parent->kind == SymbolKind::Trait;
    outline.has_own_name = parent && s.qualifier == 0 && parent->name != s.name;
    return outline;
}

bool may_mean(ReferenceKind use, const Outline& s, Family of) {
    switch (use) {
        case ReferenceKind::Call:
            if (s.kind == SymbolKind::Constructor) return s.has_own_name;  // calls name the class, except for Python's and JavaScript's
            if (s.kind == SymbolKind::Enumerator) return of == Family::Rust || of == Family::Other;
            return is_callable(s.kind) || s.kind == SymbolKind::TypeAlias || (is_class_like(s.kind) && s.kind != SymbolKind::Trait);
        case ReferenceKind::Type:
        case ReferenceKind::Inherit: return is_class_like(s.kind) || s.kind == SymbolKind::TypeAlias;
        case ReferenceKind::Decorate: return is_callable(s.kind) || is_class_like(s.kind);
        case ReferenceKind::Import: return true;
        case ReferenceKind::Use: return !is_space(s.kind) && s.kind != SymbolKind::Constructor;
    }
    return false;
}

}  // namespace kompress::resolve
