// SPDX-License-Identifier: Apache-2.0
#include "docgen/module_graph.hpp"

#include <algorithm>
#include <set>

namespace kompress::docgen {

std::string module_name(const std::string& path) { return path.empty() ? "root" : path; }

ModuleGraph::ModuleGraph(const Inventory& inventory, const Graph& graph, const Layout& layout, const std::vector<float>& ranks) {
    for (const auto& [path, module] : inventory.modules) {
        number_.emplace(path, static_cast<std::uint32_t>(nodes_.size()));
        Node node;
        node.module = &module;
        for (const std::size_t file : module.files) {
            node.is_source = node.is_source || inventory.files[file].role == FileRole::Source;
            node.rank += ranks[file];
        }
        nodes_.push_back(std::move(node));
    }
    if (std::none_of(nodes_.begin(), nodes_.end(), [](const Node& node) { return node.is_source; }))
        for (Node& node : nodes_) node.is_source = true;
    connect(inventory, graph, layout);
    collapse();
    stack_layers();
}

void ModuleGraph::connect(const Inventory& inventory, const Graph& graph, const Layout& layout) {
    std::vector<std::uint32_t> module_of(inventory.files.size());
    for (std::size_t file = 0; file < module_of.size(); ++file) module_of[file] = number_.at(directory_of(inventory.files[file].path));
    const auto module_at = [&](Number node) {
        const std::uint32_t entry = layout.entry_of(node);
        return module_of[entry == NoEntry ? graph.file_of_node(node) : layout.file_of(entry)];
    };
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> files;  // from, to → files
    for (std::uint32_t file = 0; file < module_of.size(); ++file) {
        // A test that stands beside what it tests speaks for nobody else.
        if (inventory.files[file].role != FileRole::Source && nodes_[module_of[file]].is_source) continue;
        std::set<std::uint32_t> needed;
        for (const std::string& path : inventory.files[file].imports) needed.insert(module_of[inventory.by_path.at(path)]);
        for (const std::uint32_t other : graph.imports(file)) needed.insert(module_of[other]);
        for (Number n = graph.first_of(file); n < graph.first_of(file + 1); ++n) {
            if (graph[n].is_test) continue;
            for (const Graph::Edge& edge : graph.out(n)) needed.insert(module_at(edge.other));
        }
        for (const Graph::Edge& edge : graph.out(graph.size() + file)) needed.insert(module_at(edge.other));
        needed.erase(module_of[file]);
        for (const std::uint32_t other : needed) ++files[{module_of[file], other}];
    }
    for (const auto& [pair, count] : files) {
        nodes_[pair.first].uses.push_back({pair.second, count});
        nodes_[pair.second].used_by.push_back({pair.first, count});
    }
    const auto strongest = [](const Dependency& a, const Dependency& b) { return a.files > b.files; };
    for (Node& node : nodes_) {
        std::stable_sort(node.uses.begin(), node.uses.end(), strongest);
        std::stable_sort(node.used_by.begin(), node.used_by.end(), strongest);
    }
}

void ModuleGraph::collapse() {
    std::vector<std::vector<std::uint32_t>> next(nodes_.size());
    for (std::uint32_t n = 0; n < nodes_.size(); ++n)
        for (const Dependency& d : nodes_[n].uses) next[n].push_back(d.module);
    const std::vector<std::uint32_t> components = strong_components(next);
    for (std::uint32_t n = 0; n < nodes_.size(); ++n) nodes_[n].cycle = components[n];
}

/// With a stack of its own: a chain may be long.
std::vector<std::uint32_t> strong_components(const std::vector<std::vector<std::uint32_t>>& edges) {
    constexpr std::uint32_t Unseen = 0xffffffffu;
    std::vector<std::uint32_t> index(edges.size(), Unseen), low(edges.size()), next(edges.size(), 0), component(edges.size()), open, path;
    std::vector<bool> is_open(edges.size(), false);
    std::uint32_t seen = 0, components = 0;
    const auto enter = [&](std::uint32_t n) {
        index[n] = low[n] = seen++;
        open.push_back(n), is_open[n] = true;
        path.push_back(n);
    };
    for (std::uint32_t start = 0; start < edges.size(); ++start) {
        if (index[start] != Unseen) continue;
        enter(start);
        while (!path.empty()) {
            const std::uint32_t n = path.back();
            if (next[n] < edges[n].size()) {
                const std::uint32_t other = edges[n][next[n]++];
                if (index[other] == Unseen) enter(other);
                else if (is_open[other]) low[n] = std::min(low[n], index[other]);
                continue;
            }
            path.pop_back();
            if (!path.empty()) low[path.back()] = std::min(low[path.back()], low[n]);
            if (low[n] != index[n]) continue;
            for (std::uint32_t last = Unseen; last != n;) {
                last = open.back();
                open.pop_back();
                is_open[last] = false;
                component[last] = components;
            }
            ++components;
        }
    }
    return component;
}

void ModuleGraph::stack_layers() {
    std::vector<std::vector<std::uint32_t>> members(nodes_.size());
    for (std::uint32_t n = 0; n < nodes_.size(); ++n) members[nodes_[n].cycle].push_back(n);
    for (const auto& component : members) {  // what a component rests on has a lower number
        std::uint32_t layer = 0;
        for (const std::uint32_t n : component)
            for (const Dependency& d : nodes_[n].uses)
                if (nodes_[d.module].cycle != nodes_[n].cycle) layer = std::max(layer, nodes_[d.module].layer + 1);
        for (const std::uint32_t n : component) nodes_[n].layer = layer;
    }
}

std::vector<std::vector<std::uint32_t>> ModuleGraph::cycles() const {
    std::map<std::uint32_t, std::vector<std::uint32_t>> members;
    for (std::uint32_t n = 0; n < nodes_.size(); ++n)
        if (nodes_[n].is_source) members[nodes_[n].cycle].push_back(n);
    std::vector<std::vector<std::uint32_t>> cycles;
    for (auto& [number, modules] : members)
        if (modules.size() > 1) cycles.push_back(std::move(modules));
    std::stable_sort(cycles.begin(), cycles.end(), [](const auto& a, const auto& b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
    return cycles;
}

}  // namespace kompress::docgen
