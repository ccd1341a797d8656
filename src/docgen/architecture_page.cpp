// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "docgen/diagrams.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

constexpr const char* Page = "architecture.md";
constexpr std::size_t MaxInLayer = 16, MaxLayers = 40, MaxCycles = 20, MaxInCycle = 24, MaxDependedOn = 15;

std::string links(const Site& site, const std::vector<std::uint32_t>& modules, std::size_t limit) {
    std::string text;
    for (std::size_t i = 0; i < modules.size() && i < limit; ++i)
        text += (i ? ", " : "") + site.module_link(Page, site.atlas.modules->nodes()[modules[i]].module->path);
    return text + (modules.size() > limit ? " and " + std::to_string(modules.size() - limit) + " more" : "");
}

/// From what rests on nothing upwards; the modules of a cycle are on one layer.
std::string layers(const Site& site) {
    const auto& nodes = site.atlas.modules->nodes();
    std::map<std::uint32_t, std::vector<std::uint32_t>> by_layer;
    for (std::uint32_t n = 0; n < nodes.size(); ++n)
        if (nodes[n].is_source) by_layer[nodes[n].layer].push_back(n);
    if (by_layer.size() < 2) return {};
    std::string text = "## Layers\n\nBottom-up: a module rests on modules of lower layers alone, and, within a cycle, on those of its own.\n\n";
    std::size_t number = 0;
    for (auto& [layer, modules] : by_layer) {
        if (++number > MaxLayers) {
            text += "\nand " + std::to_string(by_layer.size() - MaxLayers) + " more layers.\n";
            break;
        }
        std::stable_sort(modules.begin(), modules.end(), [&](std::uint32_t a, std::uint32_t b) { return nodes[a].rank > nodes[b].rank; });
        text += std::to_string(number) + ". " + links(site, modules, MaxInLayer) + "\n";
    }
    return text + "\n";
}

std::string cycles(const Site& site) {
    const auto cycles = site.atlas.modules->cycles();
    if (cycles.empty()) return {};
    std::string text = "## Cycles\n\nEach of these modules needs the others:\n\n";
    for (std::size_t i = 0; i < cycles.size() && i < MaxCycles; ++i) text += "- " + links(site, cycles[i], MaxInCycle) + "\n";
    if (cycles.size() > MaxCycles) text += "- and " + std::to_string(cycles.size() - MaxCycles) + " smaller ones\n";
    return text + "\n";
}

std::string depended_on(const Site& site) {
    const auto& nodes = site.atlas.modules->nodes();
    std::vector<std::uint32_t> order;
    for (std::uint32_t n = 0; n < nodes.size(); ++n)
        if (nodes[n].is_source && !nodes[n].used_by.empty()) order.push_back(n);
    if (order.empty()) return {};
    const auto users = [&](std::uint32_t n) { return std::count_if(nodes[n].used_by.begin(), nodes[n].used_by.end(), [&](const auto& d) { return nodes[d.module].is_source; }); };
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return users(a) != users(b) ? users(a) > users(b) : nodes[a].rank > nodes[b].rank; });
    if (order.size() > MaxDependedOn) order.resize(MaxDependedOn);
    std::string text = "## Most depended on\n\n| Module | Used by | Uses | |\n|---|--:|--:|---|\n";
    for (const std::uint32_t n : order)
        text += "| " + site.module_link(Page, nodes[n].module->path) + " | " + std::to_string(users(n)) + " | " + std::to_string(nodes[n].uses.size()) + " | " +
                nodes[n].module->summary + " |\n";
    return text + "\n";
}

}  // namespace

std::string render_architecture(const Site& site) {
    std::string out = front_matter("Architecture", "Which module rests on which", PageOrder::Architecture) + "# Architecture\n\n[" + escape_text(site.inventory.name) + "](index.md) › Architecture\n\n";
    out += site.prose_block("architecture.md", prose::ArchitectureSlot);
    if (const std::string diagram = architecture_diagram(site); !diagram.empty()) out += "## Dependencies\n\n" + diagram;
    else out += "No module depends on another.\n\n";
    return out + layers(site) + cycles(site) + depended_on(site);
}

}  // namespace kompress::docgen
