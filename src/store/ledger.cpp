// SPDX-License-Identifier: Apache-2.0
#include "store/ledger.hpp"

#include <algorithm>
#include <mutex>

#include "base/try.hpp"
#include "store/request_rows.hpp"
#include "store/response_cache.hpp"
#include "store/response_database.hpp"

namespace kompress::store {

Result<RunId> Ledger::begin_run(const std::string& command) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
    KOMPRESS_TRY_VALUE(insert, database_.statement("INSERT INTO run(command, started, ended, state, cache_hits, saved) VALUES(?1, ?2, 0, 0, 0, 0)"));
    KOMPRESS_TRY(insert->bind_text(1, command).bind(2, database_.now()).run());
    const RunId run = database_.last_insert_id();
    KOMPRESS_TRY(database_.run_locks.hold(run));  // before others can see the run
    KOMPRESS_TRY(transaction.commit());
    return run;
}

Result<void> Ledger::close_run(RunId run, RunState state) {
    KOMPRESS_TRY_VALUE(requests, database_.statement("UPDATE request SET state = 1, is_estimated = 1, ended = ?2 WHERE run = ?1 AND state = 0 AND is_batch = 0"));
    KOMPRESS_TRY(requests->bind(1, run).bind(2, database_.now()).run());
    KOMPRESS_TRY_VALUE(update, database_.statement("UPDATE run SET state = ?2, ended = ?3 WHERE id = ?1"));
    return update->bind(1, run).bind(2, static_cast<std::int64_t>(state)).bind(3, database_.now()).run();
}

Result<void> Ledger::end_run(RunId run, RunState state) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
    KOMPRESS_TRY(close_run(run, state));
    KOMPRESS_TRY(cache_.write_uses());
    KOMPRESS_TRY(transaction.commit());
    database_.run_locks.release(run);
    return {};
}

Result<std::uint64_t> Ledger::charge_dead_runs() {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(select, database_.statement("SELECT id FROM run WHERE state = 0"));
    std::vector<RunId> dead;
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, select->step());
        if (!has_row) break;
        if (!database_.run_locks.is_held(select->integer(0))) dead.push_back(select->integer(0));
    }
    select->reset();
    if (dead.empty()) return std::uint64_t{0};
    KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
    for (const RunId run : dead) KOMPRESS_TRY(close_run(run, RunState::Died));
    KOMPRESS_TRY(transaction.commit());
    return std::uint64_t{dead.size()};
}

Result<void> Ledger::add_cache_hits(RunId run, std::uint64_t hits, std::int64_t saved) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
    KOMPRESS_TRY_VALUE(update, database_.statement("UPDATE run SET cache_hits = cache_hits + ?2, saved = saved + ?3 WHERE id = ?1"));
    KOMPRESS_TRY(update->bind(1, run).bind(2, bounded_tokens(hits)).bind(3, std::max<std::int64_t>(0, bounded_cost(saved))).run());
    return transaction.commit();
}

Result<RequestId> Ledger::reserve(const Reservation& reservation) {
    KOMPRESS_TRY_VALUE(ids, reserve(std::span(&reservation, 1)));
    return ids.front();
}

Result<std::vector<RequestId>> Ledger::reserve(std::span<const Reservation> reservations) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
    std::vector<RequestId> ids;
    for (const Reservation& wanted : reservations) {
        KOMPRESS_TRY_VALUE(id, insert_request(database_, wanted));
        ids.push_back(id);
    }
    KOMPRESS_TRY(transaction.commit());
    return ids;
}

Result<void> Ledger::settle(std::span<const Settlement> settlements) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
    struct Kept {
        Digest256 key;
        std::int64_t id;
        const CachedResponse* answer;
    };
    std::vector<Kept> kept;
    for (const Settlement& settlement : settlements) {
        KOMPRESS_TRY_VALUE(key, settle_one(settlement));
        if (!settlement.answer) continue;
        KOMPRESS_TRY_VALUE(id, cache_.put_row(key, *settlement.answer));
        if (id != 0) kept.push_back({key, id, settlement.answer});
    }
    KOMPRESS_TRY(transaction.commit());
    for (const Kept& row : kept) cache_.memory_.put({row.key, row.id, *row.answer});
    return {};
}

Result<Digest256> Ledger::settle_one(const Settlement& settlement) {
    KOMPRESS_TRY_VALUE(select, database_.statement("SELECT key, state <> 0 AND is_estimated = 0 FROM request WHERE id = ?1"));
    KOMPRESS_TRY_VALUE(has_row, select->bind(1, settlement.request).step());
    if (!has_row) return Error{ErrorCode::NotFound, "no request " + std::to_string(settlement.request) + " was reserved in " + database_.path()};
    Digest256 key;
    const std::string_view bytes = select->blob(0);
    std::copy_n(bytes.begin(), std::min(bytes.size(), key.bytes.size()), key.bytes.begin());
    const bool is_final = select->integer(1) != 0;
    select->reset();
    if (is_final) return key;
    const Usage& usage = settlement.usage;
    const bool keeps_reservation = settlement.is_estimated && settlement.cost < 0 && usage == Usage{.is_estimated = usage.is_estimated};
    if (keeps_reservation) {
        KOMPRESS_TRY_VALUE(update, database_.statement("UPDATE request SET state = 1, is_estimated = 1, ended = ?2 WHERE id = ?1"));
        KOMPRESS_TRY(update->bind(1, settlement.request).bind(2, database_.now()).run());
        return key;
    }
    KOMPRESS_TRY_VALUE(update, database_.statement("UPDATE request SET state = 1, is_estimated = ?2, ended = ?3, cost = ?4, input = ?5, cache_read = ?6, "
                                                   "cache_write = ?7, output = ?8, reasoning = ?9 WHERE id = ?1"));
    update->bind(1, settlement.request).bind(2, settlement.is_estimated).bind(3, database_.now()).bind(4, bounded_cost(settlement.cost));
    update->bind(5, bounded_tokens(usage.input)).bind(6, bounded_tokens(usage.cache_read)).bind(7, bounded_tokens(usage.cache_write + usage.cache_write_long));
    KOMPRESS_TRY(update->bind(8, bounded_tokens(usage.output)).bind(9, bounded_tokens(usage.reasoning)).run());
    return key;
}

Result<void> Ledger::fail(RequestId request, const std::string& reason, std::int64_t cost, const Usage& usage) {
    const RequestFailure failure{request, reason, cost, usage};
    return fail(std::span(&failure, 1));
}

Result<void> Ledger::fail(std::span<const RequestFailure> failures) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
    for (const auto& [request, reason, cost, usage] : failures) {
        KOMPRESS_TRY_VALUE(update, database_.statement("UPDATE request SET state = 2, is_estimated = 0, ended = ?2, cost = ?3, input = ?4, cache_read = ?5, cache_write = ?6, "
                                                       "output = ?7, reasoning = ?8, reason = ?9 WHERE id = ?1 AND (state = 0 OR is_estimated = 1)"));
        update->bind(1, request).bind(2, database_.now()).bind(3, bounded_cost(cost)).bind(4, bounded_tokens(usage.input)).bind(5, bounded_tokens(usage.cache_read));
        update->bind(6, bounded_tokens(usage.cache_write + usage.cache_write_long)).bind(7, bounded_tokens(usage.output)).bind(8, bounded_tokens(usage.reasoning));
        KOMPRESS_TRY(update->bind_text(9, reason).run());
    }
    return transaction.commit();
}

}  // namespace kompress::store
