// SPDX-License-Identifier: Apache-2.0
#include "completion/batcher.hpp"

#include <algorithm>
#include <random>
#include <unordered_map>

#include "base/try.hpp"
#include "completion/batch_collection.hpp"
#include "completion/setup.hpp"
#include "llm/batch.hpp"
#include "llm/dialect.hpp"
#include "llm/prompt_json.hpp"
#include "secrets/gate.hpp"

namespace kompress::completion {
namespace {

using namespace std::chrono_literals;
using llm::Failure;
using llm::FailureClass;
using store::BatchJob;
using store::BatchJobs;

/// How long another process may hold the batches before this one gives up.
constexpr Moment LockPatience = 30s;
/// A batch whose creation was on its way when its process died appears at the provider a moment later, so that one which is not
/// found is looked for again after these pauses, and only then taken for one that never was.
constexpr Moment Pauses[] = {1s, 2s, 4s};
/// Anthropic keeps results for 29 days, OpenAI files for 30: what could not be collected then never can.
constexpr std::int64_t KeptSeconds = 29 * 24 * 3600;
/// Batches of others that may be mistaken for one of ours were made within so long before it.
constexpr std::int64_t Neighbourhood = 7 * 3600;

std::string random_tag() {
    std::random_device random;
    std::string tag = "kompress-";
    for (int i = 0; i < 4; ++i) {
        char part[9];
        std::snprintf(part, sizeof part, "%08x", random());
        tag += part;
    }
    return tag;
}

/// Of one prompt or batch, while others may fare better.
bool is_of_one(FailureClass kind) { return kind == FailureClass::Request || kind == FailureClass::Context; }

BatchInfo info_of(const BatchJob& job, std::string state) {
    return {job.provider_id, job.model, std::move(state), job.items, job.done, job.created, 0, job.reason};
}

/// What is to be handed in, in the order of the prompts.
struct Fresh {
    std::vector<CheckedPrompt> prompts;
    std::vector<Digest256> keys;
    std::vector<std::size_t> at;                               ///< among all prompts
    std::vector<std::pair<std::size_t, std::size_t>> repeats;  ///< prompts that say the same as an earlier one
};

}  // namespace

struct Batcher::State {
    State(const LlmOptions& with, const Environment& in, Setup made)
        : options(with), environment(in), endpoint(made.client.endpoints.front()), pricing(std::move(made.pricing)), caps(made.client.caps),
          transport(std::move(made.transport)), gate(with.strict_secrets ? secrets::Policy::Strict : secrets::Policy::Redact),
          client(endpoint, *transport, in.clock, {limits(), std::random_device{}()}) {}

    llm::ExchangeLimits limits() const {
        llm::ExchangeLimits limits;
        if (options.timeout.count() > 0) limits.first_byte = limits.idle = options.timeout;
        if (options.deadline.count() > 0) limits.whole = options.deadline;
        limits.cancellation = environment.cancellation;
        return limits;
    }

    /// The ledger's run and the lock, for one submit() or collect().
    struct Session {
        store::ResponseStore& store;
        store::RunId run;
        store::ResponseStore::BatchLock lock;
        bool has_ended = false;
        Result<void> end(const BatchReport& report) {
            has_ended = true;
            const auto& stop = report.stopped_by;
            return store.ledger().end_run(run, !stop ? store::RunState::Done : stop->code == ErrorCode::Cancelled ? store::RunState::Cancelled : store::RunState::Failed);
        }
        ~Session() {
            if (!has_ended) (void)store.ledger().end_run(run, store::RunState::Failed);
        }
    };
    Result<std::unique_ptr<Session>> begin();

