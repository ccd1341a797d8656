// SPDX-License-Identifier: Apache-2.0
/// How the cache stays bounded. Every answer is counted with what it takes of the file (stored_bytes), the sum is kept in
/// a counter that changes in the same transactions, and a put that goes over the cap deletes the least recently used
/// until a twentieth is free again, so that deleting comes in batches. Uses are noted in memory and written with the next
/// put, or 256 at a time: a read costs no write, and a kill forgets at most the order of a few reads.
#include "store/response_cache.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "base/try.hpp"
#include "store/compress.hpp"
#include "store/response_codec.hpp"
#include "store/response_database.hpp"

namespace kompress::store {
namespace {

constexpr std::size_t MaxPendingUses = 256;
/// Of what decompress() accepts.
constexpr std::size_t MaxTextBytes = std::size_t{64} << 20;
/// What SQLite takes for an entry of the key's index and of `use` with its order, pages three quarters full.
constexpr std::uint64_t IndexBytes = 140;

/// Pages of 4096 bytes hold whole records of up to 4061 bytes; a longer one has pages of its own
/// (https://www.sqlite.org/fileformat2.html, "B-tree Cell Format"). A sixth more for the holes that deleting here and there
/// leaves in pages of several records: an eighth at most was seen when answers are asked for at random (the test of the cap).
std::uint64_t stored_bytes(std::uint64_t payload) {
    constexpr std::uint64_t Page = 4096, MaxLocal = 4061;
    if (payload <= MaxLocal) return Page / std::max<std::uint64_t>(1, Page / (payload + 12)) * 7 / 6 + IndexBytes;
    return (payload + Page - 1) / Page * Page + Page / 4 + IndexBytes;
}

std::uint64_t payload_of(const CachedResponse& response, std::size_t usage, std::size_t text) {
    return 32 + 16 + 30 + response.provider.size() + response.model.size() + response.label.size() + response.template_version.size() + usage + text;
}

/// An answer that is there is given, whatever becomes of the bookkeeping.
void note_failure(const Result<void>& written) {
    if (!written) log_debug("the use of stored answers was not noted: " + written.error().message);
}

}  // namespace

bool ResponseCache::Uses::is_full() {
    const std::lock_guard lock(mutex);
    return by_id.size() >= MaxPendingUses;
}

ResponseCache::ResponseCache(ResponseDatabase& database, const CacheOptions& options)
    : database_(database), options_(options), memory_(options.memory_bytes) {}

ResponseCache::~ResponseCache() { note_failure(flush()); }

void ResponseCache::note_hit(std::int64_t id, std::int64_t cost) {
    const std::lock_guard lock(uses_.mutex);
    Uses::Use& use = uses_.by_id[id];
    use.used = ++uses_.order;
    ++use.hits;
    ++uses_.hits;
    if (cost > 0) uses_.saved += cost;
}

Result<std::optional<CachedResponse>> ResponseCache::find(const Digest256& key) {
    if (auto entry = memory_.find(key)) {
        note_hit(entry->id, entry->response.cost);
        return std::optional(std::move(entry->response));
    }
    {
        const std::lock_guard lock(database_.mutex);
        KOMPRESS_TRY_VALUE(found, find_row(key));
        if (found) return found;
    }
    const std::lock_guard lock(uses_.mutex);
    ++uses_.misses;
    return std::optional<CachedResponse>();
}

/// What a reader would write on the side: nothing where it only reads.
template <typename Write>
Result<void> ResponseCache::in_transaction(Write write) {
    if (!database_.is_writable()) return {};
    KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
    KOMPRESS_TRY(write());
    return transaction.commit();
}

Result<std::optional<CachedResponse>> ResponseCache::find_row(const Digest256& key) {
    KOMPRESS_TRY_VALUE(statement, database_.statement("SELECT " KOMPRESS_RESPONSE_COLUMNS " FROM response WHERE key = ?1"));
    KOMPRESS_TRY_VALUE(has_row, statement->bind_blob(1, key.view()).step());
    if (!has_row) return std::optional<CachedResponse>();
    const std::int64_t id = statement->integer(0);
    auto response = decode_response(key, *statement);
    statement->reset();
    if (response) {
        note_hit(id, response->cost);
        memory_.put({key, id, *response});
        if (uses_.is_full()) note_failure(in_transaction([&] { return write_uses(); }));
        return response;
    }
    const std::string trouble = "a stored answer in " + database_.path() + " is damaged; it is asked for again";
    has_warned_.exchange(true) ? log_debug(trouble) : log_warning(trouble);
    note_failure(in_transaction([&]() -> Result<void> {
        KOMPRESS_TRY(remove(id));
        return database_.add_to_counter("damaged", 1);
    }));
    return std::optional<CachedResponse>();
}

Result<void> ResponseCache::put(const Digest256& key, const CachedResponse& response) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
    KOMPRESS_TRY_VALUE(id, put_row(key, response));
    KOMPRESS_TRY(transaction.commit());
    if (id != 0) memory_.put({key, id, response});
    return {};
}

