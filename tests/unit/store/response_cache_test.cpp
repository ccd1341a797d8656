// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>

#include "support/paid_answers.hpp"

using namespace kompress;
using namespace kompress::test;
using store::Access;

TEST_CASE("response cache: an answer comes back as it was, also after reopening", "[store]") {
    PaidAnswers paid;
    const auto one = answer(1);
    must(paid.open()->cache().put(key_of(1), one));
    auto store = paid.open();
    CHECK(must(store->cache().find(key_of(1))) == one);
    CHECK_FALSE(must(store->cache().find(key_of(2))));
    const auto stats = must(store->cache().stats());
    CHECK(stats.rows == 1);
    CHECK(stats.hits == 1);
    CHECK(stats.misses == 1);
    CHECK(stats.saved == one.cost);
}

TEST_CASE("response cache: a second answer replaces the first", "[store]") {
    PaidAnswers paid;
    auto store = paid.open();
    must(store->cache().put(key_of(1), answer(1)));
    must(store->cache().put(key_of(1), answer(2)));
    CHECK(must(store->cache().find(key_of(1))) == answer(2));
    CHECK(must(store->cache().stats()).rows == 1);
}

TEST_CASE("response cache: file and directory are private", "[store]") {
    PaidAnswers paid;
    auto store = paid.open();
    must(store->cache().put(key_of(1), answer(1)));
    const auto mode = [&](const std::string& path) {
        struct stat status;
        REQUIRE(::stat(path.c_str(), &status) == 0);
        return status.st_mode & 0777;
    };
    CHECK(mode(paid.directory) == 0700);
    for (const char* suffix : {"", "-wal", "-shm"}) CHECK(mode(paid.path() + suffix) == 0600);
}

namespace {

/// Changes one bit of what is stored of the only answer; the checksum counts as stored, too.
class BitFlipper {
  public:
    explicit BitFlipper(const PaidAnswers& paid) : db_(must(store::Database::open(paid.path(), store::OpenMode::ReadWrite))) {
        must(db_.execute("PRAGMA synchronous=OFF; CREATE TABLE kept AS SELECT * FROM response"));
    }
    void flip() {
        must(db_.execute("BEGIN; INSERT OR REPLACE INTO response SELECT * FROM kept"));
        if (random_() % 10 == 0) flip_number();
        else flip_bytes();
        must(db_.execute("COMMIT"));
    }
    void restore() { must(db_.execute("INSERT OR REPLACE INTO response SELECT * FROM kept")); }

  private:
    void flip_number() {
        static constexpr const char* Columns[] = {"created", "finish", "cost"};
        const std::string column = Columns[random_() % 3], bit = std::to_string(std::int64_t{1} << (random_() % 62));
        must(db_.execute(("UPDATE response SET " + column + " = (" + column + " | " + bit + ") - (" + column + " & " + bit + ")").c_str()));
    }
    void flip_bytes() {
        static constexpr const char* Columns[] = {"text", "checksum", "usage", "provider", "model", "label", "template"};
        const auto which = random_() % 2 == 0 ? 0 : random_() % 7;
        const std::string column = Columns[which];
        auto read = must(db_.prepare(("SELECT CAST(" + column + " AS BLOB) FROM response").c_str()));
        REQUIRE(must(read.step()));
        std::string bytes(read.blob(0));
        read.reset();
        char& byte = bytes[random_() % bytes.size()];
        byte = static_cast<char>(byte ^ (1 << (random_() % 8)));
        auto write = must(db_.prepare(("UPDATE response SET " + column + " = " + (which >= 3 ? "CAST(?1 AS TEXT)" : "?1")).c_str()));
        must(write.bind_blob(1, bytes).run());
    }
    store::Database db_;
    std::mt19937 random_{1};
};

}  // namespace

TEST_CASE("response cache: of 10,000 flipped bits every one makes a miss", "[store]") {
    PaidAnswers paid;
    const auto good = answer(7, 900);
    must(paid.open()->cache().put(key_of(7), good));
    BitFlipper flipper(paid);
    auto store = paid.open(Access::Read, {.memory_bytes = 0});
    int detected = 0;
    constexpr int Flips = 10'000;
    for (int i = 0; i < Flips; ++i) {
        flipper.flip();
        detected += !must(store->cache().find(key_of(7)));
    }
    CHECK(detected == Flips);
    flipper.restore();
    CHECK(must(store->cache().find(key_of(7))) == good);
}

TEST_CASE("response cache: a damaged answer is deleted and counted", "[store]") {
    PaidAnswers paid;
    must(paid.open()->cache().put(key_of(7), answer(7)));
    BitFlipper flipper(paid);
    auto store = paid.open(Access::Write, {.memory_bytes = 0});
    for (int i = 0; i < 50; ++i) {
        flipper.flip();
        CHECK_FALSE(must(store->cache().find(key_of(7))));
        CHECK(paid.ask("SELECT count(*) FROM response") == 0);
    }
    CHECK(must(store->cache().stats()).damaged == 50);
    CHECK(must(store->cache().stats()).bytes == 0);
    must(store->cache().put(key_of(7), answer(7)));
    CHECK(must(store->cache().find(key_of(7))) == answer(7));
}

