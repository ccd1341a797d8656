// SPDX-License-Identifier: Apache-2.0
#include "secrets/scanner.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <thread>

#include "canaries.hpp"

using namespace kompress;
using namespace kompress::secrets;
using namespace kompress::test;

namespace {

const Rule& rule_of(const std::string& id) {
    const auto& rules = built_in_rules();
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
    REQUIRE(found != rules.end());
    return *found;
}

Scanner scanner_of(const std::string& id) { return Scanner::make({rule_of(id)}).value(); }

std::vector<std::string> secrets_in(std::string_view text) {
    std::vector<std::string> secrets;
    for (const Finding& finding : Scanner::built_in().scan(text)) secrets.emplace_back(text.substr(finding.begin, finding.end - finding.begin));
    return secrets;
}

/// `n` characters that no rule takes for a pattern, so that this file holds no token.
std::string letters(std::size_t n, unsigned seed = 1) {
    return draw(Form{"", Form::Alone, "", "%m{" + std::to_string(n) + "}"}, seed).secret;
}

}  // namespace

TEST_CASE("scanner: each rule finds its own secrets, and no byte beside them", "[secrets]") {
    std::map<std::string, int> drawn;
    const auto forms = canary_forms();
    for (const Form& form : forms) {
        const Scanner scanner = scanner_of(form.rule);
        for (std::uint64_t seed = 0; seed < 24; ++seed) {
            const Canary canary = draw(form, seed);
            std::string way;
            const std::string text = plant(canary, static_cast<unsigned>(seed), &way);
            INFO(form.rule << ", " << way << ", seed " << seed << ":\n" << text.substr(0, 600));
            const Findings found = scanner.scan(text);
            CHECK(!found.empty());
            if (found.empty()) continue;
            // A block keeps the lines of its header inside the finding; all others are the secret and nothing more.
            const std::string_view secret = std::string_view(text).substr(found[0].begin, found[0].end - found[0].begin);
            if (rule_of(form.rule).until.empty()) CHECK(secret == canary.secret);
            else CHECK(secret.size() >= canary.secret.size());
            ++drawn[form.rule];
        }
    }
    for (const Rule& rule : built_in_rules()) {
        INFO(rule.id);
        CHECK(drawn[rule.id] >= 2);
    }
}

TEST_CASE("scanner: what only looks a little like a secret is left alone", "[secrets]") {
    for (const std::string text : {
             "password = getPassword2(user)", "password: ${DB_PASSWORD_1}", "api_key = os.environ['API_KEY_2']", "token := parser.nextToken2",
             "\"secret\": \"<your-Secret-1>\"", "apiKey: 'YOUR_API_KEY_123'", "secretName: \"my-app-secret-v1\"", "password = \"changeme123A\"",
             "AKIAIOSFODNN7EXAMPLE", "https://user:password@example.org/", "postgres://postgres:postgres@localhost/db", "http://$USER:$PASS@host",
             "if err == io.EOF { return token.IDENT }", "const PEM = \"-----BEGIN PRIVATE KEY-----\";\nconst END = \"-----END PRIVATE KEY-----\";",
             "-----BEGIN CERTIFICATE-----\nMIIB0123456789012345678901234567890123456789\n-----END CERTIFICATE-----", "ssh-rsa AAAAB3NzaC1yc2E= me",
             "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "git@github.com:owner/name.git", "Bearer <token>",
             "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "key=0000000000000000000000000000000000000000", "sk-learn-is-not-a-key", "machine learning password",
             "curl -u user:password https://example.org", "Authorization: Basic dXNlcjpw", "SECRET_KEY = config.SecretKey2Value", "password: user.Password2", "PASSWORD=", "pwd = os.getcwd2()", "password: string1"}) {
        INFO(text);
        CHECK(secrets_in(text) == std::vector<std::string>{});
    }
}

