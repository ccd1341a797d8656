// SPDX-License-Identifier: Apache-2.0
#include "grep/search_text.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace kompress;
using namespace kompress::grep;

TEST_CASE("gatherer: a match is known before its text ends", "[grep]") {
    auto matcher = pattern::LineMatcher::compile("needle", {});
    REQUIRE(matcher);
    // Longer than what is searched between two questions.
    const std::string text = "needle\n" + std::string(5u << 20, 'x') + "\n" + std::string(5u << 20, 'y') + "\n";
    const GrepQuery query;
    const Cursor cursor;
    std::string known;
    Gatherer gatherer(query, *matcher, cursor, [&] { known += gatherer.has_matched() ? '1' : '0'; return false; }, [](Batch&&) {});
    gatherer.search("long.txt", text);
    CHECK(known == "01");
    CHECK(gatherer.has_matched());
}
