// SPDX-License-Identifier: Apache-2.0
#include "search/edge_graph.hpp"

#include <algorithm>
#include <set>

namespace kompress::search {
namespace {

double weight_of(Tier tier) { return tier == Tier::UniqueName ? 0.8 : 1; }

LinkKind kind_of(ReferenceKind kind) {
    switch (kind) {
        case ReferenceKind::Type:
        case ReferenceKind::Inherit: return LinkKind::Type;
        case ReferenceKind::Import: return LinkKind::Import;
        default: return LinkKind::Callee;
    }
}

}  // namespace

std::vector<Link> EdgeGraph::neighbours(const std::string& file, std::uint32_t line, std::size_t limit) {
    std::vector<Link> links;
    std::set<std::pair<std::string, std::uint32_t>> seen{{file, line}};
    for (const auto direction : {EdgeQuery::Direction::Out, EdgeQuery::Direction::In}) {
        EdgeQuery query;
        query.symbol = file + ":" + std::to_string(line);
        query.direction = direction;
        query.with_ambiguous = false;
        query.only_calls = direction == EdgeQuery::Direction::In;
        query.limit = limit;
        auto page = finder_.find(query);
        if (!page) continue;  // no such symbol, or an index without edges: nothing is known of it
        for (const EdgeInfo& edge : page->edges) {
            const bool is_in = direction == EdgeQuery::Direction::In;
            const EdgeEnd& end = is_in ? edge.from : edge.to;
            if (end.name.empty() || !seen.emplace(end.file, end.line).second) continue;
            links.push_back({end.file, end.line, is_in ? LinkKind::Caller : kind_of(edge.kind), weight_of(edge.tier)});
        }
    }
    std::stable_sort(links.begin(), links.end(), [](const Link& a, const Link& b) { return a.weight > b.weight; });
    if (links.size() > limit) links.resize(limit);
    return links;
}

std::vector<Connection> EdgeGraph::among(const std::vector<std::int64_t>& files) {
    auto connections = finder_.among(files);
    return connections ? std::move(*connections) : std::vector<Connection>{};  // an index without edges: nothing is known
}

}  // namespace kompress::search
