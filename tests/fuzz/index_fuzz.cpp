// SPDX-License-Identifier: Apache-2.0
/// Any bytes as the index of a small repository: opened, read, brought up to date and rebuilt as the commands do.
///
/// An empty input stands for a valid index, made here by the indexer with small pages. The mutator works on that:
/// on its bytes, on single cells (packed columns are unpacked first, so that their checksums hold), on its schema.
#include <sqlite3.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "base/log.hpp"
#include "kompress/workspace.hpp"
#include "store/compress.hpp"
#include "store/index_reader.hpp"
#include "support/temporary_tree.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using namespace kompress;
namespace stdfs = std::filesystem;

constexpr const char* Index = ".kompress/index-1.sqlite";

/// One connection for what SQLite itself must do; failures are part of the game.
class Sql {
  public:
    explicit Sql(const std::string& path) { sqlite3_open(path.c_str(), &db_); }
    ~Sql() { sqlite3_close(db_); }
    Sql(const Sql&) = delete;
    void run(const std::string& text) { sqlite3_exec(db_, text.c_str(), nullptr, nullptr, nullptr); }
    sqlite3* get() { return db_; }

  private:
    sqlite3* db_ = nullptr;
};

struct Repository {
    test::TemporaryTree tree;
    std::string valid;  ///< bytes of a valid index

    Repository() {
        set_log_level(LogLevel::Off);
        tree.make_directory(".git");
        tree.write("main.c", "/** Starts. */\nint main(void) { return twice(2); }\nstruct pair { int a, b; };\n");
        tree.write("lib/shape.py", "import os\nclass Shape:\n    '''A shape.'''\n    def area(self, by=1): return os.sep * by\n");
        tree.write("lib/tool.ts", "export interface Tool { name: string }\nexport const make = (n: string): Tool => ({ name: n });\n");
        for (const char* file : {"main.c", "lib/shape.py", "lib/tool.ts"}) tree.age(file);
        IndexOptions options;
        options.jobs = 1;
        if (!open()->index(options)) std::abort();
        {
            Sql sql(tree / Index);
            sql.run("PRAGMA journal_mode=DELETE; PRAGMA page_size=512; VACUUM; PRAGMA journal_mode=WAL");
        }
        valid = tree.read(Index);
        // The index is out of date: an update has something to do.
        tree.write("main.c", "int main(void) { return thrice(2); }\n");
        tree.write("new.go", "package new\n\nfunc New() int { return 1 }\n");
        for (const char* file : {"main.c", "new.go"}) tree.age(file);
    }
    std::unique_ptr<Workspace> open() const {
        WorkspaceOptions options;
        options.path = tree.root();
        return std::move(*Workspace::open(options));
    }
    void put_index(std::string_view bytes) const {
        std::error_code ignored;
        stdfs::remove_all(tree / ".kompress", ignored);
        tree.write(Index, bytes);
        tree.link("index-1.sqlite", ".kompress/index.sqlite");
    }
};

const Repository& repository() {
    static const Repository instance;
    return instance;
}

void ask_everything(Workspace& workspace, const IndexOptions& options) {
    (void)workspace.status(options);
    FileQuery files;
    files.limit = 10;
    (void)workspace.files(files);
    for (const char* pattern : {"main", "Shape.area", "*", ""}) {
        SymbolQuery symbols;
        symbols.pattern = pattern;
        symbols.limit = 5;
        if (auto page = workspace.symbols(symbols); page && !page->next_cursor.empty()) {
            symbols.cursor = page->next_cursor;
            (void)workspace.symbols(symbols);
        }
    }
    (void)workspace.outline("lib/shape.py");
    (void)workspace.show("lib/tool.ts:1");
}

// Mutations.

std::string mutated(std::string bytes, std::size_t room) {
    std::size_t size = bytes.size();
    bytes.resize(size + room);
    size = LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(bytes.data()), size, bytes.size());
    bytes.resize(size);
    return bytes;
}

/// Bytes of a window, in place: the file keeps its size and most of its sense.
void mutate_window(std::string& bytes, std::minstd_rand& random) {
    const std::size_t size = std::min<std::size_t>(bytes.size(), std::size_t{1} << (random() % 8));
    if (size == 0) return;
    const std::size_t at = random() % (bytes.size() - size + 1);
    std::string window = mutated(bytes.substr(at, size), 0);
    window.resize(size);
    bytes.replace(at, size, window);
}

std::string mutated_value(const std::string& value, std::minstd_rand& random) {
    static store::Compressor compressor;
    auto plain = store::decompress(value, nullptr);
    if (plain && random() % 8) return compressor.compress(mutated(*plain, 32), nullptr);
    return mutated(value, 16);
}

