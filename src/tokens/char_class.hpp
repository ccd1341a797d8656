// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the split patterns tell apart: classes of code points.
///
/// The table is made at build time from unicode_classes.txt, which holds what tiktoken's own regex engine answers.

#include <cstddef>
#include <cstdint>

extern "C" __attribute__((visibility("hidden"))) const unsigned char kompress_unicode_classes[];

namespace kompress::tokens {

/// Exactly one flag a code point, except that \r and \n are Space and Newline.
enum CharFlag : std::uint8_t {
    Upper = 1,    ///< Lu, Lt
    Lower = 2,    ///< Ll
    Letter = 4,   ///< Lm, Lo: letters without case
    Mark = 8,     ///< M
    Number = 16,  ///< N
    Space = 32,   ///< White_Space
    Newline = 64,
    Other = 128,
};

struct CharInfo {
    std::uint8_t flags;
    std::uint8_t length;  ///< in bytes
};

inline std::uint8_t ascii_flags(unsigned char byte) {
    constexpr std::size_t Blocks = 0x110000 / 128;  // block 0 is ASCII
    return kompress_unicode_classes[Blocks + byte];
}

inline std::uint8_t code_point_flags(std::uint32_t code) {
    constexpr std::size_t Blocks = 0x110000 / 128;
    return kompress_unicode_classes[Blocks + 128u * kompress_unicode_classes[code >> 7] + (code & 127)];
}

/// The character that starts at `p`, in well-formed UTF-8.
inline CharInfo char_at(const char* p) {
    const auto* s = reinterpret_cast<const unsigned char*>(p);
    const std::uint32_t a = s[0];
    if (a < 0x80) return {ascii_flags(s[0]), 1};
    if (a < 0xE0) return {code_point_flags((a & 0x1F) << 6 | (s[1] & 0x3Fu)), 2};
    if (a < 0xF0) return {code_point_flags((a & 0x0F) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu)), 3};
    return {code_point_flags((a & 0x07) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6 | (s[3] & 0x3Fu)), 4};
}

}  // namespace kompress::tokens
