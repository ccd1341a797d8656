// SPDX-License-Identifier: Apache-2.0
#include "store/database.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/system_error.hpp"

namespace kompress::store {
namespace {

constexpr int BusyTimeoutMs = 5000;

/// SQLite forgets why it could not create a file, so the disk is asked: the first 32 KiB of a log's index must fit.
bool is_full(sqlite3* db) {
    const char* path = db ? sqlite3_db_filename(db, "main") : nullptr;
    if (!path) return false;
    const std::string file(path), directory = file.substr(0, file.rfind('/') + 1);  // the file may not exist yet
    struct statvfs status;
    return ::statvfs(directory.empty() ? "." : directory.c_str(), &status) == 0 && status.f_bavail * status.f_frsize < (128u << 10);
}

/// An index is built again; answers that were paid for are not.
const char* cure(sqlite3* db) {
    const char* path = db ? sqlite3_db_filename(db, "main") : nullptr;
    const bool is_index = !path || !std::string_view(path).ends_with("/responses.sqlite");
    return is_index ? "rebuild it with: kompress index --full" : "move it away, and the next run starts a new one";
}

Error make_error(sqlite3* db, int code, const std::string& doing) {
    const bool is_refused = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_READONLY;
    const int number = !is_refused || !db ? 0 : is_full(db) ? ENOSPC : sqlite3_system_errno(db);
    if (is_out_of_space(number)) return system_error(doing, number, "choose another --state-dir");
    const std::string what = doing + ": " + (number ? std::strerror(number) : db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return {ErrorCode::Busy, what + "; another kompress is writing, try again"};
        case SQLITE_FULL: return {ErrorCode::Limit, what + "; free some space or choose another --state-dir"};
        case SQLITE_ERROR:  // our own statements are right: the tables are not ours
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return {ErrorCode::Corrupt, what + "; " + cure(db)};
        case SQLITE_NOMEM: return {ErrorCode::Limit, what + "; stop other programs or lower --jobs"};
        default: return {ErrorCode::Io, what + "; check that disk, or choose another --state-dir"};
    }
}

std::string path_of(sqlite3* db) {
    const char* path = sqlite3_db_filename(db, "main");
    return path ? path : "the index";
}

/// As SQLite's file names want it: everything but plain letters as %XX.
std::string immutable_uri(const std::string& path) {
    static constexpr char Digits[] = "0123456789abcdef";
    std::string uri = "file:";
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '/' || c == '.' || c == '-' || c == '_') uri += c;
        else (uri += '%') += {Digits[byte >> 4], Digits[byte & 15]};
    }
    return uri + "?immutable=1";
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : db_(std::exchange(other.db_, nullptr)), statement_(std::exchange(other.statement_, nullptr)), refused_(std::exchange(other.refused_, 0)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
    std::swap(db_, other.db_);
    std::swap(statement_, other.statement_);
    std::swap(refused_, other.refused_);
    return *this;
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int at, std::int64_t value) {
    if (const int code = sqlite3_bind_int64(statement_, at, value)) refused_ = code;
    return *this;
}

Statement& Statement::bind_text(int at, std::string_view text) {
    const char* data = text.empty() ? "" : text.data();
    if (const int code = sqlite3_bind_text64(statement_, at, data, text.size(), SQLITE_STATIC, SQLITE_UTF8)) refused_ = code;
    return *this;
}

Statement& Statement::bind_blob(int at, std::string_view bytes) {
    const char* data = bytes.empty() ? "" : bytes.data();
    if (const int code = sqlite3_bind_blob64(statement_, at, data, bytes.size(), SQLITE_STATIC)) refused_ = code;
    return *this;
}

Result<bool> Statement::step() {
    const int code = refused_ ? refused_ : sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return make_error(db_, code, "using " + path_of(db_));
}

Result<void> Statement::run() {
    const int code = refused_ ? refused_ : sqlite3_step(statement_);
    if (code != SQLITE_DONE && code != SQLITE_ROW) {
        Error error = make_error(db_, code, "writing " + path_of(db_));
        reset();
        return error;
    }
    reset();
    return {};
}

void Statement::reset() {
    sqlite3_reset(statement_);
    refused_ = 0;
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Statement::text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return text ? std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string_view{};
}

std::string_view Statement::blob(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return bytes ? std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string_view{};
}

Result<Database> Database::open(const std::string& path, OpenMode mode) {
    const bool is_immutable = mode == OpenMode::Immutable, is_read_only = mode == OpenMode::ReadOnly || is_immutable;
    const int flags = SQLITE_OPEN_NOMUTEX | (is_read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                      (mode == OpenMode::Create ? SQLITE_OPEN_CREATE : 0) | (is_immutable ? SQLITE_OPEN_URI : 0);
    if (mode == OpenMode::Create) {
        // SQLite would not say why it could not.
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
        if (descriptor < 0) return system_error("creating " + path, errno, "choose another --state-dir");
        ::close(descriptor);
    }
    sqlite3* db = nullptr;
    const int code = sqlite3_open_v2(is_immutable ? immutable_uri(path).c_str() : path.c_str(), &db, flags, nullptr);
    if (code != SQLITE_OK) {
        Error error = make_error(db, code, "opening " + path);
        sqlite3_close(db);
        return error;
    }
    Database database(db, path);
    sqlite3_busy_timeout(db, BusyTimeoutMs);
    // Defensive connections refuse journal_mode=OFF, and a database that we create is no hostile one.
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, mode == OpenMode::Create ? 0 : 1, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_extended_result_codes(db, 1);
    auto prepared = database.execute("PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;");
    if (!prepared) return prepared.error();
    return database;
}

Database::Database(Database&& other) noexcept : db_(std::exchange(other.db_, nullptr)), path_(std::move(other.path_)) {}

Database& Database::operator=(Database&& other) noexcept {
    std::swap(db_, other.db_);
    std::swap(path_, other.path_);
    return *this;
}

Database::~Database() { sqlite3_close_v2(db_); }

Result<void> Database::execute(const char* sql) {
    const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return make_error(db_, code, "using " + path_);
    return {};
}

Result<Statement> Database::prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return make_error(db_, code, "using " + path_);
    return Statement(db_, statement);
}

std::int64_t Database::last_insert_id() const { return sqlite3_last_insert_rowid(db_); }
std::int64_t Database::changes() const { return sqlite3_changes64(db_); }

Error Database::error(const std::string& doing) const { return make_error(db_, sqlite3_extended_errcode(db_), doing); }

}  // namespace kompress::store
