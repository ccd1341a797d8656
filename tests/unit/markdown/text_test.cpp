// SPDX-License-Identifier: Apache-2.0
#include "markdown/text.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "markdown/doc_text.hpp"

using namespace kompress::markdown;

TEST_CASE("markdown: text keeps its meaning and nothing of it becomes markup", "[markdown]") {
    CHECK(escape_text("a <b> & c") == "a &lt;b&gt; &amp; c");
    CHECK(escape_text("*bold* _it_ [x](y) a|b ~~z~~") == "\\*bold\\* \\_it\\_ \\[x\\](y) a\\|b \\~\\~z\\~\\~");
    CHECK(escape_text("uses `x < y` here") == "uses `x < y` here");
    CHECK(escape_text("one ` alone") == "one \\` alone");
    CHECK(escape_text("`two\nlines`") == "\\`two\nlines\\`");
    CHECK(escape_text("![i](http://x)").find("![") == std::string::npos);
    CHECK(escape_text(std::string_view("bell\a nul\0 end", 14)) == "bell nul end");
}

TEST_CASE("markdown: code spans outlast the backticks in them", "[markdown]") {
    CHECK(code_span("") == "");
    CHECK(code_span("plain") == "`plain`");
    CHECK(code_span("a`b") == "``a`b``");
    CHECK(code_span("``") == "``` `` ```");
    CHECK(code_span("a|b") == "`a\\|b`");
    CHECK(code_span("two\nlines") == "`two lines`");
}

TEST_CASE("markdown: a block's fence is longer than any in it", "[markdown]") {
    CHECK(code_block("x", "c") == "```c\nx\n```\n");
    CHECK(code_block("```\nend\n````", "") == "`````\n```\nend\n````\n`````\n");
}

TEST_CASE("markdown: the first sentence ends where people end it", "[markdown]") {
    CHECK(first_sentence("Reads a file. Then more.") == "Reads a file.");
    CHECK(first_sentence("Takes e.g. two names. More.") == "Takes e.g. two names.");
    CHECK(first_sentence("One line\ngoes on. Rest") == "One line goes on.");
    CHECK(first_sentence("Title\n\nBody.") == "Title");
    CHECK(first_sentence("version 1.2 of it") == "version 1.2 of it");
    const std::string cut = first_sentence(std::string(159, 'a') + "éé");
    CHECK(cut == std::string(159, 'a') + "…");
}

TEST_CASE("markdown: link targets are plain ASCII", "[markdown]") {
    CHECK(link_target("a b/c(1).md") == "a%20b/c%281%29.md");
    CHECK(link_target("é") == "%C3%A9");
    CHECK(link_target("javascript:x") == "javascript%3Ax");
}

TEST_CASE("markdown: anchors are those of the forges, and every heading has its own", "[markdown]") {
    Anchors anchors;
    CHECK(anchors.add("Function Foo::bar(int)") == "function-foobarint");
    CHECK(anchors.add("Function Foo::bar(int)") == "function-foobarint-1");
    CHECK(anchors.add("function foobarint 1") == "function-foobarint-1-1");
    CHECK(anchors.add("a_b - c") == "a_b---c");
    CHECK(anchors.add("Ünicode ČŽ ΑΩ ЯЁ") == "ünicode-čž-αω-яё");
    CHECK(anchors.add("A\xc3" "B") == "a\xc3" "b");  // no UTF-8, and nothing swallowed
}

TEST_CASE("documentation: tags of four dialects read alike", "[markdown]") {
    const std::string expected = "Adds.\n\n- `a`: left\n- **Returns** the sum\n";
    CHECK(render_doc("Adds.\n\n@param a left\n@return the sum") == expected);
    CHECK(render_doc("Adds.\n\n\\param[in] a left\n\\returns the sum") == expected);
    CHECK(render_doc("Adds.\n\n:param a: left\n:returns: the sum") == expected);
    CHECK(render_doc("Adds.\n\n@a: left\nReturn: the sum") == expected);
    CHECK(render_doc("") == "");
}

TEST_CASE("documentation: code stays code, fenced or indented", "[markdown]") {
    CHECK(render_doc("Like so:\n\n    x = <y>\n\nDone.") == "Like so:\n\n```\nx = <y>\n```\n\nDone.\n");
    CHECK(render_doc("```\nnever closed <b>") == "```\nnever closed <b>\n```\n");
}

TEST_CASE("documentation: no comment makes a heading, a rule, raw HTML or an image", "[markdown]") {
    for (const char* doc : {"# Big", "Title\n===", "Title\n---", "- # Big", "1. # Big", "* ## Big", "- --- ", "+ # x", "<script>alert(1)</script>",
                            "![x](http://evil/p.png)", "> quote", "@param # y", "@brief # y", ":param x: # y", "***", "- - # x", "-\t# x", "&#60;b&#62;"}) {
        const std::string text = render_doc(doc);
        INFO(doc << " became " << text);
        bool is_safe = text.find("![") == std::string::npos && text.find("<script") == std::string::npos;
        for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) == std::string::npos ? text.size() : text.find('\n', at) + 1) {
            std::string_view line = std::string_view(text).substr(at, text.find('\n', at) - at);
            // Behind any list markers, which may nest.
            for (bool again = true; again;) {
                again = false;
                while (!line.empty() && (line[0] == ' ' || line[0] == '\t')) line.remove_prefix(1);
                if (line.size() > 1 && (line[0] == '-' || line[0] == '+' || line[0] == '*') && (line[1] == ' ' || line[1] == '\t')) line.remove_prefix(2), again = true;
                else if (line.size() > 2 && line[0] >= '0' && line[0] <= '9' && line[1] == '.') line.remove_prefix(3), again = true;
            }
            if (!line.empty() && (line[0] == '#' || line[0] == '>' || line[0] == '=')) is_safe = false;
            if (line.size() > 2 && line.find_first_not_of("-* ") == std::string_view::npos) is_safe = false;
        }
        CHECK(is_safe);
    }
}

TEST_CASE("documentation: any bytes render to something that ends", "[markdown]") {
    std::mt19937 random(3);
    const std::string alphabet = "a `#-*@:\\\n\t<>|[]1.=_~x";
    for (int i = 0; i < 3000; ++i) {
        std::string doc(random() % 60, ' ');
        for (char& c : doc) c = alphabet[random() % alphabet.size()];
        const std::string text = render_doc(doc);
        REQUIRE((text.empty() || text.back() == '\n'));
        std::size_t fences = 0;
        for (std::size_t at = 0; at < text.size(); ++at)
            fences += (at == 0 || text[at - 1] == '\n') && text.compare(at, 3, "```") == 0;
        REQUIRE(fences % 2 == 0);
    }
}
