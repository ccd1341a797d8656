// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Answers that were paid for, found by the digest of their request.
///
/// Two layers: a bounded table in memory over rows of responses.sqlite. An answer that does not verify is a miss and is
/// deleted. The least recently used go when the cap is reached.
///
/// Threading: any thread. Lifetime: belongs to a ResponseStore. Answers are copies.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/sha256.hpp"
#include "kompress/result.hpp"
#include "model/prompt.hpp"
#include "store/memory_cache.hpp"

namespace kompress::store {

class ResponseDatabase;
class Statement;

enum class Eviction {
    LeastRecentlyUsed,
    LeastCost,  ///< of the quarter that was used least recently, what cost least per byte
};

struct CacheOptions {
    std::uint64_t max_bytes = std::uint64_t{1} << 30;   ///< of answers on disk; 0 keeps none
    std::uint64_t memory_bytes = std::uint64_t{32} << 20;  ///< of answers in memory; 0 keeps none
    Eviction eviction = Eviction::LeastRecentlyUsed;
};

/// Which answers; an empty condition matches all. Globs as of SQLite: '*', '?', '[…]', over the whole name.
struct CacheFilter {
    std::string model_glob, label_glob;
    bool is_all() const { return model_glob.empty() && label_glob.empty(); }
};

struct CacheRow {
    std::int64_t id = 0;
    Digest256 key;
    std::string provider, model, label, template_version;
    FinishReason finish = FinishReason::Other;
    std::int64_t cost = -1;
    std::uint64_t bytes = 0;  ///< on disk
    std::int64_t created = 0, used = 0;
    std::uint64_t hits = 0;
};

struct CachePage {
    std::vector<CacheRow> rows;  ///< newest first
    std::string next_cursor;     ///< "" at the end
};

struct CacheStats {
    std::uint64_t rows = 0, bytes = 0, max_bytes = 0;
    std::uint64_t file_bytes = 0;  ///< of the database with its log
    std::uint64_t hits = 0, misses = 0, evicted = 0, damaged = 0;  ///< since the file was made
    std::int64_t saved = 0;        ///< what the hits had cost the first time, where that is known
};

struct CacheRemoval {
    std::uint64_t rows = 0, bytes = 0;
};

class ResponseCache {
  public:
    ResponseCache(ResponseDatabase& database, const CacheOptions& options);
    ~ResponseCache();

    /// Writes when it was used and counts it with a later write, not at once. Errors: Io, Busy, Corrupt (of the database).
    Result<std::optional<CachedResponse>> find(const Digest256& key);
    /// Replaces what was there; an answer larger than the cap is not kept. `response.created` 0: now. Errors: Io, Busy, Limit.
    Result<void> put(const Digest256& key, const CachedResponse& response);

    /// `limit` 0: all. Errors: InvalidArgument (the cursor).
    Result<CachePage> list(const CacheFilter& filter, std::size_t limit, const std::string& cursor);
    Result<CacheStats> stats();
    /// Deletes what is older than `max_age_seconds` (0: no limit), then what does not fit `max_bytes`; gives the space back.
    Result<CacheRemoval> gc(std::uint64_t max_bytes, std::int64_t max_age_seconds);
    /// Deletes what matches and overwrites its bytes. `is_dry_run` only counts.
    Result<CacheRemoval> purge(const CacheFilter& filter, bool is_dry_run);
    /// Writes the uses that are still in memory.
    Result<void> flush();

  private:
    friend class Ledger;
    /// What was used since the last write.
    struct Uses {
        struct Use {
            std::int64_t used = 0, hits = 0;
        };
        std::mutex mutex;
        std::unordered_map<std::int64_t, Use> by_id;
        std::int64_t order = 0;  ///< added to the time of the next write, so that uses keep their order
        std::int64_t hits = 0, misses = 0, saved = 0;
        bool is_full();
    };

    // These want the mutex of the database; but for the first two they are part of the caller's transaction.
    Result<std::optional<CachedResponse>> find_row(const Digest256& key);
    template <typename Write>
    Result<void> in_transaction(Write write);
    /// Gives the row's id, 0 when the answer is too large to be kept.
    Result<std::int64_t> put_row(const Digest256& key, const CachedResponse& response);
    Result<void> write_uses();
    Result<void> evict(std::uint64_t max_bytes, CacheRemoval& removed);
    Result<void> remove(std::int64_t id);
    /// `select` gives ids and sizes.
    Result<void> remove_selected(Statement& select, bool is_dry_run, CacheRemoval& removed);
    void note_hit(std::int64_t id, std::int64_t cost);

    ResponseDatabase& database_;
    CacheOptions options_;
    MemoryCache memory_;
    Uses uses_;
    std::atomic<bool> has_warned_{false};
};

}  // namespace kompress::store
