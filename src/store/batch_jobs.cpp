// SPDX-License-Identifier: Apache-2.0
#include "store/batch_jobs.hpp"

#include <algorithm>
#include <mutex>

#include "base/try.hpp"
#include "store/compress.hpp"
#include "store/request_rows.hpp"
#include "store/response_database.hpp"

namespace kompress::store {
namespace {

Result<BatchItem> read_item(const Statement& row) {
    BatchItem item;
    item.custom_id = row.text(0);
    item.is_done = row.integer(1) != 0;
    item.request = row.integer(2);
    const std::string_view key = row.blob(3);
    std::copy_n(key.begin(), std::min(key.size(), item.key.bytes.size()), item.key.bytes.begin());
    item.label = row.text(4);
    KOMPRESS_TRY_VALUE(prompt, decompress(row.blob(5), nullptr));
    item.prompt = std::move(prompt);
    return item;
}

#define KOMPRESS_ITEM_COLUMNS "custom_id, is_done, request, key, label, prompt"

}  // namespace

Result<BatchId> BatchJobs::intend(const BatchJob& job, std::span<const BatchItem> items) { return intend(job, items, {}); }

Result<BatchId> BatchJobs::intend(const BatchJob& job, std::span<const BatchItem> items, std::span<const Reservation> reservations) {
    if (!reservations.empty() && reservations.size() != items.size()) return Error{ErrorCode::InvalidArgument, "each item of a batch wants one reservation"};
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
    KOMPRESS_TRY_VALUE(insert, database_.statement("INSERT OR IGNORE INTO batch(run, state, created, changed, provider, endpoint, model, tag, provider_id, reason) "
                                                   "VALUES(?1, 0, ?2, ?2, ?3, ?4, ?5, ?6, '', '')"));
    insert->bind(1, job.run).bind(2, database_.now()).bind_text(3, job.provider).bind_text(4, job.endpoint);
    KOMPRESS_TRY(insert->bind_text(5, job.model).bind_text(6, job.tag).run());
    if (database_.changes() == 0) return Error{ErrorCode::InvalidArgument, "a batch with the tag '" + job.tag + "' is in " + database_.path() + " already"};
    const BatchId batch = database_.last_insert_id();
    Compressor compressor;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const BatchItem& item = items[i];
        RequestId request = item.request;
        if (!reservations.empty()) {
            KOMPRESS_TRY_VALUE(reserved, insert_request(database_, reservations[i]));
            request = reserved;
        }
        const std::string prompt = compressor.compress(item.prompt, nullptr);
        KOMPRESS_TRY_VALUE(row, database_.statement("INSERT OR IGNORE INTO batch_item(batch, custom_id, is_done, request, key, label, prompt) VALUES(?1, ?2, 0, ?3, ?4, ?5, ?6)"));
        row->bind(1, batch).bind_text(2, item.custom_id).bind(3, request).bind_blob(4, item.key.view());
        KOMPRESS_TRY(row->bind_text(5, item.label).bind_blob(6, prompt).run());
        if (database_.changes() == 0) return Error{ErrorCode::InvalidArgument, "two items of a batch are called '" + item.custom_id + "'"};
    }
    KOMPRESS_TRY(transaction.commit());
    return batch;
}

Result<void> BatchJobs::submitted(BatchId batch, const std::string& provider_id) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
    KOMPRESS_TRY_VALUE(update, database_.statement("UPDATE batch SET state = 1, provider_id = ?2, changed = ?3 WHERE id = ?1 AND state < 2"));
    KOMPRESS_TRY(update->bind(1, batch).bind_text(2, provider_id).bind(3, database_.now()).run());
    if (database_.changes() == 0) return Error{ErrorCode::NotFound, "no batch " + std::to_string(batch) + " is under way in " + database_.path()};
    return transaction.commit();
}

Result<std::vector<BatchJob>> BatchJobs::unfinished() {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(select, database_.statement(
        "SELECT id, run, state, provider, endpoint, model, tag, provider_id, reason, created, changed, "
        "(SELECT count(*) FROM batch_item WHERE batch = id), (SELECT count(*) FROM batch_item WHERE batch = id AND is_done) "
        "FROM batch WHERE state < 2 ORDER BY id"));
    std::vector<BatchJob> jobs;
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, select->step());
        if (!has_row) break;
        BatchJob job;
        job.id = select->integer(0);
        job.run = select->integer(1);
        job.state = select->integer(2) == 0 ? BatchState::Intended : BatchState::Submitted;
        int column = 3;
        for (std::string* text : {&job.provider, &job.endpoint, &job.model, &job.tag, &job.provider_id, &job.reason}) *text = select->text(column++);
        job.created = select->integer(9);
        job.changed = select->integer(10);
        job.items = static_cast<std::uint64_t>(select->integer(11));
        job.done = static_cast<std::uint64_t>(select->integer(12));
        jobs.push_back(std::move(job));
    }
    select->reset();
    return jobs;
}

