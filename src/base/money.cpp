// SPDX-License-Identifier: Apache-2.0
#include "base/money.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace kompress {
namespace {

constexpr std::int64_t Dollar = 1'000'000'000'000;

}  // namespace

std::string money(std::int64_t pico_dollars) {
    if (pico_dollars < 0) return "?";
    const double value = static_cast<double>(pico_dollars) / static_cast<double>(Dollar);
    int decimals = 2;
    if (pico_dollars > 0 && pico_dollars < Dollar) decimals = std::min(12, 3 - static_cast<int>(std::floor(std::log10(value))));
    char digits[48];
    std::snprintf(digits, sizeof digits, "%.*f", decimals, value);
    std::string text = digits;
    const std::size_t least = text.find('.') + 3;  // cents are always shown
    while (text.size() > least && text.back() == '0') text.pop_back();
    return "$" + text;
}

std::int64_t rounded_up_money(std::int64_t pico_dollars) {
    std::int64_t unit = Dollar / 100;
    if (pico_dollars < Dollar)
        while (unit > 1 && unit * 1000 > pico_dollars) unit /= 10;
    return (pico_dollars + unit - 1) / unit * unit;
}

}  // namespace kompress