void mutate_cell(Sql& sql, std::minstd_rand& random) {
    struct Column {
        const char *table, *key, *column;
    };
    static constexpr Column Columns[] = {
        {"facts", "id", "symbols"},     {"facts", "id", "texts"},      {"facts", "id", "refs"},     {"facts", "id", "content"},     {"facts", "id", "packing"},
        {"content", "id", "hash"},      {"content", "id", "pieces"},   {"content", "id", "facts"},  {"content", "id", "first_piece"},
        {"content", "id", "bytes"},     {"content", "id", "language"}, {"content", "id", "trouble"}, {"file", "id", "path"},
        {"file", "id", "stamp"},        {"file", "id", "content"},     {"file", "id", "class"},     {"file", "id", "language"},
        {"file", "id", "id"},           {"content", "id", "id"},       {"facts", "id", "id"},       {"posting", "id", "id"},
        {"posting", "id", "block"},     {"meta", "key", "value"},      {"words_data", "id", "block"}, {"paths_data", "id", "block"}};
    const Column& c = Columns[random() % std::size(Columns)];
    const std::string table = c.table, key = c.key, column = c.column;
    sqlite3_stmt* read = nullptr;
    sqlite3_prepare_v2(sql.get(), ("SELECT " + key + "," + column + " FROM " + table + " ORDER BY random() LIMIT 1").c_str(), -1, &read, nullptr);
    if (!read) return;
    if (sqlite3_step(read) == SQLITE_ROW) {
        sqlite3_stmt* write = nullptr;
        sqlite3_prepare_v2(sql.get(), ("UPDATE " + table + " SET " + column + "=?2 WHERE " + key + "=?1").c_str(), -1, &write, nullptr);
        if (write) {
            sqlite3_bind_value(write, 1, sqlite3_column_value(read, 0));
            if (sqlite3_column_type(read, 1) == SQLITE_INTEGER && random() % 8) {
                static constexpr std::int64_t Odd[] = {0, -1, 1, 2, INT32_MAX, INT64_MAX, INT64_MIN, 1ll << 40, (1ll << 62)};
                const std::int64_t near = sqlite3_column_int64(read, 1) ^ std::int64_t{1} << (random() % 63);
                sqlite3_bind_int64(write, 2, random() % 2 ? near : Odd[random() % std::size(Odd)]);
            } else {
                const auto* bytes = static_cast<const char*>(sqlite3_column_blob(read, 1));
                const std::string value(bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(read, 1)));
                const std::string fresh = mutated_value(value, random);
                sqlite3_bind_blob64(write, 2, fresh.data(), fresh.size(), SQLITE_TRANSIENT);
            }
            sqlite3_step(write);
        }
        sqlite3_finalize(write);
    }
    sqlite3_finalize(read);
}

void mutate_schema(Sql& sql, std::minstd_rand& random) {
    static constexpr const char* Changes[] = {
        "ALTER TABLE file RENAME TO f; CREATE VIEW file AS SELECT * FROM f",
        "ALTER TABLE facts RENAME TO g; CREATE VIEW facts AS SELECT * FROM g",
        "ALTER TABLE content RENAME TO c; CREATE VIEW content AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) SELECT * FROM c",
        "CREATE TRIGGER t AFTER INSERT ON file BEGIN DELETE FROM content; END",
        "CREATE TRIGGER u AFTER UPDATE ON meta BEGIN INSERT INTO file SELECT id+100,path||id,stamp,class,role,language,content,fingerprint FROM file; END",
        "DROP TABLE words", "DROP TABLE posting", "DROP INDEX file_path", "DROP INDEX content_hash", "ALTER TABLE file DROP COLUMN stamp",
        "DELETE FROM meta", "PRAGMA user_version=3", "PRAGMA application_id=1", "PRAGMA journal_mode=DELETE",
        "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage=rootpage+1 WHERE name='file'",
        "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql=replace(sql,'BLOB','TEXT')"};
    sql.run(Changes[random() % std::size(Changes)]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Repository& r = repository();
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    r.put_index(size == 0 ? std::string_view(r.valid) : bytes);
    IndexOptions options;
    options.jobs = 1;
    auto workspace = r.open();
    ask_everything(*workspace, options);
    (void)workspace->verify(options);
    if (workspace->index(options)) ask_everything(*workspace, options);
    if (size > 0) return 0;
    // What is valid must work, and a rebuild must heal whatever was there.
    const auto report = workspace->verify(options);
    if (!report || !report->is_equal || !report->is_sound) std::abort();
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) {
    const Repository& r = repository();
    std::minstd_rand random(seed);
    std::string bytes(reinterpret_cast<const char*>(data), size);
    if (!std::string_view(bytes).starts_with("SQLite") && random() % 16) bytes = r.valid;
    if (random() % 3 == 0) {
        for (unsigned i = random() % 4 + 1; i > 0; --i) mutate_window(bytes, random);
    } else {
        const std::string path = r.tree / "mutant.tmp";
        r.tree.write("mutant.tmp", bytes);
        {
            Sql sql(path);
            sql.run("PRAGMA synchronous=OFF; PRAGMA journal_mode=DELETE");
            for (unsigned i = random() % 3 + 1; i > 0; --i) mutate_cell(sql, random);
            if (random() % 16 == 0) mutate_schema(sql, random);
            sql.run("PRAGMA journal_mode=WAL");
        }
        bytes = r.tree.read("mutant.tmp");
        for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink((path + suffix).c_str());
    }
    const std::size_t kept = std::min(bytes.size(), max_size);
    std::copy_n(bytes.begin(), kept, data);
    return kept;
}
