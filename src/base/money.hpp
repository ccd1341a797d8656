// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Amounts of money as people read them.

#include <cstdint>
#include <string>

namespace kompress {

/// Pico-dollars as "$12.30", "$0.1849", "$0.000042": cents from a dollar on, four significant digits below; a negative
/// amount, whose price is not known, is "?".
std::string money(std::int64_t pico_dollars);

/// The least amount that is not below this one and that money() shows as it is.
std::int64_t rounded_up_money(std::int64_t pico_dollars);

}  // namespace kompress
