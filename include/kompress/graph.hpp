// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Edges between definitions: who calls, uses, extends and imports what, and how sure that is.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kompress/types.hpp"

namespace kompress {

/// One end of an edge. At file level (outside of any definition) the name is "".
struct EdgeEnd {
    std::string file;
    std::string name;
    std::string qualified_name;
    SymbolKind kind = SymbolKind::Function;
    std::uint32_t line = 0;  ///< of the definition's name; at file level of the reference
};

struct EdgeInfo {
    ReferenceKind kind = ReferenceKind::Use;
    Tier tier = Tier::Unresolved;
    EdgeEnd from, to;
    std::uint32_t line = 0, column = 0;  ///< of the reference; the column of a use or type is 0
    std::uint32_t depth = 1;             ///< steps from the symbol that was asked for
};

struct EdgeQuery {
    enum class Direction { In, Out };
    std::string symbol;  ///< `name`, `Qualified.name`, `file:name` or `file:line`
    Direction direction = Direction::In;
    bool only_calls = false;
    unsigned depth = 1;         ///< steps to follow
    bool with_ambiguous = true;
    std::size_t limit = 100;    ///< 0: all
    std::string cursor;         ///< from EdgePage::next_cursor
};

struct EdgePage {
    std::vector<SymbolInfo> symbols;  ///< what the query's symbol stands for; edges of all of them are given
    std::vector<EdgeInfo> edges;      ///< by depth, then in the order of the index, which is nearly that of paths
    std::string next_cursor;          ///< "" when this is all
};

/// What a change to a definition may touch: everything that leads to it, by file.
struct ImpactReport {
    std::vector<SymbolInfo> symbols;
    struct File {
        std::string path;
        FileRole role = FileRole::Source;
        std::uint32_t depth = 1;     ///< the shortest way
        std::uint32_t edges = 0;     ///< into what is affected
        std::vector<std::string> definitions;  ///< affected ones, qualified
    };
    std::vector<File> files;  ///< nearest first, then most edges, then path
    bool is_truncated = false;
};

/// Return false to stop.
using EdgeVisitor = std::function<bool(const EdgeInfo&)>;

}  // namespace kompress
