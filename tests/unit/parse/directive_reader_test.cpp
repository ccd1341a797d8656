// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "parse/parser.hpp"
#include "support/dump_facts.hpp"
#include "support/random_directives.hpp"

using namespace kompress;
using parse::Parser;

namespace {

std::string all_facts(Parser& parser, Language language, std::string_view text) {
    std::string facts;
    parser.parse(language, text, [&](const ParsedFile& piece) { facts += test::dump_all_facts(piece); });
    return facts;
}

/// Checks that both ways give the same facts in C and C++; true when neither needed a tree.
bool reads(std::string_view text) {
    Parser reader, parser(Parser::Directives::Parsed);
    for (const Language language : {Language::C, Language::Cpp})
        CHECK(all_facts(reader, language, text) == all_facts(parser, language, text));
    CHECK(parser.pieces_without_tree() == 0);
    return reader.pieces_without_tree() == 2;
}

}  // namespace

TEST_CASE("directives: a header of nothing else needs no tree", "[parse]") {
    CHECK(reads("/* Registers. */\n#ifndef A_H\n#define A_H\n\n#include <linux/bits.h>\n#include \"b.h\" // why\n\n"
                "#define REG_A   0x10\n# define REG_B (REG_A + 4) /* behind A */\n/* Adds. */\n#define ADD(a, b) \\\n\t((a) + \\\n\t (b) + REG_A)\n"
                "#define EMPTY\n#undef EMPTY\n#pragma once\n#endif /* A_H */\n"));
    CHECK(reads("#if defined(A) && (B >= 0x20UL || !F(C, 1))\n#define X 1\n#elif B\n#else // c\n#error \"what\n#endif"));
    CHECK(reads("/* only\n   this */\n\n"));
}

TEST_CASE("directives: code is left to the grammar", "[parse]") {
    CHECK_FALSE(reads("#define A 1\nint x;\n"));
    CHECK_FALSE(reads("/* a */ int x;\n"));
    CHECK_FALSE(reads(""));
    CHECK_FALSE(reads("\n \n"));
}

TEST_CASE("directives: what the grammars read in their own way is left to them", "[parse]") {
    CHECK_FALSE(reads("#define A \n#define B 1\n"));                // the next line is A's value
    CHECK_FALSE(reads("#define A 1 /* a */ + 2\n"));                // an error
    CHECK_FALSE(reads("#define A 1 /* a\n b */\n"));                // the mask takes the second line for code
    CHECK_FALSE(reads("#define A \\\n 1 /* a */ + \\\n 2\n"));      // the mask blanks the comment
    CHECK_FALSE(reads("#define A 1"));                              // no line feed
    CHECK_FALSE(reads("#define F(a...) a\n"));
    CHECK_FALSE(reads("// a \\\n#define A 1\n"));
    CHECK_FALSE(reads("#ifdef A\n#define B 1\n"));                  // open, and too short to be a piece of a file
    CHECK_FALSE(reads("#if A - 1 /* a\n */\n#endif\n"));
    CHECK_FALSE(reads("#else\n#endif\n"));
    CHECK_FALSE(reads("#ifdef A\n#else\n#else\n#endif\n"));
    CHECK_FALSE(reads("#define A\r\n"));
    CHECK_FALSE(reads("#define \xc3\xa9 1\n"));
    CHECK_FALSE(reads(std::string_view("/* \0 */\n", 8)));
}

TEST_CASE("directives: a guard around a cut file stays open, and ends alone", "[parse]") {
    std::string lines;
    for (int i = 0; i < 100; ++i) lines += "#define REG_" + std::to_string(i) + " 0x" + std::to_string(i) + "\n";
    CHECK(reads("#ifndef A\n#define A\n" + lines));
    CHECK(reads(lines + "#endif\n"));
    CHECK(reads(lines + "#endif /* A */\n"));
    CHECK_FALSE(reads("#ifndef A\n#ifdef B\n" + lines));
}

TEST_CASE("directives: random ones give the same facts with and without a tree", "[parse]") {
    std::mt19937 random(20'261'121);
    Parser reader, parser(Parser::Directives::Parsed);
    for (int round = 0; round < 6'000; ++round) {
        const Language language = round % 2 ? Language::C : Language::Cpp;
        // Half of the texts are whole lines only.
        std::vector<std::uint8_t> bytes(1 + random() % 12);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % (round % 4 < 2 ? 59 : 256));
        const std::string text = test::directives_from(bytes);
        const std::string found = all_facts(reader, language, text), expected = all_facts(parser, language, text);
        INFO(text);
        REQUIRE(found == expected);
    }
    CHECK(reader.pieces_without_tree() > 500);
}
