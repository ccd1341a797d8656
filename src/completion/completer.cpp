// SPDX-License-Identifier: Apache-2.0
#include "completion/completer.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "base/log.hpp"
#include "base/money.hpp"
#include "base/try.hpp"
#include "completion/settler.hpp"
#include "completion/setup.hpp"
#include "secrets/gate.hpp"

namespace kompress::completion {
namespace {

using namespace std::chrono_literals;

/// What is in flight may end when the user stops a run; with the time to store it, it stays within two seconds.
constexpr Moment StopGrace = 1500ms;

llm::Answer answer_of(const store::CachedResponse& kept) {
    llm::Answer answer;
    answer.completion.text = kept.text;
    answer.completion.finish = kept.finish;
    answer.completion.usage = kept.usage;
    answer.completion.cost = kept.cost;
    answer.completion.model = kept.model;
    answer.completion.from_cache = true;
    return answer;
}

}  // namespace

bool stops_the_run(llm::FailureClass kind) {
    using enum llm::FailureClass;
    return kind == Billing || kind == Auth || kind == Configuration || kind == Budget || kind == Cancelled;
}

Error error_of(const llm::Failure& failure, const llm::Endpoint& endpoint) {
    using enum llm::FailureClass;
    std::string message = endpoint.name + ": " + failure.message;
    if (failure.kind == Auth) message += endpoint.key_source.empty() ? " (no key is set)" : " (the key is from " + endpoint.key_source + ")";
    if (!failure.request_id.empty()) message += " [request " + failure.request_id + "]";
    switch (failure.kind) {
        case Billing: case Auth: return {ErrorCode::Denied, std::move(message)};
        case Throttle: case Overload: case Transient: return {ErrorCode::Unavailable, std::move(message)};
        case Budget: return {ErrorCode::Limit, failure.message};
        case Cancelled: return {ErrorCode::Cancelled, failure.message};
        case Configuration: return {ErrorCode::Configuration, std::move(message)};
        default: return {ErrorCode::InvalidArgument, std::move(message)};
    }
}

struct Completer::State {
    State(const LlmOptions& with, const Environment& in) : options(with), environment(in) {}

    const LlmOptions options;
    const Environment environment;
    llm::Endpoint endpoint;
    std::unique_ptr<secrets::Gate> gate;
    std::unique_ptr<store::ResponseStore> store;
    store::RunId run = 0;
    std::unique_ptr<Settler> settler;
    std::unique_ptr<llm::Client> client;  // dies before the settler that hears its answers

    std::mutex mutex;  ///< of what follows
    std::condition_variable changed;
    std::uint64_t submitted = 0, finished = 0;
    LlmUsage usage;
    std::optional<Error> stopped;

