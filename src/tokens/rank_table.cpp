// SPDX-License-Identifier: Apache-2.0
#include "tokens/rank_table.hpp"

#include <bit>
#include <cstring>

namespace kompress::tokens {
namespace {

static_assert(std::endian::native == std::endian::little, "the embedded tables are little-endian");

constexpr std::uint64_t Seed = 0x9E3779B97F4A7C15, Second = 0xD1B54A32D192ED03;
constexpr unsigned OffsetBits = 22, FingerprintBits = 10;

template <typename T>
T load(const void* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

struct Words {
    std::uint64_t a, b;
};

/// All of 1 to 16 bytes in two words, without reading beside them.
Words words_of(const char* s, std::size_t n) {
    if (n >= 8) return {load<std::uint64_t>(s), load<std::uint64_t>(s + n - 8)};
    if (n >= 4) return {load<std::uint32_t>(s), load<std::uint32_t>(s + n - 4)};
    const auto byte = [&](std::size_t i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(s[i])); };
    return {byte(0) | byte(n >> 1) << 8 | byte(n - 1) << 16, 0};
}

std::uint64_t hash_of(const char* s, std::size_t n) {
    std::uint64_t state = Seed ^ n;
    for (; n > 16; s += 16, n -= 16) state = fold(load<std::uint64_t>(s) ^ Second, load<std::uint64_t>(s + 8) ^ state);
    const Words words = words_of(s, n);
    return fold(words.a ^ Second, words.b ^ state);
}

/// memcmp for short strings, without a call.
bool is_equal(const char* a, const char* b, std::size_t n) {
    for (; n > 16; a += 16, b += 16, n -= 16)
        if (load<std::uint64_t>(a) != load<std::uint64_t>(b) || load<std::uint64_t>(a + 8) != load<std::uint64_t>(b + 8)) return false;
    const Words x = words_of(a, n), y = words_of(b, n);
    return x.a == y.a && x.b == y.b;
}

}  // namespace

RankTable::RankTable(const unsigned char* data)
    : slots_(data + 16),
      pool_(data + 16 + 4 * std::size_t{load<std::uint32_t>(data + 4)}),
      tokens_(load<std::uint32_t>(data)),
      slot_count_(load<std::uint32_t>(data + 4)),
      pool_size_(load<std::uint32_t>(data + 8)),
      longest_(load<std::uint32_t>(data + 12)) {}

std::uint32_t RankTable::find(const char* bytes, std::size_t size) const {
    if (size > longest_) return NoToken;
    const std::uint64_t hash = hash_of(bytes, size);
    const auto fingerprint = static_cast<std::uint32_t>(hash & ((1u << FingerprintBits) - 1));
    auto at = static_cast<std::uint32_t>((hash >> 32) * slot_count_ >> 32);
    while (true) {
        const auto slot = load<std::uint32_t>(slots_ + 4 * std::size_t{at});
        if (slot == 0) return NoToken;
        if (slot >> OffsetBits == fingerprint) {
            const unsigned char* entry = pool_ + (slot & ((1u << OffsetBits) - 1));
            const auto head = load<std::uint32_t>(entry);
            if (head >> 24 == size && is_equal(bytes, reinterpret_cast<const char*>(entry) + 4, size)) return head & 0xFFFFFF;
        }
        if (++at == slot_count_) at = 0;
    }
}

std::vector<std::string_view> RankTable::all_tokens() const {
    std::vector<std::string_view> tokens;
    tokens.reserve(tokens_);
    const unsigned char* entry = pool_ + 1;
    for (std::uint32_t i = 0; i < tokens_; ++i) {
        const std::size_t size = entry[3];
        tokens.emplace_back(reinterpret_cast<const char*>(entry) + 4, size);
        entry += 4 + size;
    }
    return tokens;
}

}  // namespace kompress::tokens
