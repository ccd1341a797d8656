// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Prompts to answers, in the one order that loses and leaks nothing:
///
///     prompt → gate (secrets out) → cache → ledger (reserved) → socket → ledger and cache (stored) → caller
///
/// An answer is on the disk before anybody sees it, so a killed run pays for nothing twice; what was in flight is charged
/// as an estimate when the store is next opened. This is the only place where the cache is asked.
///
/// Threading: submit() from any thread; wait() from one. Callbacks run in a thread of the completer.

#include <functional>
#include <memory>

#include "base/cancel.hpp"
#include "kompress/clock.hpp"
#include "kompress/llm.hpp"
#include "kompress/progress.hpp"
#include "llm/client.hpp"
#include "llm/provider.hpp"

namespace kompress::completion {

struct Environment {
    std::string state_dir;
    std::string command;  ///< as the ledger shows the run
    llm::Environment variables = llm::process_environment();
    const Clock& clock = system_clock();
    ProgressSink* progress = nullptr;
    const Cancellation* cancellation = nullptr;
};

class Completer {
  public:
    /// Opens no connection. Errors: Configuration, and those of the store.
    static Result<std::unique_ptr<Completer>> open(const LlmOptions& options, const Environment& environment);
    ~Completer();

    using Done = std::function<void(const llm::Answer&)>;
    void submit(Prompt prompt, Done done);
    /// Waits until everything that was submitted has been answered or has failed; reports progress meanwhile.
    /// Cancellation lets what is in flight end for a moment and fails the rest.
    void wait();
    llm::Answer ask(Prompt prompt);

    /// Closes the run in the ledger. Call after wait().
    Result<void> finish();

    const llm::Endpoint& endpoint() const;
    LlmUsage usage() const;
    /// Why nothing more was sent, if something stopped the run as a whole.
    std::optional<Error> stopped_by() const;

  private:
    struct State;
    explicit Completer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Whether all further requests of a run would fail in the same way.
bool stops_the_run(llm::FailureClass kind);
/// The error that a failure becomes when it ends a command.
Error error_of(const llm::Failure& failure, const llm::Endpoint& endpoint);

}  // namespace kompress::completion
