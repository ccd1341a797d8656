// SPDX-License-Identifier: Apache-2.0
#include "parse/compiled_table.hpp"

#include <array>
#include <cstring>
#include <mutex>
#include <unordered_map>

#include "base/hash.hpp"
#include "parse/tree_walk.h"

namespace kompress::parse {
namespace {

using RuleMap = std::unordered_map<std::string_view, std::int16_t>;

RuleMap rules_by_kind(const LanguageSpec& spec) {
    RuleMap rules;
    for (std::size_t i = 0; i < spec.nodes.size(); ++i) rules[spec.nodes[i].kind] = static_cast<std::int16_t>(i);
    return rules;
}

void fill_kinds(CompiledTable& table, RuleMap rules) {
    const std::uint32_t count = ts_language_symbol_count(table.grammar);
    table.kinds.resize(count);
    std::vector<bool> found(table.spec->nodes.size());
    for (std::uint32_t symbol = 0; symbol < count; ++symbol) {
        const auto id = static_cast<TSSymbol>(symbol);
        KindInfo& info = table.kinds[symbol];
        info.is_named = ts_language_symbol_type(table.grammar, id) == TSSymbolTypeRegular;
        const auto rule = rules.find(ts_language_symbol_name(table.grammar, id));
        if (rule == rules.end()) continue;
        const NodeRule& row = table.spec->nodes[static_cast<std::size_t>(rule->second)];
        // Tokens may be rules too ("&&", "and" as a Branch) where no named kind has that name.
        const auto length = static_cast<std::uint32_t>(std::strlen(row.kind));
        const bool has_named = ts_language_symbol_for_name(table.grammar, row.kind, length, true) != 0;
        if (info.is_named != has_named) continue;
        info.rule = rule->second;
        info.role = row.role;
        found[static_cast<std::size_t>(rule->second)] = true;
    }
    for (std::size_t i = 0; i < found.size(); ++i)
        if (!found[i]) table.mistakes.push_back(std::string("node kind ") + table.spec->nodes[i].kind);
}

/// Nearly half of all nodes: of punctuation and keywords only their order matters.
void fill_plain_tokens(CompiledTable& table) {
    table.plain_tokens.resize(table.kinds.size());
    for (std::size_t symbol = 0; symbol < table.kinds.size(); ++symbol) {
        const TSSymbol shown = kompress_public_symbol(table.grammar, static_cast<TSSymbol>(symbol));
        const KindInfo& info = table.info(shown);
        if (!info.is_named && info.role == NodeRole::None && shown < table.kinds.size())
            table.plain_tokens[symbol] = static_cast<TSSymbol>(shown + 1);
    }
}

void fill_fields(CompiledTable& table) {
    const std::size_t width = ts_language_field_count(table.grammar) + 1;
    std::unordered_map<std::string_view, std::vector<const FieldRule*>> by_kind;
    for (const FieldRule& rule : table.spec->fields) by_kind[rule.kind].push_back(&rule);
    std::unordered_map<std::string_view, std::int32_t> rows;
    for (const auto& [kind, rules] : by_kind) {
        const auto row = static_cast<std::int32_t>(table.field_roles.size());
        table.field_roles.resize(table.field_roles.size() + width, ChildRole::None);
        for (const FieldRule* rule : rules)
            if (!*rule->field) std::fill_n(table.field_roles.begin() + row, width, rule->role);
        for (const FieldRule* rule : rules) {
            if (!*rule->field) continue;
            const TSFieldId id = ts_language_field_id_for_name(table.grammar, rule->field,
                                                               static_cast<std::uint32_t>(std::strlen(rule->field)));
            if (id == 0) table.mistakes.push_back(std::string("field ") + rule->field + " of " + rule->kind);
            else table.field_roles[static_cast<std::size_t>(row) + id] = rule->role;
        }
        if (kind.starts_with('@')) table.chosen_rows.emplace_back(kind, row);
        else rows[kind] = row;
    }
    std::unordered_map<std::string_view, bool> seen;
    for (std::size_t symbol = 0; symbol < table.kinds.size(); ++symbol) {
        if (!table.kinds[symbol].is_named) continue;
        const auto row = rows.find(ts_language_symbol_name(table.grammar, static_cast<TSSymbol>(symbol)));
        if (row == rows.end()) continue;
        table.kinds[symbol].field_row = row->second;
        seen[row->first] = true;
    }
    for (const auto& [kind, row] : rows)
        if (!seen[kind]) table.mistakes.push_back("node kind " + std::string(kind) + " in fields");
}

struct Slot {
    std::once_flag once;
    CompiledTable table;
};

}  // namespace

const CompiledTable* compiled_table(Language language, bool of_interface) {
    static std::array<Slot, 2 * LanguageCount> slots;
    Slot& slot = slots[static_cast<std::size_t>(language) + (of_interface ? LanguageCount : 0)];
    std::call_once(slot.once, [&] {
        const LanguageSpec* spec = language_spec(language);
        const auto grammar = !spec ? nullptr : of_interface ? spec->interface_grammar : spec->grammar;
        if (!grammar) return;
        slot.table.spec = spec;
        slot.table.grammar = grammar();
        fill_kinds(slot.table, rules_by_kind(*slot.table.spec));
        fill_plain_tokens(slot.table);
        fill_fields(slot.table);
        for (const std::string_view name : slot.table.spec->predeclared) {
            slot.table.predeclared.push_back(hash64(name));
            slot.table.predeclared_filter |= std::uint64_t{1} << (hash64(name) & 63);
        }
    });
    return slot.table.spec ? &slot.table : nullptr;
}

}  // namespace kompress::parse
