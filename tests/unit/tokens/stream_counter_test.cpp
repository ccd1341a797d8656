// SPDX-License-Identifier: Apache-2.0
#include "tokens/stream_counter.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace kompress::tokens;

namespace {

const Tokenizer& o200k() { return Tokenizer::get(Encoding::O200kBase); }

StreamCounter counted(const std::string& text, std::size_t block) {
    StreamCounter counter(o200k());
    for (std::size_t at = 0; at < text.size(); at += block) counter.add(std::string_view(text).substr(at, block));
    counter.finish();
    return counter;
}

std::string repeated(const std::string& text, std::size_t size) {
    std::string out;
    while (out.size() < size) out += text;
    return out;
}

}  // namespace

TEST_CASE("stream counter: blocks count as the whole does", "[tokens]") {
    for (const char* unit : {"int main(void)\n{\n\treturn 0;\n}\n", "\xE6\xBC\xA2\xE5\xAD\x97\xE3\x80\x82", "a\xFF\xE2\x82 b", "----  \n", "x'", "\xF0\x9F\x98\x80 9"}) {
        const std::string text = repeated(unit, 2 << 20);
        const std::size_t expected = o200k().count(text);
        INFO(unit);
        for (const std::size_t block : {std::size_t{65537}, text.size()}) {
            const StreamCounter counter = counted(text, block);
            CHECK(counter.tokens() == expected);
            CHECK(counter.bytes() == text.size());
            CHECK(counter.is_exact());
        }
    }
}

TEST_CASE("stream counter: sequences are put together again", "[tokens]") {
    const StreamCounter whole = counted("\xF0\x9F\x98\x80 \xE2\x82", 1);
    CHECK(whole.tokens() == o200k().count("\xF0\x9F\x98\x80 \xEF\xBF\xBD"));
    CHECK(whole.replaced() == 1);
    CHECK(counted("", 1).tokens() == 0);
}

TEST_CASE("stream counter: without a place to cut it says that it cut", "[tokens]") {
    const StreamCounter counter = counted(std::string(std::size_t{10} << 20, ' '), std::size_t{1} << 20);
    CHECK_FALSE(counter.is_exact());
    CHECK(counter.tokens() > 0);
}
