// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cerrno>
#include <limits>
#include <random>
#include <set>
#include <vector>

#include "base/hash.hpp"
#include "base/money.hpp"
#include "base/system_error.hpp"
#include "base/text_arena.hpp"
#include "base/varint.hpp"
#include "kompress/types.hpp"

using namespace kompress;

TEST_CASE("varint: every width comes back, one byte less does not", "[base]") {
    std::vector<std::uint64_t> values{0, 1, std::numeric_limits<std::uint64_t>::max()};
    for (int bit = 0; bit < 64; ++bit)
        for (const int delta : {-1, 0, 1}) values.push_back((std::uint64_t{1} << bit) + static_cast<std::uint64_t>(delta));
    for (const std::uint64_t value : values) {
        std::string bytes;
        put_varint(bytes, value);
        ByteReader reader(bytes);
        CHECK(reader.varint() == value);
        CHECK(reader.at_end());
        CHECK_FALSE(reader.failed());
        ByteReader cut(std::string_view(bytes).substr(0, bytes.size() - 1));
        cut.varint();
        CHECK(cut.failed());
    }
}

TEST_CASE("varint: signed numbers keep their sign and small ones stay short", "[base]") {
    for (const std::int64_t value : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{63}, std::int64_t{-64}, std::numeric_limits<std::int64_t>::min(),
                                     std::numeric_limits<std::int64_t>::max()})
        CHECK(unzigzag(zigzag(value)) == value);
    CHECK(zigzag(-64) < 128);
    CHECK(zigzag(63) < 128);
}

TEST_CASE("byte reader: a failure is for good and reads nothing more", "[base]") {
    std::string bytes;
    put_varint(bytes, 1000);  // a length that the rest does not have
    bytes += "abc";
    ByteReader reader(bytes);
    CHECK(reader.bytes().empty());
    CHECK(reader.failed());
    CHECK(reader.varint() == 0);
    CHECK(reader.fixed48() == 0);
    CHECK(reader.remaining() == 0);
    ByteReader endless(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 11));
    CHECK(endless.varint() == 0);
    CHECK(endless.failed());
}

TEST_CASE("byte reader: no bytes whatever lead outside", "[base]") {
    std::mt19937 random(11);
    for (int i = 0; i < 2000; ++i) {
        std::string bytes(random() % 24, '\0');
        for (char& c : bytes) c = static_cast<char>(random());
        ByteReader reader(bytes);
        std::size_t consumed = 0;
        while (!reader.at_end() && !reader.failed()) {
            consumed += reader.bytes().size() + 1;
            REQUIRE(consumed <= bytes.size());
        }
    }
}

TEST_CASE("byte reader: 48 bits and byte strings follow each other", "[base]") {
    std::string bytes;
    put_fixed48(bytes, 0xf123456789abull);
    put_bytes(bytes, "name");
    put_bytes(bytes, "");
    ByteReader reader(bytes);
    CHECK(reader.fixed48() == 0x123456789abull + 0xf00000000000ull);
    CHECK(reader.bytes() == "name");
    CHECK(reader.bytes().empty());
    CHECK(reader.at_end());
    CHECK_FALSE(reader.failed());
}

TEST_CASE("hash: pieces hash like the whole", "[base]") {
    const std::string text(100'000, 'x');
    Hasher hasher;
    for (std::size_t at = 0; at < text.size(); at += 777) hasher.update(std::string_view(text).substr(at, 777));
    CHECK(hasher.digest() == hash128(text));
    CHECK(hash128("").hex().size() == 32);
    CHECK(hash128("a").hex() != hash128("b").hex());
    CHECK((Hash128{1, 2}.hex()) == "00000000000000010000000000000002");
    CHECK(hash64("name") != hash64("name", 1));
}

TEST_CASE("text arena: views stay valid while it grows", "[base]") {
    TextArena arena;
    std::vector<std::pair<std::string, std::string_view>> kept;
    for (int i = 0; i < 5000; ++i) {
        std::string text(static_cast<std::size_t>(i % 97), static_cast<char>('a' + i % 26));
        const std::string_view view = arena.copy(text);
        kept.emplace_back(std::move(text), view);
    }
    const std::string large(300'000, 'L');
    const std::string_view large_view = arena.copy(large);
    for (const auto& [text, view] : kept) REQUIRE(view == text);
    CHECK(large_view == large);
    char* room = arena.allocate(10);
    arena.shrink(10);
    CHECK(arena.allocate(1) == room);
    arena.reset();
    CHECK(arena.copy("again") == "again");
}

TEST_CASE("names: what is printed is understood again", "[base]") {
    std::set<std::string_view> ids;
    for (std::size_t i = 1; i < LanguageCount; ++i) {
        const auto language = static_cast<Language>(i);
        CHECK(language_from_name(language_id(language)) == language);
        CHECK_FALSE(language_name(language).empty());
        ids.insert(language_id(language));
    }
    CHECK(ids.size() == LanguageCount - 1);
    CHECK(language_from_name("C++") == Language::Cpp);
    CHECK(language_from_name("PY") == Language::Python);
    CHECK_FALSE(language_from_name("").has_value());
    CHECK_FALSE(language_from_name("cobol").has_value());
    CHECK(symbol_kind_from_name("type_alias") == SymbolKind::TypeAlias);
    CHECK_FALSE(symbol_kind_from_name("thing").has_value());
}

TEST_CASE("system error: a full disk is a limit, and everybody learns what to try", "[base]") {
    const Error full = system_error("writing /a/b", ENOSPC, "choose another --out");
    CHECK(full.code == ErrorCode::Limit);
    CHECK(full.message.find("writing /a/b: ") == 0);
    CHECK(full.message.find("free some space or choose another --out") != std::string::npos);
    CHECK(system_error("writing /a", EDQUOT, "x").code == ErrorCode::Limit);
    CHECK(system_error("opening /a", ENOENT, "x").code == ErrorCode::NotFound);
    CHECK(system_error("writing /a", EIO, "choose another --out").message.find("check that disk, or choose") != std::string::npos);
    CHECK(system_error("writing /a", EROFS, "x").code == ErrorCode::Io);
}

TEST_CASE("money: cents from a dollar on, four significant digits below", "[base]") {
    constexpr std::int64_t Dollar = 1'000'000'000'000;
    CHECK(money(0) == "$0.00");
    CHECK(money(1) == "$0.000000000001");
    CHECK(money(42'000'000) == "$0.000042");
    CHECK(money(Dollar / 20) == "$0.05");
    CHECK(money(184'900'000'000) == "$0.1849");
    CHECK(money(12'345'678'901) == "$0.01235");
    CHECK(money(Dollar) == "$1.00");
    CHECK(money(12 * Dollar + 300'000'000'000) == "$12.30");
    CHECK(money(-1) == "?");
    CHECK(money(INT64_MAX) == "$9223372.04");
}
