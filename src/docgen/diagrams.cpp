// SPDX-License-Identifier: Apache-2.0
#include "docgen/diagrams.hpp"

#include <algorithm>
#include <set>

#include "docgen/mermaid.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

constexpr std::size_t MaxNeighbours = 14, MaxClasses = 24, MaxCallNodes = 12, MaxAround = 6;

std::string key_of(Number n) { return std::to_string(n); }

/// The name without the namespaces around it.
std::string_view short_name(const Graph& graph, Number n) {
    std::string_view name = graph[n].name;
    for (Number at = graph[n].parent; at != NoNumber; at = graph[at].parent) {
        if (!is_scope(graph[at].kind)) continue;
        const std::string_view outer = graph[at].name;
        if (name.size() > outer.size() + 2 && name.starts_with(outer)) name.remove_prefix(outer.size() + (name[outer.size()] == ':' ? 2 : 1));
        return name;
    }
    return name;
}

template <class Visit>
void each_definition(const Site& site, const Module& module, Visit visit) {
    const Graph& graph = site.atlas.graph;
    for (const std::size_t file : module.files)
        for (Number n = graph.first_of(file); n < graph.first_of(file + 1); ++n) visit(n);
}

std::string left_out(std::size_t count, const char* what) {
    return count ? std::to_string(count) + " further " + what + " are left out of the picture.\n\n" : "";
}

}  // namespace

std::string neighbours_diagram(const Site& site, const Module& module) {
    const ModuleGraph& modules = *site.atlas.modules;
    const ModuleGraph::Node& node = modules.nodes()[modules.find(module.path)];
    std::map<std::uint32_t, std::uint32_t> strength;
    for (const auto& d : node.uses) strength[d.module] += d.files;
    for (const auto& d : node.used_by) strength[d.module] += d.files;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> order(strength.begin(), strength.end());
    std::stable_sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
        const bool x = modules.nodes()[a.first].is_source, y = modules.nodes()[b.first].is_source;  // tests and examples where there is room
        return x != y ? x : a.second > b.second;
    });
    const std::size_t shown = std::min(order.size(), MaxNeighbours);
    Diagram diagram(Diagram::Kind::Flow);
    diagram.node(module.path, module_name(module.path));
    for (std::size_t i = 0; i < shown; ++i) {
        const std::string& path = modules.nodes()[order[i].first].module->path;
        diagram.node(path, module_name(path));
    }
    for (const auto& d : node.uses) diagram.edge(module.path, modules.nodes()[d.module].module->path);
    for (const auto& d : node.used_by) diagram.edge(modules.nodes()[d.module].module->path, module.path);
    diagram.stress(module.path);
    const std::string block = diagram.block();
    return block.empty() ? "" : block + left_out(order.size() - shown, "neighbours");
}

std::string classes_diagram(const Site& site, const Module& module) {
    const Graph& graph = site.atlas.graph;
    std::map<Number, std::set<Number>> derived;  // base → what extends it
    each_definition(site, module, [&](Number n) {
        if (graph[n].is_test || graph[n].name.empty()) return;
        for (const Graph::Edge& edge : graph.out(n))
            if (edge.relation == Relation::Inherit && is_class_like(graph[edge.other].kind)) derived[edge.other].insert(n);
        for (const Graph::Edge& edge : graph.in(n))
            if (edge.relation == Relation::Inherit && edge.other < graph.size() && !graph[edge.other].is_test) derived[n].insert(edge.other);
    });
    std::vector<std::pair<Number, std::set<Number>>> order(derived.begin(), derived.end());
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
    Diagram diagram(Diagram::Kind::Classes);
    std::set<Number> all;
    for (const auto& [base, extending] : order) {
        all.insert(base);
        all.insert(extending.begin(), extending.end());
        for (const Number n : extending) {
            const std::size_t missing = !diagram.has(key_of(base)) + !diagram.has(key_of(n));
            if (diagram.nodes() + missing > MaxClasses) continue;
            diagram.node(key_of(base), short_name(graph, base));
            diagram.node(key_of(n), short_name(graph, n));
            diagram.edge(key_of(n), key_of(base));
        }
    }
    const std::string block = diagram.block();
    return block.empty() ? "" : "\n## Types that extend others\n\n" + block + left_out(all.size() - diagram.nodes(), "types");
}

