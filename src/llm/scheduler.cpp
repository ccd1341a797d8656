// SPDX-License-Identifier: Apache-2.0
#include "llm/scheduler.hpp"

#include <algorithm>

namespace kompress::llm {
namespace {

using namespace std::chrono_literals;

/// How long providers keep a prefix at least, refreshed by every use.
constexpr Moment PrefixLifetime = 5min;
/// A server that pushes one request back so often does not mean "later".
constexpr unsigned MaxPushbacks = 30;
/// Probes of a provider that has answered before: about twenty minutes of waiting.
constexpr unsigned MaxReopenings = 6;
/// While the retry budget is empty, it is asked again this often.
constexpr Moment BudgetPause = 1s;

bool is_none(const Digest256& prefix) { return prefix == Digest256{}; }

}  // namespace

Scheduler::Scheduler(const SchedulerOptions& options, Moment now) : options_(options), random_(options.seed) {
    for (const LaneOptions& lane : options.lanes) lanes_.emplace_back(lane, now);
}

void Scheduler::enqueue(Id id, const State& state, bool at_front) {
    QueueItem item{id, state.job.share, state.job.weight, state.job.priority, state.job.prefix, std::max(1.0, state.job.load.input + state.job.load.output)};
    if (at_front) queue_.push_front(std::move(item));
    else queue_.push(std::move(item));
}

Scheduler::Id Scheduler::add(Job job, Moment) {
    const Id id = ++last_id_;
    State& state = jobs_[id];
    state.job = std::move(job);
    enqueue(id, state, false);
    return id;
}

bool Scheduler::allows(const Digest256& prefix, Moment now) const {
    if (is_none(prefix)) return true;
    const auto at = prefixes_.find(prefix);
    return at == prefixes_.end() || at->second.leader == 0 || at->second.warm_until > now;
}

void Scheduler::release_due(Moment now) {
    while (!retries_.empty() && retries_.begin()->first <= now) {
        const Id id = retries_.begin()->second;
        retries_.erase(retries_.begin());
        const State& state = jobs_.at(id);
        if (state.failures > 0 && !retry_budget_.take(now)) retries_.emplace(now + BudgetPause, id);
        else enqueue(id, state, true);
    }
}

std::optional<std::size_t> Scheduler::best_lane(const Load& load, Moment now, Moment& ready_at) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        const Moment ready = lanes_[i].ready_at(load, now);
        ready_at = std::min(ready_at, ready);
        if (ready <= now && (!best || lanes_[i].pressure() < lanes_[*best].pressure())) best = i;
    }
    return best;
}

void Scheduler::start_second_round() {
    if (exhausted_.empty() || in_flight_ > 0 || !queue_.empty() || !retries_.empty()) return;
    for (const Id id : exhausted_) {
        State& state = jobs_.at(id);
        state.failures = 0;
        state.is_second_round = true;
        enqueue(id, state, false);
    }
    exhausted_.clear();
}

Scheduler::Next Scheduler::next(Moment now) {
    release_due(now);
    start_second_round();
    Next result;
    if (!retries_.empty()) result.wait_until = retries_.begin()->first;
    const QueueItem* item = queue_.next([&](const Digest256& prefix) { return allows(prefix, now); });
    if (!item) return result;
    State& state = jobs_.at(item->id);
    Moment ready_at = Moment::max();
    const auto lane = best_lane(state.job.load, now, ready_at);
    if (!lane) {
        result.wait_until = std::min(result.wait_until, ready_at);
        return result;
    }
    const Id id = queue_.take().id;
    state.lane = *lane;
    state.admission = lanes_[*lane].admit(state.job.load, now);
    state.is_in_flight = true;
    ++in_flight_;
    ++attempts_;
    if (state.attempts++ == 0) {
        ++requests_;
        retry_budget_.on_first_attempt(now);
    }
    if (!is_none(state.job.prefix)) {
        Prefix& prefix = prefixes_[state.job.prefix];
        if (prefix.warm_until > now) prefix.warm_until = now + PrefixLifetime;
        else prefix.leader = id;
    }
    result.send = id;
    result.lane = *lane;
    return result;
}

void Scheduler::leave_flight(Id id, State& state) {
    state.is_in_flight = false;
    --in_flight_;
    if (const auto prefix = prefixes_.find(state.job.prefix); prefix != prefixes_.end() && prefix->second.leader == id) prefix->second.leader = 0;
}

void Scheduler::unsend(Id id, Moment) {
    State& state = jobs_.at(id);
    lanes_[state.lane].retract(state.admission);
    leave_flight(id, state);
    --attempts_;
    if (--state.attempts == 0) --requests_;
    enqueue(id, state, true);
}