    bool is_here(const BatchJob& job) const { return job.provider == endpoint.name && job.endpoint == endpoint.base_url; }
    void stop(BatchReport& report, const Failure& failure) const {
        if (!report.stopped_by) report.stopped_by = error_of(failure, endpoint);
    }
    llm::Outcome<std::optional<std::string>> find(const BatchJob& job);
    Result<void> look_for(const BatchJob& job, BatchReport& report);
    Result<void> look_for_lost(BatchReport& report);
    Result<void> choose(std::vector<Prompt>& prompts, BatchReport& report, Fresh& fresh);
    Result<void> hand_in(std::size_t begin, std::size_t count, const Fresh& fresh, store::RunId run, BatchReport& report);
    Result<void> fail_all(const BatchJob& job, const Failure& failure, BatchJobs::Unsettled unsettled, BatchReport& report);
    Result<void> collect(const BatchJob& job, BatchReport& report);
    Result<void> count_waiting(BatchReport& report);
    BatchReport blank() const {
        BatchReport report;
        report.provider = endpoint.name;
        report.model = endpoint.model;
        return report;
    }

    const LlmOptions options;
    const Environment environment;
    const llm::Endpoint endpoint;
    const Pricing pricing;
    const llm::Caps caps;
    const std::unique_ptr<Transport> transport;
    secrets::Gate gate;
    llm::BatchClient client;
    std::unique_ptr<store::ResponseStore> store;
};

Batcher::Batcher(std::unique_ptr<State> state) : state_(std::move(state)) {}
Batcher::~Batcher() = default;
const llm::Endpoint& Batcher::endpoint() const { return state_->endpoint; }

Result<std::unique_ptr<Batcher>> Batcher::open(const LlmOptions& options, const Environment& environment) {
    if (!options.record.empty() || !options.replay.empty())
        return Error{ErrorCode::InvalidArgument, "a recording holds no batches; leave out --record and --replay, or --batch"};
    KOMPRESS_TRY_VALUE(setup, make_setup(options, environment));
    const llm::Endpoint& endpoint = setup.client.endpoints.front();
    const bool is_known_without = setup.pricing.model && !setup.pricing.model->can.batch;
    if (llm::batch_limits(endpoint.dialect).requests == 0 || is_known_without)
        return Error{ErrorCode::Configuration, endpoint.name + " takes no batches for " + endpoint.model + "; leave out --batch, or choose another --provider"};
    auto state = std::make_unique<State>(options, environment, std::move(setup));
    KOMPRESS_TRY_VALUE(store, store::ResponseStore::open(environment.state_dir, store::Access::Write, {}, environment.clock));
    state->store = std::move(store);
    return std::unique_ptr<Batcher>(new Batcher(std::move(state)));
}

Result<std::unique_ptr<Batcher::State::Session>> Batcher::State::begin() {
    const Moment until = environment.clock.now() + LockPatience;
    for (;;) {
        KOMPRESS_TRY_VALUE(lock, store->try_lock_batches());
        if (lock) {
            KOMPRESS_TRY_VALUE(run, store->ledger().begin_run(environment.command));
            return std::unique_ptr<Session>(new Session{*store, run, std::move(*lock)});
        }
        const Moment now = environment.clock.now();
        if (now >= until) return Error{ErrorCode::Busy, "another kompress is handing in or collecting batches here; wait for it and try again"};
        if (!llm::wait_until(now + 100ms, *transport, environment.clock, environment.cancellation))
            return Error{ErrorCode::Cancelled, "stopped while another kompress was handing in or collecting batches"};
    }
}

// Handing in

/// The batch of a job whose id is not known. Nothing: there is none, as far as can be told.
llm::Outcome<std::optional<std::string>> Batcher::State::find(const BatchJob& job) {
    const auto taken = store->batches().provider_ids(job.created - Neighbourhood);
    if (!taken) {
        Failure failure;
        failure.kind = FailureClass::Configuration;
        failure.message = taken.error().message;
        return failure;
    }
    const llm::sys_seconds created{std::chrono::seconds(job.created)};
    for (const Moment& pause : Pauses) {
        auto found = client.find_submitted(job.tag, created, job.items, *taken);
        if (!found || found.value) return found;
        if (!llm::wait_until(environment.clock.now() + pause, *transport, environment.clock, environment.cancellation)) break;
    }
    return client.find_submitted(job.tag, created, job.items, *taken);
}

/// Ends the uncertainty about a job that may or may not have come to be, if it can be ended.
Result<void> Batcher::State::look_for(const BatchJob& job, BatchReport& report) {
    const auto found = find(job);
    if (found && found.value) return store->batches().submitted(job.id, *found.value);
    if (found) {
        report.batches.push_back(info_of(job, "failed"));
        report.batches.back().reason = "it never reached the provider; hand its prompts in again";
        return store->batches().finish(job.id, store::BatchState::Failed, report.batches.back().reason);
    }
    const bool is_too_old = environment.clock.calendar().time_since_epoch().count() - job.created > KeptSeconds;
    if (is_too_old && is_of_one(found.failure.kind)) return fail_all(job, found.failure, BatchJobs::Unsettled::Charge, report);
    report.batches.push_back(info_of(job, "unknown"));
    report.batches.back().reason = "whether it reached the provider could not be found out (" + found.failure.message + "); nothing of it is handed in again before that is known";
    if (!is_of_one(found.failure.kind)) stop(report, found.failure);
    return {};
}

/// What processes left behind that died between two steps.
Result<void> Batcher::State::look_for_lost(BatchReport& report) {
    KOMPRESS_TRY_VALUE(jobs, store->batches().unfinished());
    for (const BatchJob& job : jobs)
        if (job.state == store::BatchState::Intended && is_here(job) && !report.stopped_by) KOMPRESS_TRY(look_for(job, report));
    return {};
}

/// Finds out which prompts have to be asked, each once, and what they can cost.
Result<void> Batcher::State::choose(std::vector<Prompt>& prompts, BatchReport& report, Fresh& fresh) {
    report.prompts = prompts.size();
    report.standings.resize(prompts.size(), BatchStanding::Failed);
    std::unordered_map<Digest256, std::size_t> seen;
    llm::Budget budget(caps);
    const auto refuse = [&](const std::string& label, FailureClass kind, std::string message) {
        Failure failure;
        failure.kind = kind;
        failure.message = std::move(message);
        report.failures.push_back(shown_failure(label, failure));
        if (stops_the_run(kind)) stop(report, failure);
    };
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        const std::string label = prompts[i].label;
        auto checked = gate.pass(std::move(prompts[i]));
        report.usage.redactions += checked.redactions;
        if (!checked.prompt) {
            refuse(label, FailureClass::Secret, checked.reason);
            continue;
        }
        const Prompt& prompt = checked.prompt->prompt();
        const Digest256 key = llm::request_key(endpoint, prompt);
        if (const auto [same, is_new] = seen.emplace(key, i); !is_new) {
            fresh.repeats.emplace_back(i, same->second);
            continue;
        }
        if (options.use_cache) {
            KOMPRESS_TRY_VALUE(kept, store->cache().find(key));
            if (kept) {
                report.standings[i] = BatchStanding::Stored;
                ++report.usage.cache_hits;
                report.usage.saved += std::max<std::int64_t>(0, kept->cost);
                continue;
            }
        }
        report.standings[i] = BatchStanding::Waiting;
        KOMPRESS_TRY_VALUE(batch, store->batches().waiting_for(key));
        if (batch) continue;
        const std::int64_t most = pricing.most(prompt.input_tokens, prompt.max_output_tokens, true);
        const llm::Amount amount{std::max<std::int64_t>(0, most), prompt.input_tokens + prompt.max_output_tokens, 1};
        if (budget.reserve(amount) != llm::Budget::Answer::Granted) {
            report.standings[i] = BatchStanding::Failed;
            refuse(label, FailureClass::Budget, budget.refusal(amount));
            continue;
        }
        budget.settle(amount, amount);  // what is handed in is as good as spent
        fresh.prompts.push_back(std::move(*checked.prompt));
        fresh.keys.push_back(key);
        fresh.at.push_back(i);
    }
    return {};
}

