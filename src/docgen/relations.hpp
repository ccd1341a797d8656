// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The lines below a definition: what calls it, what it calls, the types it names, the tests that reach it.
///
/// Threading: immutable once prepared.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "docgen/layout.hpp"

namespace kompress::docgen {

struct Site;

class Relations {
  public:
    /// Empty until prepare(); what it borrows may be filled until then.
    Relations(const Graph& graph, const Layout& layout) : graph_(graph), layout_(layout) {}
    /// `ranks`: of the files of the inventory; 1 is the average.
    void prepare(std::vector<float> ranks);

    /// Lines of a list, each with links relative to `from_page`; "" when nothing is known.
    std::string lines(const Site& site, const std::string& from_page, std::uint32_t entry) const;
    /// A definition as a link to its entry, or where it has none to its source; "" for what has no name.
    std::string mention(const Site& site, const std::string& from_page, Number definition) const;

    /// What speaks for a definition: itself, or the one around it that has an entry with a heading; a file for what stands
    /// outside of definitions.
    Number spokesman(Number definition) const;
    float rank(std::size_t file) const { return ranks_[file]; }
    /// Distinct definitions outside of tests that call it or, of a type, name it.
    std::vector<Number> users(std::uint32_t entry, bool wants_bases) const;
    /// What it calls (`Relation::Call`), names as a type, or extends; in the order of the text.
    std::vector<Number> used(std::uint32_t entry, Relation relation) const;

  private:
    /// True of the entry's own definition and its members.
    bool is_within(Number definition, std::uint32_t entry) const;
    void each_definition(std::uint32_t entry, const std::function<void(Number)>& visit) const;
    std::string list(const Site& site, const std::string& from_page, const char* title, const std::vector<Number>& definitions, const char* tail) const;

    const Graph& graph_;
    const Layout& layout_;
    std::vector<float> ranks_;
    std::vector<std::pair<Number, Number>> tests_;  ///< definition, test that reaches it; nearest first, by definition
};

}  // namespace kompress::docgen
