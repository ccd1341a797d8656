// SPDX-License-Identifier: Apache-2.0
#include "tokens/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace kompress::tokens {
namespace {

std::size_t ascii_prefix(const char* data, std::size_t size) {
    std::size_t at = 0;
    for (; at + 32 <= size; at += 32) {
        std::uint64_t words[4];
        std::memcpy(words, data + at, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u) break;
    }
    while (at < size && static_cast<unsigned char>(data[at]) < 0x80) ++at;
    return at;
}

struct Sequence {
    std::size_t length;  ///< of the character, or of the part of one that is as long as it can be
    bool is_well_formed;
};

/// The sequence at the start of `s` (not empty, first byte >= 0x80), by table 3-7 of the Unicode Standard.
Sequence sequence_at(const unsigned char* s, std::size_t size) {
    const unsigned char first = s[0];
    if (first < 0xC2 || first > 0xF4) return {1, false};
    const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (size < 2 || s[1] < low || s[1] > high) return {1, false};
    for (std::size_t i = 2; i < length; ++i)
        if (i >= size || (s[i] & 0xC0) != 0x80) return {i, false};
    return {length, true};
}

}  // namespace

std::size_t well_formed_prefix(std::string_view bytes) {
    std::size_t at = 0;
    while (true) {
        at += ascii_prefix(bytes.data() + at, bytes.size() - at);
        if (at == bytes.size()) return at;
        const Sequence sequence = sequence_at(reinterpret_cast<const unsigned char*>(bytes.data()) + at, bytes.size() - at);
        if (!sequence.is_well_formed) return at;
        at += sequence.length;
    }
}

std::string replace_ill_formed(std::string_view bytes, std::size_t* replaced) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    if (replaced) *replaced = 0;
    while (true) {
        const std::size_t good = well_formed_prefix(bytes);
        out += bytes.substr(0, good);
        bytes.remove_prefix(good);
        if (bytes.empty()) return out;
        out += "\xEF\xBF\xBD";
        if (replaced) ++*replaced;
        bytes.remove_prefix(sequence_at(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()).length);
    }
}

}  // namespace kompress::tokens
