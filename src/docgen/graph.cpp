// SPDX-License-Identifier: Apache-2.0
#include "docgen/graph.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/hash.hpp"
#include "parse/parser.hpp"
#include "resolve/unit.hpp"

namespace kompress::docgen {
namespace {

/// Of names that enclose a definition: names nest as deep as their author likes.
constexpr std::size_t MaxOuterBytes = 400;

bool is_certain(Tier tier) { return tier == Tier::Exact || tier == Tier::Import || tier == Tier::Scoped || tier == Tier::UniqueName; }

bool relation_of(ReferenceKind kind, Relation& relation) {
    switch (kind) {
        case ReferenceKind::Call:
        case ReferenceKind::Decorate: relation = Relation::Call; return true;
        case ReferenceKind::Type: relation = Relation::Type; return true;
        case ReferenceKind::Inherit: relation = Relation::Inherit; return true;
        case ReferenceKind::Use: relation = Relation::Use; return true;
        case ReferenceKind::Import: return false;
    }
    return false;
}

/// Rust keeps unit tests in the file that they test.
bool is_test_module(Language language, const Symbol& symbol, std::string_view name) {
    return language == Language::Rust && symbol.kind == SymbolKind::Module && (name == "tests" || name == "test");
}

/// Prefix sums of how often each of `nodes` keys occurs.
template <class List, class KeyOf>
std::vector<std::uint32_t> offsets(const List& list, std::size_t nodes, KeyOf key_of) {
    std::vector<std::uint32_t> first(nodes + 1, 0);
    for (const auto& one : list) ++first[key_of(one) + 1];
    for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
    return first;
}

}  // namespace

void GraphBuilder::add_definitions(const ParsedFile& piece, Language language, bool is_test) {
    const Number base = graph_.size();
    const std::string separator(parse::name_separator(language));
    std::string name;
    for (const Symbol& symbol : piece.symbols) {
        Definition d;
        d.file = static_cast<std::uint32_t>(graph_.first_of_file_.size() - 1);
        d.kind = symbol.kind, d.start_line = symbol.start_line, d.end_line = symbol.end_line;
        d.is_public = symbol.exported, d.is_test = is_test;
        name.clear();
        const std::string_view own = piece.names[symbol.name];
        if (symbol.parent >= 0) {
            d.parent = base + static_cast<Number>(symbol.parent);
            const Definition& parent = graph_.definitions_[d.parent];
            d.is_public = d.is_public && parent.is_public, d.is_test = d.is_test || parent.is_test;
            name.append(parent.name.substr(0, MaxOuterBytes)).append(separator);
        }
        d.is_test = d.is_test || is_test_module(language, symbol, own);
        if (symbol.qualifier != NoName) name.append(piece.names[symbol.qualifier]).append(separator);
        name.append(own);
        d.name = graph_.names_.copy(name);
        named_.push_back({symbol.name < piece.name_hashes.size() ? piece.name_hashes[symbol.name] : hash64(own), graph_.size()});
        graph_.definitions_.push_back(d);
    }
}

Result<void> GraphBuilder::add(const std::vector<std::unique_ptr<store::DecodedPiece>>& pieces, Language language, bool is_test, std::string_view edges) {
    const Number file = static_cast<Number>(graph_.first_of_file_.size()), first = graph_.size();
    graph_.first_of_file_.push_back(first);
    graph_.first_import_.push_back(static_cast<std::uint32_t>(graph_.imports_.size()));
    for (const auto& piece : pieces) add_definitions(piece->file, language, is_test);
    std::sort(named_.begin() + first, named_.end(), [](const Named& a, const Named& b) { return a.name != b.name ? a.name < b.name : a.number < b.number; });
    if (edges.empty()) return {};

    resolve::UnitBuilder builder;
    std::vector<std::vector<std::uint32_t>> use_of(pieces.size());
    for (std::size_t p = 0; p < pieces.size(); ++p) builder.add(pieces[p]->file, &use_of[p]);
    const resolve::Unit unit = builder.take();
    const auto stored = resolve::unpack_edges(edges, &unit.uses);
    if (!stored) return Error{ErrorCode::Corrupt, "stored edges are damaged; run: kompress index --full"};
    std::vector<std::uint32_t> imports;
    for (const std::int64_t row : stored->imports)
        if (const auto found = index_of_row_.find(row); found != index_of_row_.end()) imports.push_back(found->second);
    std::sort(imports.begin(), imports.end());
    imports.erase(std::unique(imports.begin(), imports.end()), imports.end());
    graph_.imports_.insert(graph_.imports_.end(), imports.begin(), imports.end());

    const auto digest = [](const Pending& p) { return p.name * 31 + (std::uint64_t{p.from} << 20) + p.file * 7 + p.ordinal * 131 + static_cast<std::uint64_t>(p.relation); };
    std::unordered_set<Pending, decltype(digest)> seen(64, digest);
    Number base = first;
    for (std::size_t p = 0; p < pieces.size(); ++p) {
        const auto& references = pieces[p]->file.references;
        for (std::size_t r = 0; r < references.size(); ++r) {
            Pending edge;
            if (use_of[p][r] >= stored->outcomes.size() || !relation_of(references[r].kind, edge.relation)) continue;
            const auto& outcome = stored->outcomes[use_of[p][r]];
            if (!is_certain(outcome.tier)) continue;
            edge.from = references[r].symbol >= 0 ? base + static_cast<Number>(references[r].symbol) : NoNumber - file;
            for (std::uint32_t t = outcome.first; t < outcome.first + outcome.count; ++t) {
                const resolve::StoredTarget& target = stored->targets[t];
                const auto found = index_of_row_.find(target.file);
                if (found == index_of_row_.end()) continue;
                edge.file = found->second, edge.name = target.name, edge.ordinal = target.ordinal;
                if (seen.insert(edge).second) pending_.push_back(edge);
            }
        }
        base += static_cast<Number>(pieces[p]->file.symbols.size());
    }
    return {};
}

Graph GraphBuilder::take() {
    const std::size_t files = graph_.first_of_file_.size();
    graph_.first_of_file_.push_back(graph_.size());
    graph_.first_import_.push_back(static_cast<std::uint32_t>(graph_.imports_.size()));
    struct Pair {
        Number from, to;
        Relation relation;
    };
    std::vector<Pair> pairs;
    pairs.reserve(pending_.size());
    for (const Pending& edge : pending_) {
        const auto begin = named_.begin() + graph_.first_of_file_[edge.file], end = named_.begin() + graph_.first_of_file_[edge.file + 1];
        const auto at = std::lower_bound(begin, end, edge.name, [](const Named& a, resolve::Key name) { return a.name < name; });
        if (end - at <= static_cast<std::ptrdiff_t>(edge.ordinal) || (at + edge.ordinal)->name != edge.name) continue;
        const Number to = (at + edge.ordinal)->number;
        const Number from = edge.from > NoNumber - files ? graph_.size() + (NoNumber - edge.from) : edge.from;
        if (from != to) pairs.push_back({from, to, edge.relation});
    }
    std::vector<Pending>().swap(pending_);
    std::vector<Named>().swap(named_);
    const std::size_t nodes = graph_.size() + files;
    graph_.first_out_ = offsets(pairs, nodes, [](const Pair& p) { return p.from; });
    graph_.first_in_ = offsets(pairs, nodes, [](const Pair& p) { return p.to; });
    graph_.out_.resize(pairs.size());
    graph_.in_.resize(pairs.size());
    std::vector<std::uint32_t> next_out = graph_.first_out_, next_in = graph_.first_in_;
    for (const Pair& p : pairs) graph_.out_[next_out[p.from]++] = {p.to, p.relation};
    // Sources in order, so that what comes in is sorted by them.
    for (Number from = 0; from < nodes; ++from)
        for (const Graph::Edge& edge : graph_.out(from)) graph_.in_[next_in[edge.other]++] = {from, edge.relation};
    return std::move(graph_);
}

}  // namespace kompress::docgen
