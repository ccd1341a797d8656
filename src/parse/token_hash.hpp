// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Semantic hashes of nested ranges from one pass over the tokens.
///
/// A polynomial prefix hash modulo the Mersenne prime 2^61 - 1 (Rabin and Karp, 1987): with H(n) the hash of
/// the first n tokens, the hash of tokens [a, b) is H(b) - H(a) * B^(b-a). So a class and each of its methods get
/// theirs from the same pass, whatever the nesting. B is a fixed odd 60-bit number without structure.

#include <cstdint>

namespace kompress::parse {

class TokenHash {
  public:
    struct Mark {
        std::uint64_t hash = 0;
        std::uint64_t count = 0;
    };

    void reset() { now_ = {}; }
    void add(std::uint64_t token) {
        now_.hash = reduce(static_cast<unsigned __int128>(now_.hash) * Base + (token >> 3));
        ++now_.count;
    }
    Mark mark() const { return now_; }
    std::uint64_t since(const Mark& start) const {
        const std::uint64_t shifted = reduce(static_cast<unsigned __int128>(start.hash) * power(now_.count - start.count));
        return now_.hash >= shifted ? now_.hash - shifted : now_.hash + Prime - shifted;
    }

  private:
    static constexpr std::uint64_t Prime = (std::uint64_t{1} << 61) - 1;
    static constexpr std::uint64_t Base = 0x0d3a2c6b9f17e485u;

    static std::uint64_t reduce(unsigned __int128 x) {
        std::uint64_t sum = static_cast<std::uint64_t>(x & Prime) + static_cast<std::uint64_t>(x >> 61);
        sum = (sum & Prime) + (sum >> 61);
        return sum >= Prime ? sum - Prime : sum;
    }
    static std::uint64_t power(std::uint64_t exponent) {
        std::uint64_t result = 1, base = Base;
        for (; exponent; exponent >>= 1, base = reduce(static_cast<unsigned __int128>(base) * base))
            if (exponent & 1) result = reduce(static_cast<unsigned __int128>(result) * base);
        return result;
    }
    Mark now_;
};

}  // namespace kompress::parse
