// SPDX-License-Identifier: Apache-2.0
#include "fs/rule_set.hpp"

#include <catch2/catch.hpp>
#include <chrono>

#include "support/processor_time.hpp"

namespace {

using namespace kompress::fs;

/// "" when no rule speaks, else the text of the one that does.
std::string rule_for(std::string_view rules, const std::string& path, bool is_directory = false,
                     bool ignore_case = false) {
    const auto set = RuleSet::parse(rules, ".gitignore", ignore_case);
    const Rule* rule = set->find(path, path.substr(path.rfind('/') + 1), is_directory);
    return rule ? rule->text : "";
}

bool matches(std::string_view rules, const std::string& path, bool is_directory = false) {
    return !rule_for(rules, path, is_directory).empty();
}

}  // namespace

TEST_CASE("rule set: the last rule that matches decides", "[fs]") {
    CHECK(rule_for("*.o\n!keep.o\n", "a.o") == "*.o");
    CHECK(rule_for("*.o\n!keep.o\n", "keep.o") == "!keep.o");
    CHECK(rule_for("!keep.o\n*.o\n", "keep.o") == "*.o");
    CHECK(rule_for("keep.o\nk*\n*.o\n", "keep.o") == "*.o");
    CHECK(rule_for("*.o\n", "a.c").empty());
}

TEST_CASE("rule set: a pattern without a slash matches names at any depth", "[fs]") {
    CHECK(matches("foo", "foo"));
    CHECK(matches("foo", "a/b/foo"));
    CHECK_FALSE(matches("foo", "foobar"));
    CHECK(matches("f*o", "a/faao"));
}

TEST_CASE("rule set: a slash at the start or in the middle anchors", "[fs]") {
    CHECK(matches("/foo", "foo"));
    CHECK_FALSE(matches("/foo", "a/foo"));
    CHECK(matches("a/b", "a/b"));
    CHECK_FALSE(matches("a/b", "x/a/b"));
    CHECK(matches("a/*.c", "a/x.c"));
    CHECK_FALSE(matches("a/*.c", "a/b/x.c"));
}

TEST_CASE("rule set: a slash at the end asks for a directory", "[fs]") {
    CHECK(matches("build/", "build", true));
    CHECK_FALSE(matches("build/", "build", false));
    CHECK(rule_for("build\n!build/\n", "build", false) == "build");
}

TEST_CASE("rule set: two stars stand for any number of directories", "[fs]") {
    CHECK(matches("**/x", "x"));
    CHECK(matches("**/x", "a/b/x"));
    CHECK(matches("a/**/b", "a/b"));
    CHECK(matches("a/**/b", "a/x/y/b"));
    CHECK_FALSE(matches("a/**/b", "a/xb"));
    CHECK(matches("a/**", "a/x"));
    CHECK_FALSE(matches("a/**", "a"));
    CHECK_FALSE(matches("x/a**b", "x/a/b"));  // not a whole component: one star
}

TEST_CASE("rule set: two stars behind a literal start count as a component, as in git", "[fs]") {
    CHECK(matches("foo**/bar", "foobar"));
    CHECK(matches("foo**/bar", "foox/y/bar"));
}

TEST_CASE("rule set: blanks at the end are dropped unless escaped", "[fs]") {
    CHECK(matches("foo  ", "foo"));
    CHECK(matches("foo\\ ", "foo "));
    CHECK(matches("foo\\  ", "foo "));
    CHECK_FALSE(matches("foo\t", "foo"));
    CHECK(matches("foo\r\nbar\r\n", "foo"));
}

TEST_CASE("rule set: comments, marks and escapes at the start", "[fs]") {
    CHECK_FALSE(matches("#foo", "#foo"));
    CHECK(matches("\\#foo", "#foo"));
    CHECK(matches("\\!foo", "!foo"));
    CHECK(
        matches("\xEF\xBB\xBF"
                "foo",
                "foo"));
    CHECK_FALSE(matches("foo\\", "foo\\"));
    CHECK_FALSE(matches("/\n//\n!\n\n", "a", true));
}

TEST_CASE("rule set: character classes", "[fs]") {
    CHECK(matches("[a-c]x", "bx"));
    CHECK(matches("[!a-c]x", "dx"));
    CHECK(matches("[^a-c]x", "dx"));
    CHECK(matches("[]a]", "]"));
    CHECK(matches("[[:digit:]_]*", "1x"));
    CHECK_FALSE(matches("[[:digit:]_]*", "x1"));
    CHECK_FALSE(matches("[[:nonsense:]]", "n"));
    CHECK_FALSE(matches("[a", "[a"));
    CHECK(matches("[\\]]", "]"));
    CHECK_FALSE(matches("a[/]b", "a/b"));
}

TEST_CASE("rule set: case is folded only on request", "[fs]") {
    CHECK(rule_for("Foo\n*.O\n/A/*", "foo", false, true) == "Foo");
    CHECK(rule_for("Foo\n*.O\n/A/*", "x.o", false, true) == "*.O");
    CHECK(rule_for("Foo\n*.O\n/A/*", "a/B", false, true) == "/A/*");
    CHECK(rule_for("Foo", "foo").empty());
}

TEST_CASE("rule set: line numbers count every line", "[fs]") {
    const auto set = RuleSet::parse("# one\n\nfoo\n", "x", false);
    REQUIRE(set->find("foo", "foo", false));
    CHECK(set->find("foo", "foo", false)->line == 3);
}

TEST_CASE("rule set: a hostile pattern does not explode", "[fs]") {
    std::string pattern = "x/**/", text = "x/";
    for (int i = 0; i < 40; ++i) pattern += "*a**/*a*a";
    for (int i = 0; i < 2000; ++i) text += i % 50 == 49 ? "/" : "a";
    const auto begin = kompress::test::processor_time();
    CHECK_FALSE(matches(pattern + "b", text));
    CHECK(kompress::test::processor_time() - begin < std::chrono::seconds(2));
}
