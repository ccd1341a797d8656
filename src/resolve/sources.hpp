// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Sources of all units of a program: held in memory, or fetched again and again.

#include <functional>
#include <memory>
#include <vector>

#include "resolve/definition_index.hpp"
#include "resolve/program.hpp"

namespace kompress::resolve {

/// Threading: any.
class MemorySource : public Source {
  public:
    /// `units` by FileIndex; null for files without facts.
    explicit MemorySource(std::vector<std::shared_ptr<const Unit>> units);
    const Unit* unit(FileIndex file) const override { return units_[file].get(); }
    Namesakes namesakes(Key name) const override { return definitions_.of(name); }
    std::vector<Definition> definitions_in(Key name, FileIndex file) const override { return definitions_.in(name, file); }
    bool is_declared(Key name, const FileSet& in) const override { return definitions_.is_declared(name, in); }

  private:
    std::vector<std::shared_ptr<const Unit>> units_;
    DefinitionIndex definitions_;
};

/// Keeps the places of definitions, and of the units so many bytes: those asked for last.
///
/// Threading: any; a unit lives until the thread that asked for it calls release().
class FetchingSource : public Source {
  public:
    /// The unit of a file, null without facts; called by any thread.
    using Fetch = std::function<std::shared_ptr<const Unit>(FileIndex, bool is_full)>;
    FetchingSource(std::size_t files, std::size_t uses, Fetch fetch);
    ~FetchingSource() override;

    /// Keeps so many bytes of units from now on; none before.
    void hold(std::size_t bytes);

    const Unit* unit(FileIndex file) const override;
    const Unit* full_unit(FileIndex file) const override;
    std::shared_ptr<const Unit> borrow(FileIndex file) const override;
    Namesakes namesakes(Key name) const override { return definitions_.of(name); }
    std::vector<Definition> definitions_in(Key name, FileIndex file) const override { return definitions_.in(name, file); }
    bool is_declared(Key name, const FileSet& in) const override { return definitions_.is_declared(name, in); }
    /// This thread is done with a file.
    void release() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
    DefinitionIndex definitions_;
};

}  // namespace kompress::resolve
