// SPDX-License-Identifier: Apache-2.0
/// The promise as a whole: a tree of 5,000 files with secrets of every rule in every way that canaries.cpp knows, of which
/// no piece of twelve bytes is left behind the gate.
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "base/hash.hpp"
#include "canaries.hpp"
#include "secrets/redactor.hpp"
#include "secrets/scanner.hpp"

using namespace kompress;
using namespace kompress::secrets;
using namespace kompress::test;

namespace {

constexpr std::size_t Files = 5000;
constexpr std::size_t PieceBytes = 12;  // the longest literal part of a form, such as "github_pat_", is of no use to anybody

struct File {
    std::string path, text;
    Canary canary;
    std::string way;
};

std::vector<File> tree(const std::vector<Form>& forms) {
    std::vector<File> files;
    for (std::size_t i = 0; i < Files; ++i) {
        const Form& form = forms[i % forms.size()];
        File file{"src/f" + std::to_string(i) + ".c", {}, draw(form, 1000 + i), {}};
        const auto way = static_cast<unsigned>(i / forms.size());
        file.text = plant(file.canary, way, &file.way);
        files.push_back(std::move(file));
    }
    return files;
}

/// Pieces of PieceBytes, as hashes. A secret over several lines is taken line by line, since ways put things between them.
template <typename Each>
void each_piece(std::string_view text, Each&& each) {
    for (std::size_t at = 0; at + PieceBytes <= text.size(); ++at) each(hash64(text.substr(at, PieceBytes)));
}

template <typename Each>
void each_line(std::string_view text, Each&& each) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        each(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

}  // namespace

TEST_CASE("tree: of 5,000 files with secrets no piece of one is left", "[secrets]") {
    const auto forms = canary_forms();
    const auto files = tree(forms);
    Redactor redactor(Policy::Redact);
    std::vector<std::uint64_t> left;  // pieces of everything that passed
    std::map<std::string, int> planted, found;
    std::set<std::string> ways;
    std::size_t missed = 0;
    for (const File& file : files) {
        ++planted[file.canary.form->rule];
        ways.insert(file.way);
        const Passed passed = redactor.pass(file.text, file.path);
        REQUIRE(!passed.is_stopped);
        if (!passed.redactions.empty()) ++found[file.canary.form->rule];
        std::size_t remains = 0;
        each_line(file.canary.secret, [&](std::string_view line) {
            if (line.size() < 4) return;
            remains += passed.text.find(line) != std::string::npos || passed.text.find(line.substr(line.size() / 2)) != std::string::npos;
            if (line.size() >= 24) remains += passed.text.find(line.substr(0, line.size() / 2)) != std::string::npos;
        });
        if (remains && ++missed <= 20) {
            INFO(file.canary.form->rule << ", " << file.way << ":\n" << file.text.substr(0, 500) << "\n->\n" << passed.text.substr(0, 500));
            CHECK(remains == 0);
        }
        each_piece(passed.text, [&](std::uint64_t piece) { left.push_back(piece); });
    }
    CHECK(missed == 0);
    // Every canary against every file, by its pieces.
    std::sort(left.begin(), left.end());
    left.erase(std::unique(left.begin(), left.end()), left.end());
    std::size_t pieces_left = 0;
    for (const File& file : files)
        each_line(file.canary.secret, [&](std::string_view line) {
            each_piece(line, [&](std::uint64_t piece) { pieces_left += std::binary_search(left.begin(), left.end(), piece); });
        });
    CHECK(pieces_left == 0);
    for (const Rule& rule : built_in_rules()) {
        INFO(rule.id);
        CHECK(planted[rule.id] >= 2);
        CHECK(found[rule.id] == planted[rule.id]);
    }
    CHECK(ways.size() >= 20);
    CHECK(redactor.report().size() >= Files);
}

TEST_CASE("tree: strict stops every one of its files", "[secrets]") {
    const auto forms = canary_forms();
    Redactor redactor(Policy::Strict);
    std::size_t passed = 0;
    for (const File& file : tree(forms)) {
        const Passed result = redactor.pass(file.text);
        passed += !result.is_stopped || !result.text.empty();
    }
    CHECK(passed == 0);
}

// By hand, when rules change: how often a form is missed, over many draws. `secrets_test "[.long]"`
TEST_CASE("tree: misses in 500 draws of each form", "[.long]") {
    std::map<std::string, std::string> missed;
    const auto forms = canary_forms();
    for (const Form& form : forms)
        for (unsigned seed = 0; seed < 500; ++seed) {
            const std::string text = plant(draw(form, 100000 + seed), seed);
            if (Scanner::built_in().scan(text).empty()) missed[form.rule] += text.substr(0, 200);
        }
    for (const auto& [rule, texts] : missed) FAIL_CHECK(rule << ":\n" << texts);
}
