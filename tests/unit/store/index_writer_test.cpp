// SPDX-License-Identifier: Apache-2.0
#include "store/index_writer.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

#include "base/hash.hpp"
#include "store/database.hpp"
#include "support/small_index.hpp"

using namespace kompress;
using test::SmallIndex;

namespace {

test::SmallSource source(int i, std::size_t padding = 0) {
    const std::string n = std::to_string(i);
    return {"f" + n + ".c", Language::C, "/** Says word" + std::string(1, static_cast<char>('a' + i % 26)) + ". */\nint f" + n + "(int a) { return a; }\n// " + std::string(padding, '.') + "\n"};
}

std::vector<test::SmallSource> sources(int count) {
    std::vector<test::SmallSource> list;
    for (int i = 0; i < count; ++i) list.push_back(source(i));
    return list;
}

std::int64_t ask(const std::string& path, const char* sql) {
    auto db = store::Database::open(path, store::OpenMode::ReadOnly);
    REQUIRE(db);
    auto statement = db->prepare(sql);
    REQUIRE(statement);
    REQUIRE(statement->step());
    return statement->integer(0);
}

void update(const std::string& path, const std::function<void(store::IndexWriter&)>& change) {
    auto writer = store::IndexWriter::open(path, {});
    REQUIRE(writer);
    change(**writer);
    REQUIRE((*writer)->commit());
}

/// The file of `wanted` gets its text; what it had before loses its file.
void replace(store::IndexWriter& writer, std::int64_t id, const test::SmallSource& wanted) {
    store::ContentRow content = SmallIndex::content_of(writer, wanted);
    store::FileRow file;
    file.id = id, file.path = "f0.c", file.language = Language::C, file.content = content.id;
    SmallIndex::require(writer.put_file(file));
}

}  // namespace

TEST_CASE("index writer: what was written is read, names lead to their pieces", "[store]") {
    SmallIndex index(sources(30));
    auto file = index.reader().file("f7.c");
    REQUIRE((file && *file));
    auto content = index.reader().content((*file)->content);
    REQUIRE((content && *content));
    auto piece = index.reader().piece(**content, 0, store::Columns::All);
    REQUIRE(piece);
    CHECK((*piece)->file.names[(*piece)->file.symbols.at(0).name] == "f7");
    auto postings = index.reader().postings("f7");
    REQUIRE(postings);
    REQUIRE(postings->size() == 1);
    CHECK(postings->at(0).defines);
    auto found = index.reader().content_of_piece(postings->at(0).piece);
    REQUIRE((found && *found));
    CHECK((*found)->id == (*content)->id);
    CHECK(index.reader().check_integrity());
    CHECK(index.reader().files("", 100)->size() == 30);
    CHECK(index.reader().files("f29.c", 3)->at(0).path == "f3.c");
}

TEST_CASE("index reader: words that begin alike, and no others", "[store]") {
    SmallIndex index(sources(30));
    const auto all = index.reader().words_with_prefix("word", 100);
    REQUIRE(all);
    CHECK(all->size() == 26);
    // Longer than what a string holds within itself, so that the end of the range lies on the heap.
    SmallIndex longer({{"long.c", Language::C, "/** Uninterruptedly uninterruptedness uninteresting. */\nint f(void);\n"}});
    const auto some = longer.reader().words_with_prefix("uninterruptedl", 100);
    REQUIRE(some);
    CHECK(*some == std::vector<std::string>{"uninterruptedly"});
}

TEST_CASE("index writer: without a commit nothing happened", "[store]") {
    SmallIndex index(sources(3));
    {
        auto writer = store::IndexWriter::open(index.path(), {});
        REQUIRE(writer);
        SmallIndex::add(**writer, source(9));
    }
    CHECK(ask(index.path(), "SELECT count(*) FROM file") == 3);
    update(index.path(), [](store::IndexWriter& writer) { SmallIndex::add(writer, source(9)); });
    CHECK(ask(index.path(), "SELECT count(*) FROM file") == 4);
}

TEST_CASE("index reader: sees one state, however many are committed meanwhile", "[store]") {
    SmallIndex index(sources(3));
    CHECK(index.reader().files("", 100)->size() == 3);
    const auto start = std::chrono::steady_clock::now();
    update(index.path(), [](store::IndexWriter& writer) { SmallIndex::add(writer, source(9)); });
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(3));  // a writer does not wait for readers
    CHECK(index.reader().files("", 100)->size() == 3);
    CHECK_FALSE(index.reader().file("f9.c")->has_value());
    auto later = store::IndexReader::open(index.path());
    REQUIRE(later);
    CHECK((*later)->file("f9.c")->has_value());
}

TEST_CASE("index writer: postings of many updates are merged and all found", "[store]") {
    SmallIndex index(sources(2));
    for (int i = 2; i < 45; ++i) update(index.path(), [&](store::IndexWriter& writer) { SmallIndex::add(writer, source(i)); });
    CHECK(ask(index.path(), "SELECT max(id) >> 40 FROM posting") <= 17);
    auto reader = store::IndexReader::open(index.path());
    REQUIRE(reader);
    for (int i = 0; i < 45; ++i) {
        auto postings = (*reader)->postings("f" + std::to_string(i));
        REQUIRE(postings);
        CHECK(postings->size() == 1);
    }
    std::vector<std::uint64_t> names{hash64("g"), hash64("nothing"), 0, ~std::uint64_t{0}};
    for (int i = 0; i < 45; ++i) names.push_back(hash64("f" + std::to_string(i)));
    std::sort(names.begin(), names.end());
    const auto together = (*reader)->defining_pieces(names);
    REQUIRE(together);
    REQUIRE(together->size() == names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::vector<std::uint32_t> pieces;
        const auto alone = (*reader)->postings_of(names[i]);
        REQUIRE(alone);
        for (const store::Posting& posting : *alone)
            if (posting.defines) pieces.push_back(posting.piece);
        CHECK((*together)[i] == pieces);
    }
    CHECK((*reader)->defining_pieces({})->empty());
}

