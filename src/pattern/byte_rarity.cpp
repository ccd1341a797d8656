// SPDX-License-Identifier: Apache-2.0
#include "pattern/byte_rarity.hpp"

#include <algorithm>

namespace kompress::pattern {
namespace {

// clang-format off
constexpr std::uint8_t Rarity[256] = {
    30, 26, 27, 27, 28, 28, 26, 26, 30,  6,  5, 30, 30, 16, 30, 30,
    28, 30, 30, 30, 27, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
     2, 10,  6,  9, 12, 11, 10,  8,  7,  7,  8, 10,  6,  8,  7,  7,
     5,  7,  7,  8,  8,  8,  8,  9,  8,  9,  8,  8,  9,  7,  8, 13,
    12,  8,  9,  8,  8,  7,  9,  9,  9,  8, 13, 10,  8,  8,  8,  8,
     8, 11,  8,  8,  8,  9,  9, 10, 10, 10, 12,  9,  7,  9, 14,  5,
    10,  5,  7,  6,  6,  4,  6,  7,  7,  5, 10,  8,  6,  6,  5,  5,
     6,  9,  5,  5,  4,  5,  7,  8,  7,  8, 10,  8, 10,  8, 14, 30,
    15, 18, 18, 20, 19, 20, 20, 20, 18, 19, 20, 20, 19, 20, 20, 20,
    20, 20, 19, 19, 19, 19, 20, 18, 18, 17, 21, 21, 17, 17, 19, 18,
    21, 21, 20, 20, 18, 19, 19, 19, 20, 18, 20, 20, 20, 20, 23, 21,
    20, 19, 20, 21, 21, 20, 20, 14, 18, 19, 20, 19, 20, 20, 21, 21,
    30, 30, 14, 17, 21, 22, 24, 23, 30, 30, 21, 21, 21, 23, 18, 20,
    19, 20, 30, 27, 30, 30, 23, 22, 20, 20, 27, 24, 23, 28, 30, 30,
    18, 21, 15, 21, 20, 19, 19, 21, 20, 23, 22, 27, 26, 28, 30, 20,
    18, 30, 30, 30, 27, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
};
// clang-format on

unsigned sum(std::string_view window) {
    unsigned total = 0;
    for (const char c : window) total += byte_rarity(static_cast<unsigned char>(c));
    return total;
}

}  // namespace

unsigned byte_rarity(unsigned char byte) { return Rarity[byte]; }

std::size_t rarest_window(std::string_view text, std::size_t width) {
    std::size_t best = 0;
    unsigned best_sum = 0;
    for (std::size_t at = 0; at + width <= text.size(); ++at) {
        const unsigned here = sum(text.substr(at, width));
        if (here > best_sum) best = at, best_sum = here;
    }
    return best;
}

unsigned rarity(std::string_view text, std::size_t width) {
    width = std::min(width, text.size());
    return sum(text.substr(rarest_window(text, width), width));
}

}  // namespace kompress::pattern
