// SPDX-License-Identifier: Apache-2.0
#include "llm/http_time.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace kompress::llm {
namespace {

constexpr double LongestMs = 366.0 * 24 * 3600 * 1000;

/// Takes a number like "6" or "0.25" off the front.
std::optional<double> take_number(std::string_view& text) {
    std::size_t length = 0;
    while (length < text.size() && ((text[length] >= '0' && text[length] <= '9') || text[length] == '.')) ++length;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + length, value, std::chars_format::fixed);
    if (length == 0 || error != std::errc() || end != text.data() + length) return std::nullopt;
    text.remove_prefix(length);
    return value;
}

std::optional<milliseconds> bounded(double ms) {
    if (!(ms >= 0) || ms > LongestMs) return std::nullopt;
    return milliseconds(static_cast<std::int64_t>(std::ceil(ms)));
}

/// Exactly `length` digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t length) {
    if (text.size() < length) return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + length, value);
    if (error != std::errc() || end != text.data() + length || value < 0) return std::nullopt;
    text.remove_prefix(length);
    return value;
}

bool take(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

std::optional<sys_seconds> point(int year, int month, int day, int hour, int minute, int second) {
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

struct ClockTime {
    int hour = 0, minute = 0, second = 0;
};

/// "12:34:56".
std::optional<ClockTime> take_clock(std::string_view& text) {
    const auto hour = take_digits(text, 2);
    if (!hour || !take(text, ":")) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || !take(text, ":")) return std::nullopt;
    const auto second = take_digits(text, 2);
    if (!second) return std::nullopt;
    return ClockTime{*hour, *minute, *second};
}

}  // namespace

std::optional<milliseconds> parse_go_duration(std::string_view text) {
    if (text == "0") return milliseconds(0);
    double ms = 0;
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        const auto number = take_number(text);
        if (!number) return std::nullopt;
        if (take(text, "ms")) ms += *number;
        else if (take(text, "us") || take(text, "\xC2\xB5s")) ms += *number / 1e3;
        else if (take(text, "ns")) ms += *number / 1e6;
        else if (take(text, "h")) ms += *number * 3.6e6;
        else if (take(text, "m")) ms += *number * 6e4;
        else if (take(text, "s")) ms += *number * 1e3;
        else return std::nullopt;
    }
    return bounded(ms);
}

std::optional<milliseconds> parse_seconds(std::string_view text) {
    std::string_view rest = text;
    if (const auto number = take_number(rest); number && rest.empty()) return bounded(*number * 1e3);
    return parse_go_duration(text);
}

std::optional<sys_seconds> parse_http_date(std::string_view text) {
    static constexpr std::array<std::string_view, 12> Months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT")) return std::nullopt;
    text.remove_prefix(5);
    const auto day = take_digits(text, 2);
    if (!day || !take(text, " ")) return std::nullopt;
    int month = 0;
    for (int i = 0; i < 12; ++i)
        if (text.starts_with(Months[static_cast<std::size_t>(i)])) month = i + 1;
    if (month == 0) return std::nullopt;
    text.remove_prefix(3);
    if (!take(text, " ")) return std::nullopt;
    const auto year = take_digits(text, 4);
    if (!year || !take(text, " ")) return std::nullopt;
    const auto clock = take_clock(text);
    if (!clock) return std::nullopt;
    return point(*year, month, *day, clock->hour, clock->minute, clock->second);
}

std::optional<sys_seconds> parse_rfc3339(std::string_view text) {
    const auto year = take_digits(text, 4);
    if (!year || !take(text, "-")) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, "-")) return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day || text.empty() || (text[0] != 'T' && text[0] != 't' && text[0] != ' ')) return std::nullopt;
    text.remove_prefix(1);
    const auto clock = take_clock(text);
    if (!clock) return std::nullopt;
    if (take(text, ".")) {
        const std::size_t digits = text.find_first_not_of("0123456789");
        if (digits == 0 || text.empty()) return std::nullopt;
        text.remove_prefix(digits == std::string_view::npos ? text.size() : digits);
    }
    const auto local = point(*year, *month, *day, clock->hour, clock->minute, clock->second);
    if (!local) return std::nullopt;
    if (text == "Z" || text == "z") return local;
    if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    const int sign = text[0] == '+' ? 1 : -1;
    text.remove_prefix(1);
    const auto hours = take_digits(text, 2);
    if (!hours || !take(text, ":")) return std::nullopt;
    const auto minutes = take_digits(text, 2);
    if (!minutes || !text.empty() || *hours > 23 || *minutes > 59) return std::nullopt;
    return *local - sign * (std::chrono::hours(*hours) + std::chrono::minutes(*minutes));
}

}  // namespace kompress::llm
