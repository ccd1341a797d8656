// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Which module rests on which: from the imports and the certain edges between files. Who calls what a header declares rests on
/// the header, not on the file that defines it.
///
/// Cycles are collapsed (Tarjan: Depth-first search and linear graph algorithms, 1972), so that layers exist: a module
/// stands one above the highest that it rests on. Tests, examples and vendored code do not count, unless there is nothing else.
/// Threading: immutable once made.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "docgen/graph.hpp"
#include "docgen/inventory.hpp"
#include "docgen/layout.hpp"

namespace kompress::docgen {

class ModuleGraph {
  public:
    struct Dependency {
        std::uint32_t module = 0;  ///< the other
        std::uint32_t files = 0;   ///< files of the first that need the other
    };
    struct Node {
        const Module* module = nullptr;
        bool is_source = false;     ///< holds a file that is neither test, example nor somebody else's
        std::vector<Dependency> uses, used_by;  ///< strongest first
        std::uint32_t cycle = 0;    ///< number of its strongly connected component; lower ones rest on no higher ones
        std::uint32_t layer = 0;    ///< 0: rests on no other
        double rank = 0;            ///< sum over its files
    };

    ModuleGraph(const Inventory& inventory, const Graph& graph, const Layout& layout, const std::vector<float>& ranks);
    const std::vector<Node>& nodes() const { return nodes_; }
    std::uint32_t find(const std::string& path) const { return number_.at(path); }
    /// Components of more than one module, of source alone, largest first.
    std::vector<std::vector<std::uint32_t>> cycles() const;

  private:
    void connect(const Inventory& inventory, const Graph& graph, const Layout& layout);
    void collapse();
    void stack_layers();

    std::vector<Node> nodes_;  ///< by path
    std::map<std::string, std::uint32_t> number_;
};

/// By node of a graph, the number of its strongly connected component; what a component leads to has a lower number.
std::vector<std::uint32_t> strong_components(const std::vector<std::vector<std::uint32_t>>& edges);
std::string module_name(const std::string& path);

}  // namespace kompress::docgen
