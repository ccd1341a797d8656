// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Carries prompts to answers: scheduler, budget, flights and transport in one loop.
///
/// The order for each request: single flight (one request for equal prompts) → scheduler → budget → `before_send` →
/// socket. Threading: one thread calls everything; client.hpp gives it a thread of its own.

#include <functional>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "kompress/clock.hpp"
#include "kompress/transport.hpp"
#include "llm/budget.hpp"
#include "llm/flight.hpp"
#include "llm/rate_limits.hpp"
#include "llm/scheduler.hpp"

namespace kompress::llm {

/// A request that is about to leave.
struct Sending {
    const Prompt* prompt = nullptr;
    const Endpoint* endpoint = nullptr;
    Digest256 key;
    Amount reserved;
    unsigned attempt = 1;
};

struct ClientOptions {
    std::vector<Endpoint> endpoints;  ///< at least one; all answer alike, requests go to the least busy
    LaneOptions lane;                 ///< of each endpoint
    Timers timers;
    Caps caps;
    /// Pico-dollars for what was used, -1 when the price is not known.
    std::function<std::int64_t(const Usage&)> cost = [](const Usage&) { return std::int64_t{-1}; };
    /// The most that a request with so many tokens in and out can cost; absent: as `cost` has it.
    std::function<std::int64_t(std::uint64_t, std::uint64_t)> most;
    /// Runs before the first bytes of these attempts are written; an error withholds them all.
    std::function<Result<void>(std::span<const Sending>)> before_send;
    std::optional<Moment> deadline;
    std::uint64_t seed = 0;  ///< of the jitter
};

class Engine {
  public:
    using Callback = std::function<void(const Answer&)>;

    Engine(ClientOptions options, std::unique_ptr<Transport> transport, const Clock& clock);
    ~Engine();

    /// Equal keys share one request.
    void submit(CheckedPrompt prompt, const Digest256& key, Callback callback);
    /// Does what is due and waits at most `at_most` for more. Callbacks run in here.
    void step(Moment at_most);
    /// Sends nothing more: what waits fails with `failure`, what is in flight may end within `grace`.
    void stop(const Failure& failure, Moment grace);

    bool is_idle() const { return tasks_.empty(); }
    const Budget& budget() const { return budget_; }
    const Scheduler& scheduler() const { return scheduler_; }
    Transport& transport() { return *transport_; }

  private:
    struct Task {
        CheckedPrompt prompt;
        Digest256 key;
        std::vector<Callback> callbacks;
        Amount reserved;
        Usage earlier;  ///< of attempts that broke
        std::int64_t earlier_cost = 0;
        unsigned attempts = 0;
        std::unique_ptr<Flight> flight;
        Transport::Id transport_id = 0;
        bool headers_seen = false, begun_seen = false;
    };
    using Id = Scheduler::Id;

    void launch();
    void admit(std::vector<Sending>& sendings, std::vector<std::pair<Id, std::size_t>>& admitted);
    void send(Id id, std::size_t lane);
    void withhold(Id id, FailureClass kind, const std::string& message);
    Amount upper_bound(const Prompt& prompt) const;
    void listen(Id id, Task& task);
    void harvest();
    void end(Id id, Task& task);
    void deliver(Id id, Answer answer);
    void fail_waiting(const Failure& failure);
    Moment next_timer() const;

    ClientOptions options_;
    std::unique_ptr<Transport> transport_;
    const Clock& clock_;
    Scheduler scheduler_;
    Budget budget_;
    std::unordered_map<Id, Task> tasks_;
    std::unordered_map<Digest256, Id> by_key_;
    std::vector<Id> flying_;
    Moment ask_again_ = Moment::max();
    bool waits_for_money_ = false;
    Failure stopped_;
    Moment abandon_at_ = Moment::max();
};

}  // namespace kompress::llm
