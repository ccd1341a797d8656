// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Batches at providers, so that a crash between submitting and remembering is noticed.
///
/// First the intent is written with its prompts, then the batch is submitted with its tag, then the provider's id is
/// written. A job that is still Intended when its process is gone may or may not exist at the provider: ask for the tag
/// there, then call submitted() or finish().
///
/// Threading: any thread. Lifetime: belongs to a ResponseStore.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/sha256.hpp"
#include "kompress/result.hpp"
#include "store/ledger.hpp"

namespace kompress::store {

class ResponseDatabase;

using BatchId = std::int64_t;

enum class BatchState { Intended, Submitted, Collected, Failed };

struct BatchJob {
    BatchId id = 0;
    std::int64_t run = 0;
    BatchState state = BatchState::Intended;
    std::string provider, endpoint, model;
    std::string tag;          ///< unique; sent along as metadata
    std::string provider_id;  ///< "" until submitted() was called
    std::string reason;       ///< why it failed
    std::int64_t created = 0, changed = 0;
    std::uint64_t items = 0, done = 0;
};

struct BatchItem {
    std::string custom_id;
    Digest256 key;
    std::string label;
    std::int64_t request = 0;  ///< of the ledger
    std::string prompt;        ///< serialised by the caller
    bool is_done = false;
};

class BatchJobs {
  public:
    explicit BatchJobs(ResponseDatabase& database) : database_(database) {}

    /// Before anything is sent. `job.tag` must be new. Errors: InvalidArgument (a custom_id or the tag is there already).
    Result<BatchId> intend(const BatchJob& job, std::span<const BatchItem> items);
    /// The same, and in the same transaction reserves one request in the ledger for each item, whose `request` is not read.
    Result<BatchId> intend(const BatchJob& job, std::span<const BatchItem> items, std::span<const Reservation> reservations);
    Result<void> submitted(BatchId batch, const std::string& provider_id);
    /// Not yet collected or failed, oldest first.
    Result<std::vector<BatchJob>> unfinished();
    /// Items by custom_id; `after` "" from the start, `limit` 0 all.
    Result<std::vector<BatchItem>> items(BatchId batch, const std::string& after = "", std::size_t limit = 0);
    Result<std::optional<BatchItem>> item(BatchId batch, const std::string& custom_id);
    /// The answer of an item was stored or given up.
    Result<void> mark_done(BatchId batch, std::span<const std::string> custom_ids);
    /// The unfinished batch that already asks for this key; nullopt: none does.
    Result<std::optional<BatchId>> waiting_for(const Digest256& key);
    /// What providers called the batches that were submitted since then, whatever became of them.
    Result<std::vector<std::string>> provider_ids(std::int64_t since);

    /// What becomes of requests in the ledger that nobody has settled: nothing is charged, or what was reserved, as an estimate.
    enum class Unsettled { Release, Charge };
    /// Collected or Failed; the prompts are deleted.
    Result<void> finish(BatchId batch, BatchState state, const std::string& reason = "", Unsettled unsettled = Unsettled::Release);

  private:
    ResponseDatabase& database_;
};

}  // namespace kompress::store
