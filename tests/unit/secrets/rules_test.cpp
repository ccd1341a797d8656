// SPDX-License-Identifier: Apache-2.0
#include "secrets/rules.hpp"

#include <catch2/catch.hpp>

#include "secrets/scanner.hpp"

using namespace kompress;
using namespace kompress::secrets;

TEST_CASE("rules: every pattern of ours can be read", "[secrets]") {
    const auto scanner = Scanner::make(built_in_rules());
    if (!scanner) FAIL(scanner.error().message);
    CHECK(scanner->rules().size() >= 60);
}

TEST_CASE("rules: every line of a rule is kept", "[secrets]") {
    const auto rules = parse_rules(
        "# words\nlet hex [0-9a-f]\n\nrule a-key\n  about  a key\n  near   a- k\\x20ey\n  match  a-({hex}{4,9})\n  tail   +/\n"
        "  entropy 2.5\n  kinds 2\n  unless ^{hex}$\n  unless zz\n  whole-word\n  back 7\n  reach 100\n"
        "rule b-key\n  about b\n  near bb\n  match bb\n  until END\n");
    if (!rules) FAIL(rules.error().message);
    REQUIRE(rules->size() == 2);
    const Rule& rule = rules->front();
    CHECK(rule.id == "a-key");
    CHECK(rule.about == "a key");
    CHECK(rule.keywords == std::vector<std::string>{"a-", "k ey"});
    CHECK(rule.pattern == "a-([0-9a-f]{4,9})");
    CHECK(rule.unless == std::vector<std::string>{"^[0-9a-f]$", "zz"});
    CHECK(rule.tail['+']);
    CHECK(!rule.tail['-']);
    CHECK(rule.min_entropy == 2.5);
    CHECK(rule.min_kinds == 2);
    CHECK(rule.is_whole_word);
    CHECK(rule.back == 7);
    CHECK(rule.reach == 100);
    CHECK(rules->back().until == "END");
    CHECK(rules->back().reach == 320);
}

TEST_CASE("rules: a mistake is told with its line", "[secrets]") {
    const std::string good = "rule a\nabout a\nnear aa\nmatch aa(b)\n";
    for (const auto& [text, line] : std::vector<std::pair<std::string, std::string>>{
             {"about a", "line 1"}, {"rule A", "line 1"}, {"rule a\nnear x", "line 2"}, {"rule a\nnear aB", "line 2"}, {good + "kinds 5", "line 5"},
             {good + "entropy much", "line 5"}, {good + "reach -1", "line 5"}, {good + "colour red", "line 5"}, {good + "unless {nothing}", "line 5"},
             {"rule a\nabout a\nrule b", "line 3"}, {good + good, "two rules"}, {good + "back 99999", "line 5"}}) {
        INFO(text);
        const auto rules = parse_rules(text);
        REQUIRE(!rules);
        CHECK(rules.error().code == ErrorCode::InvalidArgument);
        CHECK(rules.error().message.find(line) != std::string::npos);
    }
}
