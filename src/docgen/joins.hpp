// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Leads what C and C++ headers declare to what other files define.
///
/// A declaration and a definition belong together when their names, with all that encloses them, and their parameters agree
/// and the defining file includes the header, or when no other declaration and no other definition of that name is in
/// the tree. Threading: one thread.

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "docgen/layout.hpp"

namespace kompress::docgen {

/// Kinds that a header can declare without defining them.
bool is_declared_kind(SymbolKind kind);
/// What tells overloads apart in a signature: the number of parameters in the lowest byte, above it a hash of their types as
/// written, which names and default values do not change. 0 for what has no parameter list.
std::uint64_t parameters_of(std::string_view signature);

class Joiner {
  public:
    Joiner(Layout& layout, const Graph& graph, const Inventory& inventory) : layout_(layout), graph_(graph), inventory_(inventory) {}
    void run();

  private:
    struct Names {
        std::vector<std::uint32_t> declared, defined;  ///< entries, ascending
    };
    bool is_c_family(std::size_t file) const;
    void collect();
    void look_from(std::uint32_t file);
    std::uint32_t declaration_for(std::uint32_t definition, const Names& names);
    void join(std::uint32_t definition, std::uint32_t declaration);

    Layout& layout_;
    const Graph& graph_;
    const Inventory& inventory_;
    std::unordered_map<std::uint64_t, Names> names_;
    std::vector<std::uint32_t> distance_;  ///< by file: includes between it and the file looked from, or None
    std::vector<std::uint32_t> reached_;
    std::uint32_t from_ = 0xffffffffu;
};

}  // namespace kompress::docgen
