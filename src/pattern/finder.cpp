// SPDX-License-Identifier: Apache-2.0
/// Two ways to look at 32 places at once.
///
/// One literal: its two rarest bytes are compared at their distance (the "generic SIMD" search of W. Muła, with rarity
/// in the place of first and last); a place where both agree is compared in full.
///
/// Several: each literal gets a fingerprint of up to three bytes and one of eight buckets; two 16-entry tables a byte,
/// one by low nibble and one by high, give the set of buckets that a byte may belong to, and the intersection over the
/// fingerprint names the buckets to compare in full ("Teddy", from Hyperscan: Wang et al., NSDI 2019).
///
/// Without AVX2 a single literal is found by memchr of its rarest byte and several by a table of 256 sets.
#include "pattern/finder.hpp"

#include <algorithm>
#include <cstring>

#include "pattern/byte_rarity.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define KOMPRESS_AVX2 __attribute__((target("avx2")))
#endif

namespace kompress::pattern {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

bool has_avx2() {
#ifdef KOMPRESS_AVX2
    return __builtin_cpu_supports("avx2") != 0;
#else
    return false;
#endif
}

}  // namespace

Finder::Finder(std::vector<std::string> literals, bool ignore_case, Simd simd)
    : ignore_case_(ignore_case), simd_(simd == Simd::Automatic && has_avx2()) {
    std::size_t shortest = npos;
    for (std::string& text : literals) {
        if (ignore_case) std::transform(text.begin(), text.end(), text.begin(), lower);
        shortest = std::min(shortest, text.size());
    }
    width_ = std::min(Fingerprint, shortest);
    // Neighbours share prefixes and so, mostly, fingerprints: one bucket for them keeps the others clean.
    std::sort(literals.begin(), literals.end());
    for (std::size_t i = 0; i < literals.size(); ++i) {
        const std::string& text = literals[i];
        const std::size_t window = rarest_window(text, width_), bucket = i * Buckets / literals.size();
        members_[bucket].push_back(i);
        for (std::size_t k = 0; k < width_; ++k) {
            const char byte = text[window + k];
            const char other = ignore_case && is_letter(byte) ? static_cast<char>(byte ^ 0x20) : byte;
            for (const char c : {byte, other}) {
                const auto set = static_cast<std::uint8_t>(1u << bucket);
                const auto value = static_cast<unsigned char>(c);
                buckets_of_byte_[k][value] |= set;
                low_[k][value & 15] |= set;
                high_[k][value >> 4] |= set;
            }
        }
        literals_.push_back({text, window});
    }
    if (literals_.size() > 1) return;
    const std::string& text = literals_.front().text;
    const std::size_t rarest = rarest_window(text, 1);
    std::size_t next = rarest;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == rarest) continue;
        const auto rank = [&](std::size_t at) { return byte_rarity(static_cast<unsigned char>(text[at])); };
        if (next == rarest || rank(i) > rank(next)) next = i;
    }
    first_ = probe_at(rarest);
    second_ = probe_at(next);
}

Finder::Probe Finder::probe_at(std::size_t offset) const {
    const char c = literals_.front().text[offset];
    return {offset, static_cast<std::uint8_t>(c), static_cast<std::uint8_t>(ignore_case_ && is_letter(c) ? 0x20 : 0)};
}

bool Finder::is_literal_at(const Literal& literal, std::string_view text, std::size_t start) const {
    if (start > text.size() || literal.text.size() > text.size() - start) return false;
    if (!ignore_case_) return std::memcmp(text.data() + start, literal.text.data(), literal.text.size()) == 0;
    return std::equal(literal.text.begin(), literal.text.end(), text.begin() + static_cast<std::ptrdiff_t>(start),
                      [](char a, char b) { return a == lower(b); });
}

bool Finder::confirms(std::string_view text, std::size_t window, unsigned buckets) const {
    for (; buckets; buckets &= buckets - 1)
        for (const std::size_t member : members_[static_cast<std::size_t>(__builtin_ctz(buckets))]) {
            const Literal& literal = literals_[member];
            if (window >= literal.window && is_literal_at(literal, text, window - literal.window)) return true;
        }
    return false;
}

std::size_t Finder::find(std::string_view text, std::size_t from) const {
    if (from >= text.size()) return npos;
    // What begins before `from` is none of ours, even where a fingerprint lies behind it.
    text.remove_prefix(from);
    std::size_t found = npos;
#ifdef KOMPRESS_AVX2
    if (simd_) found = literals_.size() == 1 ? find_one_avx2(text, 0) : find_any_avx2(text, 0);
    else
#endif
        found = literals_.size() == 1 ? find_one_portably(text, 0) : find_any_portably(text, 0);
    return found == npos ? npos : found + from;
}

