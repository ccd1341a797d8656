// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The prose of one run: what is kept from earlier ones, what is stale, and having it written.
///
/// Threading: one thread.

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "base/cancel.hpp"
#include "docgen/inventory.hpp"
#include "kompress/document.hpp"
#include "kompress/file_system.hpp"
#include "prose/author.hpp"

namespace kompress::docgen {

/// Who answers. Absent in runs without a model.
struct ProseHost {
    prose::Asker asker;
    std::string model;
    std::function<void(const Prompt&)> plan;  ///< of a dry run: sees every prompt instead
};

class ProseRun {
  public:
    /// Reads what the output directory keeps.
    ProseRun(const DocumentOptions& options, const std::string& directory, const ProseHost* host);
    ~ProseRun();

    /// False when there is no prose and none is wanted.
    bool is_active() const;
    const prose::SlotTexts& texts() const { return texts_; }

    /// After the inventory's files were rendered once, so that their definitions are known.
    Result<void> plan(store::IndexReader& index, FileSystem& files, const Inventory& inventory, const std::string& readme);
    /// Has written what is stale, wave by wave; `changed` hears of the slots whose text is new. Ends early when the run is
    /// cancelled. What was written is kept on the disk before `changed` hears of it.
    Result<void> write(const Cancellation* cancellation, const std::function<Result<void>(const std::set<std::string>&)>& changed, ProseReport& report);
    /// Without a model: slots whose code has changed say so from now on; gives these.
    std::set<std::string> mark_stale(ProseReport& report);

  private:
    struct State;
    prose::Settings settings() const;
    Result<void> check_options() const;
    Result<void> keep();

    const DocumentOptions& options_;
    const std::string directory_;
    const ProseHost* host_;
    prose::Kept kept_;
    prose::SlotTexts texts_;
    std::unique_ptr<State> state_;
};

}  // namespace kompress::docgen