    void answered(const llm::Answer& answer, const Done& done);
    void count(const llm::Answer& answer);
    std::optional<llm::Answer> from_cache(const Digest256& key);
};

void Completer::State::count(const llm::Answer& answer) {
    const Completion& completion = answer.completion;
    if (completion.from_cache) {
        ++usage.cache_hits;
        usage.saved += std::max<std::int64_t>(0, completion.cost);
        return;
    }
    Usage all = completion.usage;
    all += answer.earlier;
    usage.input_tokens += all.input;
    usage.cached_input_tokens += all.cache_read;
    usage.output_tokens += all.output;
    usage.is_estimated |= all.is_estimated;
    const bool was_billed = completion.usage.input + completion.usage.output > 0;
    if (was_billed && completion.cost < 0) usage.is_priced = false;
    usage.cost += (was_billed ? std::max<std::int64_t>(0, completion.cost) : 0) + answer.earlier_cost;
}

void Completer::State::answered(const llm::Answer& answer, const Done& done) {
    done(answer);
    const std::lock_guard lock(mutex);
    count(answer);
    if (answer.failure && stops_the_run(answer.failure.kind) && !stopped) stopped = error_of(answer.failure, endpoint);
    ++finished;
    changed.notify_all();
}

std::optional<llm::Answer> Completer::State::from_cache(const Digest256& key) {
    if (!options.use_cache) return std::nullopt;
    auto kept = store->cache().find(key);
    if (!kept) {
        log_warning("an answer cannot be read from the cache and is asked for again: " + kept.error().message);
        return std::nullopt;
    }
    if (!*kept) return std::nullopt;
    return answer_of(**kept);
}

Completer::Completer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Completer::~Completer() {
    std::unique_ptr<llm::Client> client;
    {
        const std::lock_guard lock(state_->mutex);  // the settler may be about to stop it
        client = std::move(state_->client);
    }
    client.reset();
    state_->settler.reset();
}

Result<std::unique_ptr<Completer>> Completer::open(const LlmOptions& options, const Environment& environment) {
    auto state = std::make_unique<State>(options, environment);
    KOMPRESS_TRY_VALUE(setup, make_setup(options, environment));
    state->endpoint = setup.client.endpoints.front();
    state->gate = std::make_unique<secrets::Gate>(options.strict_secrets ? secrets::Policy::Strict : secrets::Policy::Redact);
    KOMPRESS_TRY_VALUE(store, store::ResponseStore::open(environment.state_dir, store::Access::Write, {}, environment.clock));
    state->store = std::move(store);
    KOMPRESS_TRY_VALUE(run, state->store->ledger().begin_run(environment.command));
    state->run = run;
    state->settler = std::make_unique<Settler>(*state->store, run, state->endpoint.name);
    setup.client.before_send = [settler = state->settler.get()](std::span<const llm::Sending> sendings) { return settler->reserve(sendings); };
    state->client = std::make_unique<llm::Client>(std::move(setup.client), std::move(setup.transport), environment.clock);
    state->settler->on_error = [state = state.get()](const Error&) {
        const std::lock_guard lock(state->mutex);
        if (state->client) state->client->stop(0s);
    };
    return std::unique_ptr<Completer>(new Completer(std::move(state)));
}

void Completer::submit(Prompt prompt, Done done) {
    State& state = *state_;
    {
        const std::lock_guard lock(state.mutex);
        ++state.submitted;
    }
    auto checked = state.gate->pass(std::move(prompt));
    {
        const std::lock_guard lock(state.mutex);
        state.usage.redactions += checked.redactions;
    }
    if (!checked.prompt) {
        llm::Answer refused;
        refused.failure.kind = llm::FailureClass::Secret;
        refused.failure.message = checked.reason;
        state.answered(refused, done);
        return;
    }
    const Prompt& text = checked.prompt->prompt();
    const Digest256 key = state.client->key(text);
    if (const auto kept = state.from_cache(key)) {
        state.answered(*kept, done);
        return;
    }
    Prompt labels;  // what the ledger shows of it
    labels.label = text.label;
    labels.template_version = text.template_version;
    state.client->submit(std::move(*checked.prompt), [&state, key, labels, done = std::move(done)](const llm::Answer& answer) {
        state.settler->settle(key, labels, answer, [&state, done](const llm::Answer& stored) { state.answered(stored, done); });
    });
}

void Completer::wait() {
    State& state = *state_;
    bool is_stopping = false;
    std::unique_lock lock(state.mutex);
    while (state.finished < state.submitted) {
        state.changed.wait_for(lock, 50ms);
        const std::string note = std::to_string((state.usage.input_tokens + state.usage.output_tokens) / 1000) + "k tokens, " + (state.usage.is_priced ? money(state.usage.cost) : "price not known");
        const Progress progress{"ask", state.finished, state.submitted, "prompts", 0, 0, note};
        lock.unlock();
        if (state.environment.progress) state.environment.progress->report(progress);
        if (!is_stopping && state.environment.cancellation && state.environment.cancellation->is_requested()) {
            is_stopping = true;
            state.client->stop(StopGrace);
        }
        lock.lock();
    }
}

llm::Answer Completer::ask(Prompt prompt) {
    llm::Answer answer;
    submit(std::move(prompt), [&](const llm::Answer& given) { answer = given; });
    wait();
    return answer;
}

Result<void> Completer::finish() {
    State& state = *state_;
    const LlmUsage usage = this->usage();
    if (usage.cache_hits > 0) KOMPRESS_TRY(state.store->ledger().add_cache_hits(state.run, usage.cache_hits, usage.saved));
    KOMPRESS_TRY(state.store->cache().flush());
    const auto stopped = stopped_by();
    const store::RunState how = !stopped ? store::RunState::Done : stopped->code == ErrorCode::Cancelled ? store::RunState::Cancelled : store::RunState::Failed;
    return state.store->ledger().end_run(state.run, how);
}

const llm::Endpoint& Completer::endpoint() const { return state_->endpoint; }

LlmUsage Completer::usage() const {
    const std::lock_guard lock(state_->mutex);
    LlmUsage usage = state_->usage;
    const llm::Client::Counts counts = state_->client->counts();
    usage.requests = counts.attempts;
    usage.retries = counts.attempts - counts.requests;
    return usage;
}

std::optional<Error> Completer::stopped_by() const {
    const std::lock_guard lock(state_->mutex);
    return state_->stopped;
}

}  // namespace kompress::completion
