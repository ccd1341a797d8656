// SPDX-License-Identifier: Apache-2.0
#pragma once
/// responses.sqlite in a state directory: the one connection behind ResponseCache, Ledger and BatchJobs.
///
/// Threading: all of it from any thread; one connection behind one mutex. Several processes may work on one file: each
/// write is a BEGIN IMMEDIATE that waits five seconds for the others.
/// Durability: what a write method returned is on the disk (WAL, synchronous=FULL), through kills and power failures.
/// Lifetime:  the cache, the ledger and the batches live in the store and die with it.

#include <memory>
#include <optional>
#include <string>

#include "kompress/clock.hpp"
#include "kompress/result.hpp"
#include "store/batch_jobs.hpp"
#include "store/ledger.hpp"
#include "store/response_cache.hpp"
#include "store/run_locks.hpp"

namespace kompress::store {

class ResponseDatabase;

enum class Access {
    Read,   ///< nothing is created or changed; for reports, also from directories that cannot be written
    Write,  ///< creates the file, and the directory, where missing; charges what dead runs had reserved
};

class ResponseStore {
  public:
    static bool exists(const std::string& state_directory);
    /// `clock` is borrowed. Errors: NotFound (Read, and there is none yet), Incompatible (of a newer kompress), Corrupt (not
    /// ours, or damaged), Busy, Io, Limit.
    static Result<std::unique_ptr<ResponseStore>> open(const std::string& state_directory, Access access, const CacheOptions& options = {},
                                                       const Clock& clock = system_clock());
    ~ResponseStore();

    ResponseCache& cache() { return *cache_; }
    Ledger& ledger() { return *ledger_; }
    BatchJobs& batches() { return *batches_; }
    const std::string& path() const;

    /// Held by the one process that hands in or collects batches; the kernel takes it back when the process dies.
    class BatchLock {
      public:
        explicit BatchLock(RunLocks locks) : locks_(std::move(locks)) {}

      private:
        RunLocks locks_;
    };
    /// Nothing while another process, or another lock of this one, has it. The store must be open to write. Errors: Io.
    Result<std::optional<BatchLock>> try_lock_batches() const;

  private:
    explicit ResponseStore(std::unique_ptr<ResponseDatabase> database, const CacheOptions& options);
    std::unique_ptr<ResponseDatabase> database_;
    std::unique_ptr<ResponseCache> cache_;
    std::unique_ptr<Ledger> ledger_;
    std::unique_ptr<BatchJobs> batches_;
};

}  // namespace kompress::store