std::size_t Finder::find_one_portably(std::string_view text, std::size_t from) const {
    const Literal& literal = literals_.front();
    if (text.size() < literal.text.size()) return npos;
    const std::size_t last = text.size() - literal.text.size();
    if (first_.fold != 0) {
        for (std::size_t at = from; at <= last; ++at)
            if ((static_cast<std::uint8_t>(text[at + first_.offset]) | first_.fold) == first_.value && is_literal_at(literal, text, at)) return at;
        return npos;
    }
    for (std::size_t at = from; at <= last; ++at) {
        const char* begin = text.data() + at + first_.offset;
        const void* hit = std::memchr(begin, first_.value, last - at + 1);
        if (!hit) return npos;
        at += static_cast<std::size_t>(static_cast<const char*>(hit) - begin);
        if (is_literal_at(literal, text, at)) return at;
    }
    return npos;
}

std::size_t Finder::find_any_portably(std::string_view text, std::size_t from) const {
    for (std::size_t at = from; at + width_ <= text.size(); ++at) {
        unsigned buckets = buckets_of_byte_[0][static_cast<unsigned char>(text[at])];
        for (std::size_t k = 1; k < width_ && buckets; ++k) buckets &= buckets_of_byte_[k][static_cast<unsigned char>(text[at + k])];
        if (buckets && confirms(text, at, buckets)) return at;
    }
    return npos;
}

#ifdef KOMPRESS_AVX2

namespace {

KOMPRESS_AVX2 __m256i load(const char* at) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)); }

KOMPRESS_AVX2 __m256i spread(std::uint8_t byte) { return _mm256_set1_epi8(static_cast<char>(byte)); }

KOMPRESS_AVX2 __m256i both_lanes(const std::array<std::uint8_t, 16>& table) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table.data())));
}

}  // namespace

KOMPRESS_AVX2 std::size_t Finder::find_one_avx2(std::string_view text, std::size_t from) const {
    const Literal& literal = literals_.front();
    if (text.size() < literal.text.size()) return npos;
    const __m256i value_a = spread(first_.value), fold_a = spread(first_.fold);
    const __m256i value_b = spread(second_.value), fold_b = spread(second_.fold);
    const char* data = text.data();
    // Starts of the literal; both probes of 32 starts must lie inside the text.
    const std::size_t reach = std::max(first_.offset, second_.offset) + 32;
    std::size_t at = from;
    for (; at + reach <= text.size(); at += 32) {
        const __m256i a = _mm256_cmpeq_epi8(_mm256_or_si256(load(data + at + first_.offset), fold_a), value_a);
        const __m256i b = _mm256_cmpeq_epi8(_mm256_or_si256(load(data + at + second_.offset), fold_b), value_b);
        auto hits = static_cast<unsigned>(_mm256_movemask_epi8(_mm256_and_si256(a, b)));
        for (; hits; hits &= hits - 1) {
            const std::size_t start = at + static_cast<std::size_t>(__builtin_ctz(hits));
            if (is_literal_at(literal, text, start)) return start;
        }
    }
    return find_one_portably(text, at);
}

KOMPRESS_AVX2 std::size_t Finder::find_any_avx2(std::string_view text, std::size_t from) const {
    const __m256i nibble = _mm256_set1_epi8(15), zero = _mm256_setzero_si256();
    __m256i low[Fingerprint], high[Fingerprint];
    for (std::size_t k = 0; k < width_; ++k) low[k] = both_lanes(low_[k]), high[k] = both_lanes(high_[k]);
    const char* data = text.data();
    std::size_t at = from;
    for (; at + 32 + width_ <= text.size(); at += 32) {
        __m256i sets = _mm256_set1_epi8(-1);
        for (std::size_t k = 0; k < width_; ++k) {
            const __m256i bytes = load(data + at + k);
            const __m256i by_low = _mm256_shuffle_epi8(low[k], _mm256_and_si256(bytes, nibble));
            const __m256i by_high = _mm256_shuffle_epi8(high[k], _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble));
            sets = _mm256_and_si256(sets, _mm256_and_si256(by_low, by_high));
        }
        auto hits = ~static_cast<unsigned>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(sets, zero)));
        if (!hits) continue;
        alignas(32) std::uint8_t buckets[32];
        _mm256_store_si256(reinterpret_cast<__m256i*>(buckets), sets);
        for (; hits; hits &= hits - 1) {
            const auto i = static_cast<std::size_t>(__builtin_ctz(hits));
            if (confirms(text, at + i, buckets[i])) return at + i;
        }
    }
    return find_any_portably(text, at);
}

#endif

}  // namespace kompress::pattern
