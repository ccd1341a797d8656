// SPDX-License-Identifier: Apache-2.0
#include "markdown/address.hpp"

#include <catch2/catch.hpp>

using namespace kompress::markdown;

TEST_CASE("address: kinds", "[markdown]") {
    CHECK(judge_address("#a").kind == AddressKind::Anchor);
    CHECK(judge_address("a/b.md#c").kind == AddressKind::Relative);
    CHECK(judge_address("../x:y").kind == AddressKind::Relative);
    CHECK(judge_address("?a:b").kind == AddressKind::Relative);
    CHECK(judge_address("HTTPS://a/").kind == AddressKind::External);
    CHECK(judge_address("mailto:a@b").kind == AddressKind::External);
}

TEST_CASE("address: what names another host, disk or scheme is refused", "[markdown]") {
    for (const char* url : {"", "//a/b", "/a", "\\\\a\\b", "a\\b", "javascript:x", "x:y", "C:/x", "http:a", "http:/a", "http:///a", "file://a/b"}) {
        INFO(url);
        CHECK(judge_address(url).kind == AddressKind::Refused);
    }
    CHECK(judge_address(std::string(9000, 'a')).kind == AddressKind::Refused);
}

TEST_CASE("address: bytes without a place in one are encoded", "[markdown]") {
    CHECK(judge_address(" javascript:x").kind == AddressKind::Refused);
    CHECK(judge_address("a b\"c<d>\n").text == "a%20b%22c%3Cd%3E%0A");
    CHECK(judge_address("\xc3\xa9.md").text == "%C3%A9.md");
}