Result<void> Batcher::State::hand_in(std::size_t begin, std::size_t count, const Fresh& fresh, store::RunId run, BatchReport& report) {
    BatchJob job;
    job.run = run;
    job.provider = endpoint.name;
    job.endpoint = endpoint.base_url;
    job.model = endpoint.model;
    job.tag = random_tag();
    job.items = count;
    job.created = environment.clock.calendar().time_since_epoch().count();
    std::vector<store::BatchItem> items;
    std::vector<store::Reservation> reservations;
    std::int64_t most = 0;
    for (std::size_t i = begin; i < begin + count; ++i) {
        const Prompt& prompt = fresh.prompts[i].prompt();
        const std::int64_t cost = pricing.most(prompt.input_tokens, prompt.max_output_tokens, true);
        most = cost < 0 ? -1 : most + cost;
        items.push_back({llm::batch_custom_id(fresh.keys[i]), fresh.keys[i], prompt.label, 0, llm::prompt_to_json(prompt), false});
        reservations.push_back({run, fresh.keys[i], endpoint.name, endpoint.model, prompt.label, cost, prompt.input_tokens, prompt.max_output_tokens, true});
    }
    KOMPRESS_TRY_VALUE(id, store->batches().intend(job, items, reservations));
    job.id = id;
    auto given = client.submit(job.tag, std::span(fresh.prompts).subspan(begin, count));
    if (!given && llm::BatchClient::may_have_been_created(given.failure)) {
        const auto found = find(job);
        if (!found) {
            report.batches.push_back(info_of(job, "unknown"));
            report.batches.back().reason = "whether it reached the provider is not known (" + given.failure.message + "); --collect finds out";
            stop(report, given.failure);
            return {};
        }
        if (found.value) given = *found.value;
    }
    if (given) {
        KOMPRESS_TRY(store->batches().submitted(id, given.value));
        job.provider_id = given.value;
        report.handed_in += count;
        report.reserved_cost = most < 0 || report.reserved_cost < 0 ? -1 : report.reserved_cost + most;
        report.batches.push_back(info_of(job, "submitted"));
        return {};
    }
    for (std::size_t i = begin; i < begin + count; ++i) report.standings[fresh.at[i]] = BatchStanding::Failed;
    if (!is_of_one(given.failure.kind)) stop(report, given.failure);
    return fail_all(job, given.failure, BatchJobs::Unsettled::Release, report);
}

