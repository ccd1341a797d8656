// SPDX-License-Identifier: Apache-2.0
#include "llm/engine.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace kompress::llm {
namespace {

SchedulerOptions scheduler_options(const ClientOptions& options) {
    SchedulerOptions result;
    result.lanes.assign(options.endpoints.size(), options.lane);
    result.seed = options.seed;
    return result;
}

bool stops_everything(FailureClass kind) {
    return kind == FailureClass::Billing || kind == FailureClass::Auth || kind == FailureClass::Configuration;
}

}  // namespace

Engine::Engine(ClientOptions options, std::unique_ptr<Transport> transport, const Clock& clock)
    : options_(std::move(options)), transport_(std::move(transport)), clock_(clock), scheduler_(scheduler_options(options_), clock.now()),
      budget_(options_.caps) {}

Engine::~Engine() {
    for (const Id id : flying_) transport_->cancel(tasks_.at(id).transport_id);
}

void Engine::submit(CheckedPrompt prompt, const Digest256& key, Callback callback) {
    if (stopped_) {
        callback({stopped_, {}});
        return;
    }
    if (const auto same = by_key_.find(key); same != by_key_.end()) {
        tasks_.at(same->second).callbacks.push_back(std::move(callback));
        return;
    }
    const Prompt& text = prompt.prompt();
    Job job{text.share, text.weight, text.priority, {}, {static_cast<double>(text.input_tokens), static_cast<double>(text.max_output_tokens)}};
    if (options_.endpoints.front().traits.smallest_cached_prefix > 0) job.prefix = prefix_key(text);
    const Id id = scheduler_.add(std::move(job), clock_.now());
    tasks_.emplace(id, Task{std::move(prompt), key, {}, {}, {}, 0, 0, nullptr, 0, false, false}).first->second.callbacks.push_back(std::move(callback));
    by_key_.emplace(key, id);
}

Amount Engine::upper_bound(const Prompt& prompt) const {
    Usage most;
    most.input = prompt.input_tokens;
    most.output = prompt.max_output_tokens;
    const std::int64_t cost = options_.most ? options_.most(most.input, most.output) : options_.cost(most);
    return {std::max<std::int64_t>(0, cost), most.input + most.output, 1};
}

void Engine::withhold(Id id, FailureClass kind, const std::string& message) {
    Failure failure;
    failure.kind = kind;
    failure.message = message;
    scheduler_.forget(id);
    deliver(id, {failure, {}});
}

/// Takes from the scheduler what may leave now and what there is money for.
void Engine::admit(std::vector<Sending>& sendings, std::vector<std::pair<Id, std::size_t>>& admitted) {
    ask_again_ = Moment::max();
    while (!stopped_ && !waits_for_money_) {
        const Scheduler::Next next = scheduler_.next(clock_.now());
        if (!next.send) {
            ask_again_ = next.wait_until;
            return;
        }
        const Id id = *next.send;
        Task& task = tasks_.at(id);
        const Amount amount = upper_bound(task.prompt.prompt());
        switch (budget_.reserve(amount)) {
            case Budget::Answer::Granted:
                task.reserved = amount;
                sendings.push_back({&task.prompt.prompt(), &options_.endpoints[next.lane], task.key, amount, task.attempts + 1});
                admitted.emplace_back(id, next.lane);
                break;
            case Budget::Answer::Later:
                scheduler_.unsend(id, clock_.now());
                waits_for_money_ = true;
                break;
            case Budget::Answer::Never: withhold(id, FailureClass::Budget, budget_.refusal(amount)); break;
        }
    }
}

void Engine::launch() {
    std::vector<Sending> sendings;
    std::vector<std::pair<Id, std::size_t>> admitted;
    admit(sendings, admitted);
    if (admitted.empty()) return;
    const Result<void> ready = options_.before_send ? options_.before_send(sendings) : Result<void>();
    for (const auto& [id, lane] : admitted) {
        if (ready) {
            send(id, lane);
            continue;
        }
        budget_.settle(tasks_.at(id).reserved, {});
        withhold(id, FailureClass::Configuration, ready.error().message);
    }
}

void Engine::send(Id id, std::size_t lane) {
    Task& task = tasks_.at(id);
    ++task.attempts;
    task.headers_seen = task.begun_seen = false;
    const Endpoint& endpoint = options_.endpoints[lane];
    task.flight = std::make_unique<Flight>(endpoint, task.prompt.prompt(), options_.timers, clock_);
    flying_.push_back(id);
    task.transport_id = transport_->start(make_request(endpoint, task.prompt.prompt()), *task.flight);
}

