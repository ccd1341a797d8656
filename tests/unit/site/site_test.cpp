// SPDX-License-Identifier: Apache-2.0
#include "site/site.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "site/front_matter.hpp"
#include "site/highlight.hpp"
#include "site/navigation.hpp"
#include "site/paths.hpp"
#include "site/search_index.hpp"

using namespace kompress::site;

namespace {

Contents small_contents() {
    Contents contents;
    contents.name = "demo";
    contents.guides = {{"Overview", "index.md", {}}, {"Index", "symbols.md", {}}};
    contents.modules = {{"", "modules/root.md", {}}, {"a/b", "modules/a/b.md", {}}, {"a/b/c", "modules/a/b/c.md", {}}, {"a/d", "modules/a/d.md", {}}};
    contents.files = {{"a/b/x.cpp", "files/a/b/x.cpp.md", {"files/a/b/x.cpp-2.md"}}, {"main.cpp", "files/main.cpp.md", {}}};
    return contents;
}

std::map<std::string, std::string> build(const std::vector<std::pair<std::string, std::string>>& pages, std::span<const Symbol> symbols = {}) {
    std::map<std::string, std::string> files;
    SiteBuilder builder(small_contents(), [&](const std::string& path, const std::string& bytes) { files[path] = bytes; });
    for (const auto& [page, text] : pages) builder.add({page, text, symbols});
    builder.finish();
    return files;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("site: paths resolve inside and outside", "[site]") {
    CHECK(html_path("a/b.md") == "a/b.html");
    CHECK(html_path("llms.txt") == "llms.txt");
    CHECK(up_from("a/b/c.md") == "../../");
    CHECK(resolve("a/b/c.md", "../d.md#x") == "a/d.md");
    CHECK(resolve("a/b/c.md", "%64.md?q") == "a/b/d.md");
    CHECK(resolve("a.md", "../../etc/x").empty());
}

TEST_CASE("site: links between pages follow them, links to sources stay", "[site]") {
    const auto files = build({{"files/a/b/x.cpp.md", "# x\n\n[m](../../../modules/a/b.md#files) [s](../../../../x.cpp#L1-L2) [o](../nowhere.md)\n"}});
    const std::string& page = files.at("files/a/b/x.cpp.html");
    CHECK(holds(page, "<a href=\"../../../modules/a/b.html#files\">m</a>"));
    CHECK(holds(page, "<a href=\"../../../../x.cpp#L1-L2\" class=\"source\">s</a>"));
    CHECK(holds(page, "<a href=\"../nowhere.md\">o</a>"));
    CHECK(holds(page, "<link rel=\"stylesheet\" href=\"../../../assets/site.css\">"));
}

TEST_CASE("site: mermaid is carried only where a page has a diagram", "[site]") {
    CHECK(build({{"index.md", "# demo\n"}}).count("assets/mermaid.js") == 0);
    const auto files = build({{"index.md", "# demo\n\n```mermaid\nflowchart LR\n```\n"}, {"symbols.md", "# s\n"}});
    CHECK(files.at("assets/mermaid.js").size() > 1'000'000);
    CHECK(holds(files.at("index.html"), "assets/diagrams.js"));
    CHECK(holds(files.at("index.html"), "img-src data:"));
    CHECK_FALSE(holds(files.at("symbols.html"), "diagrams.js"));
    CHECK_FALSE(holds(files.at("symbols.html"), "img-src"));
}

TEST_CASE("site: the same pages give the same bytes", "[site]") {
    const std::vector<std::pair<std::string, std::string>> pages{{"index.md", "# demo\n"}, {"modules/a/b.md", "# b\n\n## B\n"}};
    CHECK(build(pages) == build(pages));
}

TEST_CASE("site: a section ends with the first lines of its definition", "[site]") {
    std::string text;
    for (int line = 1; line <= 60; ++line) text += "int line" + std::to_string(line) + "; // <" + std::to_string(line) + ">\n";
    const Source source{"a/b/x.cpp", "cpp", text};
    const std::vector<Symbol> symbols{{"f", "function", "function-f", &source, 3, 40}, {"g", "function", "function-g", &source, 5, 5}, {"h", "function", "function-h", &source, 70, 80}};
    const std::string page = build({{"files/a/b/x.cpp.md", "# x\n\n### function `f`\n\n### function `g`\n\n### function `h`\n"}}, symbols).at("files/a/b/x.cpp.html");
    CHECK(holds(page, "a/b/x.cpp:3–40"));
    CHECK(holds(page, "line3; <span class=\"c\">// &lt;3&gt;</span>"));
    CHECK(holds(page, "line18;"));
    CHECK_FALSE(holds(page, "line19;"));
    CHECK(holds(page, "and 22 more lines"));
    CHECK_FALSE(holds(page, "x.cpp:5"));   // one line is what its signature says
    CHECK_FALSE(holds(page, "x.cpp:70"));  // the file has changed
}

TEST_CASE("site: the tree is open along the page's path", "[site]") {
    const Contents contents = small_contents();
    const Navigation navigation(contents);
    const std::string home = navigation.sidebar("index.md");
    CHECK(holds(home, "<a href=\"index.html\" aria-current=\"page\">Overview</a>"));
    CHECK(holds(home, "<details><summary>a</summary>"));
    CHECK_FALSE(holds(home, "x.cpp"));
    const std::string file = navigation.sidebar("files/a/b/x.cpp.md");
    CHECK(holds(file, "<details open><summary>a</summary>"));
    CHECK(holds(file, "<a href=\"../../../files/a/b/x.cpp.html\" aria-current=\"page\">x.cpp</a>"));
    CHECK(holds(file, "<a href=\"../../../modules/a/b/c.html\">c</a>"));
    CHECK(navigation.trail("index.md").empty());
    CHECK(navigation.trail("files/a/b/x.cpp.md") ==
          "<ol><li><a href=\"../../../index.html\">demo</a></li><li><a href=\"../../../modules/a/b.html\">a/b</a></li><li aria-current=\"page\">x.cpp</li></ol>");
    CHECK(holds(navigation.trail("files/a/b/x.cpp-2.md"), "<li aria-current=\"page\">x.cpp</li>"));
    CHECK(holds(navigation.trail("files/main.cpp.md"), "<a href=\"../modules/root.html\">root</a>"));
}

TEST_CASE("site: a page's tree does not grow with the repository", "[site]") {
    Contents contents = small_contents();
    for (int i = 0; i < 20'000; ++i) contents.modules.push_back({"m" + std::to_string(i), "modules/m" + std::to_string(i) + ".md", {}});
    const Navigation navigation(contents);
    CHECK(navigation.sidebar("index.md").size() < 60'000);
    CHECK(holds(navigation.sidebar("index.md"), "more …"));
}

TEST_CASE("site: search knows symbols and leaves out headings that every page has", "[site]") {
    SearchIndex index;
    for (int i = 0; i < 5; ++i) {
        index.begin_page("p" + std::to_string(i) + ".html", "page " + std::to_string(i), "page");
        index.add_heading("Function (" + std::to_string(i) + ")", "function");
    }
    index.add("function", "a\"<b>", "function-ab");
    index.add_heading("Rare", "rare");
    index.add_heading("A", "a");
    const std::string script = index.script();
    CHECK(script.starts_with("kompressSearchIndex({\"kinds\":[\"page\",\"section\",\"function\"]"));
    CHECK(holds(script, "2,\"a\\\"\\u003cb>\",4,\"function-ab\""));
    CHECK(holds(script, "1,\"Rare\",4,\"rare\""));
    CHECK_FALSE(holds(script, "Function ("));
    CHECK_FALSE(holds(script, "\"A\""));
}

TEST_CASE("site: front matter gives a title and is no text", "[site]") {
    const FrontMatter front = split_front_matter("---\ntitle: \"a \\\"b\\\"\"\ndescription: plain words\norder: 3\n---\n# x\n");
    CHECK(front.title == "a \"b\"");
    CHECK(front.description == "plain words");
    CHECK(front.text == "# x\n");
    CHECK(split_front_matter("---\nno end\n").text == "---\nno end\n");
    CHECK(split_front_matter("text\n---\n").text == "text\n---\n");
}

TEST_CASE("site: code is marked and never broken", "[site]") {
    CHECK(highlight("int x = 1; // <c>", "cpp") == "<span class=\"k\">int</span> x = <span class=\"n\">1</span>; <span class=\"c\">// &lt;c&gt;</span>");
    CHECK(highlight("a # b\n'it'", "python") == "a <span class=\"c\"># b</span>\n<span class=\"s\">&#39;it&#39;</span>");
    CHECK(highlight("&'a str", "rust") == "&amp;&#39;a str");
    CHECK(highlight("it's not closed\nend", "cpp") == "it&#39;s not closed\nend");
    CHECK(highlight("int < x", "") == "int &lt; x");
    CHECK(highlight("begin(); end();", "cpp") == "begin(); end();");
    CHECK(highlight("/* open", "c") == "<span class=\"c\">/* open</span>");
}
