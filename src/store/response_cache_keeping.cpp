// SPDX-License-Identifier: Apache-2.0
/// Looking at the cache and clearing it.
#include <sys/stat.h>

#include <algorithm>
#include <charconv>

#include "base/try.hpp"
#include "store/response_cache.hpp"
#include "store/response_database.hpp"

namespace kompress::store {
namespace {

std::string glob_or_all(const std::string& glob) { return glob.empty() ? "*" : glob; }

std::uint64_t file_size(const std::string& path) {
    struct stat status;
    return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

CacheRow read_row(const Statement& row) {
    CacheRow answer;
    answer.id = row.integer(0);
    const std::string_view key = row.blob(1);
    std::copy_n(key.begin(), std::min(key.size(), answer.key.bytes.size()), answer.key.bytes.begin());
    answer.provider = row.text(2);
    answer.model = row.text(3);
    answer.label = row.text(4);
    answer.template_version = row.text(5);
    answer.finish = static_cast<FinishReason>(std::clamp<std::int64_t>(row.integer(6), 0, static_cast<std::int64_t>(FinishReason::Other)));
    answer.cost = row.integer(7);
    answer.bytes = static_cast<std::uint64_t>(row.integer(8));
    answer.created = row.integer(9);
    answer.used = row.integer(10);
    answer.hits = static_cast<std::uint64_t>(row.integer(11));
    return answer;
}

}  // namespace

Result<CachePage> ResponseCache::list(const CacheFilter& filter, std::size_t limit, const std::string& cursor) {
    std::int64_t before = INT64_MAX;
    const char* end = cursor.data() + cursor.size();
    if (const auto parsed = std::from_chars(cursor.data(), end, before); !cursor.empty() && (parsed.ec != std::errc() || parsed.ptr != end))
        return Error{ErrorCode::InvalidArgument, "'" + cursor + "' is no cursor of this list; take it from next_cursor"};
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(select, database_.statement(
        "SELECT r.id, r.key, r.provider, r.model, r.label, r.template, r.finish, r.cost, u.bytes, r.created, u.used / 1000, u.hits "
        "FROM response r LEFT JOIN use u ON u.response = r.id WHERE r.id < ?1 AND r.model GLOB ?2 AND r.label GLOB ?3 ORDER BY r.id DESC LIMIT ?4"));
    const std::string model = glob_or_all(filter.model_glob), label = glob_or_all(filter.label_glob);
    select->bind(1, before).bind_text(2, model).bind_text(3, label).bind(4, limit == 0 ? -1 : static_cast<std::int64_t>(limit) + 1);
    CachePage page;
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, select->step());
        if (!has_row) break;
        if (limit != 0 && page.rows.size() == limit) {
            page.next_cursor = std::to_string(page.rows.back().id);
            break;
        }
        page.rows.push_back(read_row(*select));
    }
    select->reset();
    return page;
}

Result<CacheStats> ResponseCache::stats() {
    CacheStats stats;
    {
        const std::lock_guard lock(uses_.mutex);
        stats.hits = static_cast<std::uint64_t>(uses_.hits);
        stats.misses = static_cast<std::uint64_t>(uses_.misses);
        stats.saved = uses_.saved;
    }
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(rows, database_.statement("SELECT count(*) FROM use"));
    KOMPRESS_TRY(rows->step());
    stats.rows = static_cast<std::uint64_t>(rows->integer(0));
    rows->reset();
    stats.max_bytes = options_.max_bytes;
    for (const auto& [name, target] : {std::pair{"bytes", &stats.bytes}, {"hits", &stats.hits}, {"misses", &stats.misses},
                                       {"evicted", &stats.evicted}, {"damaged", &stats.damaged}}) {
        KOMPRESS_TRY_VALUE(value, database_.counter(name));
        *target += static_cast<std::uint64_t>(std::max<std::int64_t>(0, value));
    }
    KOMPRESS_TRY_VALUE(saved, database_.counter("saved"));
    stats.saved += saved;
    stats.file_bytes = file_size(database_.path()) + file_size(database_.path() + "-wal");
    return stats;
}

Result<void> ResponseCache::remove_selected(Statement& select, bool is_dry_run, CacheRemoval& removed) {
    std::vector<std::int64_t> ids;
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, select.step());
        if (!has_row) break;
        ids.push_back(select.integer(0));
        ++removed.rows;
        removed.bytes += static_cast<std::uint64_t>(std::max<std::int64_t>(0, select.integer(1)));
    }
    select.reset();
    if (!is_dry_run)
        for (const std::int64_t id : ids) KOMPRESS_TRY(remove(id));
    return {};
}

Result<CacheRemoval> ResponseCache::gc(std::uint64_t max_bytes, std::int64_t max_age_seconds) {
    memory_.clear();
    const std::lock_guard lock(database_.mutex);
    CacheRemoval removed;
    {
        KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
        KOMPRESS_TRY(write_uses());
        if (max_age_seconds > 0) {
            KOMPRESS_TRY_VALUE(old, database_.statement("SELECT r.id, u.bytes FROM response r LEFT JOIN use u ON u.response = r.id WHERE r.created < ?1"));
            old->bind(1, database_.now() - max_age_seconds);
            KOMPRESS_TRY(remove_selected(*old, false, removed));
        }
        KOMPRESS_TRY(evict(max_bytes, removed));
        KOMPRESS_TRY(transaction.commit());
    }
    KOMPRESS_TRY(database_.execute("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)"));
    return removed;
}

Result<CacheRemoval> ResponseCache::purge(const CacheFilter& filter, bool is_dry_run) {
    memory_.clear();
    const std::lock_guard lock(database_.mutex);
    CacheRemoval removed;
    KOMPRESS_TRY_VALUE(select, database_.statement("SELECT r.id, u.bytes FROM response r LEFT JOIN use u ON u.response = r.id "
                                                   "WHERE r.model GLOB ?1 AND r.label GLOB ?2"));
    const std::string model = glob_or_all(filter.model_glob), label = glob_or_all(filter.label_glob);
    select->bind_text(1, model).bind_text(2, label);
    if (is_dry_run) {
        KOMPRESS_TRY(remove_selected(*select, true, removed));
        return removed;
    }
    KOMPRESS_TRY(database_.execute("PRAGMA secure_delete=ON"));
    {
        KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
        KOMPRESS_TRY(write_uses());
        KOMPRESS_TRY(remove_selected(*select, false, removed));
        KOMPRESS_TRY(transaction.commit());
    }
    KOMPRESS_TRY(database_.execute("PRAGMA secure_delete=OFF; PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)"));
    return removed;
}

}  // namespace kompress::store
