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

store::PackedColumns packed(const store::EncodedPiece& piece) { return {piece.columns[0], piece.columns[1], piece.columns[2]}; }

store::EncodedPiece encode(std::string_view text, store::DictionaryTrainer* trainer = nullptr) {
    parse::Parser parser;
    store::FactsEncoder encoder(trainer);
    store::EncodedPiece piece;
    parser.parse(Language::C, text, [&](const ParsedFile& file) { piece = encoder.encode(file); });
    return piece;
}

}  // namespace

TEST_CASE("facts codec: what comes out packs to the same facts again", "[store]") {
    const store::EncodedPiece first = encode(Source);
    auto decoded = store::decode_piece(Language::C, packed(first), nullptr, store::Columns::All);
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
    CHECK(first.columns == second.columns);
    CHECK(first.search_docs == second.search_docs);
}

TEST_CASE("facts codec: damaged bytes are an error, never a crash", "[store]") {
    const store::EncodedPiece piece = encode(Source);
    std::mt19937 random(7);
    for (int i = 0; i < 3000; ++i) {
        store::EncodedPiece damaged = piece;
        for (std::string& column : damaged.columns)
            if (random() % 2) column[random() % column.size()] = static_cast<char>(random());
        if (random() % 4 == 0) damaged.columns[store::TextsColumn].resize(random() % piece.columns[store::TextsColumn].size());
        static_cast<void>(store::decode_piece(Language::C, packed(damaged), nullptr, store::Columns::All).ok());
    }
}

TEST_CASE("facts codec: what pieces share is learned once and packed no more", "[store]") {
    const auto source = [](int i) {
        const std::string name = "device_" + std::to_string(i * 7919 % 1000);
        return "int " + name + "_probe(struct platform_device *pdev) { return devm_register(&pdev->dev, " + name + "_table); }\n";
    };
    store::DictionaryTrainer trainer(nullptr, 200);
    for (int i = 0; i < 199; ++i) encode(source(i), &trainer);
    CHECK_FALSE(trainer.current());
    encode(source(199), &trainer);
    REQUIRE(trainer.current());
    const store::EncodedPiece plain = encode(source(200)), small = encode(source(200), &trainer);
    CHECK(small.facts_hash == plain.facts_hash);
    CHECK(small.columns[store::TextsColumn].size() * 4 < plain.columns[store::TextsColumn].size() * 3);
    auto decoded = store::decode_piece(Language::C, packed(small), small.dictionaries.get(), store::Columns::All);
    REQUIRE(decoded);
    CHECK((*decoded)->file.symbols.at(0).signature == "int device_800_probe(struct platform_device *pdev)");
    CHECK_FALSE(store::decode_piece(Language::C, packed(small), nullptr, store::Columns::All));
}

TEST_CASE("facts codec: damage behind a valid checksum is an error or consistent facts", "[store]") {
    const store::EncodedPiece piece = encode(Source);
    store::Compressor compressor;
    store::FactsEncoder encoder;
    std::mt19937 random(7);
    for (int i = 0; i < 5000; ++i) {
        store::EncodedPiece damaged = piece;
        for (std::string& column : damaged.columns) {
            std::string bytes = *store::decompress(column, nullptr);
            for (int n = random() % 3; n > 0; --n) bytes[random() % bytes.size()] = static_cast<char>(random());
            column = compressor.compress(bytes, nullptr);
        }
        auto decoded = store::decode_piece(Language::C, packed(damaged), nullptr, store::Columns::All);
        if (!decoded) continue;
        ParsedFile& file = (*decoded)->file;
        for (const std::string_view name : file.names) file.name_hashes.push_back(hash64(name));
        const store::EncodedPiece again = encoder.encode(file);
        REQUIRE(store::decode_piece(Language::C, packed(again), nullptr, store::Columns::All));
    }
}

TEST_CASE("facts codec: signatures keep control bytes", "[store]") {
    const store::EncodedPiece piece = encode("int f(int \x01 a) { return 0; }\nint \x01\x01 g(void) { return 0; }\n");
    auto decoded = store::decode_piece(Language::C, packed(piece), nullptr, store::Columns::All);
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
    words.add_prose("Reads the vfs_read, again & again, as the_end.");
    CHECK(words.words() == "parse http header vfs read reads again the end");
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
