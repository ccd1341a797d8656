// SPDX-License-Identifier: Apache-2.0
#include "llm/client.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace kompress::llm {
namespace {

struct Order {
    CheckedPrompt prompt;
    Digest256 key;
    Engine::Callback callback;
};

Failure cancelled() {
    Failure failure;
    failure.kind = FailureClass::Cancelled;
    failure.message = "stopped before it was sent";
    return failure;
}

}  // namespace

struct Client::State {
    State(ClientOptions options, std::unique_ptr<Transport> transport, const Clock& clock)
        : endpoint(options.endpoints.front()), engine(std::move(options), std::move(transport), clock) {}

    void run() {
        while (take_orders()) {
            engine.step(std::chrono::hours(1));
            requests = engine.scheduler().requests();
            attempts = engine.scheduler().attempts();
        }
    }

    /// Hands what was asked for meanwhile to the engine. False when the client ends and nothing is left.
    bool take_orders() {
        std::vector<Order> orders;
        std::optional<Moment> grace;
        bool ends = false;
        {
            const std::lock_guard lock(mutex);
            orders.swap(inbox);
            grace.swap(stop_within);
            ends = is_ending;
        }
        for (Order& order : orders) engine.submit(std::move(order.prompt), order.key, std::move(order.callback));
        if (grace) engine.stop(cancelled(), *grace);
        return !ends || !engine.is_idle();
    }

    const Endpoint endpoint;
    Engine engine;
    std::atomic<std::uint64_t> requests{0}, attempts{0};
    std::mutex mutex;  ///< of what follows
    std::vector<Order> inbox;
    std::optional<Moment> stop_within;
    bool is_ending = false;
    std::thread thread;
};

Client::Client(ClientOptions options, std::unique_ptr<Transport> transport, const Clock& clock)
    : state_(std::make_unique<State>(std::move(options), std::move(transport), clock)) {}

Client::~Client() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->is_ending = true;
        state_->stop_within = Moment(0);
        if (!state_->thread.joinable()) return;
    }
    state_->engine.transport().wake();
    state_->thread.join();
}

Digest256 Client::key(const Prompt& prompt) const { return request_key(state_->endpoint, prompt); }

void Client::submit(CheckedPrompt prompt, Engine::Callback callback) {
    const Digest256 key = request_key(state_->endpoint, prompt.prompt());
    {
        const std::lock_guard lock(state_->mutex);
        state_->inbox.push_back({std::move(prompt), key, std::move(callback)});
        if (!state_->thread.joinable()) state_->thread = std::thread([state = state_.get()] { state->run(); });
    }
    state_->engine.transport().wake();
}

Answer Client::ask(CheckedPrompt prompt) {
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<Answer> answer;
    submit(std::move(prompt), [&](const Answer& given) {
        const std::lock_guard lock(mutex);
        answer = given;
        arrived.notify_one();  // with the lock held: the waiter owns both
    });
    std::unique_lock lock(mutex);
    arrived.wait(lock, [&] { return answer.has_value(); });
    return std::move(*answer);
}

void Client::stop(Moment grace) {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stop_within = grace;
        if (!state_->thread.joinable()) state_->thread = std::thread([state = state_.get()] { state->run(); });
    }
    state_->engine.transport().wake();
}

Budget::Sums Client::sums() const { return state_->engine.budget().snapshot(); }

Client::Counts Client::counts() const { return {state_->requests.load(), state_->attempts.load()}; }

}  // namespace kompress::llm
