// SPDX-License-Identifier: Apache-2.0
#include "store/response_database.hpp"

#include <algorithm>

#include "base/try.hpp"

namespace kompress::store {

Result<Statement*> ResponseDatabase::statement(const char* sql) {
    const auto found = statements_.find(sql);
    if (found != statements_.end()) {
        found->second.reset();
        return &found->second;
    }
    KOMPRESS_TRY_VALUE(prepared, database_.prepare(sql));
    return &(statements_[sql] = std::move(prepared));
}

Result<std::int64_t> ResponseDatabase::take_moments(std::int64_t count) {
    KOMPRESS_TRY_VALUE(select, statement("SELECT max(used) FROM use"));  // the end of an index
    KOMPRESS_TRY(select->step());
    const std::int64_t latest = std::max(last_moment_, select->integer(0));
    select->reset();
    const std::int64_t first = std::max(std::min(latest, INT64_MAX - count) + 1, now() * 1000);
    last_moment_ = first + count - 1;
    return first;
}

Result<std::int64_t> ResponseDatabase::counter(std::string_view name) {
    KOMPRESS_TRY_VALUE(select, statement("SELECT value FROM counter WHERE name = ?1"));
    KOMPRESS_TRY_VALUE(has_row, select->bind_text(1, name).step());
    const std::int64_t value = has_row ? select->integer(0) : 0;
    select->reset();
    return value;
}

Result<void> ResponseDatabase::add_to_counter(std::string_view name, std::int64_t by) {
    if (by == 0) return {};
    KOMPRESS_TRY_VALUE(upsert, statement("INSERT INTO counter VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET value = value + ?2"));
    return upsert->bind_text(1, name).bind(2, by).run();
}

Error ResponseDatabase::read_only() const {
    return {ErrorCode::Io, path_ + " was opened for reading only; choose a --state-dir that can be written"};
}

Result<Transaction> Transaction::begin(ResponseDatabase& database) {
    if (!database.is_writable()) return database.read_only();
    KOMPRESS_TRY_VALUE(statement, database.statement("BEGIN IMMEDIATE"));
    KOMPRESS_TRY(statement->run());
    return Transaction(&database);
}

Transaction::~Transaction() {
    if (!database_) return;
    auto statement = database_->statement("ROLLBACK");  // after a full disk SQLite may have done so by itself
    if (statement) static_cast<void>((*statement)->run());
}

Result<void> Transaction::commit() {
    KOMPRESS_TRY_VALUE(statement, database_->statement("COMMIT"));
    KOMPRESS_TRY(statement->run());
    database_ = nullptr;
    return {};
}

}  // namespace kompress::store
