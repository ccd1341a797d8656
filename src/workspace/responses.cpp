// SPDX-License-Identifier: Apache-2.0
/// The parts of the workspace that look after answers and money. A state directory without them is empty, not wrong.
#include "kompress/responses.hpp"

#include <charconv>
#include <optional>

#include "base/try.hpp"
#include "kompress/workspace.hpp"
#include "store/response_store.hpp"

namespace kompress {
namespace {

using store::Access;
using store::ResponseStore;
using StorePointer = std::unique_ptr<ResponseStore>;

/// Null when there is none. Where nothing can be written it is read as it is.
Result<StorePointer> open_existing(const std::string& state_directory, Access access) {
    if (!ResponseStore::exists(state_directory)) return StorePointer();
    auto store = ResponseStore::open(state_directory, Access::Write);
    const bool is_refused = !store && (store.error().code == ErrorCode::Io || store.error().code == ErrorCode::Limit || store.error().code == ErrorCode::Busy);
    if (!is_refused || access == Access::Write) return store;
    auto reader = ResponseStore::open(state_directory, Access::Read);
    return reader ? std::move(reader) : std::move(store);
}

CostSums to_public(const store::CostSums& from) {
    CostSums sums;
    sums.requests = from.requests;
    sums.failed = from.failed;
    sums.estimated = from.estimated;
    sums.unpriced = from.unpriced;
    sums.reserved = from.reserved;
    sums.input_tokens = from.input;
    sums.cached_input_tokens = from.cache_read;
    sums.cache_write_tokens = from.cache_write;
    sums.output_tokens = from.output;
    sums.reasoning_tokens = from.reasoning;
    sums.cost = from.cost;
    sums.reserved_cost = from.reserved_cost;
    return sums;
}

CostRow to_public(const store::CostRow& from, CostGroup group) {
    static constexpr const char* States[] = {"running", "done", "failed", "cancelled", "died"};
    CostRow row;
    row.name = from.name;
    row.run = from.run;
    if (group == CostGroup::Run) row.state = States[static_cast<int>(from.state)];
    row.started = from.started;
    row.ended = from.ended;
    row.sums = to_public(from.sums);
    row.cache_hits = from.cache_hits;
    row.saved = from.saved;
    return row;
}

store::CacheFilter to_store(const AnswerFilter& filter) { return {filter.model, filter.page}; }

}  // namespace

Result<CostReport> Workspace::costs(const CostQuery& query) {
    std::size_t offset = 0;
    const char* end = query.cursor.data() + query.cursor.size();
    if (const auto parsed = std::from_chars(query.cursor.data(), end, offset); !query.cursor.empty() && (parsed.ec != std::errc() || parsed.ptr != end))
        return Error{ErrorCode::InvalidArgument, "'" + query.cursor + "' is no cursor of this list; take it from next_cursor"};
    KOMPRESS_TRY_VALUE(store, open_existing(state_dir(), Access::Read));
    CostReport report;
    if (!store) return report;
    static constexpr store::CostGroup Groups[] = {store::CostGroup::Run, store::CostGroup::Model, store::CostGroup::Label, store::CostGroup::Day};
    KOMPRESS_TRY_VALUE(costs, store->ledger().costs({Groups[static_cast<int>(query.group)], query.since, query.limit, offset}));
    report.has_ledger = true;
    for (const store::CostRow& row : costs.rows) report.rows.push_back(to_public(row, query.group));
    if (costs.has_more) report.next_cursor = std::to_string(offset + query.limit);
    report.total = to_public(costs.total);
    report.cache_hits = costs.cache_hits;
    report.saved = costs.saved;
    return report;
}

Result<AnswerPage> Workspace::cache_list(const AnswerFilter& filter, std::size_t limit, const std::string& cursor) {
    KOMPRESS_TRY_VALUE(store, open_existing(state_dir(), Access::Read));
    AnswerPage page;
    if (!store) return page;
    KOMPRESS_TRY_VALUE(list, store->cache().list(to_store(filter), limit, cursor));
    for (const store::CacheRow& row : list.rows)
        page.answers.push_back({row.key.hex(), row.provider, row.model, row.label, std::string(finish_reason_name(row.finish)), row.cost, row.bytes, row.hits,
                                row.created, row.used});
    page.next_cursor = list.next_cursor;
    return page;
}

Result<CacheReport> Workspace::cache_stats() {
    KOMPRESS_TRY_VALUE(store, open_existing(state_dir(), Access::Read));
    CacheReport report;
    report.max_bytes = store::CacheOptions{}.max_bytes;
    if (!store) return report;
    KOMPRESS_TRY_VALUE(stats, store->cache().stats());
    report = {stats.rows, stats.bytes, stats.max_bytes, stats.file_bytes, stats.hits, stats.misses, stats.evicted, stats.damaged, stats.saved};
    return report;
}

Result<CacheRemoval> Workspace::cache_gc(std::uint64_t max_bytes, std::int64_t max_age_seconds) {
    KOMPRESS_TRY_VALUE(store, open_existing(state_dir(), Access::Write));
    if (!store) return CacheRemoval{};
    KOMPRESS_TRY_VALUE(removed, store->cache().gc(max_bytes, max_age_seconds));
    return CacheRemoval{removed.rows, removed.bytes};
}

Result<CacheRemoval> Workspace::cache_purge(const AnswerFilter& filter, bool is_dry_run) {
    KOMPRESS_TRY_VALUE(store, open_existing(state_dir(), is_dry_run ? Access::Read : Access::Write));
    if (!store) return CacheRemoval{};
    KOMPRESS_TRY_VALUE(removed, store->cache().purge(to_store(filter), is_dry_run));
    return CacheRemoval{removed.rows, removed.bytes};
}

}  // namespace kompress
