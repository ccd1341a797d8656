// SPDX-License-Identifier: Apache-2.0
#pragma once
/// SQLite connections and statements that close themselves and report errors as values.
///
/// Threading: a Database and its statements belong to one thread at a time.

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "kompress/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace kompress::store {

class Statement {
  public:
    Statement() = default;
    Statement(sqlite3* db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    ~Statement();

    Statement& bind(int at, std::int64_t value);
    /// The bytes must stay alive until the next reset(): a string that dies with the line does not compile.
    /// What cannot be bound is an error of the next step() or run().
    Statement& bind_text(int at, std::string_view text);
    Statement& bind_blob(int at, std::string_view bytes);
    template <std::same_as<std::string> Temporary>
    Statement& bind_text(int at, Temporary&& text) = delete;
    template <std::same_as<std::string> Temporary>
    Statement& bind_blob(int at, Temporary&& bytes) = delete;
    /// True on a row, false when done. Errors: Busy, Io, Corrupt, Limit.
    Result<bool> step();
    /// Runs to the end and resets.
    Result<void> run();
    void reset();

    std::int64_t integer(int column) const;
    std::string_view text(int column) const;  ///< dies with the next step
    std::string_view blob(int column) const;  ///< dies with the next step

  private:
    sqlite3* db_ = nullptr;
    sqlite3_stmt* statement_ = nullptr;
    int refused_ = 0;  ///< why a value could not be bound: it would run with the one before
};

/// Immutable: read-only, and without the files that let writers be noticed; for directories in which nothing can be created.
enum class OpenMode { ReadOnly, Immutable, ReadWrite, Create };

class Database {
  public:
    /// Hardened against hostile files: no extensions, no trusted schema, checked cells.
    static Result<Database> open(const std::string& path, OpenMode mode);
    Database(Database&& other) noexcept;
    Database& operator=(Database&& other) noexcept;
    ~Database();

    Result<void> execute(const char* sql);
    Result<Statement> prepare(const char* sql);
    std::int64_t last_insert_id() const;
    std::int64_t changes() const;  ///< rows that the last statement inserted, changed or deleted
    Error error(const std::string& doing) const;

  private:
    explicit Database(sqlite3* db, std::string path) : db_(db), path_(std::move(path)) {}
    sqlite3* db_ = nullptr;
    std::string path_;
};

}  // namespace kompress::store
