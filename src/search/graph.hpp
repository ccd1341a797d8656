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

/// An edge between two definitions of files that were asked about.
struct Connection {
    std::uint32_t from_file = 0, from = 0;  ///< index into the files asked about, and of the definition within its file
    std::uint32_t to_file = 0, to = 0;
    auto operator<=>(const Connection&) const = default;
};

class Graph {
  public:
    virtual ~Graph() = default;
    /// Neighbours of the definition whose name stands in that line, most certain first, at most `limit`.
    virtual std::vector<Link> neighbours(const std::string& file, std::uint32_t line, std::size_t limit) = 0;
    /// Every edge from a definition of these files (rows of the index) to another, ambiguous ones left out; distinct, sorted.
    virtual std::vector<Connection> among(const std::vector<std::int64_t>& files) = 0;
};

}  // namespace kompress::search