TEST_CASE("response cache: the least recently used go first, and the cap holds", "[store]") {
    PaidAnswers paid;
    constexpr std::uint64_t Cap = 400'000;
    auto store = paid.open(Access::Write, {.max_bytes = Cap, .memory_bytes = 0});
    for (int i = 0; i < 100; ++i) must(store->cache().put(key_of(i), answer(i)));
    for (int i = 100; i < 900; ++i) {
        must(store->cache().put(key_of(i), answer(i)));
        REQUIRE(must(store->cache().find(key_of(3))));
    }
    const auto stats = must(store->cache().stats());
    CHECK(stats.bytes <= Cap);
    CHECK(stats.evicted > 100);
    CHECK(must(store->cache().find(key_of(3))));
    CHECK_FALSE(must(store->cache().find(key_of(4))));
    CHECK(must(store->cache().find(key_of(899))));
    CHECK(paid.ask("SELECT sum(bytes) FROM use") == static_cast<std::int64_t>(stats.bytes));
    CHECK(paid.ask("SELECT count(*) FROM use") == paid.ask("SELECT count(*) FROM response"));
}

TEST_CASE("response cache: the file stays below the cap, whatever is put in and asked for", "[store]") {
    constexpr std::uint64_t Cap = 6'000'000;
    const auto bytes = GENERATE(std::size_t{300}, std::size_t{2600}, std::size_t{7000}, std::size_t{0});
    INFO(bytes << " bytes an answer, 0: mixed");
    PaidAnswers paid;
    auto store = paid.open(Access::Write, {.max_bytes = Cap, .memory_bytes = 0});
    std::mt19937 random(2);
    std::size_t put = 0;
    std::uint64_t largest = 0;
    for (int i = 0; put < 4 * Cap && i < 20'000; ++i) {
        const std::size_t size = bytes != 0 ? bytes : std::size_t{200} << (random() % 8);
        put += size + 300;
        must(store->cache().put(key_of(i), answer(i, size)));
        must(store->cache().find(key_of(static_cast<int>(random() % static_cast<unsigned>(i + 1)))));
        if (i % 200 == 0) largest = std::max(largest, must(store->cache().stats()).bytes);
    }
    CHECK(largest <= Cap);
    CHECK(largest > Cap * 9 / 10);
    const auto pages = static_cast<std::uint64_t>(paid.ask("PRAGMA page_count")) * 4096;
    CHECK(pages <= Cap * 105 / 100);
    CHECK(pages > Cap / 2);
}