TEST_CASE("scanner: a secret of two rules is found once, under the name that comes first", "[secrets]") {
    const std::string token = "ghp_" + letters(36), text = "github_token = \"" + token + "\"";
    const Findings found = Scanner::built_in().scan(text);
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == "github-personal-token");
    CHECK(text.substr(found[0].begin, found[0].end - found[0].begin) == token);
}

TEST_CASE("scanner: findings are in order and apart", "[secrets]") {
    std::string text;
    std::size_t planted = 0;
    for (const Form& form : canary_forms()) text += plant(draw(form, 5), static_cast<unsigned>(planted++)) + "\n";
    std::size_t behind = 0;
    const Findings found = Scanner::built_in().scan(text);
    CHECK(found.size() >= planted);
    for (const Finding& finding : found) {
        REQUIRE(finding.begin >= behind);
        REQUIRE(finding.end > finding.begin);
        REQUIRE(finding.end <= text.size());
        behind = finding.end;
    }
}

TEST_CASE("scanner: a secret is taken to its end, however long", "[secrets]") {
    const std::string token = "eyJ" + letters(30) + ".eyJ" + letters(50000) + "." + letters(400);
    CHECK(secrets_in("t=" + token + ";") == std::vector{token});
    const std::string longer = "ghp_" + letters(200);
    CHECK(secrets_in(longer) == std::vector{longer});
}

TEST_CASE("scanner: a key whose end was cut off is found", "[secrets]") {
    const Form form{"", Form::Alone, "", "-----BEGIN~RSA~PRIVATE~KEY-----\\nMIIE%b{60}\\n%b{64}\\n%b{30}"};
    const std::string text = draw(form, 3).secret;
    const auto found = secrets_in("x\n" + text + "\nother words follow here\n");
    REQUIRE(found.size() == 1);
    CHECK(found[0] == text.substr(text.find("MIIE")));
}

TEST_CASE("scanner: many first lines of keys cost no more than their length", "[secrets]") {
    std::string text;
    while (text.size() < 4u << 20) text += "-----BEGIN RSA PRIVATE KEY-----\n";
    CHECK(Scanner::built_in().scan(text).empty());
}

TEST_CASE("scanner: words of rules and nothing else cost no more than their length", "[secrets]") {
    // 64 KiB each; with a quadratic rule among them this test takes minutes under a sanitizer.
    for (const Rule& rule : built_in_rules()) {
        std::string text;
        while (text.size() < 1u << 16) text += rule.keywords.front();
        for (const Finding& finding : Scanner::built_in().scan(text)) CHECK(finding.end <= text.size());
    }
}

TEST_CASE("scanner: empty and binary text", "[secrets]") {
    CHECK(Scanner::built_in().scan("").empty());
    CHECK(Scanner::built_in().scan(std::string(100000, '\0')).empty());
    CHECK(Scanner::built_in().scan(std::string(100000, '\xff')).empty());
}

TEST_CASE("scanner: threads find the same", "[secrets]") {
    std::string text;
    for (const Form& form : canary_forms()) text += plant(draw(form, 9), 2) + "\n";
    const Scanner scanner = Scanner::make(built_in_rules()).value();
    std::vector<Findings> found(4);
    {
        std::vector<std::jthread> threads;
        for (Findings& of_thread : found) threads.emplace_back([&] { of_thread = scanner.scan(text); });
    }
    for (const Findings& of_thread : found) CHECK(of_thread == found[0]);
    CHECK(!found[0].empty());
}

TEST_CASE("scanner: a rule with a pattern that cannot be read is refused by its id", "[secrets]") {
    const auto rules = [](const std::string& pattern) { return parse_rules("rule my-rule\nabout x\nnear abc\nmatch " + pattern).value(); };
    const auto broken = Scanner::make(rules("abc(["));
    REQUIRE(!broken);
    CHECK(broken.error().code == ErrorCode::InvalidArgument);
    CHECK(broken.error().message.find("my-rule") != std::string::npos);
    CHECK(!Scanner::make(rules("abc")));
    CHECK(Scanner::make(rules("abc(d)")).ok());
}
