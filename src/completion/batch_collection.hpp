// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Takes the results of one batch as they arrive and stores them in steps: what a kill interrupts is collected again, and
/// nothing of it is counted twice.
///
/// Threading: one thread.

#include <optional>
#include <string>
#include <vector>

#include "completion/setup.hpp"
#include "kompress/llm.hpp"
#include "llm/batch.hpp"
#include "store/response_store.hpp"

namespace kompress::completion {

class BatchCollection {
  public:
    /// Borrows all of them. Counts into `report`.
    BatchCollection(store::ResponseStore& store, const store::BatchJob& job, const Pricing& pricing, BatchReport& report);

    /// What stands behind a custom_id; to be asked before take() of the same id.
    std::optional<Prompt> prompt_of(const std::string& custom_id);
    void take(const llm::BatchResult& result);

    /// Stores what is left, fails what nothing was told about, and closes the batch.
    Result<void> finish();
    /// Stores what is left; the batch stays open.
    Result<void> interrupt();
    std::uint64_t unknown() const { return unknown_; }

  private:
    void flush();
    void count(const llm::Answer& answer);

    store::ResponseStore& store_;
    const store::BatchJob& job_;
    const Pricing& pricing_;
    BatchReport& report_;
    std::optional<store::BatchItem> item_;  ///< that was asked for last …
    Prompt prompt_;                         ///< … and its prompt
    std::vector<store::CachedResponse> answers_;
    std::vector<store::Settlement> settlements_;  ///< in the order of `answers_`
    std::vector<store::RequestFailure> failures_;
    std::vector<std::string> done_;
    std::uint64_t unknown_ = 0;
    Result<void> stored_;  ///< the first error
};

/// As a report shows it.
LlmFailure shown_failure(const std::string& label, const llm::Failure& failure);

}  // namespace kompress::completion