Result<std::int64_t> ResponseCache::put_row(const Digest256& key, const CachedResponse& given) {
    KOMPRESS_TRY(write_uses());
    KOMPRESS_TRY_VALUE(old, database_.statement("SELECT id FROM response WHERE key = ?1"));
    KOMPRESS_TRY_VALUE(has_old, old->bind_blob(1, key.view()).step());
    const std::int64_t old_id = has_old ? old->integer(0) : 0;
    old->reset();
    if (has_old) KOMPRESS_TRY(remove(old_id));

    CachedResponse head = given;  // but for its text
    head.text.clear();
    if (head.created == 0) head.created = database_.now();
    const std::string usage = encode_usage(given.usage);
    if (given.text.size() > MaxTextBytes) return std::int64_t{0};
    thread_local Compressor compressor;
    const std::string text = compressor.compress(given.text, nullptr);
    const std::uint64_t bytes = stored_bytes(payload_of(head, usage.size(), text.size()));
    if (bytes > options_.max_bytes) return std::int64_t{0};
    const std::string checksum = response_checksum(key, head, usage, text);

    KOMPRESS_TRY_VALUE(insert, database_.statement("INSERT INTO response(key, checksum, created, finish, cost, usage, provider, model, label, template, text) "
                                                   "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"));
    insert->bind_blob(1, key.view()).bind_blob(2, checksum).bind(3, head.created).bind(4, static_cast<std::int64_t>(head.finish));
    insert->bind(5, head.cost).bind_blob(6, usage).bind_text(7, head.provider).bind_text(8, head.model);
    KOMPRESS_TRY(insert->bind_text(9, head.label).bind_text(10, head.template_version).bind_blob(11, text).run());
    const std::int64_t id = database_.last_insert_id();
    KOMPRESS_TRY_VALUE(moment, database_.take_moments(1));
    KOMPRESS_TRY_VALUE(use, database_.statement("INSERT OR REPLACE INTO use VALUES(?1, ?2, ?3, 0)"));
    KOMPRESS_TRY(use->bind(1, id).bind(2, static_cast<std::int64_t>(bytes)).bind(3, moment).run());
    KOMPRESS_TRY(database_.add_to_counter("bytes", static_cast<std::int64_t>(bytes)));
    CacheRemoval removed;
    KOMPRESS_TRY(evict(options_.max_bytes, removed));
    return id;
}

Result<void> ResponseCache::remove(std::int64_t id) {
    KOMPRESS_TRY_VALUE(size, database_.statement("SELECT bytes FROM use WHERE response = ?1"));
    KOMPRESS_TRY_VALUE(has_size, size->bind(1, id).step());
    const std::int64_t bytes = has_size ? size->integer(0) : 0;
    size->reset();
    for (const char* sql : {"DELETE FROM response WHERE id = ?1", "DELETE FROM use WHERE response = ?1"}) {
        KOMPRESS_TRY_VALUE(statement, database_.statement(sql));
        KOMPRESS_TRY(statement->bind(1, id).run());
    }
    return database_.add_to_counter("bytes", -bytes);
}

Result<void> ResponseCache::write_uses() {
    std::unordered_map<std::int64_t, Uses::Use> by_id;
    std::int64_t hits, misses, saved, order;
    {
        const std::lock_guard lock(uses_.mutex);
        by_id.swap(uses_.by_id);
        hits = std::exchange(uses_.hits, 0);
        misses = std::exchange(uses_.misses, 0);
        saved = std::exchange(uses_.saved, 0);
        order = std::exchange(uses_.order, 0);
    }
    KOMPRESS_TRY_VALUE(first, database_.take_moments(order));
    for (const auto& [id, use] : by_id) {
        KOMPRESS_TRY_VALUE(statement, database_.statement("UPDATE use SET used = max(used, ?2), hits = hits + ?3 WHERE response = ?1"));
        KOMPRESS_TRY(statement->bind(1, id).bind(2, first + use.used - 1).bind(3, use.hits).run());
    }
    KOMPRESS_TRY(database_.add_to_counter("hits", hits));
    KOMPRESS_TRY(database_.add_to_counter("misses", misses));
    return database_.add_to_counter("saved", saved);
}

Result<void> ResponseCache::flush() {
    {
        const std::lock_guard lock(uses_.mutex);
        if (!database_.is_writable() || (uses_.hits == 0 && uses_.misses == 0)) return {};
    }
    const std::lock_guard lock(database_.mutex);
    return in_transaction([&] { return write_uses(); });
}

Result<void> ResponseCache::evict(std::uint64_t max_bytes, CacheRemoval& removed) {
    KOMPRESS_TRY_VALUE(held, database_.counter("bytes"));
    std::uint64_t bytes = held > 0 ? static_cast<std::uint64_t>(held) : 0;
    if (bytes <= max_bytes) return {};
    const std::uint64_t target = max_bytes - max_bytes / 20;
    struct Row {
        std::int64_t id;
        std::uint64_t bytes;
        double worth;
    };
    const bool by_cost = options_.eviction == Eviction::LeastCost;
    while (bytes > target) {
        // By cost: of the quarter that was used least recently, at most so many at a time.
        KOMPRESS_TRY_VALUE(select, database_.statement("SELECT u.response, u.bytes, coalesce(r.cost, 0) FROM use u LEFT JOIN response r ON r.id = u.response "
                                                       "ORDER BY u.used, u.response LIMIT iif(?1, max(1, min(4096, (SELECT count(*) FROM use) / 4)), 64)"));
        select->bind(1, by_cost ? 1 : 0);
        std::vector<Row> rows;
        for (;;) {
            KOMPRESS_TRY_VALUE(has_row, select->step());
            if (!has_row) break;
            const auto size = static_cast<std::uint64_t>(std::max<std::int64_t>(1, select->integer(1)));
            rows.push_back({select->integer(0), size, static_cast<double>(std::max<std::int64_t>(0, select->integer(2))) / static_cast<double>(size)});
        }
        select->reset();
        if (rows.empty()) break;
        if (by_cost) std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.worth < b.worth; });
        for (const Row& row : rows) {
            if (bytes <= target) break;
            KOMPRESS_TRY(remove(row.id));
            bytes -= std::min(bytes, row.bytes);
            ++removed.rows;
            removed.bytes += row.bytes;
        }
    }
    return database_.add_to_counter("evicted", static_cast<std::int64_t>(removed.rows));
}

}  // namespace kompress::store
