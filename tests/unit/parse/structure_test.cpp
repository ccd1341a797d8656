// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "parse/parser.hpp"
#include "support/processor_time.hpp"

using namespace kompress;

namespace {

struct Found {
    std::size_t symbols = 0, references = 0, exported = 0;
    std::string doc;
};

Found found_in(Language language, const std::string& text) {
    Found found;
    parse::Parser parser;
    parser.parse(language, text, [&](const ParsedFile& piece) {
        found.symbols = piece.symbols.size();
        found.references = piece.references.size();
        for (const Symbol& symbol : piece.symbols) found.exported += symbol.exported;
        found.doc = piece.doc;
        CHECK(piece.trouble.empty());
    });
    return found;
}

std::string repeated(const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

std::string numbered(const std::string& before, const std::string& after, int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all += before + std::to_string(i) + after;
    return all;
}

}  // namespace

TEST_CASE("structure: nothing of a data file is public", "[parse]") {
    CHECK(found_in(Language::Json, R"({"a": {"b": 1}})").symbols == 2);
    CHECK(found_in(Language::Json, R"({"a": {"b": 1}})").exported == 0);
    CHECK(found_in(Language::Make, "all: x\n\ttouch y\n").exported == 0);
}

TEST_CASE("structure: a table of data has no symbols, its siblings have", "[parse]") {
    const std::string rows = numbered("\"row", "\": 1,", 65);
    CHECK(found_in(Language::Json, "{\"kept\": 1, \"table\": {" + rows + "\"last\": 1}}").symbols == 2);
    CHECK(found_in(Language::Json, "{" + numbered("\"k", "\": 1,", 257) + "}").symbols == 0);
    CHECK(found_in(Language::Json, "{" + numbered("\"k", "\": 1,", 256) + "}").symbols == 256);
    CHECK(found_in(Language::Yaml, "kept: 1\ntable:\n" + numbered("  k", ": 1\n", 65)).symbols == 2);
    CHECK(found_in(Language::Toml, "kept = 1\n[table]\n" + numbered("k", " = 1\n", 65)).symbols == 2);
}

TEST_CASE("structure: a lock file's packages are data", "[parse]") {
    CHECK(found_in(Language::Toml, "version = 3\n" + repeated("[[package]]\nname = \"a\"\ndependencies = [\"b\"]\n", 500)).symbols == 2);
}

TEST_CASE("structure: what is nested or left open without end takes time in proportion", "[parse]") {
    // 4 MiB each: quadratic work would take hours, linear work some milliseconds.
    constexpr std::size_t Bytes = std::size_t{4} << 20;
    const std::string hostile[] = {"{", "[", "{\"a\":", "\"", "/*", "/**/", "//", "a: ", "a:\n ", "- ", "'", "|\n", "# ", "#\n", "```\n", "<!--", "[a](",
                                   "a\n", "[a]\n", "a = [", "a = \"\"\"", "x:\\\n", "define a\n", "$(call a,", "ifeq (a,b)\n", "a: b c\n",
                                   "f(", "f(a\n", "[[", "[=[", "#[[", "function(a)\n", "set(a b)\n", "FROM a\n", "RUN \\\n", "RUN <<E\n", "ENV a=\"",
                                   " ", "\t", "\n", "\\"};
    for (const Language language : {Language::Markdown, Language::Json, Language::Yaml, Language::Toml, Language::Make, Language::CMake, Language::Dockerfile}) {
        for (const std::string& part : hostile) {
            INFO(language_id(language) << ": " << part);
            const auto start = test::processor_time();
            CHECK(found_in(language, repeated(part, Bytes / part.size())).symbols <= 2000);
            CHECK(test::processor_time() - start < std::chrono::seconds(20));
        }
    }
}
