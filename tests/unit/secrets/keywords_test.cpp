// SPDX-License-Identifier: Apache-2.0
#include "secrets/keywords.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>

using namespace kompress::secrets;

TEST_CASE("keywords: agrees with looking for each word on random text", "[secrets]") {
    std::mt19937 random(11);
    const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
    for (int round = 0; round < 600; ++round) {
        const std::string alphabet = round % 2 ? "abAB_" : std::string("ab\0\xff", 4);
        const auto text_of = [&](std::size_t length) {
            std::string text(length, ' ');
            for (char& c : text) c = alphabet[below(alphabet.size())];
            return text;
        };
        const auto lower = [](std::string text) {
            for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
            return text;
        };
        const std::string text = text_of(below(200));
        std::vector<Keywords::Word> words;
        for (std::uint32_t n = 0; n < 1 + below(12); ++n) words.push_back({lower(text_of(1 + below(5))), n});
        std::multiset<std::pair<std::size_t, std::uint32_t>> expected, found;
        for (const auto& word : words)
            for (std::size_t at = 0; (at = lower(text).find(word.text, at)) != std::string::npos; ++at) expected.insert({at, word.value});
        std::size_t last_end = 0;
        Keywords(words).find_all(text, [&](std::size_t begin, std::uint32_t value) {
            const std::size_t end = begin + words[value].text.size();
            REQUIRE(end >= last_end);
            last_end = end;
            found.insert({begin, value});
        });
        REQUIRE(found == expected);
    }
}
