// SPDX-License-Identifier: Apache-2.0
#include "pattern/literals.hpp"

#include <catch2/catch.hpp>

using namespace kompress::pattern;
using Strings = std::vector<std::string>;

TEST_CASE("literals: a plain word is the whole pattern", "[pattern]") {
    const auto found = required_literals("PM_RESUME", false);
    CHECK(found.any_of == Strings{"PM_RESUME"});
    CHECK(found.is_whole);
    CHECK(required_literals("a\\.b\\(", false).any_of == Strings{"a.b("});
    CHECK(required_literals("größe", false).any_of == Strings{"größe"});
}

TEST_CASE("literals: choices and small classes multiply", "[pattern]") {
    CHECK(required_literals("foo|bar|baz", false).any_of == Strings{"bar", "baz", "foo"});
    CHECK(required_literals("foo|bar", false).is_whole);
    CHECK(required_literals("gr[ae]y", false).any_of == Strings{"gray", "grey"});
    CHECK(required_literals("(?:get|set)_value", false).any_of == Strings{"get_value", "set_value"});
    CHECK(required_literals("colou?r", false).any_of == Strings{"color", "colour"});
    CHECK(required_literals("(ab){2}", false).any_of == Strings{"abab"});
}

TEST_CASE("literals: the rarest piece is required where the rest varies", "[pattern]") {
    const auto suffix = required_literals("[A-Z]+_RESUME", false);
    CHECK(suffix.any_of == Strings{"_RESUME"});
    CHECK_FALSE(suffix.is_whole);
    CHECK(required_literals("e.*xyzzy\\d+", false).any_of == Strings{"xyzzy"});
    CHECK(required_literals("\\bfoo\\b", false).any_of == Strings{"foo"});
    CHECK_FALSE(required_literals("\\bfoo\\b", false).is_whole);
    CHECK(required_literals("^int main", false).any_of == Strings{"int main"});
    CHECK(required_literals("(?P<name>quux)+", false).any_of == Strings{"quux"});
    CHECK(required_literals("x{3,}", false).any_of == Strings{"xxx"});
}

TEST_CASE("literals: nothing is promised where a branch may do without", "[pattern]") {
    for (const char* regex : {"", "\\w+", "foo|\\d+", "(foo)?", "(foo)*", "foo{0,3}|", "[a-z]+", ".", "(?:foo|)", "\\p{Greek}", "\\x41", "[^a]"})
        CHECK(required_literals(regex, false).any_of.empty());
    CHECK(required_literals("\\Qa+b\\E", false).any_of.empty());
}

TEST_CASE("literals: case folding leaves out letters with relatives beyond ASCII", "[pattern]") {
    const auto folded = required_literals("pm_resume", true);
    CHECK(folded.ignore_case);
    CHECK(folded.any_of.size() == 1);
    CHECK(folded.any_of[0].find_first_of("sk") == std::string::npos);
    CHECK_FALSE(folded.is_whole);
    CHECK(required_literals("(?i)value", false).is_whole);
    CHECK(required_literals("(?i:v)alue", false).any_of == Strings{"value"});
    CHECK_FALSE(required_literals("(?i:v)alue", false).is_whole);
    CHECK_FALSE(required_literals("((?i)v)alue", false).is_whole);
    CHECK(required_literals("k", true).any_of.empty());
    CHECK(required_literals("é", true).any_of.empty());
}

TEST_CASE("literals: size stays bounded", "[pattern]") {
    CHECK(required_literals("[abcd][abcd][abcd][abcd][abcd][abcd]", false).any_of.size() <= 64);
    std::string deep;
    for (int i = 0; i < 5000; ++i) deep += "(";
    CHECK(required_literals(deep, false).any_of.empty());
    std::string wide = "q0";
    for (int i = 1; i < 500; ++i) wide += "|q" + std::to_string(i);
    CHECK(required_literals(wide, false).any_of.size() <= 64);
}
