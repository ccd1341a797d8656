// SPDX-License-Identifier: Apache-2.0
#include "exports/line_sorter.hpp"

#include <catch2/catch.hpp>
#include <algorithm>
#include <random>

using kompress::exports::LineSorter;

namespace {

std::vector<std::string> drained(LineSorter& sorter) {
    std::vector<std::string> lines;
    auto done = sorter.drain([&](std::string_view line) {
        lines.emplace_back(line);
        return true;
    });
    REQUIRE(done.ok());
    CHECK(*done);
    return lines;
}

}  // namespace

TEST_CASE("line sorter: many runs merge into one order, equal lines once", "[exports]") {
    std::mt19937 random(3);
    LineSorter sorter("/tmp", 4096);
    std::vector<std::string> expected;
    for (int i = 0; i < 5000; ++i) {
        std::string line = "name" + std::to_string(random() % 3000) + (i % 3 ? "\tx" : std::string("\xff\0y", 3));
        REQUIRE(sorter.add(line).ok());
        expected.push_back(line);
    }
    std::sort(expected.begin(), expected.end());
    expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
    CHECK(drained(sorter) == expected);
}

TEST_CASE("line sorter: nothing in, nothing out; a receiver may stop; another directory serves", "[exports]") {
    LineSorter empty("/tmp");
    CHECK(drained(empty).empty());
    LineSorter sorter("/no/such/place", 16);
    for (const char* line : {"b", "a", "", "c"}) REQUIRE(sorter.add(line).ok());
    int seen = 0;
    auto done = sorter.drain([&](std::string_view) { return ++seen < 2; });
    REQUIRE(done.ok());
    CHECK_FALSE(*done);
    CHECK(seen == 2);
}
