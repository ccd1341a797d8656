// SPDX-License-Identifier: Apache-2.0
#include "markdown/html.hpp"

#include <catch2/catch.hpp>
#include <chrono>

#include "markdown/text.hpp"

using namespace kompress::markdown;

TEST_CASE("html: blocks and spans of CommonMark", "[markdown]") {
    CHECK(to_html("one *two* **three** ~~four~~ `five`\n").body == "<p>one <em>two</em> <strong>three</strong> <del>four</del> <code>five</code></p>\n");
    CHECK(to_html("- a\n- b\n").body == "<ul>\n<li>a\n</li><li>b\n</li></ul>\n");
    CHECK(to_html("3. a\n").body == "<ol start=\"3\">\n<li>a\n</li></ol>\n");
    CHECK(to_html("> q\n").body == "<blockquote><p>q</p>\n</blockquote>");
    CHECK(to_html("```cpp\na<b>();\n```\n").body == "<pre tabindex=\"0\"><code>a&lt;b&gt;();\n</code></pre>\n");
}

TEST_CASE("html: tables keep heads and alignment", "[markdown]") {
    const std::string body = to_html("| a | b |\n|---|--:|\n| `x` | 1 |\n").body;
    CHECK(body == "<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">a</th><th scope=\"col\" class=\"right\">b</th></tr></thead>\n"
                  "<tbody>\n<tr><td><code>x</code></td><td class=\"right\">1</td></tr>\n</tbody></table></div>\n");
    CHECK(to_html("| a |\n|---|\n").body.find("tbody") == std::string::npos);
}

TEST_CASE("html: headings have the anchors that Markdown's links use", "[markdown]") {
    const Html html = to_html("# `a/b.cpp`\n\n## method `A::f`\n\n### method `A::f`\n");
    REQUIRE(html.headings.size() == 3);
    Anchors anchors;
    CHECK(html.headings[0].anchor == anchors.add("a/b.cpp"));
    CHECK(html.headings[1].anchor == anchors.add("method A::f"));
    CHECK(html.headings[2].anchor == anchors.add("method A::f"));
    CHECK(html.headings[2].text == "method A::f");
    CHECK(html.body.find("<h3 id=\"method-af-1\">") != std::string::npos);
}

TEST_CASE("html: nothing in the text becomes a tag of its own", "[markdown]") {
    CHECK(to_html("<script>alert(1)</script>\n").body == "<p>&lt;script&gt;alert(1)&lt;/script&gt;\n</p>\n");
    CHECK(to_html("a <b onclick=x>c</b>\n").body == "<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>\n");
    CHECK(to_html("<!-- a note --> kept <!-- another -->\n\n<!-- block -->\n").body.find("note") != std::string::npos);  // HTML up to the line's end is one block
    CHECK(to_html("text <!-- a note --> text\n").body == "<p>text  text</p>\n");
    CHECK(to_html("<!-- a -->\n").body.empty());
    CHECK(to_html("<!-- a --><script>x</script>\n").body.find("<script") == std::string::npos);
}

TEST_CASE("html: images become links, and links do not nest", "[markdown]") {
    CHECK(to_html("![alt](http://host/x.png)\n").body == "<p><a href=\"http://host/x.png\" rel=\"noopener noreferrer\">alt</a></p>\n");
    CHECK(to_html("![](x.png)\n").body == "<p><a href=\"x.png\">image</a></p>\n");
    CHECK(to_html("[![alt](http://a/x.png)](http://b/)\n").body == "<p><a href=\"http://b/\" rel=\"noopener noreferrer\">alt</a></p>\n");
    CHECK(to_html("![alt](data:image/svg+xml;base64,AA)\n").body == "<p>alt</p>\n");
}

TEST_CASE("html: links of other schemes keep their text only", "[markdown]") {
    for (const char* url : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#115;cript:x", "vbscript:x", "data:text/html,x", "file:///etc/passwd", "//host/x", "/etc/x", "<\\\\host\\x>",
                            "<ja\tvascript:x>", "blob:x", "http:x", "http:///x", "about:blank"})
        CHECK(to_html("[text](" + std::string(url) + ")\n").body.find("href=\"") == std::string::npos);
    CHECK(to_html("[a](mailto:x@y.z)\n").body.find("href=\"mailto:x@y.z\"") != std::string::npos);
    CHECK(to_html("[a](x%22y.md#z)\n").body == "<p><a href=\"x%22y.md#z\">a</a></p>\n");
    CHECK(to_html("[a](<x\" y>)\n").body == "<p><a href=\"x%22%20y\">a</a></p>\n");
}

