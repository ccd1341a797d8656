// SPDX-License-Identifier: Apache-2.0
#include "pattern/finder.hpp"

#include <catch2/catch.hpp>
#include <algorithm>
#include <random>

using namespace kompress::pattern;

namespace {

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    return text;
}

/// Start of the occurrence that begins first, by the standard library.
std::size_t first_occurrence(std::string text, const std::vector<std::string>& literals, bool ignore_case, std::size_t from) {
    if (ignore_case) text = lower(text);
    std::size_t best = Finder::npos;
    for (const std::string& literal : literals) best = std::min(best, text.find(ignore_case ? lower(literal) : literal, from));
    return best;
}

}  // namespace

TEST_CASE("finder: agrees with the standard library on random text", "[pattern]") {
    std::mt19937 random(7);
    const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
    for (int round = 0; round < 4000; ++round) {
        const std::string alphabet = round % 2 ? "abAB_" : std::string("ab\0\xff\xe1\x7f", 6);
        const auto text_of = [&](std::size_t length) {
            std::string text(length, ' ');
            for (char& c : text) c = alphabet[below(alphabet.size())];
            return text;
        };
        const std::string text = text_of(below(300));
        std::vector<std::string> literals;
        for (std::size_t n = 1 + below(round % 3 ? 12 : 1); n > 0; --n) literals.push_back(text_of(1 + below(9)));
        const bool ignore_case = round % 5 == 0;
        const std::size_t from = text.empty() ? 0 : below(text.size());
        const std::size_t expected = first_occurrence(text, literals, ignore_case, from);
        for (const Simd simd : {Simd::Automatic, Simd::None}) {
            const std::size_t found = Finder(literals, ignore_case, simd).find(text, from);
            INFO("text '" << text << "' literal '" << literals[0] << "' of " << literals.size());
            // Some place inside an occurrence, none of which ends before it.
            if (expected == Finder::npos) {
                REQUIRE(found == Finder::npos);
            } else {
                REQUIRE(found != Finder::npos);
                REQUIRE(found >= expected);
                bool is_inside = false, is_passed = false;
                for (std::string literal : literals) {
                    const std::string where = ignore_case ? lower(text) : text;
                    if (ignore_case) literal = lower(literal);
                    for (auto at = where.find(literal, from); at != std::string::npos; at = where.find(literal, at + 1)) {
                        is_inside |= at <= found && found < at + literal.size();
                        is_passed |= at + literal.size() <= found;
                    }
                }
                REQUIRE(is_inside);
                REQUIRE_FALSE(is_passed);
            }
        }
    }
}

TEST_CASE("finder: sees a literal at the very end and at the very start", "[pattern]") {
    for (const Simd simd : {Simd::Automatic, Simd::None}) {
        for (std::size_t length = 3; length < 200; ++length) {
            std::string text(length, '.');
            text.replace(length - 3, 3, "end");
            REQUIRE(Finder({"end"}, false, simd).find(text, 0) == length - 3);
            REQUIRE(Finder({"xyz", "end"}, false, simd).find(text, 0) != Finder::npos);
            text.replace(0, 3, "sta");
            REQUIRE(Finder({"sta"}, false, simd).find(text, 0) == 0);
            REQUIRE(Finder({"sta"}, false, simd).find(text, 1) == Finder::npos);
        }
    }
}
