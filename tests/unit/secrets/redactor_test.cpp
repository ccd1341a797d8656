// SPDX-License-Identifier: Apache-2.0
#include "secrets/redactor.hpp"

#include <catch2/catch.hpp>

#include <thread>

#include "canaries.hpp"
#include "secrets/placeholder.hpp"

using namespace kompress::secrets;
using namespace kompress::test;

namespace {

std::string github_token(unsigned seed) { return "ghp_" + draw(Form{"", Form::Alone, "", "%w{36}"}, seed).secret; }
std::string npm_token(unsigned seed) { return "npm_" + draw(Form{"", Form::Alone, "", "%w{36}"}, seed).secret; }

}  // namespace

TEST_CASE("redactor: numbers count the secrets of a rule in order, and equal ones share theirs", "[secrets]") {
    const std::string a = github_token(1), b = github_token(2), c = npm_token(1);
    Redactor redactor(Policy::Redact);
    const Passed passed = redactor.pass("1 " + b + "\n2 " + a + "\n3 " + c + " " + b + "\n", "notes.txt");
    CHECK(!passed.is_stopped);
    CHECK(passed.text ==
          "1 <redacted:github-personal-token:1>\n2 <redacted:github-personal-token:2>\n"
          "3 <redacted:npm-token:1> <redacted:github-personal-token:1>\n");
    REQUIRE(passed.redactions.size() == 4);
    CHECK(passed.redactions[3].line == 3);
    CHECK(passed.redactions[3].place == "notes.txt");
}

TEST_CASE("redactor: what was passed before changes nothing", "[secrets]") {
    const std::string text = "t = '" + github_token(1) + "'";
    Redactor fresh(Policy::Redact), used(Policy::Redact);
    used.pass(github_token(7) + " " + npm_token(3));
    CHECK(fresh.pass(text).text == used.pass(text).text);
    CHECK(used.pass(text).text == "t = '<redacted:github-personal-token:1>'");
}

TEST_CASE("redactor: text without secrets is not touched", "[secrets]") {
    const std::string text("int main(void) { return 0; }\r\n\xff\0\xc3", 33);
    const Passed passed = Redactor(Policy::Strict).pass(text);
    CHECK(passed.text == text);
    CHECK(!passed.is_stopped);
    CHECK(passed.redactions.empty());
}

TEST_CASE("redactor: strict lets nothing of the text through", "[secrets]") {
    Redactor redactor(Policy::Strict);
    const Passed passed = redactor.pass("harmless\n" + github_token(1), "a.c");
    CHECK(passed.is_stopped);
    CHECK(passed.text.empty());
    REQUIRE(passed.redactions.size() == 1);
    CHECK(passed.redactions[0].rule == "github-personal-token");
    CHECK(passed.redactions[0].line == 2);
    CHECK(redactor.report().size() == 1);
}

TEST_CASE("redactor: pieces are one text, and tell file and line", "[secrets]") {
    const std::string a = github_token(1), b = npm_token(2);
    const std::string second = "x\n" + a + "\n" + b.substr(0, 10), third = b.substr(10) + "\n\n" + a;
    const Piece pieces[] = {{"Explain:\n", "", 1}, {"", "empty.c", 1}, {second, "src/a.c", 40}, {third, "src/b.c", 7}};
    Redactor redactor(Policy::Redact);
    const Passed passed = redactor.pass(pieces);
    CHECK(passed.text == "Explain:\nx\n<redacted:github-personal-token:1>\n<redacted:npm-token:1>\n\n<redacted:github-personal-token:1>");
    REQUIRE(passed.redactions.size() == 3);
    CHECK(passed.redactions[0].place == "src/a.c");
    CHECK(passed.redactions[0].line == 41);
    CHECK(passed.redactions[1].place == "src/a.c");
    CHECK(passed.redactions[1].line == 42);
    CHECK(passed.redactions[2].place == "src/b.c");
    CHECK(passed.redactions[2].line == 9);
    const auto rows = redactor.report();
    REQUIRE(rows.size() == 3);
    CHECK(rows[2].rule == "npm-token");
    CHECK(rows[2].times == 1);
}

TEST_CASE("redactor: its own placeholders pass, and hide nothing else", "[secrets]") {
    Redactor redactor(Policy::Redact);
    const std::string once = redactor.pass("password = \"" + draw(Form{"", Form::Alone, "", "%M{20}"}, 4).secret + "\";\n").text;
    CHECK(once == "password = \"<redacted:generic-password:1>\";\n");
    CHECK(redactor.pass(once).text == once);
    CHECK(is_placeholder("<redacted:jwt:12>"));
    for (const char* text : {"<redacted:jwt:12", "<redacted:nothing-known:1>", "<redacted:jwt:>", "<redacted:jwt:12>x", "<redacted:jwt:123456789>", ">", ""})
        CHECK(!is_placeholder(text));
    const std::string token = github_token(1);
    CHECK(redactor.pass("<redacted:" + token + ":1>").text.find(token.substr(4)) == std::string::npos);
}

TEST_CASE("redactor: threads are counted together", "[secrets]") {
    Redactor redactor(Policy::Redact);
    const std::string text = "\n" + github_token(1);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int n = 0; n < 50; ++n) redactor.pass(text, "a.c");
            });
    }
    const auto rows = redactor.report();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].times == 200);
    CHECK(rows[0].line == 2);
    CHECK(rows[0].place == "a.c");
}
