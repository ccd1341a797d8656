// SPDX-License-Identifier: Apache-2.0
#include "parse/parser.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/dump_facts.hpp"

using namespace kompress;

namespace {

std::string facts(parse::Parser& parser, Language language, std::string_view text) {
    std::string dump;
    parser.parse(language, text, [&](const ParsedFile& piece) { dump += test::dump_facts(piece); });
    return dump;
}

/// A function with `count` locals and as many calls.
std::string many_locals(int count) {
    std::string text = "int crowd(int a) {\n";
    for (int i = 0; i < count; ++i) text += "  int v" + std::to_string(i) + " = h" + std::to_string(i) + "(a);\n";
    return text + "  return a;\n}\n";
}

}  // namespace

TEST_CASE("parser: a search for an end that is not there is given up", "[parse]") {
    std::string words = "const S: &str = \"";
    for (int i = 0; i < 100'000; ++i) words += "word ";
    parse::Parser parser;
    std::string trouble;
    parser.parse(Language::Rust, words, [&](const ParsedFile& piece) { trouble = piece.trouble; });
    CHECK(trouble == "parsing it would take too long");
}

TEST_CASE("parser: what was parsed before does not matter", "[parse]") {
    const std::vector<std::string> sources{
        many_locals(200),
        "#define SHOW(name) static int attr_##name = __ATTR(name, other(name))\nint f(int a) { return a; }\n",
        "#define NR(cmd) (_IOC_NR(cmd) + _SIZE(cmd))\n",
        "static inline int g(int a, int b) { return call_one(a) + call_two(b) + a; }\n",
        many_locals(3),
    };
    parse::Parser used;
    for (int round = 0; round < 3; ++round)
        for (std::size_t i = 0; i < sources.size(); ++i) {
            const std::string& text = sources[(i * 3 + static_cast<std::size_t>(round)) % sources.size()];
            parse::Parser fresh;
            INFO(text.substr(0, 60));
            CHECK(facts(used, Language::C, text) == facts(fresh, Language::C, text));
        }
}

TEST_CASE("parser: a language does not see what another left", "[parse]") {
    parse::Parser used;
    const std::string_view python = "def outer(a):\n    def inner(b):\n        return helper(a, b)\n    return inner\n";
    parse::Parser fresh;
    const std::string expected = facts(fresh, Language::Python, python);
    REQUIRE(expected.find("inner") != std::string::npos);
    facts(used, Language::C, many_locals(100));
    facts(used, Language::Java, "class A { void f() { int x = g(); } }");
    CHECK(facts(used, Language::Python, python) == expected);
}

TEST_CASE("parser: a long comment documents as a short one does, wherever it stands", "[parse]") {
    const std::string filler(200, 'x');
    const std::string text = "/** Of the file. " + filler + " */\npackage p;\n/**\n * Of the class. " + filler +
                             "\n */\nclass A /* between " + filler + " */ {\n  String s = \"/* no comment " + filler +
                             "\"; char c = '\"';\n  String block = \"\"\"\n    a lone \" and // none either " + filler +
                             "\n    \"\"\";\n/** Of f. " + filler + " */ void f() { g(); }\n}\n";
    parse::Parser parser;
    std::vector<Symbol> symbols;
    std::vector<std::string> docs;
    parser.parse(Language::Java, text, [&](const ParsedFile& file) {
        symbols = file.symbols;
        for (const Symbol& s : file.symbols) docs.emplace_back(s.doc.substr(0, 12));
    });
    REQUIRE(symbols.size() == 6);
    CHECK(docs == std::vector<std::string>{"Of the file.", "Of the class", "", "", "", "Of f. xxxxxx"});
    CHECK(symbols[1].start_line == 6);
    CHECK(text.substr(symbols[5].name_byte, 3) == "f()");
    CHECK(symbols[5].end_line == 11);
}
