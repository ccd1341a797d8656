// SPDX-License-Identifier: Apache-2.0
#include "fs/decode.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace kompress::fs {
namespace {

using Byte = unsigned char;

/// Length of the run of ASCII at the start, in steps of 32 bytes that a compiler turns into vector code.
std::size_t ascii_prefix(const char* data, std::size_t size) {
    std::size_t at = 0;
    for (; at + 32 <= size; at += 32) {
        std::uint64_t words[4];
        std::memcpy(words, data + at, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u) break;
    }
    while (at < size && static_cast<Byte>(data[at]) < 0x80) ++at;
    return at;
}

/// Length of the well-formed sequence that starts with a byte >= 0x80, or 0.
std::size_t sequence_length(const Byte* s, std::size_t size) {
    const auto continues = [&](std::size_t i) { return i < size && (s[i] & 0xC0) == 0x80; };
    if (s[0] >= 0xC2 && s[0] <= 0xDF) return continues(1) ? 2 : 0;
    if (s[0] >= 0xE0 && s[0] <= 0xEF) {
        if (!continues(1) || !continues(2)) return 0;
        if (s[0] == 0xE0 && s[1] < 0xA0) return 0;  // overlong
        if (s[0] == 0xED && s[1] > 0x9F) return 0;  // surrogate
        return 3;
    }
    if (s[0] >= 0xF0 && s[0] <= 0xF4) {
        if (!continues(1) || !continues(2) || !continues(3)) return 0;
        if (s[0] == 0xF0 && s[1] < 0x90) return 0;  // overlong
        if (s[0] == 0xF4 && s[1] > 0x8F) return 0;  // above U+10FFFF
        return 4;
    }
    return 0;
}

void append(std::string& out, std::uint32_t code) {
    const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xC0 | code >> 6);
    } else {
        if (code < 0x10000) {
            put(0xE0 | code >> 12);
        } else {
            put(0xF0 | code >> 18);
            put(0x80 | (code >> 12 & 0x3F));
        }
        put(0x80 | (code >> 6 & 0x3F));
    }
    put(0x80 | (code & 0x3F));
}

// 0x80 to 0x9F of Windows-1252; the five that it leaves open stay what they are in Latin-1.
constexpr std::array<std::uint16_t, 32> Windows1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

}  // namespace

bool is_utf8(std::string_view bytes) {
    std::size_t at = 0;
    while (true) {
        at += ascii_prefix(bytes.data() + at, bytes.size() - at);
        if (at == bytes.size()) return true;
        const auto length =
            sequence_length(reinterpret_cast<const Byte*>(bytes.data()) + at, bytes.size() - at);
        if (length == 0) return false;
        at += length;
    }
}

std::optional<std::string> utf8_from_utf16(std::string_view bytes, bool big_endian) {
    if (bytes.size() % 2 != 0) return std::nullopt;
    const auto unit = [&](std::size_t at) {
        const auto first = static_cast<Byte>(bytes[at]), second = static_cast<Byte>(bytes[at + 1]);
        return static_cast<std::uint32_t>(big_endian ? first << 8 | second : second << 8 | first);
    };
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size(); at += 2) {
        std::uint32_t code = unit(at);
        if (code >= 0xDC00 && code <= 0xDFFF) return std::nullopt;
        if (code >= 0xD800 && code <= 0xDBFF) {
            at += 2;
            if (at >= bytes.size()) return std::nullopt;
            const auto low = unit(at);
            if (low < 0xDC00 || low > 0xDFFF) return std::nullopt;
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        append(out, code);
    }
    return out;
}

std::string utf8_from_latin1(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto byte = static_cast<Byte>(c);
        append(out, byte >= 0x80 && byte < 0xA0 ? Windows1252[byte - 0x80] : byte);
    }
    return out;
}

}  // namespace kompress::fs
