// SPDX-License-Identifier: Apache-2.0
#include "cli/money.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace kompress::cli {
namespace {

constexpr std::int64_t Dollar = 1'000'000'000'000;

/// The whole text must be a number.
template <typename T>
bool read_number(std::string_view text, T& number) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

}  // namespace

double dollars(std::int64_t amount) { return static_cast<double>(amount) / static_cast<double>(Dollar); }

std::string rate(std::int64_t pico_dollars) {
    std::string text = std::to_string(pico_dollars / 1'000'000) + "." + std::to_string(1'000'000 + pico_dollars % 1'000'000).substr(1);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string utc_minute(std::int64_t seconds) {
    if (seconds == 0) return "";
    const std::time_t time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts);
    return text;
}

Result<std::int64_t> parse_age(const std::string& text) {
    const Error wrong{ErrorCode::InvalidArgument, "'" + text + "' is no time; write it like 12h, 7d or 4w"};
    std::uint32_t count = 0;
    if (text.size() < 2 || !read_number(std::string_view(text).substr(0, text.size() - 1), count)) return wrong;
    switch (text.back()) {
        case 'm': return std::int64_t{count} * 60;
        case 'h': return std::int64_t{count} * 3600;
        case 'd': return std::int64_t{count} * 86'400;
        case 'w': return std::int64_t{count} * 604'800;
        default: return wrong;
    }
}

Result<std::int64_t> parse_since(const std::string& text, std::int64_t now) {
    if (const auto age = parse_age(text)) return now - *age;
    int year = 0;
    unsigned month = 0, day = 0;
    const std::string_view date(text);
    const bool has_form = date.size() == 10 && date[4] == '-' && date[7] == '-' && read_number(date.substr(0, 4), year) &&
                          read_number(date.substr(5, 2), month) && read_number(date.substr(8, 2), day);
    const std::chrono::year_month_day parsed{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (!has_form || !parsed.ok()) return Error{ErrorCode::InvalidArgument, "'" + text + "' is no day; write it like 2026-11-01, or 7d for the last seven"};
    return std::int64_t{std::chrono::sys_days(parsed).time_since_epoch().count()} * 86'400;
}

}  // namespace kompress::cli