Result<std::vector<BatchItem>> BatchJobs::items(BatchId batch, const std::string& after, std::size_t limit) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(select, database_.statement("SELECT " KOMPRESS_ITEM_COLUMNS " FROM batch_item WHERE batch = ?1 AND custom_id > ?2 ORDER BY custom_id LIMIT ?3"));
    select->bind(1, batch).bind_text(2, after).bind(3, limit == 0 ? -1 : static_cast<std::int64_t>(limit));
    std::vector<BatchItem> items;
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, select->step());
        if (!has_row) break;
        auto item = read_item(*select);
        if (!item) select->reset();
        if (!item) return item.error();
        items.push_back(std::move(*item));
    }
    select->reset();
    return items;
}

Result<std::optional<BatchItem>> BatchJobs::item(BatchId batch, const std::string& custom_id) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(select, database_.statement("SELECT " KOMPRESS_ITEM_COLUMNS " FROM batch_item WHERE batch = ?1 AND custom_id = ?2"));
    KOMPRESS_TRY_VALUE(has_row, select->bind(1, batch).bind_text(2, custom_id).step());
    if (!has_row) return std::optional<BatchItem>();
    auto item = read_item(*select);
    select->reset();
    if (!item) return item.error();
    return std::optional(std::move(*item));
}

Result<void> BatchJobs::mark_done(BatchId batch, std::span<const std::string> custom_ids) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
    for (const std::string& custom_id : custom_ids) {
        KOMPRESS_TRY_VALUE(update, database_.statement("UPDATE batch_item SET is_done = 1 WHERE batch = ?1 AND custom_id = ?2"));
        KOMPRESS_TRY(update->bind(1, batch).bind_text(2, custom_id).run());
    }
    return transaction.commit();
}

Result<std::optional<BatchId>> BatchJobs::waiting_for(const Digest256& key) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(select, database_.statement("SELECT batch FROM batch_item WHERE key = ?1 AND is_done = 0 ORDER BY batch DESC LIMIT 1"));
    KOMPRESS_TRY_VALUE(has_row, select->bind_blob(1, key.view()).step());
    const auto batch = has_row ? std::optional<BatchId>(select->integer(0)) : std::nullopt;
    select->reset();
    return batch;
}

Result<std::vector<std::string>> BatchJobs::provider_ids(std::int64_t since) {
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(select, database_.statement("SELECT provider_id FROM batch WHERE provider_id <> '' AND changed >= ?1"));
    select->bind(1, since);
    std::vector<std::string> ids;
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, select->step());
        if (!has_row) break;
        ids.emplace_back(select->text(0));
    }
    select->reset();
    return ids;
}

Result<void> BatchJobs::finish(BatchId batch, BatchState state, const std::string& reason, Unsettled unsettled) {
    if (state != BatchState::Collected && state != BatchState::Failed)
        return Error{ErrorCode::InvalidArgument, "a batch ends collected or failed"};
    const std::lock_guard lock(database_.mutex);
    KOMPRESS_TRY_VALUE(transaction, Transaction::begin(database_));
    KOMPRESS_TRY_VALUE(update, database_.statement("UPDATE batch SET state = ?2, reason = ?3, changed = ?4 WHERE id = ?1"));
    KOMPRESS_TRY(update->bind(1, batch).bind(2, static_cast<std::int64_t>(state)).bind_text(3, reason).bind(4, database_.now()).run());
    KOMPRESS_TRY_VALUE(requests, database_.statement("UPDATE request SET state = ?2, is_estimated = ?3, ended = ?4, reason = ?5, cost = iif(?3, cost, 0), "
                                                     "input = iif(?3, input, 0), output = iif(?3, output, 0) "
                                                     "WHERE state = 0 AND id IN (SELECT request FROM batch_item WHERE batch = ?1)"));
    const bool is_charged = unsettled == Unsettled::Charge;
    requests->bind(1, batch).bind(2, is_charged ? 1 : 2).bind(3, is_charged).bind(4, database_.now());
    KOMPRESS_TRY(requests->bind_text(5, is_charged ? std::string() : reason).run());
    KOMPRESS_TRY_VALUE(items, database_.statement("DELETE FROM batch_item WHERE batch = ?1"));
    KOMPRESS_TRY(items->bind(1, batch).run());
    return transaction.commit();
}

}  // namespace kompress::store