TEST_CASE("orphans: few are kept, many are bounded, oldest first", "[store]") {
    constexpr std::size_t Padding = 1u << 20;
    SmallIndex index({source(0, Padding)});
    const auto turn = [&](int i) {
        update(index.path(), [&](store::IndexWriter& writer) {
            test::SmallSource wanted = source(i, Padding);
            replace(writer, 1, wanted);
            SmallIndex::require(writer.collect_orphans(static_cast<std::int64_t>(wanted.text.size())));
        });
    };
    for (int i = 1; i <= 7; ++i) turn(i);
    CHECK(ask(index.path(), "SELECT count(*) FROM content") == 8);  // under eight MiB: worth keeping
    for (int i = 8; i <= 25; ++i) {
        turn(i);
        CHECK(ask(index.path(), "SELECT count(*) FROM content") <= 10);
    }
    CHECK(ask(index.path(), "SELECT min(id) FROM content") > 15);
    CHECK(ask(index.path(), "SELECT max(id) FROM content") == 26);
    CHECK(ask(index.path(), "SELECT count(*) FROM facts") == ask(index.path(), "SELECT count(*) FROM content"));
    CHECK(ask(index.path(), "SELECT count(*) FROM words WHERE words MATCH 'worda'") == 0);
    CHECK(ask(index.path(), "SELECT count(*) FROM words WHERE words MATCH 'wordz'") == 1);
    CHECK(ask(index.path(), "SELECT cast(value AS integer) - (SELECT sum(bytes) FROM content) FROM meta WHERE key='content_bytes'") == 0);
    auto reader = store::IndexReader::open(index.path());
    REQUIRE(reader);
    CHECK((*reader)->check_integrity());
    const auto postings = (*reader)->postings("f0");
    REQUIRE(postings);
    for (const auto& posting : *postings) CHECK_FALSE((*reader)->content_of_piece(posting.piece)->has_value());
}

TEST_CASE("orphans: a content that a file has is never collected, and ids are not given out again", "[store]") {
    SmallIndex index({source(0, 9u << 20), source(1), source(2, 9u << 20)});
    update(index.path(), [](store::IndexWriter& writer) {
        for (int i : {0, 2}) {
            store::FileRow file;
            file.id = i + 1, file.path = source(i).path;
            SmallIndex::require(writer.remove_file(file));
        }
        SmallIndex::require(writer.collect_orphans(100));
    });
    CHECK(ask(index.path(), "SELECT count(*) FROM content WHERE id = 1") == 0);
    CHECK(ask(index.path(), "SELECT count(*) FROM content WHERE id = 2") == 1);
    CHECK(ask(index.path(), "SELECT count(*) FROM content WHERE id = 3") == 1);  // the newest marks the next id
    update(index.path(), [](store::IndexWriter& writer) { SmallIndex::add(writer, source(7)); });
    CHECK(ask(index.path(), "SELECT max(id) FROM content") == 4);
    CHECK(ask(index.path(), "SELECT max(id) FROM facts") == 4);
}

TEST_CASE("index reader: damage, strangers and other versions are errors of their kind", "[store]") {
    const test::TemporaryTree tree;
    CHECK(store::IndexReader::open("").error().code == ErrorCode::NotFound);
    CHECK(store::IndexReader::open(tree / "missing").error().code == ErrorCode::NotFound);
    CHECK(store::IndexReader::open(tree.write("noise", std::string(100'000, 'x'))).error().code == ErrorCode::Corrupt);
    {
        auto db = store::Database::open(tree / "foreign", store::OpenMode::Create);
        REQUIRE(db);
        REQUIRE(db->execute("CREATE TABLE t(x)"));
    }
    CHECK(store::IndexReader::open(tree / "foreign").error().code == ErrorCode::Corrupt);
    SmallIndex index(sources(1));
    {
        auto db = store::Database::open(index.path(), store::OpenMode::ReadWrite);
        REQUIRE(db);
        REQUIRE(db->execute("PRAGMA user_version = 99"));
    }
    const auto other = store::IndexReader::open(index.path());
    CHECK(other.error().code == ErrorCode::Incompatible);
    CHECK(other.error().message.find("kompress index") != std::string::npos);
}

TEST_CASE("index reader: odd characters in a path are no part of a database name", "[store]") {
    SmallIndex index(sources(1));
    const std::string odd = index.tree() / "a?mode=x#b%41 c";
    std::filesystem::create_directory(odd);
    std::filesystem::copy_file(index.path(), odd + "/index.sqlite");
    auto immutable = store::Database::open(odd + "/index.sqlite", store::OpenMode::Immutable);
    REQUIRE(immutable);
    auto count = immutable->prepare("SELECT count(*) FROM file");
    REQUIRE(count);
    REQUIRE(count->step());
    CHECK(count->integer(0) == 1);
    CHECK(store::IndexReader::open(odd + "/index.sqlite"));
}
