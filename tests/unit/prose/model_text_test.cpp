// SPDX-License-Identifier: Apache-2.0
#include "prose/model_text.hpp"

#include <catch2/catch.hpp>

using namespace kompress::prose;

namespace {

std::string clean(std::string_view text) { return render_blocks(read_model_text(text)); }

}  // namespace

TEST_CASE("model text: paragraphs, lists and code come through", "[prose]") {
    CHECK(clean("One `a`.\nStill one.\n\nTwo.") == "One `a`. Still one.\n\nTwo.\n");
    CHECK(clean("- first\n- second\n  - below") == "- first\n- second\n   - below\n");
    CHECK(clean("1. a\n2) b\n7. c") == "1. a\n2. b\n3. c\n");
    CHECK(clean("Run it:\n```cpp\nint x = 1;\n```\nThen stop.") == "Run it:\n\n```cpp\nint x = 1;\n```\n\nThen stop.\n");
}

TEST_CASE("model text: emphasis, headings, links and images leave their words", "[prose]") {
    CHECK(clean("## A title\ntext") == "A title\n\ntext\n");
    CHECK(clean("a **bold** and *thin* word, _so_ it is") == "a bold and thin word, so it is\n");
    CHECK(clean("see [the manual](http://evil.example/x) now") == "see the manual now\n");
    CHECK(clean("see [this](javascript:alert('x')) now") == "see this now\n");
    CHECK(clean("![pixel](http://evil.example/p.png) text") == "pixel text\n");
    CHECK(clean("2 * 3 is a_b_c") == "2 \\* 3 is a\\_b\\_c\n");
}

TEST_CASE("model text: nothing of it is markup that runs or loads", "[prose]") {
    CHECK(clean("<script>alert(1)</script>").find('<') == std::string::npos);
    CHECK(clean("<img src=x onerror=y>").find('<') == std::string::npos);
    CHECK(clean("```mermaid\nclick a \"javascript:x\"\n```").starts_with("```text\n"));
    CHECK(clean("[x]: http://evil.example 'title'").starts_with("\\["));
    CHECK(clean("[a](javascript:alert(1))").find("javascript") == std::string::npos);
    CHECK(clean("<<x>> `<b>`") == "&lt;&lt;x&gt;&gt; `<b>`\n");
}

TEST_CASE("model text: addresses, images and drawn blocks stay text", "[prose]") {
    CHECK(clean("see https://evil.example/x.") == "see `https://evil.example/x`.\n");
    CHECK(clean("Done!!![logo.svg:1]").find("![") == std::string::npos);
    CHECK(clean(clean("Done!!![logo.svg:1]")).find("![") == std::string::npos);
    CHECK(clean("```geojson\n{}\n```").starts_with("```text\n"));
}

TEST_CASE("model text: lists nest as they were meant", "[prose]") {
    CHECK(clean("- a\n    - b\n    - c\n- d") == "- a\n   - b\n   - c\n- d\n");
    CHECK(clean("text\n\n    - a") == "text\n\n- a\n");
}

TEST_CASE("model text: citations are told from other brackets", "[prose]") {
    const auto blocks = read_model_text("It reads the file [src/a.c:12-30]. See [note] and [b.c:x]. Done [c.h:7].");
    REQUIRE(blocks.size() == 1);
    REQUIRE(blocks[0].sentences.size() == 3);
    CHECK(blocks[0].sentences[0].citations == std::vector<Citation>{{"src/a.c", 12, 30}});
    CHECK(blocks[0].sentences[1].citations.empty());
    CHECK(blocks[0].sentences[2].citations == std::vector<Citation>{{"c.h", 7, 7}});
    CHECK(read_model_text("x [app/[[...slug]]/page.tsx:3].")[0].sentences[0].citations == std::vector<Citation>{{"app/[[...slug]]/page.tsx", 3, 3}});
    CHECK(clean("A [src/a_b.c:12] b.") == "A [src/a_b.c:12] b.\n");
    CHECK(read_model_text("x [a.c:L3-L9].")[0].sentences[0].citations == std::vector<Citation>{{"a.c", 3, 9}});
}

TEST_CASE("model text: a citation stays one whatever follows it", "[prose]") {
    CHECK(clean("[a.c:1]**(http://evil.example)**") == "[a.c:1] (`http://evil.example`)\n");
    CHECK(clean("[a.c:1]: http://evil.example") == "[a.c:1] : `http://evil.example`\n");
}

TEST_CASE("model text: what is kept renders as it did", "[prose]") {
    for (const char* text : {"a_b * c <i> \\ [x] & `d_e`", "- one\n  - two_x\n\n1. *three*\n\n```c\na < b;\n```\n", "# head\n> quote _it_", "+ x\n\n= y"}) {
        CAPTURE(text);
        const auto blocks = read_model_text(text);
        CHECK(clean(plain_blocks(blocks)) == render_blocks(blocks));
    }
}

TEST_CASE("model text: sentences end where people end them", "[prose]") {
    const auto sentences = [](std::string_view text) { return read_model_text(text).at(0).sentences.size(); };
    CHECK(sentences("One. Two! Three?") == 3);
    CHECK(sentences("It uses e.g. a map. Then it ends.") == 2);
    CHECK(sentences("`a.b. c` is one. Version 1.5 is another.") == 2);
    CHECK(sentences("It is so. [a.c:1] [b.c:2] Next.") == 2);
}

TEST_CASE("model text: a summary is one plain sentence", "[prose]") {
    CHECK(plain_summary("Keeps `Slice` alive [a.c:1]. More.") == "Keeps Slice alive.");
    CHECK(plain_summary("").empty());
    CHECK(plain_summary(std::string(1000, 'x')).size() <= 243);
}

TEST_CASE("model text: any bytes give blocks in time that does not explode", "[prose]") {
    for (const std::string& unit : {std::string("`"), std::string("["), std::string("[a:1]"), std::string("```\n"), std::string("- "), std::string("\xff\x00", 2), std::string("# \n"), std::string("![](")}) {
        std::string text;
        while (text.size() < 200'000) text += unit;
        const std::string once = clean(text);
        CHECK(once.size() < 800'000);
        CHECK(clean(once).size() < 800'000);
    }
}
