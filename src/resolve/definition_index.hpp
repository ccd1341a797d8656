// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Where each name is defined, and which files announce it: what a source of units has to keep of all of them.
///
/// Threading: immutable once made.

#include <functional>
#include <span>
#include <vector>

#include "resolve/program.hpp"

namespace kompress::resolve {

class DefinitionIndex {
  public:
    /// Calls its argument with every unit, in any order; is called twice.
    using EachUnit = std::function<void(const std::function<void(FileIndex, const Unit&)>&)>;

    /// `uses`: of all units together, about. Sorts in parallel. Names that no unit mentions are left out.
    DefinitionIndex(const EachUnit& each_unit, std::size_t uses);

    /// By file, then symbol, the first MaxNamesakes.
    Namesakes of(Key name) const;
    /// Those of one file, the first MaxNamesakesInFile.
    std::vector<Definition> in(Key name, FileIndex file) const;
    /// True when one of these files announces the name without defining it.
    bool is_declared(Key name, const FileSet& in) const;

  private:
    std::span<const Definition> all(Key name) const;
    struct Announcement {
        Key name;
        FileIndex file;
        auto operator<=>(const Announcement&) const = default;
    };
    std::vector<Announcement> declared_;    ///< sorted
    std::vector<Key> keys_;                 ///< sorted, one a definition
    std::vector<Definition> definitions_;   ///< parallel to keys_
    std::vector<Outline> outlines_;         ///< parallel to keys_
    std::vector<std::uint32_t> first_;      ///< by the top bits of the key: where its keys begin
    unsigned shift_ = 0;
};

}  // namespace kompress::resolve