std::string calls_diagram(const Site& site, const Module& module) {
    const Graph& graph = site.atlas.graph;
    const auto is_drawn = [&](Number n) {
        return n < graph.size() && is_function(graph[n].kind) && graph[n].kind != SymbolKind::Macro && !graph[n].is_test && !graph[n].name.empty();
    };
    const auto calls = [&](std::span<const Graph::Edge> edges) {
        std::vector<Number> others;
        for (const Graph::Edge& edge : edges)
            if (edge.relation == Relation::Call && is_drawn(edge.other)) others.push_back(edge.other);
        return others;
    };
    const auto weight = [&](Number n) { return std::min<std::size_t>(graph.in(n).size(), 50) + std::min<std::size_t>(graph.out(n).size(), 50); };
    Number centre = NoNumber;
    std::size_t best = 0;
    each_definition(site, module, [&](Number n) {
        if (!is_drawn(n)) return;
        const std::size_t in = std::min<std::size_t>(calls(graph.in(n)).size(), 30), out = std::min<std::size_t>(calls(graph.out(n)).size(), 30);
        // Both ends of a path: a helper that calls nothing, and a start that nothing calls, are no crossing.
        if (in * out + in + out > best) best = in * out + in + out, centre = n;
    });
    if (centre == NoNumber || best < 3) return {};
    Diagram diagram(Diagram::Kind::Flow);
    std::vector<Number> drawn;
    const auto draw = [&](Number n) {
        if (diagram.has(key_of(n)) || drawn.size() >= MaxCallNodes) return;
        diagram.node(key_of(n), short_name(graph, n));
        drawn.push_back(n);
    };
    const auto draw_best = [&](std::vector<Number> others, std::size_t limit) {
        std::stable_sort(others.begin(), others.end(), [&](Number a, Number b) { return weight(a) > weight(b); });
        others.erase(std::unique(others.begin(), others.end()), others.end());
        for (std::size_t i = 0; i < others.size() && i < limit; ++i) draw(others[i]);
    };
    draw(centre);
    draw_best(calls(graph.in(centre)), MaxAround - 1);
    draw_best(calls(graph.out(centre)), MaxAround - 1);
    for (std::size_t i = 1; i < drawn.size() && drawn.size() < MaxCallNodes; ++i) draw_best(calls(graph.in(drawn[i])), 1);
    for (const Number n : drawn)
        for (const Number other : calls(graph.out(n))) diagram.edge(key_of(n), key_of(other));
    diagram.stress(key_of(centre));
    return "\n## Calls around " + code_span(graph[centre].name, false) + "\n\n" + diagram.block();
}