Result<BatchReport> Batcher::submit(std::vector<Prompt> prompts) {
    State& state = *state_;
    BatchReport report = state.blank();
    KOMPRESS_TRY_VALUE(session, state.begin());
    KOMPRESS_TRY(state.look_for_lost(report));
    Fresh fresh;
    if (!report.stopped_by) KOMPRESS_TRY(state.choose(prompts, report, fresh));
    const bool is_out_of_budget = report.stopped_by && report.stopped_by->code == ErrorCode::Limit;
    if (!fresh.prompts.empty() && (!report.stopped_by || is_out_of_budget)) {
        const auto budget_stop = report.stopped_by;
        report.stopped_by.reset();
        KOMPRESS_TRY_VALUE(parts, llm::split_batch(state.endpoint, fresh.prompts));
        for (const auto& part : parts) {
            const auto begin = static_cast<std::size_t>(part.data() - fresh.prompts.data());
            if (!report.stopped_by) {
                KOMPRESS_TRY(state.hand_in(begin, part.size(), fresh, session->run, report));
                continue;
            }
            for (std::size_t i = begin; i < begin + part.size(); ++i) report.standings[fresh.at[i]] = BatchStanding::Failed;
        }
        if (!report.stopped_by) report.stopped_by = budget_stop;
    }
    for (const auto& [at, same] : fresh.repeats) report.standings[at] = report.standings[same];
    report.stored = static_cast<std::uint64_t>(std::count(report.standings.begin(), report.standings.end(), BatchStanding::Stored));
    KOMPRESS_TRY(state.count_waiting(report));
    if (report.usage.cache_hits > 0) KOMPRESS_TRY(state.store->ledger().add_cache_hits(session->run, report.usage.cache_hits, report.usage.saved));
    KOMPRESS_TRY(session->end(report));
    return report;
}

// Collecting

