// SPDX-License-Identifier: Apache-2.0
/// Every source under tests/golden/<language>/ against its reviewed facts in <source>.facts.
///
/// KOMPRESS_UPDATE_GOLDEN=1 rewrites them: review the difference before committing it.
#define CATCH_CONFIG_MAIN
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "parse/compiled_table.hpp"
#include "parse/parser.hpp"
#include "support/dump_facts.hpp"
#include "support/file_contents.hpp"

namespace stdfs = std::filesystem;
using namespace kompress;

namespace {

std::vector<stdfs::path> sources(const stdfs::path& directory) {
    std::vector<stdfs::path> found;
    for (const auto& entry : stdfs::directory_iterator(directory))
        if (entry.path().extension() != ".facts" && entry.path().extension() != ".md") found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

std::string facts_of(Language language, const std::string& text) {
    parse::Parser parser;
    std::string facts;
    parser.parse(language, text, [&](const ParsedFile& piece) { facts += test::dump_facts(piece); });
    return facts;
}

}  // namespace

TEST_CASE("golden: tables name only what the grammars have", "[golden]") {
    for (std::size_t i = 1; i < LanguageCount; ++i) {
        for (const bool of_interface : {false, true}) {
            const auto* table = parse::compiled_table(static_cast<Language>(i), of_interface);
            if (!table) continue;
            for (const std::string& mistake : table->mistakes)
                FAIL_CHECK(language_id(static_cast<Language>(i)) << (of_interface ? ", interfaces" : "") << ": the grammar has no " << mistake);
        }
    }
}

TEST_CASE("golden: facts of every sample are as reviewed", "[golden]") {
    const char* update = std::getenv("KOMPRESS_UPDATE_GOLDEN");
    for (std::size_t i = 1; i < LanguageCount; ++i) {
        const auto language = static_cast<Language>(i);
        const stdfs::path directory = stdfs::path(KOMPRESS_GOLDEN_DIR) / language_id(language);
        if (!stdfs::exists(directory)) continue;
        for (const auto& source : sources(directory)) {
            INFO(source.string());
            const std::string facts = facts_of(language, test::file_contents(source));
            const stdfs::path expected = source.string() + ".facts";
            if (update && *update) std::ofstream(expected, std::ios::binary) << facts;
            CHECK(test::file_contents(expected) == facts);
        }
    }
}
