// SPDX-License-Identifier: Apache-2.0
#include "store/response_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/system_error.hpp"
#include "base/try.hpp"
#include "store/response_database.hpp"
#include "store/responses_schema.hpp"
#include "store/state_directory.hpp"

namespace kompress::store {
namespace {

constexpr const char* FileName = "/responses.sqlite";
constexpr const char* LockName = "/responses.lock";
constexpr const char* Elsewhere = "choose another --state-dir";

/// A directory that we make is for its owner alone.
Result<void> make_directory(const std::string& directory) {
    const auto parent = std::filesystem::path(directory).parent_path();
    std::error_code failed;
    if (!parent.empty()) std::filesystem::create_directories(parent, failed);
    if (failed) return system_error("creating " + parent.string(), failed.value(), Elsewhere);
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return system_error("creating " + directory, errno, Elsewhere);
    return prepare_state_directory(directory);
}

/// Creates it where missing. SQLite gives its journals the permissions of the file.
Result<void> make_private_file(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor >= 0) ::close(descriptor);
    else if (errno != EEXIST) return system_error("creating " + path, errno, Elsewhere);
    struct stat status;
    if (::lstat(path.c_str(), &status) != 0) return system_error("reading " + path, errno, Elsewhere);
    if (!S_ISREG(status.st_mode)) return Error{ErrorCode::Corrupt, path + " is no plain file; remove it or " + Elsewhere};
    if (::access(path.c_str(), W_OK) != 0 || ::access(path.substr(0, path.rfind('/')).c_str(), W_OK) != 0)
        return system_error("writing to " + path, errno, Elsewhere);
    if ((status.st_mode & 077) != 0 && ::chmod(path.c_str(), status.st_mode & 0700) != 0)
        return system_error("making " + path + " private", errno, Elsewhere);
    return {};
}

Result<std::int64_t> pragma(Database& db, const char* sql) {
    KOMPRESS_TRY_VALUE(statement, db.prepare(sql));
    KOMPRESS_TRY_VALUE(has_row, statement.step());
    return has_row ? statement.integer(0) : 0;
}

/// Creates the tables in a file that has none.
Result<void> create_tables(Database& db) {
    KOMPRESS_TRY(db.execute("BEGIN IMMEDIATE"));
    KOMPRESS_TRY_VALUE(tables, pragma(db, "SELECT count(*) FROM sqlite_schema"));
    if (tables == 0) {  // no other process was faster
        KOMPRESS_TRY(db.execute(ResponsesSchemaSql));
        const std::string header = "PRAGMA application_id=" + std::to_string(ResponsesApplicationId) +
                                   "; PRAGMA user_version=" + std::to_string(ResponsesFormatVersion);
        KOMPRESS_TRY(db.execute(header.c_str()));
    }
    return db.execute("COMMIT");
}

Result<void> check_header(Database& db, const std::string& path) {
    KOMPRESS_TRY_VALUE(application, pragma(db, "PRAGMA application_id"));
    if (application != ResponsesApplicationId)
        return Error{ErrorCode::Corrupt, path + " holds no answers of kompress; move it away or " + Elsewhere};
    KOMPRESS_TRY_VALUE(version, pragma(db, "PRAGMA user_version"));
    if (version > ResponsesFormatVersion)
        return Error{ErrorCode::Incompatible, path + " has format " + std::to_string(version) + ", this program knows " +
                                                  std::to_string(ResponsesFormatVersion) + "; use the newer kompress that wrote it, or " + Elsewhere};
    if (version < ResponsesFormatVersion)
        return Error{ErrorCode::Corrupt, path + " has format " + std::to_string(version) + ", which never was; move it away or " + Elsewhere};
    // A view in a table's place may compute for ever, a trigger may write what nobody asked for.
    KOMPRESS_TRY_VALUE(foreign, pragma(db, "SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"));
    if (foreign != 0) return Error{ErrorCode::Corrupt, path + " holds what no kompress writes; move it away or " + Elsewhere};
    return {};
}

Result<Database> open_to_write(const std::string& path) {
    KOMPRESS_TRY(make_private_file(path));
    KOMPRESS_TRY_VALUE(db, Database::open(path, OpenMode::ReadWrite));
    KOMPRESS_TRY_VALUE(tables, pragma(db, "SELECT count(*) FROM sqlite_schema"));
    KOMPRESS_TRY_VALUE(application, pragma(db, "PRAGMA application_id"));
    const bool is_new = tables == 0 && application == 0;
    if (!is_new) KOMPRESS_TRY(check_header(db, path));
    if (is_new) KOMPRESS_TRY(db.execute("PRAGMA auto_vacuum=INCREMENTAL"));
    // A network file system cannot share the memory that WAL needs.
    const bool can_log = !is_network_file_system(path.substr(0, path.rfind('/')));
    KOMPRESS_TRY(db.execute(can_log ? "PRAGMA journal_mode=WAL; PRAGMA journal_size_limit=8388608; PRAGMA synchronous=FULL"
                                    : "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL"));
    if (is_new) {
        KOMPRESS_TRY(create_tables(db));
        KOMPRESS_TRY(check_header(db, path));
    }
    return db;
}

/// Also where SQLite cannot create the two small files that it wants beside a database.
Result<Database> open_to_read(const std::string& path) {
    struct stat status;
    if (::lstat(path.c_str(), &status) != 0 || status.st_size == 0)
        return Error{ErrorCode::NotFound, "no answers of models are stored in " + path.substr(0, path.rfind('/')) + " yet"};
    if (!S_ISREG(status.st_mode)) return Error{ErrorCode::Corrupt, path + " is no plain file; remove it or " + Elsewhere};
    Error trouble{};
    for (const OpenMode mode : {OpenMode::ReadOnly, OpenMode::Immutable}) {
        auto db = Database::open(path, mode);
        const auto checked = db ? check_header(*db, path) : Result<void>(db.error());
        if (checked) return db;
        trouble = checked.error();
        const bool has_log = ::stat((path + "-wal").c_str(), &status) == 0 && status.st_size > 0;
        if (has_log || (trouble.code != ErrorCode::Io && trouble.code != ErrorCode::Limit)) break;
    }
    return trouble;
}

}  // namespace

