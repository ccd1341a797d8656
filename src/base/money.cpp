// SPDX-License-Identifier: Apache-2.0
#include "base/money.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

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

Result<std::int64_t> parse_dollars(const std::string& text) {
    const Error bad{ErrorCode::InvalidArgument, "'" + text + "' is not an amount of dollars; write it like 0.50 or 12"};
    std::string_view rest = text;
    if (rest.starts_with('$')) rest.remove_prefix(1);
    std::int64_t amount = 0, unit = Dollar;
    bool has_digit = false, has_point = false;
    for (const char c : rest) {
        if (c == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (c < '0' || c > '9') return bad;
        has_digit = true;
        if (!has_point) {
            if (amount > 800'000) return bad;
            amount = amount * 10 + (c - '0');
        } else {
            unit /= 10;
            if (unit == 0) return bad;
            amount = amount * 10 + (c - '0');
            if (amount > INT64_MAX / 20 / unit) return bad;
        }
    }
    if (!has_digit) return bad;
    return amount * unit;
}

Result<std::chrono::seconds> parse_duration(const std::string& text) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    const std::string unit(end);
    const double factor = unit.empty() || unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
    if (end == text.c_str() || factor == 0 || !(number > 0) || number * factor > 1e8)
        return Error{ErrorCode::InvalidArgument, "'" + text + "' is not a time; write it like 90s, 15m or 2h"};
    return std::chrono::seconds(static_cast<std::int64_t>(std::ceil(number * factor)));
}

}  // namespace kompress
