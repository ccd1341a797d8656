// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Finds where one of a few literals occurs, at the speed of memory.
///
/// Threading: immutable once made; find() may be called from any thread.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kompress::pattern {

/// Which code runs; tests ask for both.
enum class Simd { Automatic, None };

class Finder {
  public:
    /// `literals`: at least one, none empty. With `ignore_case` ASCII letters match in either case.
    Finder(std::vector<std::string> literals, bool ignore_case, Simd simd = Simd::Automatic);

    /// Some place that lies inside an occurrence at or behind `from`, such that no occurrence ends before it begins:
    /// good enough to name the first line that holds one, where no literal spans lines. npos when there is none.
    std::size_t find(std::string_view text, std::size_t from) const;

    static constexpr std::size_t MaxLiterals = 64;
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  private:
    static constexpr std::size_t Fingerprint = 3, Buckets = 8;
    struct Literal {
        std::string text;     // lower case with ignore_case
        std::size_t window;   // offset of the fingerprint in it
    };
    /// One byte to compare: `(byte | fold) == value`.
    struct Probe {
        std::size_t offset = 0;
        std::uint8_t value = 0, fold = 0;
    };

    Probe probe_at(std::size_t offset) const;
    bool is_literal_at(const Literal& literal, std::string_view text, std::size_t start) const;
    bool confirms(std::string_view text, std::size_t window, unsigned buckets) const;
    std::size_t find_one_portably(std::string_view text, std::size_t from) const;
    std::size_t find_any_portably(std::string_view text, std::size_t from) const;
    std::size_t find_one_avx2(std::string_view text, std::size_t from) const;
    std::size_t find_any_avx2(std::string_view text, std::size_t from) const;

    std::vector<Literal> literals_;
    bool ignore_case_, simd_;

    Probe first_, second_;  // of a single literal; the rarer byte first

    // Of several literals: for each byte of the fingerprint the buckets that it may belong to, whole and by nibble.
    std::size_t width_ = 0;
    std::array<std::array<std::uint8_t, 256>, Fingerprint> buckets_of_byte_{};
    std::array<std::array<std::uint8_t, 16>, Fingerprint> low_{}, high_{};
    std::array<std::vector<std::size_t>, Buckets> members_;
};

}  // namespace kompress::pattern
