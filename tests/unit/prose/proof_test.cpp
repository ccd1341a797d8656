// SPDX-License-Identifier: Apache-2.0
#include "prose/proof.hpp"

#include <catch2/catch.hpp>

using namespace kompress::prose;

namespace {

const std::string Source = "int twice(int number) {\n    return number * factor();\n}\n";

Facts facts() {
    Facts facts;
    facts.has_path = [](std::string_view path) { return path == "src/a.c" || path == "src" || path == "a.c"; };
    facts.lines_of = [](const std::string& path) -> std::uint32_t { return path == "src/a.c" ? 3 : 0; };
    facts.lines = [](const std::string& path, std::uint32_t, std::uint32_t) -> std::string_view { return path == "src/a.c" ? std::string_view(Source) : std::string_view(); };
    facts.has_name = [](const std::string& name) { return name == "twice" || name == "factor" || name == "Elsewhere" || name == "Elsewhere::run"; };
    return facts;
}

About about() {
    About about;
    about.evidence = Source + "src/b.c:1 struct Box { int width; }";
    about.target = "twice";
    about.own_text = Source;
    about.signature = "int twice(int number)";
    about.callers = {"main"};
    about.callees = {"factor"};
    return about;
}

std::string kept(std::string_view text, About with = about()) { return render_blocks(prove(text, with, facts()).blocks); }
std::uint32_t wrong(std::string_view text, About with = about()) { return prove(text, with, facts()).wrong; }

}  // namespace

TEST_CASE("proof: what the evidence or the index shows stands", "[prose]") {
    for (const char* text : {"Doubles `number` [src/a.c:1-3].", "Uses `factor()`.", "Fits a `Box`, see `width`.", "`Elsewhere::run` does more.", "Returns `NULL` or `42`.", "Calls `factor` in `src/a.c`.",
                             "It is called by `main`.", "The parameter `number` counts.", "Plain words say nothing that can be checked."}) {
        CAPTURE(text);
        CHECK(wrong(text) == 0);
        CHECK(!kept(text).empty());
    }
}

TEST_CASE("proof: what is nowhere is left out, sentence by sentence", "[prose]") {
    CHECK(kept("It doubles. It uses `frobnicate`. It returns.") == "It doubles. It returns.\n");
    CHECK(kept("It doubles. <img src=x onerror=y> It returns.") == "It doubles.\n");
    CHECK(!kept("It holds a vector<int> and `<b>`, as 1 < 2.").empty());
    CHECK(kept("See [src/a.c:9].").empty());
    CHECK(kept("See [src/none.c:1].").empty());
    CHECK(kept("See [src/a.c:3-1].").empty());
    CHECK(kept("Then frobnicate_all runs.").empty());
    CHECK(kept("Then frobnicate() runs.").empty());
    CHECK(kept("Look into `src/none.c`.").empty());
    CHECK(kept("`Box::height` is read.").empty());
    CHECK(kept("```c\ntwice(frobnicate(1));\n```").empty());
    CHECK(!kept("```c\ntwice(factor());\n```").empty());
}

TEST_CASE("proof: a cited place holds something that the sentence names", "[prose]") {
    CHECK(wrong("`twice` stands there [src/a.c:1].") == 0);
    CHECK(wrong("`Box` stands there [src/a.c:1].") == 1);
}

TEST_CASE("proof: callers, callees, parameters and defaults agree with the index", "[prose]") {
    CHECK(wrong("It is called by `Elsewhere`.") == 1);
    CHECK(wrong("It is called by `main` and `Elsewhere`.") == 1);
    CHECK(wrong("It calls `Elsewhere`.") == 1);
    CHECK(wrong("The parameter `width` counts.") == 1);
    CHECK(wrong("The number defaults to `77`.") == 1);
    CHECK(wrong("It is called by hand.") == 0);
}

TEST_CASE("proof: modules import what the index says", "[prose]") {
    About module;
    module.is_module = true;
    module.target = "src";
    module.evidence = "src lib/io lib/net";
    module.uses = {"lib/io"};
    module.used_by = {"lib/net"};
    CHECK(wrong("It depends on `lib/io`.", module) == 0);
    CHECK(wrong("It depends on `lib/net`.", module) == 1);
    CHECK(wrong("It is used by `lib/net`.", module) == 0);
    CHECK(wrong("It is imported by `lib/io`.", module) == 1);
    module.modules = {"util", "db"};
    module.evidence += " util db";
    CHECK(wrong("It depends on `db`.", module) == 1);
    CHECK(wrong("It depends on `lib/io` and `lib/net`.", module) == 1);
}

TEST_CASE("proof: a text about the whole has no caller of its own", "[prose]") {
    About whole;
    whole.evidence = Source;
    CHECK(wrong("`twice` calls `factor`.", whole) == 0);
}

TEST_CASE("proof: errors are sentences for the model", "[prose]") {
    const Proved proved = prove("Uses `frobnicate`. See [src/a.c:9].", about(), facts());
    CHECK(proved.errors == std::vector<std::string>{"`frobnicate` is neither in the evidence nor in the index", "src/a.c:9 does not exist: the file has 3 lines"});
    CHECK(proved.checked == 3);
    CHECK(proved.wrong == 2);
}
