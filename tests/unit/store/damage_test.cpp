// SPDX-License-Identifier: Apache-2.0
/// Databases that open well and hold what no run of ours has written.
#include <catch2/catch.hpp>
#include <string>

#include "store/database.hpp"
#include "store/facts_codec.hpp"
#include "store/row_codec.hpp"
#include "support/small_index.hpp"

using namespace kompress;
using test::SmallIndex;

namespace {

test::SmallSource source(int i, std::size_t padding = 0) {
    const std::string n = std::to_string(i);
    return {"f" + n + ".c", Language::C, "/** Says word" + std::string(1, static_cast<char>('a' + i)) + ". */\nint f" + n + "(void);\n// " + std::string(padding, '.') + "\n"};
}

void execute(const std::string& path, const char* sql) {
    auto db = store::Database::open(path, store::OpenMode::ReadWrite);
    REQUIRE(db);
    SmallIndex::require(db->execute(sql));
}

std::int64_t ask(const std::string& path, const char* sql) {
    auto db = store::Database::open(path, store::OpenMode::ReadOnly);
    REQUIRE(db);
    auto statement = db->prepare(sql);
    REQUIRE(statement);
    REQUIRE(statement->step());
    return statement->integer(0);
}

/// An index of one small file, and of `count` contents of three MiB that have none.
void add_orphans(const std::string& path, int count) {
    auto writer = store::IndexWriter::open(path, {});
    REQUIRE(writer);
    for (int i = 1; i <= count; ++i) SmallIndex::content_of(**writer, source(i, 3u << 20));
    SmallIndex::require((*writer)->commit());
}

}  // namespace

TEST_CASE("statement: a value that cannot be bound is an error, not the value before", "[store]") {
    SmallIndex index({source(0)});
    auto db = store::Database::open(index.path(), store::OpenMode::ReadOnly);
    REQUIRE(db);
    auto statement = db->prepare("SELECT ?1");
    REQUIRE(statement);
    REQUIRE(statement->bind(1, 7).step());
    CHECK_FALSE(statement->bind(1, 8).step());  // in the middle of a row
    statement->reset();
    REQUIRE(statement->bind(1, 9).step());
    CHECK(statement->integer(0) == 9);
}

TEST_CASE("index writer: piece numbers beyond all reason are damage", "[store]") {
    SmallIndex index({source(0)});
    execute(index.path(), "UPDATE facts SET id = 1 << 47");
    auto writer = store::IndexWriter::open(index.path(), {});
    REQUIRE_FALSE(writer);
    CHECK(writer.error().code == ErrorCode::Corrupt);
}

TEST_CASE("index writer: a sum of bytes beyond all reason does not overflow", "[store]") {
    SmallIndex index({source(0)});
    for (const char* sql : {"UPDATE meta SET value = '9223372036854775807' WHERE key = 'content_bytes'",
                            "UPDATE meta SET value = '-9223372036854775808' WHERE key = 'content_bytes'"}) {
        execute(index.path(), sql);
        auto writer = store::IndexWriter::open(index.path(), {});
        REQUIRE(writer);
        SmallIndex::content_of(**writer, source(1));
        CHECK((*writer)->collect_orphans(100));
    }
}

TEST_CASE("orphans: a content that counts pieces beyond all reason is damage", "[store]") {
    SmallIndex index({source(0)});
    add_orphans(index.path(), 4);
    execute(index.path(), "UPDATE content SET pieces = 1 << 60 WHERE id = 2");
    auto writer = store::IndexWriter::open(index.path(), {});
    REQUIRE(writer);
    const auto collected = (*writer)->collect_orphans(100);
    REQUIRE_FALSE(collected);
    CHECK(collected.error().code == ErrorCode::Corrupt);
}

TEST_CASE("orphans: a piece that is missing keeps no other's words", "[store]") {
    SmallIndex index({source(0)});
    add_orphans(index.path(), 4);
    CHECK(ask(index.path(), "SELECT count(*) FROM words WHERE words MATCH 'wordc'") == 1);
    execute(index.path(), "DELETE FROM facts WHERE content = 2");
    auto writer = store::IndexWriter::open(index.path(), {});
    REQUIRE(writer);
    SmallIndex::require((*writer)->collect_orphans(100));
    SmallIndex::require((*writer)->commit());
    writer->reset();
    CHECK(ask(index.path(), "SELECT count(*) FROM content WHERE id = 3") == 0);
    CHECK(ask(index.path(), "SELECT count(*) FROM words WHERE words MATCH 'wordc'") == 0);
}

TEST_CASE("totals: bytes of another length are damage", "[store]") {
    store::Totals totals;
    totals.classes[0] = 7;
    const std::string bytes = store::encode_totals(totals);
    REQUIRE(store::decode_totals(bytes));
    CHECK(store::decode_totals(bytes)->classes[0] == 7);
    CHECK_FALSE(store::decode_totals(""));
    CHECK_FALSE(store::decode_totals(bytes.substr(1)));
    CHECK_FALSE(store::decode_totals(bytes + '\0'));
}

TEST_CASE("facts codec: one long name in hundreds of signatures is refused", "[store]") {
    const std::string name(1u << 18, 'n');
    ParsedFile file;
    file.language = Language::C;
    file.names = {name};
    file.name_hashes = {hash64(name)};
    Symbol symbol;
    symbol.name = 0;
    symbol.kind = SymbolKind::Function;
    symbol.signature = name;
    file.symbols.assign(300, symbol);
    const store::EncodedPiece piece = store::FactsEncoder().encode(file);
    const store::PackedColumns packed{piece.columns[0], piece.columns[1], piece.columns[2]};
    CHECK(store::decode_piece(Language::C, packed, nullptr, store::Columns::Symbols));
    CHECK_FALSE(store::decode_piece(Language::C, packed, nullptr, store::Columns::All));
}
