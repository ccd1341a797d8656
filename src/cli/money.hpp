// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Amounts and times as people write them.

#include <cstdint>
#include <string>

#include "base/money.hpp"
#include "kompress/result.hpp"

namespace kompress::cli {

/// Pico-dollars as a number for JSON.
double dollars(std::int64_t amount);
/// Pico-dollars per token as dollars per million tokens: "0.0375", "2", exact.
std::string rate(std::int64_t pico_dollars);
/// "2026-11-21 20:15", UTC; "" for 0.
std::string utc_minute(std::int64_t seconds);
/// "12h", "7d", "4w" → seconds. Errors: InvalidArgument.
Result<std::int64_t> parse_age(const std::string& text);
/// A day of UTC ("2026-11-01") or an age before `now` ("7d") → seconds since 1970. Errors: InvalidArgument.
Result<std::int64_t> parse_since(const std::string& text, std::int64_t now);

}  // namespace kompress::cli
