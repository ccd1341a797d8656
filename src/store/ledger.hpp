// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What every request cost, written before it leaves and when it came back.
///
/// A request is reserved at the most that it can cost, settled at what it did cost, or failed. What a dead process had
/// reserved is charged as an estimate when the store is next opened for writing: the provider may have billed it.
/// Batches outlive their runs and stay reserved until they are collected.
///
/// Threading: any thread. Lifetime: belongs to a ResponseStore. Amounts are pico-dollars, -1: the price is not known.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/sha256.hpp"
#include "kompress/result.hpp"
#include "model/usage.hpp"
#include "store/memory_cache.hpp"

namespace kompress::store {

class ResponseDatabase;
class ResponseCache;

using RunId = std::int64_t;
using RequestId = std::int64_t;

enum class RunState { Running, Done, Failed, Cancelled, Died };
enum class RequestState { Reserved, Settled, Failed };

struct Reservation {
    RunId run = 0;
    Digest256 key;
    std::string provider, model, label;
    std::int64_t cost = -1;
    std::uint64_t input_tokens = 0, output_tokens = 0;
    bool is_batch = false;
};

struct Settlement {
    RequestId request = 0;
    Usage usage;
    std::int64_t cost = -1;
    bool is_estimated = false;
    const CachedResponse* answer = nullptr;  ///< kept under the key of the reservation in the same transaction; null: not kept
};

struct RequestFailure {
    RequestId request = 0;
    std::string reason;
    std::int64_t cost = 0;  ///< what it cost all the same
    Usage usage;
};

/// Sums over requests. Of cost only what is known; `unpriced` counts the others.
struct CostSums {
    std::uint64_t requests = 0, failed = 0, estimated = 0, reserved = 0, unpriced = 0;
    std::uint64_t input = 0, cache_read = 0, cache_write = 0, output = 0, reasoning = 0;  ///< tokens, of what is not reserved
    std::int64_t cost = 0;           ///< settled and failed
    std::int64_t reserved_cost = 0;  ///< not yet settled
};

enum class CostGroup { Run, Model, Label, Day };

struct CostRow {
    std::string name;  ///< the command for a run, else the model, label, or day (2026-11-21, UTC)
    RunId run = 0;
    RunState state = RunState::Done;
    std::int64_t started = 0, ended = 0;  ///< first and last request; of a run, its own
    CostSums sums;
    std::uint64_t cache_hits = 0;  ///< of a run: answers that were not asked for again …
    std::int64_t saved = 0;        ///< … and what they had cost
};

struct CostQuery {
    CostGroup group = CostGroup::Run;
    std::int64_t since = 0;    ///< requests (and runs) that started then or later
    std::size_t limit = 0;     ///< 0: all
    std::size_t offset = 0;
};

struct CostReport {
    std::vector<CostRow> rows;  ///< runs and days newest first, models and labels dearest first
    bool has_more = false;
    CostSums total;             ///< of all rows, also those beyond the limit
    std::uint64_t cache_hits = 0;
    std::int64_t saved = 0;
};

class Ledger {
  public:
    Ledger(ResponseDatabase& database, ResponseCache& cache) : database_(database), cache_(cache) {}

    Result<RunId> begin_run(const std::string& command);
    /// Charges what the run has still reserved, batches apart, as an estimate.
    Result<void> end_run(RunId run, RunState state);
    /// Adds to what the run did not have to pay.
    Result<void> add_cache_hits(RunId run, std::uint64_t hits, std::int64_t saved);

    /// Before the request leaves. Several at once cost one synchronisation of the disk.
    Result<RequestId> reserve(const Reservation& reservation);
    Result<std::vector<RequestId>> reserve(std::span<const Reservation> reservations);
    /// Settling twice changes nothing the second time, unless the first was an estimate. Errors: NotFound.
    Result<void> settle(const Settlement& settlement) { return settle(std::span(&settlement, 1)); }
    Result<void> settle(std::span<const Settlement> settlements);
    /// `cost` is what the failed attempt cost all the same, mostly 0.
    Result<void> fail(RequestId request, const std::string& reason, std::int64_t cost = 0, const Usage& usage = {});
    Result<void> fail(std::span<const RequestFailure> failures);

    /// Of one run. Errors: NotFound.
    Result<CostSums> spent(RunId run);
    Result<CostReport> costs(const CostQuery& query);

    /// What the opening of a store does: charges the reservations of runs whose process is gone; gives their number.
    Result<std::uint64_t> charge_dead_runs();

  private:
    Result<Digest256> settle_one(const Settlement& settlement);
    Result<void> close_run(RunId run, RunState state);
    ResponseDatabase& database_;
    ResponseCache& cache_;
};

}  // namespace kompress::store
