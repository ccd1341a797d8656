// SPDX-License-Identifier: Apache-2.0
/// What we read from files that others wrote: source text, git's index and its configuration.
///
/// The first byte picks the reader. Decoded text must be UTF-8, whatever the bytes were.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "fs/classify.hpp"
#include "fs/decode.hpp"
#include "fs/git_config.hpp"
#include "fs/git_index.hpp"

namespace {

using namespace kompress;
using namespace kompress::fs;

void classify(std::string_view text) {
    (void)is_cpp_header(text);
    (void)says_generated(text);
    (void)looks_binary(text);
    (void)is_minified(Language::JavaScript, text);
    (void)language_of_shebang(text);
}

void decode(std::string_view bytes) {
    (void)is_utf8(bytes);
    if (!is_utf8(utf8_from_latin1(bytes))) std::abort();
    for (const bool big_endian : {false, true})
        if (const auto text = utf8_from_utf16(bytes, big_endian); text && !is_utf8(*text)) std::abort();
}

void read_index(std::string_view bytes, bool sha256) {
    const auto index = GitIndex::parse(bytes, sha256);
    if (index && index->has_below("a") && index->size() == 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 5) {
        case 0:
            classify(bytes);
            break;
        case 1:
            decode(bytes);
            break;
        case 2:
            read_index(bytes, false);
            break;
        case 3:
            read_index(bytes, true);
            break;
        case 4:
            GitSettings().apply(bytes);
            break;
    }
    return 0;
}
