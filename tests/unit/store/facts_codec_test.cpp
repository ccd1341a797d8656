// SPDX-License-Identifier: Apache-2.0
#include "store/facts_codec.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "parse/parser.hpp"
#include "store/compress.hpp"
#include "store/postings.hpp"
#include "store/records.hpp"
#include "store/search_words.hpp"
#include "support/dump_facts.hpp"

using namespace kompress;

namespace {

constexpr std::string_view Source = R"c(
#include <stdio.h>
/** Adds. */
static int add(int a, int b) { return a + b; }
struct point { int x; /**< across */ int y; };
#define TWICE(n) add((n), (n))
int main(void) { struct point p = {1, 2}; return printf("%d", TWICE(p.x)); }
)c";

store::EncodedPiece encode(std::string_view text) {
    parse::Parser parser;
    store::FactsEncoder encoder;
    store::EncodedPiece piece;
    parser.parse(Language::C, text, [&](const ParsedFile& file) { piece = encoder.encode(file); });
    return piece;
}

}  // namespace

TEST_CASE("facts codec: what comes out packs to the same facts again", "[store]") {
    const store::EncodedPiece first = encode(Source);
    auto decoded = store::decode_piece(Language::C, first.symbols, first.texts, first.references, store::Columns::All);
    REQUIRE(decoded);
    ParsedFile& file = (*decoded)->file;
    REQUIRE(file.symbols.size() == 6);
    CHECK(file.symbols[0].signature == "static int add(int a, int b)");
    CHECK(file.symbols[0].doc == "Adds.");
    CHECK(file.imports.at(0).target == "stdio.h");
    for (const std::string_view name : file.names) file.name_hashes.push_back(hash64(name));
    store::FactsEncoder encoder;
    const store::EncodedPiece second = encoder.encode(file);
    CHECK(first.facts_hash == second.facts_hash);
    CHECK(first.symbols == second.symbols);
    CHECK(first.search_docs == second.search_docs);
}

TEST_CASE("facts codec: damaged bytes are an error, never a crash", "[store]") {
    const store::EncodedPiece piece = encode(Source);
    std::mt19937 random(7);
    for (int i = 0; i < 3000; ++i) {
        std::string symbols = piece.symbols, texts = piece.texts, references = piece.references;
        for (std::string* column : {&symbols, &texts, &references})
            if (random() % 2) (*column)[random() % column->size()] = static_cast<char>(random());
        if (random() % 4 == 0) texts.resize(random() % texts.size());
        static_cast<void>(store::decode_piece(Language::C, symbols, texts, references, store::Columns::All).ok());
    }
}

TEST_CASE("facts codec: damage behind a valid checksum is an error or consistent facts", "[store]") {
    const store::EncodedPiece piece = encode(Source);
    store::Compressor compressor(1);
    store::FactsEncoder encoder;
    std::mt19937 random(7);
    const auto damaged = [&](const std::string& column) {
        std::string bytes = *store::decompress(column);
        for (int i = random() % 3; i > 0; --i) bytes[random() % bytes.size()] = static_cast<char>(random());
        return compressor.compress(bytes);
    };
    for (int i = 0; i < 5000; ++i) {
        auto decoded = store::decode_piece(Language::C, damaged(piece.symbols), damaged(piece.texts), damaged(piece.references),
                                           store::Columns::All);
        if (!decoded) continue;
        ParsedFile& file = (*decoded)->file;
        for (const std::string_view name : file.names) file.name_hashes.push_back(hash64(name));
        const store::EncodedPiece again = encoder.encode(file);
        REQUIRE(store::decode_piece(Language::C, again.symbols, again.texts, again.references, store::Columns::All));
    }
}

TEST_CASE("facts codec: signatures keep control bytes", "[store]") {
    const store::EncodedPiece piece = encode("int f(int \x01 a) { return 0; }\nint \x01\x01 g(void) { return 0; }\n");
    auto decoded = store::decode_piece(Language::C, piece.symbols, piece.texts, piece.references, store::Columns::All);
    REQUIRE(decoded);
    ParsedFile& file = (*decoded)->file;
    REQUIRE(file.symbols.size() == 2);
    CHECK(file.symbols[0].signature == "int f(int \x01 a)");
    CHECK(file.symbols[1].signature == "int \x01\x01 g(void)");
}

TEST_CASE("postings: every name leads to its pieces, across blocks", "[store]") {
    store::PostingBuffer buffer;
    for (std::uint32_t piece = 1; piece <= 50; ++piece)
        for (std::uint64_t key = 0; key < 2000; ++key) buffer.add(key * 7919, piece, key % 3 == 0);
    std::vector<std::pair<std::uint64_t, std::string>> blocks;
    REQUIRE(buffer.drain([&](std::uint64_t first, std::string_view block) -> Result<void> {
        blocks.emplace_back(first, block);
        return {};
    }));
    CHECK(blocks.size() > 3);
    for (const std::uint64_t key : {0ull, 7919ull * 3, 7919ull * 1999}) {
        auto at = blocks.rbegin();
        while (at->first > key) ++at;
        const auto found = store::find_in_block(at->second, at->first, key);
        REQUIRE(found.size() == 50);
        CHECK(found.front().piece == 1);
        CHECK(found.back().piece == 50);
        CHECK(found.front().defines == (key / 7919 % 3 == 0));
    }
}

TEST_CASE("search words: identifiers are split where people see words", "[store]") {
    store::WordSet words;
    words.add_identifier("parseHTTPHeader2");
    words.add_identifier("vfs_read");
    words.add_prose("Reads vfs_read, again & again.");
    CHECK(words.words() == "parse http header vfs read reads again");
}

TEST_CASE("digest: the order of files does not matter, each of them does", "[store]") {
    store::Digest a, b;
    const Hash128 one{1, ~0ull}, two{5, 7};
    a.add(one), a.add(two);
    b.add(two), b.add(one);
    CHECK(a.value() == b.value());
    b.remove(two);
    CHECK_FALSE(a.value() == b.value());
    a.remove(two);
    CHECK(a.value() == b.value());
}
