// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What ranking and packing ask of the graph of a repository.

#include <cstdint>
#include <string>
#include <vector>

namespace kompress::search {

enum class LinkKind : std::uint8_t { Caller, Callee, Type, Import };

/// A neighbour of a definition.
struct Link {
    std::string file;
    std::uint32_t line = 0;  ///< of the neighbour's name
    LinkKind kind = LinkKind::Callee;
    double weight = 0;       ///< up to 1: how sure the edge is
};

class Graph {
  public:
    virtual ~Graph() = default;
    /// Neighbours of the definition whose name stands in that line, most certain first, at most `limit`.
    virtual std::vector<Link> neighbours(const std::string& file, std::uint32_t line, std::size_t limit) = 0;
};

}  // namespace kompress::search
