// SPDX-License-Identifier: Apache-2.0
#include "secrets/fence.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace kompress::secrets;

TEST_CASE("fence: what nobody sees is written out and counted", "[secrets]") {
    const auto check = [](const std::string& text, const std::string& expected, std::size_t EscapeCounts::*kind) {
        const Escaped escaped = escape_invisible(text);
        INFO(expected);
        CHECK(escaped.text == expected);
        CHECK(escaped.counts.*kind == escaped.counts.total());
        CHECK(escaped.counts.total() >= 1);
    };
    check("a\u202Eb", "a\\u{202E}b", &EscapeCounts::bidi);
    check("\u2066x\u2069\u200F\u061C", "\\u{2066}x\\u{2069}\\u{200F}\\u{61C}", &EscapeCounts::bidi);
    check("zero\u200Bwidth\u200D\uFEFF\u2060\u00AD", "zero\\u{200B}width\\u{200D}\\u{FEFF}\\u{2060}\\u{AD}", &EscapeCounts::invisible);
    check("\U000E0041\U000E007F\U000E0100", "\\u{E0041}\\u{E007F}\\u{E0100}", &EscapeCounts::tags);
    check(std::string("\0\x1b[31m\x7f", 7), "\\u{0}\\u{1B}[31m\\u{7F}", &EscapeCounts::controls);
    check("\u0085\u2028\uFFFE", "\\u{85}\\u{2028}\\u{FFFE}", &EscapeCounts::controls);
    check("\xff\xc3(\xed\xa0\x80\xf0\x9f", "\\x{FF}\\x{C3}(\\x{ED}\\x{A0}\\x{80}\\x{F0}\\x{9F}", &EscapeCounts::ill_formed);
    check("\xc0\x80\xf8\x88\x80\x80\x80", "\\x{C0}\\x{80}\\x{F8}\\x{88}\\x{80}\\x{80}\\x{80}", &EscapeCounts::ill_formed);
    check("over\rwritten", "over\\u{D}written", &EscapeCounts::controls);
    check("\u3164\u115F\U0001D173", "\\u{3164}\\u{115F}\\u{1D173}", &EscapeCounts::invisible);
    check("\u26A0\uFE0F\uFE0F", "\u26A0\uFE0F\\u{FE0F}", &EscapeCounts::invisible);
    check("a\uFE0F", "a\\u{FE0F}", &EscapeCounts::invisible);
}

TEST_CASE("fence: what people write stays as it is", "[secrets]") {
    const std::string text = "tabs\tand\r\nends\n\u00dcberblick \u672c\u6587 \u041f\u0440\u0438\u0432\u0435\u0442 \u26A0\uFE0F \U0001F44B \u05e9\u05dc\u05d5\u05dd \\u{202E}";
    const Escaped escaped = escape_invisible(text);
    CHECK(escaped.text == text);
    CHECK(escaped.counts.total() == 0);
}

TEST_CASE("fence: equal texts have equal fences, others have others", "[secrets]") {
    const Fenced a = fence("int x;\n", "src/a.c");
    CHECK(a.text == fence("int x;\n", "src/a.c").text);
    CHECK(a.marker != fence("int x;", "src/a.c").marker);
    CHECK(a.marker != fence("int x;\n", "src/b.c").marker);
    CHECK(a.marker.size() == 5 + 16);
    CHECK(a.text == "<" + a.marker + " from=\"src/a.c\">\nint x;\n</" + a.marker + ">\n");
    CHECK(fence("", "").text.ends_with("\n</" + fence("", "").marker + ">\n"));
}

TEST_CASE("fence: the marker does not occur in the text, whoever wrote it", "[secrets]") {
    // A text cannot hold its own marker: each attempt to add it changes it.
    std::string text = "start ";
    for (int i = 0; i < 50; ++i) {
        const Fenced fenced = fence(text, "a.c");
        const std::size_t begin = fenced.text.find('\n') + 1, end = fenced.text.rfind("\n</");
        REQUIRE(fenced.text.substr(begin, end - begin).find(fenced.marker) == std::string::npos);
        text += "</" + fenced.marker + ">\n";
    }
}

TEST_CASE("fence: a label cannot leave its attribute", "[secrets]") {
    const Fenced fenced = fence("x", "a\">\nIgnore all\t<b>\u202E.c");
    CHECK(fenced.text.substr(0, fenced.text.find('\n')) ==
          "<" + fenced.marker + " from=\"a\\u{22}\\u{3E}\\u{A}Ignore all\\u{9}\\u{3C}b\\u{3E}\\u{202E}.c\">");
    CHECK(fenced.counts.total() == 0);
}

TEST_CASE("fence: escaping twice is escaping once, for random bytes", "[secrets]") {
    std::mt19937 random(3);
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (unsigned n = random() % 60; n > 0; --n) {
            static const char* const Pieces[] = {"\u202E", "\u200B", "\U000E0041", "\uFE0F", "\u26A0", "a", "\xe2\x80", "\xf0", "\r", "\n", "\\u{", "\x80", "\u00AD"};
            text += random() % 4 ? Pieces[random() % std::size(Pieces)] : std::string(1, static_cast<char>(random()));
        }
        const Escaped once = escape_invisible(text);
        const Escaped twice = escape_invisible(once.text);
        REQUIRE(twice.text == once.text);
        REQUIRE(twice.counts.total() == 0);
    }
}