TEST_CASE("html: hooks map links, end sections and mark code", "[markdown]") {
    HtmlHooks hooks;
    hooks.relative_link = [](std::string_view address) { return LinkTarget{"to-" + std::string(address), "far"}; };
    hooks.section_end = [](std::string_view anchor) { return "[" + std::string(anchor) + "]"; };
    hooks.code = [](std::string_view, std::string_view language) { return std::string(language); };
    CHECK(to_html("[a](b.md)\n", hooks).body == "<p><a href=\"to-b.md\" class=\"far\">a</a></p>\n");
    CHECK(to_html("[a](#b)\n", hooks).body == "<p><a href=\"#b\">a</a></p>\n");
    const std::string body = to_html("# t\n\n## a\n\ntext\n\n## b\n\n---\nend\n\n```go {x}\n```\n", hooks).body;
    CHECK(body.find("<p>text</p>\n[a]<h2") != std::string::npos);
    CHECK(body.find("[b]<hr>") != std::string::npos);
    CHECK(body.find("<code>go</code>") != std::string::npos);
}

TEST_CASE("html: a fence of mermaid is a diagram with its text", "[markdown]") {
    const Html html = to_html("```mermaid\nflowchart LR\n  a[\"<b>\"]\n```\n");
    CHECK(html.has_diagram);
    CHECK(html.body == "<figure class=\"diagram\"><pre><code>flowchart LR\n  a[&quot;&lt;b&gt;&quot;]\n</code></pre></figure>\n");
}

TEST_CASE("html: texts that a parser chokes on take linear time", "[markdown]") {
    const auto repeated = [](std::string_view piece, std::size_t bytes) {
        std::string text;
        while (text.size() < bytes) text += piece;
        return text + "\n";
    };
    const auto seconds = [](const std::string& text) {
        const auto start = std::chrono::steady_clock::now();
        CHECK(to_html(text).body.size() < 40 * text.size());
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    constexpr std::size_t Size = 480 * 1024;
    const double plain = seconds(repeated("some words of `text` and more\n", Size)) + 0.05;
    for (const char* piece : {">", "> ", "- ", "* ", "1. ", "[", "![", "[a](", "[a](b", "![[]()", "*a ", "_a ", "**a", "a*", "`a", "`", "``` ", "<a", "<!A ", "<?", "<![CDATA[", "<!-- ",
                              "|", "|a", "a|\n|-|\n", "\\", "&", "&#", "[a]: b\n", "[a]\n[", "~", "~~a", "~a~", "*a_", "_*~", "a**b_c~", "]", "[]", "()", "(", "[a](<", "[a](\"", "![a](b \"",
                              "> - ", "-\n", "\t- ", "# ", "=\n", "\x01", "\xff", "a@b.", "http://", "- a\n", "    - a\n", "|a|b|\n|-|-|\n", "**x** [a](b) ",
                              "[a][b]", "a\n=\n", "*_~`[!<&\\|", "* [a](b*)\n"}) {
        INFO(piece);
        CHECK(seconds(repeated(piece, Size)) < 60 * plain);
    }
    std::string stairs;
    for (int i = 0; i < 900; ++i) stairs += std::string(static_cast<std::size_t>(i), ' ') + "- a\n";
    CHECK(seconds(stairs) < 60 * plain);
    std::string wide = "|";
    for (int i = 0; i < 5000; ++i) wide += "a|";
    wide += "\n|";
    for (int i = 0; i < 5000; ++i) wide += "-|";
    CHECK(seconds(wide + "\n" + repeated("|a|\n", Size)) < 60 * plain);
    CHECK(to_html(wide + "\n|a|\n").is_plain);
    // What an index of many names looks like is no such text.
    CHECK_FALSE(to_html(repeated("- [`an_index_of_names`](files/a_b/c_d.cpp.md#function-an_index_of_names) function, a\\_b/c\\_d.cpp\n", 2 * Size)).is_plain);
}
