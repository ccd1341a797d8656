// SPDX-License-Identifier: Apache-2.0
#include "pattern/line_matcher.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <random>

#include "support/processor_time.hpp"

using namespace kompress;
using namespace kompress::pattern;

namespace {

std::vector<std::string> lines(std::string_view text, std::string_view pattern, MatchOptions options = {}) {
    auto matcher = LineMatcher::compile(pattern, options);
    REQUIRE(matcher.ok());
    std::vector<std::string> found;
    auto line = matcher->next_line(text, 0);
    for (; line; line = matcher->next_line(text, line->end + 1)) found.emplace_back(text.substr(line->begin, line->end - line->begin));
    return found;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("line matcher: gives whole lines once, however many matches they hold", "[pattern]") {
    CHECK(lines("one two\ntwo two\nthree\n", "two") == Lines{"one two", "two two"});
    CHECK(lines("a\n\nb", "^$") == Lines{""});
    CHECK(lines("a\n\n", "^$") == Lines{""});
    CHECK(lines("a\nb\n", "") == Lines{"a", "b"});
    CHECK(lines("", "") == Lines{});
    CHECK(lines("last", "t$") == Lines{"last"});
    CHECK(lines("a\nb\nc\n", "x*") == Lines{"a", "b", "c"});
}

TEST_CASE("line matcher: no match goes beyond its line", "[pattern]") {
    CHECK(lines("a\nb\n", "a\\s+b").empty());
    CHECK(lines("a\nb\n", "a[^x]b").empty());
    CHECK(lines("a\nb\n", "a(?s:.)b").empty());
    CHECK_FALSE(LineMatcher::compile("a\\nb", {}).ok());
    CHECK_FALSE(LineMatcher::compile("a\nb", {}).ok());
}

TEST_CASE("line matcher: words, digits and spaces are those of Unicode", "[pattern]") {
    CHECK(lines("größe\n", "^\\w+$") == Lines{"größe"});
    CHECK(lines("größe\n", "^\\W+$").empty());
    CHECK(lines("٣\n", "^\\d$") == Lines{"٣"});
    CHECK(lines("a\xC2\xA0z\n", "a\\sz") == Lines{"a\xC2\xA0z"});
    CHECK(lines("x_ü9\n", "^[\\w]+$") == Lines{"x_ü9"});
    MatchOptions words;
    words.whole_words = true;
    CHECK(lines("foo foobar\nfoobar\nüfoo\n(foo)\n", "foo", words) == Lines{"foo foobar", "(foo)"});
    CHECK(lines("ab\na-b\n", "-", words).empty());
}

TEST_CASE("line matcher: case folds as Unicode has it", "[pattern]") {
    MatchOptions folded;
    folded.ignore_case = true;
    CHECK(lines("PM_RESUME\npm_Resume\npm\n", "pm_resume", folded) == Lines{"PM_RESUME", "pm_Resume"});
    CHECK(lines("GRÖSSE\n", "größ|grösse", folded) == Lines{"GRÖSSE"});
    CHECK(lines("\xE2\x84\xAA\n", "k", folded) == Lines{"\xE2\x84\xAA"});
}

TEST_CASE("line matcher: plain text is taken as it stands, UTF-8 or not", "[pattern]") {
    MatchOptions fixed;
    fixed.is_fixed = true;
    CHECK(lines("a.b\naxb\n", "a.b", fixed) == Lines{"a.b"});
    CHECK(lines("caf\xe9\n", "f\xe9", fixed) == Lines{"caf\xe9"});
    fixed.ignore_case = true;
    CHECK(lines("A.B(\naxb\n", "a.b(", fixed) == Lines{"A.B("});
    CHECK(lines("caf\xe9 x\n\xff\xfe\n", "caf. x").empty());
    CHECK(lines("caf\xe9 x\n", "x$") == Lines{"caf\xe9 x"});
}

TEST_CASE("line matcher: matches inside a line", "[pattern]") {
    const auto spans = [](std::string_view line, std::string_view pattern, bool words) {
        MatchOptions options;
        options.whole_words = words;
        return LineMatcher::compile(pattern, options)->matches_in(line);
    };
    CHECK(spans("one two two", "two", false) == std::vector<Span>{{4, 7}, {8, 11}});
    CHECK(spans("two two atwo", "two", true) == std::vector<Span>{{0, 3}, {4, 7}});
    CHECK(spans("aaa", "a*", false) == std::vector<Span>{{0, 3}});
    CHECK(spans("bbb", "a*", false).empty());
    CHECK(spans("xyz", "y", false) == std::vector<Span>{{1, 2}});
}

TEST_CASE("line matcher: an error says where", "[pattern]") {
    const auto message = [](std::string_view pattern) {
        auto matcher = LineMatcher::compile(pattern, {});
        REQUIRE_FALSE(matcher.ok());
        CHECK(matcher.error().code == ErrorCode::InvalidArgument);
        return matcher.error().message;
    };
    CHECK(message("ab(cd").find("column 3") != std::string::npos);
    CHECK(message("abc)").find("column 4") != std::string::npos);
    CHECK(message("ab[c").find("column 3") != std::string::npos);
    CHECK(message("ab**").find("column 3") != std::string::npos);
    CHECK(message("x(?=y)").find("look-around") != std::string::npos);
    CHECK(message("(a)\\1").find("back-references") != std::string::npos);
}

TEST_CASE("line matcher: with literals or without, the lines are the same", "[pattern]") {
    std::mt19937 random(11);
    const auto pick = [&](const std::vector<std::string>& of) { return of[std::uniform_int_distribution<std::size_t>(0, of.size() - 1)(random)]; };
    const std::vector<std::string> atoms = {"a", "b", "ab", "ba", "k", "[ab]", "[^a]", ".", "\\w", "\\b", "^", "$", "(?:ab|b)", "(a|)", "(?i:a)", "A", "é", "\\s", "(?i)", "-"};
    const std::vector<std::string> counts = {"", "", "", "*", "+", "?", "{2}", "{1,2}", "+?"};
    const std::vector<std::string> pieces = {"a", "b", "A", "B", "ab", "k", "\xE2\x84\xAA", " ", "\n", "\n", "é", "\xff", "-", "bab"};
    int compiled = 0;
    for (int round = 0; round < 3000; ++round) {
        std::string regex, text;
        for (int i = round % 5; i >= 0; --i) regex += pick(atoms) + pick(counts) + (i == 2 ? "|" : "");
        for (int i = 0; i < 40; ++i) text += pick(pieces);
        MatchOptions with;
        with.ignore_case = round % 4 == 0;
        with.whole_words = round % 7 == 0;
        MatchOptions without = with;
        without.use_literals = false;
        if (!LineMatcher::compile(regex, with).ok()) continue;
        ++compiled;
        INFO("regex '" << regex << "' text '" << text << "'");
        REQUIRE(lines(text, regex, with) == lines(text, regex, without));
    }
    CHECK(compiled > 1500);
}

TEST_CASE("line matcher: hostile patterns take linear time", "[pattern]") {
    const std::string text(200'000, 'a');
    const auto start = test::processor_time();
    CHECK(lines(text, "(a*)*b").empty());
    CHECK(lines(text, "(a|aa)+$").size() == 1);
    CHECK(lines(text, "(?:a?){50}a{50}b").empty());
    std::string short_lines;
    for (int i = 0; i < 100'000; ++i) short_lines += "ab\n";
    CHECK(lines(short_lines, "ab.*c.*d.*e").empty());
    CHECK(test::processor_time() - start < std::chrono::seconds(20));  // a backtracking engine takes for ever
}
