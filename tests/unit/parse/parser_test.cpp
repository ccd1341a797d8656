// SPDX-License-Identifier: Apache-2.0
#include "parse/parser.hpp"

#include <catch2/catch.hpp>

#include "support/dump_facts.hpp"

using namespace kompress;

namespace {

std::string facts_of(parse::Parser& parser, Language language, const std::string& text) {
    std::string facts;
    parser.parse(language, text, [&](const ParsedFile& file) { facts += test::dump_facts(file); });
    return facts;
}

}  // namespace

TEST_CASE("parser: facts do not depend on what was parsed before", "[parse]") {
    std::string locals = "void f(void) {\n", calls = "void g(int own) {\n";
    for (int i = 0; i < 100; ++i) {
        locals += "int local_" + std::to_string(i) + ";\n";
        calls += "call_" + std::to_string(i) + "(own);\n";
    }
    locals += "}\n", calls += "}\n";
    parse::Parser used, fresh;
    facts_of(used, Language::C, locals);
    CHECK(facts_of(used, Language::C, calls) == facts_of(fresh, Language::C, calls));
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
