// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Walks the edges of one index: out of a file or definition, and into a definition.
///
/// Edges are stored with the file that refers. Those into a definition are in files that have edges into its file and
/// mention its name. Threading: one thread a finder; it borrows its reader.

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "kompress/graph.hpp"
#include "kompress/result.hpp"
#include "resolve/edges_codec.hpp"
#include "search/graph.hpp"
#include "store/index_reader.hpp"

namespace kompress::search {

class EdgeFinder {
  public:
    explicit EdgeFinder(store::IndexReader& reader) : reader_(reader) {}

    /// A definition as the index numbers it.
    struct Node {
        std::int64_t file = 0;  ///< row id
        std::uint32_t symbol = 0;
        auto operator<=>(const Node&) const = default;
    };

    /// Every edge of the index, by path of the referring file, then by site.
    Result<void> each(const EdgeVisitor& visit);
    /// Edges out of a file, by site. Errors: Corrupt.
    Result<std::vector<EdgeInfo>> out_of(const store::FileRow& file);
    /// See Graph::among(). Errors: Corrupt.
    Result<std::vector<Connection>> among(const std::vector<std::int64_t>& files);
    /// Errors: NotFound (no such symbol).
    Result<EdgePage> find(const EdgeQuery& query);
    Result<ImpactReport> impact(const std::string& symbol, unsigned depth, std::size_t limit);

  private:
    struct Facts {
        store::FileRow file;
        std::vector<std::unique_ptr<store::DecodedPiece>> pieces;
        std::vector<std::vector<std::uint32_t>> use_of;  ///< by piece, by reference
        resolve::Unit unit;
        resolve::StoredEdges edges;
        const Symbol& symbol(std::uint32_t index, const ParsedFile*& piece) const;
    };
    struct Step {
        Node from, to;
        bool has_from = false;
        EdgeInfo info;
    };
    Result<std::shared_ptr<const Facts>> facts(std::int64_t file);
    Result<std::optional<Node>> target(const resolve::StoredTarget& target);
    Result<EdgeEnd> end_of(Node node);
    Result<void> steps_of(const Facts& facts, const std::function<bool(const Reference&, std::uint32_t use)>& wanted, std::vector<Step>& steps);
    /// Files with edges into a file that mention a name, by row id: nearly by path.
    Result<std::vector<std::int64_t>> sources(std::int64_t file, resolve::Key name);
    Result<std::vector<Step>> into(Node node, const EdgeQuery& query, std::size_t enough);
    Result<std::vector<Step>> out_of(Node node, const EdgeQuery& query);
    Result<std::vector<std::pair<Node, SymbolInfo>>> nodes_of(const std::string& symbol);

    static constexpr std::size_t MaxCached = 512;
    store::IndexReader& reader_;
    resolve::Key mentioned_ = 0;    ///< the name that mentions_ is about
    std::vector<bool> mentions_;    ///< by file of the roster
    std::unordered_map<std::int64_t, std::shared_ptr<const Facts>> cache_;
};

}  // namespace kompress::search
