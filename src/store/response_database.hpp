// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The connection that the parts of a ResponseStore share. Private to store.
///
/// Threading: hold `mutex` while using statements or a transaction.

#include <mutex>
#include <string>
#include <unordered_map>

#include "kompress/clock.hpp"
#include "store/database.hpp"
#include "store/run_locks.hpp"

namespace kompress::store {

class ResponseDatabase {
  public:
    ResponseDatabase(Database database, std::string path, bool is_writable, const Clock& clock)
        : database_(std::move(database)), path_(std::move(path)), is_writable_(is_writable), clock_(clock) {}

    std::mutex mutex;
    RunLocks run_locks;

    /// `sql` must be a literal: statements are kept by its address.
    Result<Statement*> statement(const char* sql);
    Result<void> execute(const char* sql) { return database_.execute(sql); }
    Result<Statement> prepare(const char* sql) { return database_.prepare(sql); }
    std::int64_t last_insert_id() const { return database_.last_insert_id(); }
    std::int64_t changes() const { return database_.changes(); }
    std::int64_t now() const { return clock_.calendar().time_since_epoch().count(); }
    /// Gives the time in milliseconds, moved on so that the next `count` of them are later than any use that is written:
    /// uses keep their order within a second, between processes, and when the clock is put back.
    Result<std::int64_t> take_moments(std::int64_t count);
    /// 0 when nothing was counted yet.
    Result<std::int64_t> counter(std::string_view name);
    Result<void> add_to_counter(std::string_view name, std::int64_t by);
    bool is_writable() const { return is_writable_; }
    const std::string& path() const { return path_; }
    Error read_only() const;

  private:
    Database database_;
    std::unordered_map<const void*, Statement> statements_;
    std::string path_;
    bool is_writable_;
    const Clock& clock_;
    std::int64_t last_moment_ = 0;
};

/// Begins when made, rolls back unless committed.
class Transaction {
  public:
    static Result<Transaction> begin(ResponseDatabase& database);
    Transaction(Transaction&& other) noexcept : database_(other.database_) { other.database_ = nullptr; }
    ~Transaction();
    Result<void> commit();

  private:
    explicit Transaction(ResponseDatabase* database) : database_(database) {}
    ResponseDatabase* database_;
};

}  // namespace kompress::store
