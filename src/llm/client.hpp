// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The LLM client: prompts in, answers out, from any thread.
///
/// Owns a thread that is started by the first prompt and ends with the client. Equal prompts that are asked for at the
/// same time are sent once. The client knows no cache and no ledger: who asks decides what is kept.
///
/// Threading: every method from any thread; callbacks run in the client's thread and must not block for long.

#include <memory>

#include "llm/engine.hpp"

namespace kompress::llm {

class Client {
  public:
    Client(ClientOptions options, std::unique_ptr<Transport> transport, const Clock& clock);
    /// What has not ended fails with Cancelled.
    ~Client();

    void submit(CheckedPrompt prompt, Engine::Callback callback);
    /// Waits for the answer.
    Answer ask(CheckedPrompt prompt);
    /// Sends nothing more, gives what is in flight `grace` to end, and fails the rest with Cancelled. Returns at once.
    void stop(Moment grace);
    /// Under what the answer to a prompt is to be kept.
    Digest256 key(const Prompt& prompt) const;
    Budget::Sums sums() const;
    /// Attempts so far, and the first ones among them.
    struct Counts {
        std::uint64_t requests = 0, attempts = 0;
    };
    Counts counts() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace kompress::llm
