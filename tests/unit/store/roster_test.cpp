// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>

#include "store/roster.hpp"

using namespace kompress;
using store::Roster;
using store::RosterEntry;

namespace {

std::vector<std::uint32_t> files_of(const Roster& roster, std::int64_t piece) {
    std::vector<std::uint32_t> files;
    roster.each_of_piece(piece, [&](std::uint32_t at) { files.push_back(at); });
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

TEST_CASE("roster: what was packed is read, pieces lead to their files", "[store]") {
    const std::vector<RosterEntry> entries{{3, 10, 2, Language::C, FileRole::Source, 400, 7, 0.5f},
                                           {4, 1, 1, Language::Python, FileRole::Test, 1u << 20, 0, 1.0f},
                                           {9, 10, 2, Language::C, FileRole::Vendored, 400, 7, 3.25f},
                                           {10, 12, 0, Language::Go, FileRole::Source, 0, 0, 1.0f}};
    const auto roster = Roster::unpack(Roster::pack(entries));
    REQUIRE(roster);
    CHECK(roster->entries() == entries);
    CHECK(files_of(*roster, 10) == std::vector<std::uint32_t>{0, 2});
    CHECK(files_of(*roster, 11) == std::vector<std::uint32_t>{0, 2});
    CHECK(files_of(*roster, 1) == std::vector<std::uint32_t>{1});
    CHECK(files_of(*roster, 2).empty());
    CHECK(files_of(*roster, 12).empty());
    CHECK(files_of(*roster, -1).empty());
    CHECK(roster->find(9) == 2);
    CHECK(roster->find(5) == Roster::None);
    REQUIRE(Roster::unpack(""));
    CHECK(Roster::unpack("")->entries().empty());
}

TEST_CASE("roster: damage is refused, never followed", "[store]") {
    const std::string good = Roster::pack({{1, 0, 3, Language::C, FileRole::Source, 9, 1, 1.0f}, {2, 3, 1, Language::C, FileRole::Source, 9, 1, 1.0f}});
    for (std::size_t size = 1; size < good.size(); ++size)
        if (const auto cut = Roster::unpack(good.substr(0, size))) CHECK(cut->entries().size() == 1);
    CHECK_FALSE(Roster::unpack(Roster::pack({{2, 0, 1, Language::C, FileRole::Source, 9, 1, 1.0f}, {2, 1, 1, Language::C, FileRole::Source, 9, 1, 1.0f}})));
    // Pieces that several contents claim.
    std::vector<RosterEntry> overlapping;
    for (std::int64_t i = 0; i < 1000; ++i) overlapping.push_back({i + 1, 999 - i, 100'000, Language::C, FileRole::Source, 9, 1, 1.0f});
    CHECK_FALSE(Roster::unpack(Roster::pack(overlapping)));
    std::mt19937 random(3);
    for (int i = 0; i < 20'000; ++i) {
        std::string bad = good;
        bad[random() % bad.size()] = static_cast<char>(random());
        if (const auto roster = Roster::unpack(bad)) CHECK(roster->entries().size() <= 2);
    }
}
