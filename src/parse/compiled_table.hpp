// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A LanguageSpec with its names turned into the grammar's ids: what the extractor's inner loop reads.
///
/// Threading: immutable once built; built on the first file of a language, then shared.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parse/language_table.hpp"

namespace kompress::parse {

struct KindInfo {
    NodeRole role = NodeRole::None;
    bool is_named = false;
    std::int16_t rule = -1;         ///< index into spec.nodes
    std::int32_t field_row = -1;    ///< offset into field_roles, or -1
};

struct CompiledTable {
    const LanguageSpec* spec = nullptr;
    const TSLanguage* grammar = nullptr;
    std::vector<KindInfo> kinds;         ///< by TSSymbol
    std::vector<TSSymbol> plain_tokens;  ///< by internal symbol: public symbol + 1 of tokens without name and rule, or 0
    std::vector<ChildRole> field_roles;  ///< rows of field_count + 1, column 0: no field
    std::vector<std::uint64_t> predeclared;  ///< hashes of spec->predeclared
    std::uint64_t predeclared_filter = 0;    ///< bit (hash & 63) of each: most names need no search
    std::vector<std::pair<std::string_view, std::int32_t>> chosen_rows;  ///< of the kinds that begin with '@'
    std::vector<std::string> mistakes;   ///< names in the spec that the grammar does not have

    bool is_predeclared(std::uint64_t hash) const {
        return (predeclared_filter >> (hash & 63) & 1) != 0 &&
               std::find(predeclared.begin(), predeclared.end(), hash) != predeclared.end();
    }

    const KindInfo& info(TSSymbol symbol) const {
        static constexpr KindInfo Error{};
        return symbol < kinds.size() ? kinds[symbol] : Error;
    }
};

/// Null when the language has no spec, or one without a grammar; with `of_interface`, without one for interfaces.
const CompiledTable* compiled_table(Language language, bool of_interface = false);

}  // namespace kompress::parse