/// Closes a batch that came to nothing.
Result<void> Batcher::State::fail_all(const BatchJob& job, const Failure& failure, BatchJobs::Unsettled unsettled, BatchReport& report) {
    report.batches.push_back(info_of(job, "failed"));
    report.batches.back().reason = failure.message;
    KOMPRESS_TRY_VALUE(items, store->batches().items(job.id));
    for (const store::BatchItem& item : items)
        if (!item.is_done) report.failures.push_back(shown_failure(item.label, failure));
    return store->batches().finish(job.id, store::BatchState::Failed, failure.message, unsettled);
}

Result<void> Batcher::State::collect(const BatchJob& job, BatchReport& report) {
    const auto status = client.status(job.provider_id);
    const bool is_too_old = environment.clock.calendar().time_since_epoch().count() - job.created > KeptSeconds;
    const auto give_up_or_wait = [&](const Failure& failure) -> Result<void> {
        if (is_too_old && is_of_one(failure.kind)) return fail_all(job, failure, BatchJobs::Unsettled::Charge, report);
        report.batches.push_back(info_of(job, "unknown"));
        report.batches.back().reason = failure.message;
        if (is_of_one(failure.kind)) report.failures.push_back(shown_failure("batch " + job.provider_id, failure));
        else stop(report, failure);
        return {};
    };
    if (!status) return give_up_or_wait(status.failure);
    if (status.value.phase == llm::BatchPhase::Failed) {
        Failure refused;
        refused.kind = FailureClass::Request;
        refused.message = "the provider refused the batch" + (status.value.reason.empty() ? std::string() : " (it says: " + status.value.reason + ")");
        return fail_all(job, refused, BatchJobs::Unsettled::Release, report);
    }
    if (status.value.phase != llm::BatchPhase::Ended) {
        report.batches.push_back(info_of(job, status.value.phase == llm::BatchPhase::Running ? "running" : "cancelling"));
        report.batches.back().done = std::min(status.value.done, job.items);
        if (status.value.expires) report.batches.back().expires = status.value.expires->time_since_epoch().count();
        return {};
    }
    llm::Endpoint asked = endpoint;
    asked.model = job.model;
    KOMPRESS_TRY_VALUE(prices, pricing_of(asked, environment));
    BatchCollection collection(*store, job, prices, report);
    const auto told = client.collect(
        job.provider_id, [&](const std::string& custom_id) { return collection.prompt_of(custom_id); }, [&](const llm::BatchResult& result) { collection.take(result); });
    if (!told) {
        KOMPRESS_TRY(collection.interrupt());
        return give_up_or_wait(told.failure);
    }
    KOMPRESS_TRY(collection.finish());
    report.batches.push_back(info_of(job, "collected"));
    report.batches.back().done = job.items;
    if (collection.unknown() > 0)
        report.batches.back().reason = std::to_string(collection.unknown()) + " of its results answer what was not asked here; it may be of somebody else";
    return {};
}

/// What is left, also of other endpoints.
Result<void> Batcher::State::count_waiting(BatchReport& report) {
    KOMPRESS_TRY_VALUE(jobs, store->batches().unfinished());
    for (const BatchJob& job : jobs) {
        report.waiting += job.items - job.done;
        if (is_here(job)) continue;
        report.batches.push_back(info_of(job, "elsewhere"));
        report.batches.back().reason = "it is at " + job.provider + ", " + job.endpoint + "; choose that to collect it";
    }
    return {};
}

Result<BatchReport> Batcher::collect() {
    State& state = *state_;
    BatchReport report = state.blank();
    KOMPRESS_TRY_VALUE(session, state.begin());
    KOMPRESS_TRY(state.look_for_lost(report));
    KOMPRESS_TRY_VALUE(jobs, state.store->batches().unfinished());
    std::uint64_t done = 0, total = 0;
    for (const BatchJob& job : jobs) total += job.items;
    for (const BatchJob& job : jobs) {
        if (report.stopped_by) break;
        if (state.environment.progress) state.environment.progress->report({"collect", done, total, "prompts", 0, 0});
        if (job.state == store::BatchState::Submitted && state.is_here(job)) KOMPRESS_TRY(state.collect(job, report));
        done += job.items;
    }
    KOMPRESS_TRY(state.count_waiting(report));
    KOMPRESS_TRY(session->end(report));
    return report;
}

}  // namespace kompress::completion
