// SPDX-License-Identifier: Apache-2.0
#include "secrets/gate.hpp"

#include <catch2/catch.hpp>

#include "canaries.hpp"

using namespace kompress;
using namespace kompress::secrets;
using namespace kompress::test;

namespace {

std::string token(unsigned seed) { return "ghp_" + draw(Form{"", Form::Alone, "", "%w{36}"}, seed).secret; }
std::string mark(int number) { return "<redacted:github-personal-token:" + std::to_string(number) + ">"; }

Prompt prompt(std::initializer_list<std::string> blocks, std::string system = {}) {
    Prompt result;
    result.system = std::move(system);
    for (const std::string& block : blocks) result.blocks.push_back({block, false});
    return result;
}

Prompt passed(Prompt text, std::size_t redactions) {
    Gate gate(Policy::Redact);
    auto checked = gate.pass(std::move(text));
    CHECK(checked.redactions == redactions);
    REQUIRE(checked.prompt);
    return checked.prompt->prompt();
}

}  // namespace

TEST_CASE("gate: a placeholder means one secret in the whole prompt", "[secrets]") {
    const Prompt clean = passed(prompt({"a = " + token(2) + "\n", "b = " + token(1) + "\nc = " + token(3) + "\n"}, "you know " + token(1) + "\n"), 4);
    CHECK(clean.system == "you know " + mark(1) + "\n");
    CHECK(clean.blocks[0].text == "a = " + mark(2) + "\n");
    CHECK(clean.blocks[1].text == "b = " + mark(1) + "\nc = " + mark(3) + "\n");
}

TEST_CASE("gate: parts without a secret are left as they are, also empty ones", "[secrets]") {
    Prompt text = prompt({"", "plain", "", "key " + token(1), ""}, "system");
    text.schema = "{\"type\":\"object\"}";
    const Prompt clean = passed(text, 1);
    CHECK(clean.system == "system");
    CHECK(clean.schema == text.schema);
    REQUIRE(clean.blocks.size() == 5);
    CHECK(clean.blocks[0].text.empty());
    CHECK(clean.blocks[1].text == "plain");
    CHECK(clean.blocks[2].text.empty());
    CHECK(clean.blocks[3].text == "key " + mark(1));
    CHECK(clean.blocks[4].text.empty());
}

TEST_CASE("gate: what begins many prompts is the same bytes whatever follows", "[secrets]") {
    const std::string shared = "shared:\n t = '" + token(1) + "'\npassword = \"";
    std::string first;
    for (const std::string& rest : {std::string("plain\n"), "u = '" + token(5) + "' and " + token(1) + "\n", std::string("\"\n-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n"), std::string()}) {
        Gate gate(Policy::Redact);
        const auto checked = gate.pass(prompt({shared, rest}));
        REQUIRE(checked.prompt);
        const std::string& prefix = checked.prompt->prompt().blocks[0].text;
        if (first.empty()) first = prefix;
        CHECK(prefix == first);
    }
    CHECK(first == "shared:\n t = '" + mark(1) + "'\npassword = \"");
}

TEST_CASE("gate: a secret that is cut by the end of a part is found", "[secrets]") {
    const std::string secret = token(4);
    for (const std::size_t cut : {1u, 5u, 20u, 39u}) {
        const Prompt clean = passed(prompt({"t = '" + secret.substr(0, cut), secret.substr(cut) + "'\n", "again " + token(4)}), 2);
        CHECK(clean.blocks[0].text + clean.blocks[1].text == "t = '" + mark(1) + "'\n");
        CHECK(clean.blocks[2].text == "again " + mark(1));
    }
    const Prompt clean = passed(prompt({"t = '" + secret.substr(0, 9), secret.substr(9, 9), secret.substr(18) + "'\n"}), 1);  // three parts
    CHECK(clean.blocks[0].text == "t = '" + mark(1));
    CHECK(clean.blocks[1].text.empty());
    CHECK(clean.blocks[2].text == "'\n");
}

TEST_CASE("gate: strict lets nothing through and names the rule alone", "[secrets]") {
    Gate gate(Policy::Strict);
    Prompt text = prompt({"fine", "t = " + token(1)});
    text.label = "src/a.md";
    const auto checked = gate.pass(std::move(text));
    CHECK_FALSE(checked.prompt);
    CHECK(checked.reason.find("src/a.md holds a secret (github-personal-token)") != std::string::npos);
    CHECK(checked.reason.find("ghp_") == std::string::npos);
    CHECK(gate.pass(prompt({"fine"})).prompt);
}
