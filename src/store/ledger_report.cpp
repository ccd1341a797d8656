// SPDX-License-Identifier: Apache-2.0
/// Sums over the ledger.
#include <algorithm>
#include <mutex>

#include "base/try.hpp"
#include "store/ledger.hpp"
#include "store/response_database.hpp"

namespace kompress::store {
namespace {

/// Read by read_sums(). `r` is the request; a run without requests gives one row of nulls, which count for nothing.
#define KOMPRESS_COST_SUMS                                                                                               \
    "count(r.id), sum(r.state = 2), sum(r.is_estimated), sum(r.state = 0), sum(r.state <> 0 AND r.cost < 0), "           \
    "sum(iif(r.state <> 0, r.input, 0)), sum(iif(r.state <> 0, r.cache_read, 0)), sum(iif(r.state <> 0, r.cache_write, 0)), " \
    "sum(iif(r.state <> 0, r.output, 0)), sum(iif(r.state <> 0, r.reasoning, 0)), "                                      \
    "sum(iif(r.state <> 0 AND r.cost > 0, r.cost, 0)), sum(iif(r.state = 0 AND r.cost > 0, r.cost, 0))"
constexpr int SumColumns = 12;

CostSums read_sums(const Statement& row, int at) {
    CostSums sums;
    for (std::uint64_t* sum : {&sums.requests, &sums.failed, &sums.estimated, &sums.reserved, &sums.unpriced, &sums.input, &sums.cache_read,
                               &sums.cache_write, &sums.output, &sums.reasoning})
        *sum = static_cast<std::uint64_t>(std::max<std::int64_t>(0, row.integer(at++)));
    sums.cost = row.integer(at++);
    sums.reserved_cost = row.integer(at);
    return sums;
}

/// name, run, state, started, ended, cache hits, saved, sums; ?1 since, ?2 limit, ?3 offset.
const char* query_for(CostGroup group) {
    switch (group) {
        case CostGroup::Run:
            return "SELECT run.command, run.id, run.state, run.started, run.ended, run.cache_hits, run.saved, " KOMPRESS_COST_SUMS
                   " FROM run LEFT JOIN request r ON r.run = run.id AND r.started >= ?1 WHERE run.started >= ?1 OR r.id IS NOT NULL "
                   "GROUP BY run.id ORDER BY run.id DESC LIMIT ?2 OFFSET ?3";
        case CostGroup::Model:
            return "SELECT r.model, 0, 1, min(r.started), max(r.started, r.ended), 0, 0, " KOMPRESS_COST_SUMS
                   " FROM request r WHERE r.started >= ?1 GROUP BY r.model ORDER BY sum(max(r.cost, 0)) DESC, r.model LIMIT ?2 OFFSET ?3";
        case CostGroup::Label:
            return "SELECT r.label, 0, 1, min(r.started), max(r.started, r.ended), 0, 0, " KOMPRESS_COST_SUMS
                   " FROM request r WHERE r.started >= ?1 GROUP BY r.label ORDER BY sum(max(r.cost, 0)) DESC, r.label LIMIT ?2 OFFSET ?3";
        case CostGroup::Day: break;
    }
    return "SELECT date(r.started, 'unixepoch'), 0, 1, min(r.started), max(r.started, r.ended), 0, 0, " KOMPRESS_COST_SUMS
           " FROM request r WHERE r.started >= ?1 GROUP BY 1 ORDER BY 1 DESC LIMIT ?2 OFFSET ?3";
}

CostRow read_row(const Statement& row) {
    CostRow costs;
    costs.name = row.text(0);
    costs.run = row.integer(1);
    costs.state = static_cast<RunState>(std::clamp<std::int64_t>(row.integer(2), 0, static_cast<std::int64_t>(RunState::Died)));
    costs.started = row.integer(3);
    costs.ended = row.integer(4);
    costs.cache_hits = static_cast<std::uint64_t>(row.integer(5));
    costs.saved = row.integer(6);
    costs.sums = read_sums(row, 7);
    return costs;
}

}  // namespace

Result<CostSums> Ledger::spent(RunId run) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(select, database_.statement("SELECT run.id, " KOMPRESS_COST_SUMS " FROM run LEFT JOIN request r ON r.run = run.id WHERE run.id = ?1 GROUP BY run.id"));
    KOMPRESS_TRY_VALUE(has_row, select->bind(1, run).step());
    if (!has_row) return Error{ErrorCode::NotFound, "there is no run " + std::to_string(run) + " in " + database_.path()};
    const CostSums sums = read_sums(*select, 1);
    select->reset();
    return sums;
}

Result<CostReport> Ledger::costs(const CostQuery& query) {
    const std::lock_guard lock(database_.mutex);
    CostReport report;
    KOMPRESS_TRY_VALUE(select, database_.statement(query_for(query.group)));
    select->bind(1, query.since).bind(2, query.limit == 0 ? -1 : static_cast<std::int64_t>(query.limit) + 1).bind(3, static_cast<std::int64_t>(query.offset));
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, select->step());
        if (!has_row) break;
        report.has_more = query.limit != 0 && report.rows.size() == query.limit;
        if (report.has_more) break;
        report.rows.push_back(read_row(*select));
    }
    select->reset();
    KOMPRESS_TRY_VALUE(total, database_.statement("SELECT " KOMPRESS_COST_SUMS " FROM request r WHERE r.started >= ?1"));
    KOMPRESS_TRY(total->bind(1, query.since).step());
    report.total = read_sums(*total, 0);
    total->reset();
    KOMPRESS_TRY_VALUE(hits, database_.statement("SELECT sum(cache_hits), sum(saved) FROM run WHERE started >= ?1"));
    KOMPRESS_TRY(hits->bind(1, query.since).step());
    report.cache_hits = static_cast<std::uint64_t>(hits->integer(0));
    report.saved = hits->integer(1);
    hits->reset();
    return report;
}

}  // namespace kompress::store