void Engine::listen(Id id, Task& task) {
    const Moment now = clock_.now();
    if (!task.headers_seen && task.flight->has_headers()) {
        task.headers_seen = true;
        scheduler_.on_headers(id, read_rate_limits(task.flight->headers(), clock_.calendar()), now);
    }
    if (!task.begun_seen && task.flight->has_begun()) {
        task.begun_seen = true;
        scheduler_.on_first_event(id, now);
    }
    if (task.flight->has_ended()) return;
    const bool is_late = now >= task.flight->deadline();
    if (!is_late && now < abandon_at_) return;
    transport_->cancel(task.transport_id);
    if (is_late) task.flight->expire();
    else task.flight->abandon();
}

void Engine::harvest() {
    std::vector<Id> ended;
    for (const Id id : flying_) {
        Task& task = tasks_.at(id);
        listen(id, task);
        if (task.flight->has_ended()) ended.push_back(id);
    }
    if (ended.empty()) return;
    std::erase_if(flying_, [&](Id id) { return std::find(ended.begin(), ended.end(), id) != ended.end(); });
    for (const Id id : ended) end(id, tasks_.at(id));
}

void Engine::end(Id id, Task& task) {
    const bool may_repeat = task.flight->may_repeat();
    Answer answer = task.flight->take_answer();
    task.flight.reset();
    Completion& completion = answer.completion;
    completion.attempts = task.attempts;
    completion.cost = options_.cost(completion.usage);
    const Usage& usage = completion.usage;
    const bool was_billed = usage.input + usage.output > 0;
    const Amount spent{std::max<std::int64_t>(0, was_billed ? completion.cost : 0), usage.input + usage.output, 1};
    budget_.settle(task.reserved, spent);
    waits_for_money_ = false;
    const bool was_open = scheduler_.is_pausing(clock_.now());
    const auto verdict = scheduler_.finished(id, answer.failure, static_cast<double>(usage.output), may_repeat, clock_.now());
    if (!was_open && scheduler_.is_pausing(clock_.now()))
        log_warning("the provider failed again and again; it is left alone for a while, then tried with one request (" + answer.failure.message + ")");
    if (verdict != Scheduler::Verdict::Retry) {
        answer.earlier = task.earlier;
        answer.earlier_cost = task.earlier_cost;
        return deliver(id, std::move(answer));
    }
    task.earlier += usage;
    task.earlier_cost += spent.cost;
    if (stopped_) fail_waiting(stopped_);
    else if (scheduler_.is_hopeless(clock_.now())) stop(answer.failure, Moment(0));
}

void Engine::deliver(Id id, Answer answer) {
    const auto at = tasks_.find(id);
    const std::vector<Callback> callbacks = std::move(at->second.callbacks);
    by_key_.erase(at->second.key);
    tasks_.erase(at);
    if (!stopped_ && stops_everything(answer.failure.kind)) stop(answer.failure, std::chrono::hours(1));
    for (const Callback& callback : callbacks) callback(answer);
}

void Engine::fail_waiting(const Failure& failure) {
    for (const Id id : scheduler_.drain()) {
        const auto at = tasks_.find(id);
        const std::vector<Callback> callbacks = std::move(at->second.callbacks);
        by_key_.erase(at->second.key);
        tasks_.erase(at);
        for (const Callback& callback : callbacks) callback({failure, {}});
    }
}

void Engine::stop(const Failure& failure, Moment grace) {
    if (!stopped_) stopped_ = failure;
    abandon_at_ = std::min(abandon_at_, clock_.now() + grace);
    fail_waiting(stopped_);
}

Moment Engine::next_timer() const {
    Moment next = std::min(ask_again_, abandon_at_);
    if (options_.deadline && !stopped_) next = std::min(next, *options_.deadline);
    for (const Id id : flying_) next = std::min(next, tasks_.at(id).flight->deadline());
    return next;
}

void Engine::step(Moment at_most) {
    if (options_.deadline && !stopped_ && clock_.now() >= *options_.deadline) {
        Failure failure;
        failure.kind = FailureClass::Budget;
        failure.message = "the deadline of this run is reached; the same command goes on where it stopped";
        stop(failure, std::chrono::seconds(2));
    }
    launch();
    const Moment now = clock_.now();
    const Moment wait = tasks_.empty() ? at_most : std::min(at_most, std::max(Moment(0), next_timer() - now));
    transport_->poll(std::chrono::ceil<std::chrono::milliseconds>(std::min<Moment>(wait, std::chrono::hours(1))));
    harvest();
}

}  // namespace kompress::llm
