// SPDX-License-Identifier: Apache-2.0
#include "secrets/strength.hpp"

#include <array>
#include <cmath>

namespace kompress::secrets {

double entropy_bits(std::string_view text) {
    std::array<unsigned, 256> count{};
    for (const char c : text) ++count[static_cast<unsigned char>(c)];
    double bits = 0;
    const double size = static_cast<double>(text.size());
    for (const unsigned n : count)
        if (n > 0) bits -= n / size * std::log2(n / size);
    return bits;
}

int kinds_of_bytes(std::string_view text) {
    unsigned kinds = 0;
    for (const char c : text) {
        if (c >= 'a' && c <= 'z') kinds |= 1;
        else if (c >= 'A' && c <= 'Z') kinds |= 2;
        else if (c >= '0' && c <= '9') kinds |= 4;
        else kinds |= 8;
    }
    return __builtin_popcount(kinds);
}

}  // namespace kompress::secrets
