// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The graph as the index holds it: resolved edges, without the ambiguous ones.

#include "search/edge_finder.hpp"
#include "search/graph.hpp"

namespace kompress::search {

class EdgeGraph : public Graph {
  public:
    explicit EdgeGraph(store::IndexReader& reader) : finder_(reader) {}
    std::vector<Link> neighbours(const std::string& file, std::uint32_t line, std::size_t limit) override;
    std::vector<Connection> among(const std::vector<std::int64_t>& files) override;

  private:
    EdgeFinder finder_;
};

}  // namespace kompress::search
