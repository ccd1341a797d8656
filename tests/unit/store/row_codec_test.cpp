// SPDX-License-Identifier: Apache-2.0
#include "store/row_codec.hpp"

#include <catch2/catch.hpp>

#include "base/varint.hpp"

using namespace kompress;

TEST_CASE("totals: every language and class reads back", "[store]") {
    store::Totals totals;
    std::int64_t next = 1;
    for (auto& l : totals.languages)
        for (std::int64_t* value : {&l.files, &l.bytes, &l.lines, &l.code_lines, &l.symbols, &l.references, &l.parse_errors}) *value = next++;
    for (std::int64_t& value : totals.classes) value = next++;
    const auto read = store::decode_totals(store::encode_totals(totals));
    REQUIRE(read);
    const store::Totals& again = *read;
    for (std::size_t i = 0; i < LanguageCount; ++i) {
        CHECK(again.languages[i].files == totals.languages[i].files);
        CHECK(again.languages[i].parse_errors == totals.languages[i].parse_errors);
    }
    CHECK(again.classes == totals.classes);
}

TEST_CASE("totals: another number of languages is not read as ours", "[store]") {
    std::string bytes;
    put_varint(bytes, LanguageCount - 1);
    for (std::size_t i = 0; i < 7 * LanguageCount + FileClassCount; ++i) put_varint(bytes, zigzag(5));
    CHECK_FALSE(store::decode_totals(bytes));
}