ResponseStore::ResponseStore(std::unique_ptr<ResponseDatabase> database, const CacheOptions& options)
    : database_(std::move(database)), cache_(std::make_unique<ResponseCache>(*database_, options)),
      ledger_(std::make_unique<Ledger>(*database_, *cache_)), batches_(std::make_unique<BatchJobs>(*database_)) {}

ResponseStore::~ResponseStore() = default;

const std::string& ResponseStore::path() const { return database_->path(); }

Result<std::optional<ResponseStore::BatchLock>> ResponseStore::try_lock_batches() const {
    constexpr std::int64_t Batches = 0;  // runs are numbered from 1
    const std::string& database = path();
    KOMPRESS_TRY_VALUE(locks, RunLocks::open(database.substr(0, database.rfind('/')) + LockName));
    KOMPRESS_TRY_VALUE(is_mine, locks.try_hold(Batches));
    if (!is_mine) return std::optional<BatchLock>();
    return std::optional<BatchLock>(std::in_place, std::move(locks));
}

bool ResponseStore::exists(const std::string& state_directory) {
    struct stat status;
    return ::lstat((state_directory + FileName).c_str(), &status) == 0;
}

Result<std::unique_ptr<ResponseStore>> ResponseStore::open(const std::string& state_directory, Access access, const CacheOptions& options,
                                                           const Clock& clock) {
    const std::string path = state_directory + FileName;
    const bool is_writable = access == Access::Write;
    if (is_writable) KOMPRESS_TRY(make_directory(state_directory));
    KOMPRESS_TRY_VALUE(db, is_writable ? open_to_write(path) : open_to_read(path));
    auto database = std::make_unique<ResponseDatabase>(std::move(db), path, is_writable, clock);
    if (is_writable) {
        KOMPRESS_TRY_VALUE(locks, RunLocks::open(state_directory + LockName));
        database->run_locks = std::move(locks);
    }
    std::unique_ptr<ResponseStore> store(new ResponseStore(std::move(database), options));
    if (is_writable) KOMPRESS_TRY(store->ledger().charge_dead_runs());
    return store;
}

}  // namespace kompress::store
