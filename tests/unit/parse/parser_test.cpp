// SPDX-License-Identifier: Apache-2.0
#include "parse/parser.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/dump_facts.hpp"

using namespace kompress;

namespace {

std::string facts(parse::Parser& parser, std::string_view text) {
    std::string all;
    parser.parse(Language::C, text, [&](const ParsedFile& piece) { all += test::dump_facts(piece); });
    return all;
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

TEST_CASE("parser: facts do not depend on what was parsed before", "[parse]") {
    constexpr std::string_view Text = "#define TWICE(n) add(first((n)), second(third(n)))\n";
    std::string many_locals = "int f(int a0";
    for (int i = 1; i < 60; ++i) many_locals += ", int a" + std::to_string(i);
    parse::Parser fresh, used;
    facts(used, many_locals + ") { return a1; }\n");
    CHECK(facts(used, Text) == facts(fresh, Text));
}