namespace {

constexpr std::size_t MaxGroups = 22, MaxArrows = 60;

/// Directories that stand for the modules below them.
struct Groups {
    std::vector<std::string> paths;           ///< sorted
    std::vector<std::uint32_t> of_module;     ///< by module; npos for what is no source
    std::vector<std::size_t> sizes;
    static constexpr std::uint32_t npos = 0xffffffffu;
};

bool is_below(const std::string& path, const std::string& directory) {
    return path == directory || directory.empty() || (path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/');
}

/// Splits the directory with most rank into its subdirectories for as long as there is room.
Groups group_modules(const ModuleGraph& modules) {
    const auto& nodes = modules.nodes();
    std::map<std::string, double> open{{"", 0}};  // group → rank, +inf where not yet weighed
    const auto children = [&](const std::string& directory) {
        std::map<std::string, double> parts;
        for (const auto& node : nodes) {
            if (!node.is_source || !is_below(node.module->path, directory)) continue;
            const std::string& path = node.module->path;
            const std::size_t begin = directory.empty() ? 0 : directory.size() + 1;
            // A module that has others below it stands for itself.
            parts[path.size() <= begin ? path : path.substr(0, path.find('/', begin))] += node.rank;
        }
        return parts;
    };
    std::set<std::string> whole;  // groups that cannot be split
    for (;;) {
        std::string widest;
        double most = -1;
        for (const auto& [path, rank] : open)
            if (!whole.contains(path) && rank > most) most = rank, widest = path;
        if (most < 0) break;
        const auto parts = children(widest);
        const bool is_same = parts.size() == 1 && parts.begin()->first == widest;
        if (is_same || (open.size() + parts.size() - 1 > MaxGroups && open.size() > 1)) {
            whole.insert(widest);
            continue;
        }
        open.erase(widest);
        for (const auto& [path, rank] : parts) {
            open[path] = rank;
            if (path == widest) whole.insert(path);
        }
        if (open.size() > 4 * MaxGroups) break;  // one directory of very many
    }
    Groups groups;
    std::map<std::string, std::uint32_t> number;
    for (const auto& [path, rank] : open) {
        number.emplace(path, static_cast<std::uint32_t>(groups.paths.size()));
        groups.paths.push_back(path);
    }
    groups.sizes.assign(groups.paths.size(), 0);
    for (const auto& node : nodes) {
        std::uint32_t group = Groups::npos;
        if (node.is_source)
            for (std::string path = node.module->path;; path = directory_of(path)) {  // the nearest above
                if (const auto found = number.find(path); found != number.end()) group = found->second;
                if (group != Groups::npos || path.empty()) break;
            }
        groups.of_module.push_back(group);
        if (group != Groups::npos) ++groups.sizes[group];
    }
    return groups;
}

}  // namespace

std::string architecture_diagram(const Site& site) {
    const ModuleGraph& modules = *site.atlas.modules;
    const Groups groups = group_modules(modules);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> weights;
    std::set<std::uint32_t> is_connected;
    std::vector<std::vector<std::uint32_t>> next(groups.paths.size());
    for (std::size_t n = 0; n < modules.nodes().size(); ++n)
        for (const auto& d : modules.nodes()[n].uses) {
            const std::uint32_t from = groups.of_module[n], to = groups.of_module[d.module];
            if (from == Groups::npos || to == Groups::npos || from == to) continue;
            is_connected.insert(from), is_connected.insert(to);
            if ((weights[{from, to}] += d.files) == d.files) next[from].push_back(to);
        }
    const std::vector<std::uint32_t> component = strong_components(next);
    std::map<std::uint32_t, std::vector<std::uint32_t>> members;
    for (std::uint32_t g = 0; g < groups.paths.size(); ++g)
        if (groups.sizes[g] > 0 && is_connected.contains(g)) members[component[g]].push_back(g);

    std::vector<std::pair<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>>> arrows;
    for (const auto& [pair, weight] : weights) arrows.emplace_back(weight, pair);
    std::stable_sort(arrows.begin(), arrows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    const std::size_t all = arrows.size();
    if (arrows.size() > MaxArrows) arrows.resize(MaxArrows);

    Diagram diagram(Diagram::Kind::Flow);
    for (const auto& [number, in_it] : members) {
        if (in_it.size() > 1) diagram.frame("cycle of " + std::to_string(in_it.size()));
        for (const std::uint32_t g : in_it) {
            const std::string name = module_name(groups.paths[g]);
            diagram.node(groups.paths[g], groups.sizes[g] > 1 ? name + ", " + std::to_string(groups.sizes[g]) + " modules" : name);
        }
        if (in_it.size() > 1) diagram.frame("");
    }
    for (const auto& [weight, pair] : arrows) diagram.edge(groups.paths[pair.first], groups.paths[pair.second]);
    const std::string block = diagram.block();
    if (block.empty()) return {};
    return block + "An arrow leads from what imports, calls or names to what is imported, called or named; what stands in a frame depends on itself in a circle." +
           (all > arrows.size() ? " The " + std::to_string(arrows.size()) + " strongest of " + std::to_string(all) + " arrows are drawn." : "") + "\n\n";
}

}  // namespace kompress::docgen
