// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Decides which request leaves when, over which lane, and what becomes of it when it fails. Sends nothing itself.
///
/// A pure machine of states: it is told what happened and when, and asked what to do next, so a test can run hours of
/// it in milliseconds on a clock of its own.
///
/// - A prefix that many requests share is sent by one of them, the leader, first; the others follow once its answer has
///   begun, because until then the provider's cache does not hold it.
/// - A request that waits for its next attempt holds no place in flight.
/// - Retry-After binds the whole lane: limits are the key's, not the request's.
/// Threading: one thread.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "llm/fair_queue.hpp"
#include "llm/failure.hpp"
#include "llm/lane.hpp"
#include "llm/retry.hpp"

namespace kompress::llm {

struct Job {
    std::string share;
    std::uint32_t weight = 1;
    std::int32_t priority = 0;
    Digest256 prefix;           ///< all zero: none, or too short to be cached
    Load load;
};

struct SchedulerOptions {
    std::vector<LaneOptions> lanes{LaneOptions{}};
    std::uint64_t seed = 0;  ///< of the jitter
    /// A server that wants more than this is not waited for.
    Moment longest_wait = std::chrono::minutes(5);
};

class Scheduler {
  public:
    using Id = std::uint64_t;
    Scheduler(const SchedulerOptions& options, Moment now);

    Id add(Job job, Moment now);

    struct Next {
        std::optional<Id> send;   ///< has been admitted: it is in flight from now on
        std::size_t lane = 0;     ///< over which
        Moment wait_until = Moment::max();  ///< when nothing is to be sent: when to ask again, or after the next event
    };
    Next next(Moment now);
    /// Takes back what next() admitted: it was not sent, and waits in its place (for money, say).
    void unsend(Id id, Moment now);

    void on_headers(Id id, const RateLimits& limits, Moment now);
    void on_first_event(Id id, Moment now);

    enum class Verdict { Done, Retry, Fail };
    /// `may_repeat`: nothing of the answer had arrived yet. Done and Fail forget the request.
    Verdict finished(Id id, const Failure& failure, double used_output, bool may_repeat, Moment now);
    /// Forgets a request that next() admitted and that was not sent.
    void forget(Id id);
    /// The breakers of all lanes are open: nothing is sent for a while.
    bool is_pausing(Moment now) const;
    /// No lane answers: none ever did and the breaker has opened, or probe after probe has failed.
    bool is_hopeless(Moment now) const;

    /// Everything that waits, forgotten: nothing more is to be sent.
    std::vector<Id> drain();
    std::size_t waiting() const { return jobs_.size() - in_flight_; }
    std::size_t in_flight() const { return in_flight_; }
    const Lane& lane(std::size_t index) const { return lanes_[index]; }
    /// First attempts, and all attempts.
    std::uint64_t requests() const { return requests_; }
    std::uint64_t attempts() const { return attempts_; }
    unsigned attempts_of(Id id) const;

  private:
    struct State {
        Job job;
        Admission admission;
        std::size_t lane = 0;
        unsigned attempts = 0;   ///< all
        unsigned failures = 0;   ///< that count: not pushback, not probes
        unsigned pushbacks = 0;
        bool is_in_flight = false, is_second_round = false;
    };
    struct Prefix {
        Id leader = 0;  ///< in flight; 0: none
        Moment warm_until{-1};
    };

    bool allows(const Digest256& prefix, Moment now) const;
    void enqueue(Id id, const State& state, bool at_front);
    void release_due(Moment now);
    std::optional<std::size_t> best_lane(const Load& load, Moment now, Moment& ready_at);
    Verdict wait_until(Id id, Moment until);
    Verdict push_back(Id id, State& state, const Failure& failure, Moment now);
    Verdict retry(Id id, State& state, const Failure& failure, bool may_repeat, Moment now);
    void leave_flight(Id id, State& state);
    void start_second_round();

    SchedulerOptions options_;
    std::vector<Lane> lanes_;
    std::unordered_map<Id, State> jobs_;
    FairQueue queue_;
    std::multimap<Moment, Id> retries_;
    std::vector<Id> exhausted_;  ///< have used their attempts; tried once more when all else is done
    std::unordered_map<Digest256, Prefix> prefixes_;
    RetryBudget retry_budget_;
    std::mt19937_64 random_;
    Id last_id_ = 0;
    std::size_t in_flight_ = 0;
    std::uint64_t requests_ = 0, attempts_ = 0, answers_ = 0;
};

}  // namespace kompress::llm
