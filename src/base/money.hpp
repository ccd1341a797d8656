// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Amounts of money and time as people read and write them.

#include <chrono>
#include <cstdint>
#include <string>

#include "kompress/result.hpp"

namespace kompress {

/// Pico-dollars as "$12.30", "$0.1849", "$0.000042": cents from a dollar on, four significant digits below; a negative
/// amount, whose price is not known, is "?".
std::string money(std::int64_t pico_dollars);

/// The least amount that is not below this one and that money() shows as it is.
std::int64_t rounded_up_money(std::int64_t pico_dollars);

/// "0.5", "$12" → pico-dollars, exactly. Errors: InvalidArgument.
Result<std::int64_t> parse_dollars(const std::string& text);
/// "90", "90s", "15m", "2h". Errors: InvalidArgument.
Result<std::chrono::seconds> parse_duration(const std::string& text);

}  // namespace kompress
