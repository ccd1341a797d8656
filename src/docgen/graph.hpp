// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Every definition of the tree by number, and the certain edges between them.
///
/// Edges that the resolver calls ambiguous are left out: what a page says of callers holds. An edge counts once however
/// often the text repeats it, and edges out of a definition keep the order of the text.
/// Memory: about 60 bytes and its name a definition, 16 bytes an edge. Threading: immutable once taken from its builder.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text_arena.hpp"
#include "kompress/result.hpp"
#include "resolve/edges_codec.hpp"
#include "store/facts_codec.hpp"

namespace kompress::docgen {

using Number = std::uint32_t;  ///< of a definition; by file, then by place in the file
inline constexpr Number NoNumber = 0xffffffffu;

enum class Relation : std::uint8_t { Call, Type, Inherit, Use };

struct Definition {
    std::string_view name;       ///< with what encloses it: `ns::Class::method`
    std::uint32_t file = 0;      ///< index into Inventory::files
    Number parent = NoNumber;
    std::uint32_t start_line = 0, end_line = 0;
    SymbolKind kind = SymbolKind::Function;
    bool is_public = false;      ///< visible elsewhere, and so is all that encloses it
    bool is_test = false;        ///< stands in a test
};

class Graph {
  public:
    struct Edge {
        Number other = 0;  ///< a definition, or from size() on a file as such: what stands outside of definitions there
        Relation relation = Relation::Call;
    };
    Number size() const { return static_cast<Number>(definitions_.size()); }
    const Definition& operator[](Number n) const { return definitions_[n]; }
    /// Numbers of the definitions of a file: first_of(file) to first_of(file + 1).
    Number first_of(std::size_t file) const { return first_of_file_[file]; }
    /// File that a node from size() on stands for.
    std::uint32_t file_of_node(Number node) const { return node < size() ? definitions_[node].file : node - size(); }

    std::span<const Edge> out(Number n) const { return {out_.data() + first_out_[n], out_.data() + first_out_[n + 1]}; }
    /// By number of the referring definition.
    std::span<const Edge> in(Number n) const { return {in_.data() + first_in_[n], in_.data() + first_in_[n + 1]}; }
    /// Files that a file imports, ascending.
    std::span<const std::uint32_t> imports(std::size_t file) const {
        return {imports_.data() + first_import_[file], imports_.data() + first_import_[file + 1]};
    }

  private:
    friend class GraphBuilder;
    std::vector<Definition> definitions_;
    std::vector<Number> first_of_file_;
    std::vector<Edge> out_, in_;
    std::vector<std::uint32_t> first_out_, first_in_;  ///< by node, files included
    std::vector<std::uint32_t> imports_, first_import_;
    TextArena names_;
};

/// Takes the files in the order of the inventory, one add() each.
class GraphBuilder {
  public:
    /// `index_of_row`: of the files of the inventory; edges to others are dropped.
    explicit GraphBuilder(std::unordered_map<std::int64_t, std::uint32_t> index_of_row) : index_of_row_(std::move(index_of_row)) {}
    /// `edges`: as stored, "" for none. Errors: Corrupt.
    Result<void> add(const std::vector<std::unique_ptr<store::DecodedPiece>>& pieces, Language language, bool is_test, std::string_view edges);
    Number size() const { return graph_.size(); }  ///< definitions so far
    Graph take();

  private:
    void add_definitions(const ParsedFile& piece, Language language, bool is_test);
    struct Pending {
        Number from = 0;  ///< NoNumber - file: the file as such
        std::uint32_t file = 0, ordinal = 0;
        resolve::Key name = 0;
        Relation relation = Relation::Call;
        bool operator==(const Pending&) const = default;
    };
    struct Named {
        resolve::Key name = 0;
        Number number = 0;
    };

    Graph graph_;
    std::unordered_map<std::int64_t, std::uint32_t> index_of_row_;
    std::vector<Pending> pending_;
    std::vector<Named> named_;  ///< by file, then by name, then by number
};

}  // namespace kompress::docgen
