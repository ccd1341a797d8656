// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Prompts to answers within a day and at half the price:
///
///     submit:   prompt → gate → stored? under way? → intent and reservations stored → provider → its id stored
///     collect:  provider → ledger and cache (stored), in steps → batch closed
///
/// Between two arrows the process may die. An intent without an id is looked for at the provider, by its tag or what else
/// is known of it, before anything is handed in again; a batch that was collected in part is collected again, and what
/// is stored of it stays. What is under way is never asked for a second time. When collect() is through, the answers are in
/// the cache, where a Completer finds them.
///
/// Processes: one at a time hands in or collects, others wait for it. Threading: one thread, which is blocked.

#include <memory>
#include <vector>

#include "completion/completer.hpp"
#include "kompress/llm.hpp"

namespace kompress::completion {

class Batcher {
  public:
    /// Opens no connection. Errors: Configuration (also for a provider that has no batches), InvalidArgument (recordings
    /// hold no batches), and those of the store.
    static Result<std::unique_ptr<Batcher>> open(const LlmOptions& options, const Environment& environment);
    ~Batcher();

    /// Hands in what has no answer and is not under way, each prompt once; `standings` tells of each what became of it.
    /// Caps bound what all of it can cost at most: what does not fit is a failure of kind "budget".
    /// Errors: Busy (another process does not end), InvalidArgument (a prompt that is too large), those of the store.
    Result<BatchReport> submit(std::vector<Prompt> prompts);

    /// Stores the answers of all batches of this endpoint that have ended, of whatever model, and tells how the others
    /// stand. Errors: Busy, those of the store.
    Result<BatchReport> collect();

    const llm::Endpoint& endpoint() const;

  private:
    struct State;
    explicit Batcher(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace kompress::completion
