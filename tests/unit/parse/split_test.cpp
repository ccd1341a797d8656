// SPDX-License-Identifier: Apache-2.0
#include "parse/split.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "parse/parser.hpp"

using namespace kompress;

TEST_CASE("split: small texts stay whole", "[parse]") {
    CHECK(parse::piece_length(Language::C, "int x;\n") == 7);
}

TEST_CASE("split: a huge file is cut at top level and loses no definition", "[parse]") {
    std::string text;
    for (int i = 0; i < 90'000; ++i) text += "int f" + std::to_string(i) + "(int a)\n{\n  return a + 1; /* { */\n}\n";
    parse::Parser parser;
    std::size_t functions = 0, pieces = 0;
    std::uint32_t last_line = 0;
    parser.parse(Language::C, text, [&](const ParsedFile& piece) {
        CHECK(piece.piece == pieces++);
        CHECK(piece.metrics.parse_errors == 0);
        functions += piece.symbols.size();
        if (!piece.symbols.empty()) last_line = piece.symbols.back().end_line;
    });
    CHECK(pieces > 2);
    CHECK(functions == 90'000);
    CHECK(last_line == 4 * 90'000);
}

TEST_CASE("split: deep nesting is refused before it is parsed", "[parse]") {
    const std::string deep(200'000, '(');
    CHECK(parse::nests_too_deeply(Language::C, deep));
    CHECK_FALSE(parse::nests_too_deeply(Language::C, "f(g(h(1)))"));
    std::string many;
    for (int i = 0; i < 100'000; ++i) many += "(a)[0]{}\n";
    CHECK_FALSE(parse::nests_too_deeply(Language::C, many));
    for (std::size_t i = 1; i < LanguageCount; ++i) {
        if (!parse::is_supported(static_cast<Language>(i)) || is_structure(static_cast<Language>(i))) continue;
        parse::Parser parser;
        std::string trouble;
        parser.parse(static_cast<Language>(i), deep, [&](const ParsedFile& piece) { trouble = piece.trouble; });
        CHECK(!trouble.empty());
    }
}

TEST_CASE("parse: reformatting keeps the semantic hash, a changed token does not", "[parse]") {
    const auto hash = [](std::string_view text) {
        parse::Parser parser;
        std::uint64_t value = 0;
        parser.parse(Language::C, text, [&](const ParsedFile& piece) { value = piece.symbols.at(0).semantic_hash; });
        return value;
    };
    const auto before = hash("int f(int a) { return a + 1; }");
    CHECK(before == hash("/* new */ int\nf(int a)\n{\n\treturn a + 1; // why\n}\n"));
    CHECK(before != hash("int f(int a) { return a + 2; }"));
}
