// SPDX-License-Identifier: Apache-2.0
#include "tokens/tokenizer.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

using namespace kompress::tokens;

namespace {

std::vector<std::uint32_t> encoded(Encoding encoding, std::string_view text) {
    std::vector<std::uint32_t> ids;
    Tokenizer::get(encoding).encode(text, ids);
    return ids;
}

std::string decoded(Encoding encoding, const std::vector<std::uint32_t>& ids) {
    const auto tokens = Tokenizer::get(encoding).ranks().all_tokens();
    std::string text;
    for (const std::uint32_t id : ids) text += tokens.at(id);
    return text;
}

std::vector<std::uint32_t> numbers(const std::string& list) {
    std::istringstream in(list);
    return {std::istream_iterator<std::uint32_t>(in), {}};
}

constexpr Encoding Both[] = {Encoding::O200kBase, Encoding::Cl100kBase};

}  // namespace

TEST_CASE("tokenizer: ids are those of tiktoken", "[tokens]") {
    std::ifstream samples(KOMPRESS_TOKEN_SAMPLES);
    std::string line;
    int count = 0;
    for (; std::getline(samples, line); ++count) {
        std::istringstream fields(line);
        std::string hex, o200k, cl100k;
        std::getline(fields, hex, '|');
        std::getline(fields, o200k, '|');
        std::getline(fields, cl100k, '|');
        std::string text;
        for (std::size_t i = 0; i < hex.size(); i += 2) text.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
        INFO("sample " << count + 1 << ": " << hex);
        CHECK(encoded(Encoding::O200kBase, text) == numbers(o200k));
        CHECK(encoded(Encoding::Cl100kBase, text) == numbers(cl100k));
        CHECK(Tokenizer::get(Encoding::O200kBase).count(text) == numbers(o200k).size());
    }
    CHECK(count == 400);
}

TEST_CASE("tokenizer: every token encodes to itself or to bytes that spell it", "[tokens]") {
    for (const Encoding encoding : Both) {
        const RankTable& ranks = Tokenizer::get(encoding).ranks();
        const auto tokens = ranks.all_tokens();
        CHECK(tokens.size() == (encoding == Encoding::O200kBase ? 199998 : 100256));
        std::size_t wrong = 0;
        for (std::uint32_t id = 0; id < tokens.size(); ++id) wrong += ranks.find(tokens[id].data(), tokens[id].size()) != id;
        CHECK(wrong == 0);
    }
}

TEST_CASE("tokenizer: names of special tokens are ordinary text", "[tokens]") {
    for (const Encoding encoding : Both) CHECK(encoded(encoding, "<|endoftext|>").size() > 1);
}

TEST_CASE("tokenizer: what is not UTF-8 counts as U+FFFD", "[tokens]") {
    for (const Encoding encoding : Both) {
        CHECK(encoded(encoding, "a\xFF" "b") == encoded(encoding, "a\xEF\xBF\xBD" "b"));
        CHECK(encoded(encoding, "\xE2\x82" "b") == encoded(encoding, "\xEF\xBF\xBD" "b"));
        CHECK(encoded(encoding, "\xED\xA0\x80") == encoded(encoding, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"));
    }
}

TEST_CASE("tokenizer: ids spell the text, however long its pieces", "[tokens]") {
    std::string letters, pattern;
    std::uint32_t state = 1;
    for (int i = 0; i < 200000; ++i) {
        state = state * 1664525 + 1013904223;
        letters.push_back(static_cast<char>('a' + (state >> 24) % 26));
        pattern += "abcab"[i % 5];
    }
    for (const std::string& text : {std::string(1000000, 'a'), std::string(300000, ' '), std::string(100000, '\n'), letters, pattern})
        for (const Encoding encoding : Both) {
            const auto ids = encoded(encoding, text);
            CHECK(decoded(encoding, ids) == text);
            CHECK(Tokenizer::get(encoding).count(text) == ids.size());
        }
}

TEST_CASE("tokenizer: a piece above the limit is cut between characters", "[tokens]") {
    std::string text = "x";
    while (text.size() <= Tokenizer::LongestPiece) text += "\xC3\xA9";
    const auto ids = encoded(Encoding::O200kBase, text);
    CHECK(decoded(Encoding::O200kBase, ids) == text);
}