TEST_CASE("response cache: by cost, dear answers outlive cheap ones that were used later", "[store]") {
    PaidAnswers paid;
    auto store = paid.open(Access::Write, {.max_bytes = 400'000, .memory_bytes = 0, .eviction = store::Eviction::LeastCost});
    for (int i = 0; i < 900; ++i) {
        auto response = answer(i);
        response.cost = i < 20 ? 1'000'000'000'000 : 1'000'000;
        must(store->cache().put(key_of(i), response));
    }
    int dear = 0;
    for (int i = 0; i < 20; ++i) dear += must(store->cache().find(key_of(i))).has_value();
    CHECK(dear == 20);
    CHECK_FALSE(must(store->cache().find(key_of(21))));
}

TEST_CASE("response cache: what was put last stays, also when the clock was put back", "[store]") {
    PaidAnswers paid;
    const store::CacheOptions small{.max_bytes = 100'000, .memory_bytes = 0};
    paid.clock.advance(std::chrono::hours(1000));
    for (int i = 0; i < 200; ++i) must(paid.open(Access::Write, small)->cache().put(key_of(i), answer(i)));
    paid.clock.set(std::chrono::hours(1));
    for (int i = 200; i < 230; ++i) {
        auto store = paid.open(Access::Write, small);
        must(store->cache().put(key_of(i), answer(i)));
        CHECK(must(store->cache().find(key_of(i))));
    }
    CHECK(must(paid.open(Access::Write, small)->cache().find(key_of(205))));
}

TEST_CASE("response cache: many uses are written while the store is open", "[store]") {
    PaidAnswers paid;
    auto store = paid.open(Access::Write, {.memory_bytes = 0});
    for (int i = 0; i < 300; ++i) must(store->cache().put(key_of(i), answer(i)));
    for (int i = 0; i < 300; ++i) REQUIRE(must(store->cache().find(key_of(i))));
    CHECK(paid.ask("SELECT value FROM counter WHERE name = 'hits'") == 256);
    must(store->cache().flush());
    CHECK(paid.ask("SELECT sum(hits) FROM use") == 300);
    CHECK(must(store->cache().stats()).hits == 300);
}

TEST_CASE("response cache: what is larger than the cap is not kept", "[store]") {
    PaidAnswers paid;
    auto store = paid.open(Access::Write, {.max_bytes = 3000});
    must(store->cache().put(key_of(1), answer(1, 100'000)));
    CHECK_FALSE(must(store->cache().find(key_of(1))));
    must(store->cache().put(key_of(2), answer(2, 100)));
    CHECK(must(store->cache().find(key_of(2))));
}

TEST_CASE("response cache: purge by label, model or all; a dry run only counts", "[store]") {
    PaidAnswers paid;
    auto store = paid.open();
    for (int i = 0; i < 20; ++i) must(store->cache().put(key_of(i), answer(i)));
    CHECK(must(store->cache().purge({.label_glob = "pages/1?.md"}, true)).rows == 10);
    CHECK(must(store->cache().stats()).rows == 20);
    CHECK(must(store->cache().purge({.label_glob = "pages/1?.md"}, false)).rows == 10);
    CHECK_FALSE(must(store->cache().find(key_of(11))));
    CHECK(must(store->cache().purge({.model_glob = "gpt-5"}, false)).rows == 5);
    CHECK(must(store->cache().find(key_of(1))));
    CHECK(must(store->cache().purge({}, false)).rows == 5);
    CHECK(must(store->cache().stats()).bytes == 0);
    const std::string file = paid.tree.read("state/responses.sqlite");
    CHECK(file.find("pages/1") == std::string::npos);
}

TEST_CASE("response cache: gc by age and size", "[store]") {
    PaidAnswers paid;
    auto store = paid.open();
    auto old = answer(1);
    old.created = paid.clock.calendar().time_since_epoch().count() - 90'000;
    must(store->cache().put(key_of(1), old));
    for (int i = 2; i < 200; ++i) {
        auto fresh = answer(i, 2000);
        fresh.created = 0;
        must(store->cache().put(key_of(i), fresh));
    }
    CHECK(must(store->cache().gc(1u << 30, 86'400)).rows == 1);
    const auto before = must(store->cache().stats());
    const auto removed = must(store->cache().gc(100'000, 0));
    const auto after = must(store->cache().stats());
    CHECK(before.rows == 198);
    CHECK(after.rows == before.rows - removed.rows);
    CHECK(after.bytes <= 100'000);
    CHECK(after.file_bytes < before.file_bytes / 2);
}

TEST_CASE("response cache: lists newest first, page by page", "[store]") {
    PaidAnswers paid;
    auto store = paid.open();
    for (int i = 0; i < 25; ++i) must(store->cache().put(key_of(i), answer(i)));
    std::vector<std::string> labels;
    std::string cursor;
    do {
        const auto page = must(store->cache().list({}, 10, cursor));
        for (const auto& row : page.rows) labels.push_back(row.label);
        cursor = page.next_cursor;
    } while (!cursor.empty());
    REQUIRE(labels.size() == 25);
    CHECK(labels.front() == "pages/24.md");
    CHECK(labels.back() == "pages/0.md");
    CHECK_FALSE(store->cache().list({}, 10, "next"));
    CHECK(must(store->cache().list({.model_glob = "*mini"}, 0, "")).rows.size() == 12);
}

TEST_CASE("response store: foreign and newer files are refused with advice and stay as they are", "[store]") {
    PaidAnswers paid;
    const auto refusal = [&] {
        const auto opened = store::ResponseStore::open(paid.directory, Access::Write, {}, paid.clock);
        REQUIRE_FALSE(opened);
        return opened.error();
    };
    SECTION("newer") {
        must(paid.open()->cache().put(key_of(1), answer(1)));
        paid.execute("PRAGMA user_version=99");
        CHECK(refusal().code == ErrorCode::Incompatible);
        CHECK(refusal().message.find("newer kompress") != std::string::npos);
        CHECK(paid.ask("SELECT count(*) FROM response") == 1);
    }
    SECTION("another program's") {
        paid.tree.make_directory("state");
        paid.tree.write("state/responses.sqlite");
        paid.execute("CREATE TABLE mine(x)");
        CHECK(refusal().code == ErrorCode::Corrupt);
        CHECK(paid.ask("SELECT count(*) FROM mine") == 0);
    }
    SECTION("no database") {
        paid.tree.write("state/responses.sqlite", std::string(5000, 'x'));
        CHECK(refusal().message.find("move it away") != std::string::npos);
        CHECK(paid.tree.read("state/responses.sqlite") == std::string(5000, 'x'));
    }
    SECTION("a trigger") {
        paid.open();
        paid.execute("CREATE TRIGGER t AFTER INSERT ON response BEGIN DELETE FROM run; END");
        CHECK(refusal().code == ErrorCode::Corrupt);
    }
    SECTION("a link") {
        paid.tree.make_directory("state");
        paid.tree.link("/etc/passwd", "state/responses.sqlite");
        CHECK_FALSE(store::ResponseStore::open(paid.directory, Access::Write, {}, paid.clock));
    }
}

TEST_CASE("response store: reading wants a store and changes nothing", "[store]") {
    PaidAnswers paid;
    const auto none = store::ResponseStore::open(paid.directory, Access::Read, {}, paid.clock);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ErrorCode::NotFound);
    must(paid.open()->cache().put(key_of(1), answer(1)));
    auto store = paid.open(Access::Read);
    CHECK(must(store->cache().find(key_of(1))) == answer(1));
    CHECK_FALSE(store->cache().put(key_of(2), answer(2)));
    CHECK(must(store->ledger().costs({})).rows.empty());
}
