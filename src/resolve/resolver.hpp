// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Leads the references of one file to definitions, by rules that a reader can check; docs/edges.md lists them.
///
/// Nothing is inferred: what a receiver is must be spelled out where it is declared. What no rule settles stays
/// unresolved or ambiguous. Threading: one resolver a thread, over a shared Program and Source.

#include <memory>
#include <vector>

#include "resolve/program.hpp"
#include "resolve/unit.hpp"

namespace kompress::resolve {

/// Raise when the edges of unchanged facts would change: an index with another number is resolved anew.
inline constexpr std::uint32_t ResolverVersion = 3;

/// Definitions that come into question are listed up to this number.
inline constexpr std::size_t MaxCandidates = 8;

/// What became of the uses of one file, by their order.
struct FileEdges {
    struct Outcome {
        Tier tier = Tier::Unresolved;
        std::uint32_t first = 0, count = 0;  ///< in targets
    };
    std::vector<Outcome> outcomes;
    std::vector<Definition> targets;
    std::vector<FileIndex> imports;  ///< files that it imports or includes, sorted
};

class Resolver {
  public:
    Resolver(const Program& program, const Source& source);
    ~Resolver();
    FileEdges resolve(FileIndex file);

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace kompress::resolve
