// SPDX-License-Identifier: Apache-2.0
/// Preprocessor lines of C and C++: read without a tree they must give the facts that the tree gives.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "parse/parser.hpp"
#include "support/dump_facts.hpp"
#include "support/random_directives.hpp"

namespace {

using namespace kompress;

std::string facts_of(parse::Parser& parser, Language language, std::string_view text) {
    std::string facts;
    parser.parse(language, text, [&](const ParsedFile& piece) { facts += test::dump_all_facts(piece); });
    return facts;
}

}  // namespace

/// The first byte chooses the language, and whether the others are the text itself or choose fragments of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static parse::Parser reader, parser(parse::Parser::Directives::Parsed);
    if (size == 0) return 0;
    const Language language = data[0] & 1 ? Language::C : Language::Cpp;
    const std::string text = data[0] & 2 ? std::string(data + 1, data + size) : test::directives_from({data + 1, size - 1});
    const std::uint64_t before = reader.pieces_without_tree();
    const std::string found = facts_of(reader, language, text);
    if (reader.pieces_without_tree() == before) return 0;  // left to the tree
    if (found == facts_of(parser, language, text)) return 0;
    std::fprintf(stderr, "different facts of:\n%s\n", text.c_str());
    std::abort();
}