void Scheduler::on_headers(Id id, const RateLimits& limits, Moment now) {
    const State& state = jobs_.at(id);
    lanes_[state.lane].on_limits(state.admission, limits, now);
}

void Scheduler::on_first_event(Id id, Moment now) {
    const State& state = jobs_.at(id);
    if (is_none(state.job.prefix)) return;
    Prefix& prefix = prefixes_[state.job.prefix];
    prefix.warm_until = now + PrefixLifetime;
    if (prefix.leader == id) prefix.leader = 0;
}

Scheduler::Verdict Scheduler::wait_until(Id id, Moment until) {
    retries_.emplace(until, id);
    return Verdict::Retry;
}

Scheduler::Verdict Scheduler::push_back(Id id, State& state, const Failure& failure, Moment now) {
    // Never below what the server asks for, and up to a tenth above, so that clients do not come back all at once.
    const Moment asked = failure.retry_after ? Moment(*failure.retry_after) : Moment(0);
    const Moment spread(std::uniform_int_distribution<Moment::rep>(0, asked.count() / 10)(random_));
    const Moment wait = failure.retry_after ? asked + spread : backoff(state.pushbacks, random_);
    const bool is_too_long = wait > options_.longest_wait;
    lanes_[state.lane].on_pushback(state.admission, is_too_long ? now : now + wait, failure.kind == FailureClass::Overload, now);
    if (is_too_long || ++state.pushbacks > MaxPushbacks) {
        jobs_.erase(id);
        return Verdict::Fail;
    }
    return wait_until(id, now + wait);
}

Scheduler::Verdict Scheduler::retry(Id id, State& state, const Failure& failure, bool may_repeat, Moment now) {
    lanes_[state.lane].on_failure(state.admission, now);
    if (!state.admission.is_probe) ++state.failures;
    if (!may_repeat) {
        jobs_.erase(id);
        return Verdict::Fail;
    }
    if (state.failures < MaxAttempts) {
        const Moment asked = failure.retry_after ? Moment(*failure.retry_after) : Moment(0);
        return wait_until(id, now + std::max(asked, backoff(state.failures, random_)));
    }
    if (state.is_second_round || answers_ == 0) {
        jobs_.erase(id);
        return Verdict::Fail;
    }
    exhausted_.push_back(id);
    return Verdict::Retry;
}

Scheduler::Verdict Scheduler::finished(Id id, const Failure& failure, double used_output, bool may_repeat, Moment now) {
    State& state = jobs_.at(id);
    leave_flight(id, state);
    switch (failure.kind) {
        case FailureClass::None:
            ++answers_;
            retry_budget_.on_answer(now);
            lanes_[state.lane].on_success(state.admission, used_output, now);
            jobs_.erase(id);
            return Verdict::Done;
        case FailureClass::Throttle:
        case FailureClass::Overload: return push_back(id, state, failure, now);
        case FailureClass::Transient: return retry(id, state, failure, may_repeat, now);
        default:
            lanes_[state.lane].on_neutral(state.admission);
            jobs_.erase(id);
            return Verdict::Fail;
    }
}

void Scheduler::forget(Id id) {
    const auto at = jobs_.find(id);
    if (at == jobs_.end() || !at->second.is_in_flight) return;
    lanes_[at->second.lane].retract(at->second.admission);
    leave_flight(id, at->second);
    jobs_.erase(at);
}

bool Scheduler::is_pausing(Moment now) const {
    return std::all_of(lanes_.begin(), lanes_.end(), [&](const Lane& lane) { return lane.is_open(now); });
}

bool Scheduler::is_hopeless(Moment now) const {
    return std::all_of(lanes_.begin(), lanes_.end(), [&](const Lane& lane) {
        return lane.is_open(now) && (answers_ == 0 || lane.times_reopened() > MaxReopenings);
    });
}

std::vector<Scheduler::Id> Scheduler::drain() {
    std::vector<Id> ids;
    for (const QueueItem& item : queue_.drain()) ids.push_back(item.id);
    for (const auto& [moment, id] : retries_) ids.push_back(id);
    ids.insert(ids.end(), exhausted_.begin(), exhausted_.end());
    retries_.clear();
    exhausted_.clear();
    for (const Id id : ids) jobs_.erase(id);
    return ids;
}

unsigned Scheduler::attempts_of(Id id) const {
    const auto at = jobs_.find(id);
    return at == jobs_.end() ? 0 : at->second.attempts;
}

}  // namespace kompress::llm
