// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Units and definitions of an index, read when asked for, with the changes of a run laid over them.
///
/// Threading: one thread.

#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "index/link.hpp"
#include "resolve/program.hpp"
#include "store/index_reader.hpp"

namespace kompress::index {

/// Compares files with paths.
struct ByPath {
    bool operator()(const LinkFile& file, const std::string& path) const { return file.row.path < path; }
    bool operator()(const std::string& path, const LinkFile& file) const { return path < file.row.path; }
};

class StoredSource : public resolve::Source {
  public:
    /// All three outlive the source.
    StoredSource(store::IndexReader& reader, const std::vector<LinkFile>& files, const UnitStore& units);

    const resolve::Unit* unit(resolve::FileIndex file) const override;
    const resolve::Unit* full_unit(resolve::FileIndex file) const override;
    std::vector<resolve::Definition> definitions_in(resolve::Key name, resolve::FileIndex file) const override;
    resolve::Namesakes namesakes(resolve::Key name) const override;
    /// Reads at once where the names that these files use are defined; asking for one after the other costs much more.
    void expect(std::span<const resolve::FileIndex> files) const;
    /// Files, changed or not, that mention a name.
    std::vector<resolve::FileIndex> mentions(resolve::Key name) const;
    /// The first trouble with the index, after which answers are incomplete.
    const std::optional<Error>& failure() const { return failure_; }

  private:
    const std::vector<resolve::FileIndex>& files_of_piece(std::int64_t piece) const;
    std::vector<resolve::FileIndex> files_of(std::span<const std::uint32_t> pieces) const;
    std::vector<resolve::FileIndex> defining_files(resolve::Key name) const;
    template <typename Value>
    Value noted(Result<Value> result) const;

    store::IndexReader& reader_;
    const std::vector<LinkFile>& files_;
    const UnitStore& units_;
    std::unordered_map<std::int64_t, resolve::FileIndex> by_row_;  ///< unchanged files
    std::unordered_map<resolve::Key, std::vector<resolve::Definition>> fresh_;  ///< definitions of changed files
    using Units = std::unordered_map<resolve::FileIndex, std::shared_ptr<const resolve::Unit>>;
    const resolve::Unit* load(Units& into, resolve::FileIndex file, bool is_full) const;
    mutable Units symbols_, full_;
    mutable std::unordered_map<std::int64_t, std::vector<resolve::FileIndex>> by_piece_;
    mutable std::unordered_map<resolve::FileIndex, std::unordered_map<resolve::Key, std::vector<std::uint32_t>>> own_;
    struct Known {
        std::vector<resolve::Definition> definitions;
        std::vector<resolve::Outline> outlines;
    };
    mutable std::unordered_map<resolve::Key, Known> known_;
    mutable std::unordered_map<resolve::Key, std::vector<std::uint32_t>> expected_;  ///< pieces that define, of names not in known_
    mutable std::optional<Error> failure_;
};

}  // namespace kompress::index
