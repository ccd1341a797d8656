// SPDX-License-Identifier: Apache-2.0
#include "resolve/edges_codec.hpp"

#include <algorithm>
#include <map>

#include "base/varint.hpp"

namespace kompress::resolve {
namespace {

/// How much an edge says about where to read on: more when it is certain, and when it is a call or a base.
std::uint32_t weight_of(const Use& use, const FileEdges::Outcome& outcome) {
    const bool is_strong = use.kind == ReferenceKind::Call || use.kind == ReferenceKind::Inherit || use.kind == ReferenceKind::Decorate;
    std::uint32_t weight = is_strong ? 8 : 4;
    if (outcome.tier == Tier::UniqueName) weight /= 2;
    if (outcome.tier == Tier::Ambiguous) weight = std::max(1u, weight / (2 * std::max(1u, outcome.count)));
    std::uint32_t times = 1;
    for (std::uint32_t count = use.count; count > 1; count /= 2) ++times;  // the tenth call says little more than the ninth
    return weight * std::min(times, 6u);
}

constexpr std::uint32_t ImportWeight = 4;

/// A definition by its name and its number among those of that name in its file.
struct Named {
    Key name;
    std::uint32_t ordinal;
};

/// Nearly always a target is called what the use calls it: asking for that name, in the file itself where it stands there,
/// saves asking for units and for namesakes elsewhere.
Named named(Definition d, Key used, FileIndex from, const Source& source) {
    const auto before = [&](std::span<const Definition> same) {
        const auto first = std::lower_bound(same.begin(), same.end(), Definition{d.file, 0});
        return static_cast<std::uint32_t>(std::lower_bound(first, same.end(), d) - first);
    };
    const auto is_in = [&](std::span<const Definition> same) { return std::binary_search(same.begin(), same.end(), d); };
    if (d.file == from)
        if (const auto here = source.definitions_in(used, from); is_in(here)) return {used, before(here)};
    if (const auto same = source.definitions(used); is_in(same)) return {used, before(same)};
    const Key own = source.unit(d.file)->symbols[d.symbol].name;
    return {own, before(source.definitions(own))};
}

enum Tag : std::uint64_t { NothingRun = 0, ExternalRun = 1, Single = 2, Several = 3 };

}  // namespace

PackedEdges pack_edges(const FileEdges& edges, FileIndex file, const Program& program, const Source& source, const std::vector<std::int64_t>& row_ids) {
    PackedEdges packed;
    const Unit& unit = *source.full_unit(file);
    std::map<std::int64_t, std::uint32_t> links;  // by row id
    for (std::size_t i = 0; i < edges.outcomes.size(); ++i) {
        const auto& outcome = edges.outcomes[i];
        packed.counts[static_cast<std::size_t>(outcome.tier)] += unit.uses[i].count;
        for (std::uint32_t t = 0; t < outcome.count; ++t) {
            const FileIndex target = edges.targets[outcome.first + t].file;
            links[row_ids[target]] += target == file ? 0 : weight_of(unit.uses[i], outcome);
        }
    }
    std::uint64_t counted = 0;
    for (const std::uint64_t count : packed.counts) counted += count;
    packed.counts[static_cast<std::size_t>(Tier::Unresolved)] += unit.references - std::min(unit.references, counted);
    for (const FileIndex import : edges.imports) links[row_ids[import]] += ImportWeight;

    std::string& out = packed.bytes;
    for (const std::uint64_t count : packed.counts) put_varint(out, count);
    put_varint(out, links.size());
    std::int64_t before = 0;
    std::map<std::int64_t, std::uint64_t> number;
    for (const auto& [row, weight] : links) {
        number.emplace(row, number.size());
        put_varint(out, static_cast<std::uint64_t>(row - before));
        put_varint(out, weight);
        before = row;
    }
    put_varint(out, edges.imports.size());
    for (const FileIndex import : edges.imports) put_varint(out, number[row_ids[import]]);

    Hasher digest;
    digest.update(program.file(file).path);
    for (const FileIndex import : edges.imports) digest.update(program.file(import).path);
    const auto put_target = [&](const Definition& d, Key name) {
        // Nearly always it is called what the use calls it; only where not, its unit is asked for.
        const Named it = named(d, name, file, source);
        const Key own = it.name;
        const std::uint32_t ordinal = it.ordinal;
        put_varint(out, number[row_ids[d.file]]);
        put_varint(out, ordinal * 2ull + (own != name));
        if (own != name) put_varint(out, own);
        digest.update(program.file(d.file).path);
        digest.update_number(own);
        digest.update_number(ordinal);
    };
    put_varint(out, edges.outcomes.size());
    for (std::size_t i = 0; i < edges.outcomes.size();) {
        const auto& outcome = edges.outcomes[i];
        digest.update_number(static_cast<std::uint64_t>(outcome.tier));
        if (outcome.count == 0) {
            std::size_t end = i + 1;
            const auto is_same = [&](std::size_t at) { return edges.outcomes[at].count == 0 && edges.outcomes[at].tier == outcome.tier; };
            for (; end < edges.outcomes.size() && is_same(end); ++end) digest.update_number(static_cast<std::uint64_t>(outcome.tier));
            put_varint(out, (end - i) * 4 + (outcome.tier == Tier::External ? ExternalRun : NothingRun));
            i = end;
            continue;
        }
        if (outcome.count == 1) put_varint(out, static_cast<std::uint64_t>(outcome.tier) * 4 + Single);
        else put_varint(out, (outcome.count * 8ull + static_cast<std::uint64_t>(outcome.tier)) * 4 + Several);
        for (std::uint32_t t = 0; t < outcome.count; ++t) put_target(edges.targets[outcome.first + t], unit.uses[i].name);
        ++i;
    }
    packed.digest = digest.digest();
    return packed;
}

std::optional<StoredEdges> unpack_edges(std::string_view bytes, const std::vector<Use>* uses) {
    StoredEdges edges;
    ByteReader in(bytes);
    for (std::uint64_t& count : edges.counts) count = in.varint();
    const std::uint64_t links = in.varint();
    if (links > in.remaining()) return std::nullopt;
    std::int64_t row = 0;
    for (std::uint64_t i = 0; i < links; ++i) {
        row = static_cast<std::int64_t>(static_cast<std::uint64_t>(row) + in.varint());
        edges.links.push_back({row, static_cast<std::uint32_t>(in.varint())});
    }
    const std::uint64_t imports = in.varint();
    if (imports > in.remaining()) return std::nullopt;
    for (std::uint64_t i = 0; i < imports; ++i) {
        const std::uint64_t number = in.varint();
        if (number >= edges.links.size()) return std::nullopt;
        edges.imports.push_back(edges.links[number].file);
    }
    if (in.failed()) return std::nullopt;
    if (!uses) return edges;
    const std::uint64_t outcomes = in.varint();
    if (outcomes != uses->size()) return std::nullopt;
    while (edges.outcomes.size() < outcomes && !in.failed()) {
        const std::uint64_t head = in.varint();
        const std::uint64_t tag = head % 4, value = head / 4;
        if (tag == NothingRun || tag == ExternalRun) {
            if (value == 0 || value > outcomes - edges.outcomes.size()) return std::nullopt;
            edges.outcomes.insert(edges.outcomes.end(), value, {tag == ExternalRun ? Tier::External : Tier::Unresolved, 0, 0});
            continue;
        }
        const std::uint64_t tier = tag == Single ? value : value % 8, count = tag == Single ? 1 : value / 8;
        if (tier >= TierCount || count > MaxCandidates) return std::nullopt;
        const Key name = (*uses)[edges.outcomes.size()].name;
        edges.outcomes.push_back({static_cast<Tier>(tier), static_cast<std::uint32_t>(edges.targets.size()), static_cast<std::uint32_t>(count)});
        for (std::uint64_t t = 0; t < count; ++t) {
            const std::uint64_t number = in.varint(), place = in.varint();
            if (number >= edges.links.size()) return std::nullopt;
            edges.targets.push_back({edges.links[number].file, place & 1 ? in.varint() : name, static_cast<std::uint32_t>(place / 2)});
        }
    }
    if (in.failed()) return std::nullopt;
    return edges;
}

}  // namespace kompress::resolve
