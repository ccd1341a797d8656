// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a prompt costs in tokens, before it is sent.

#include <cstdint>
#include <string_view>

#include "model/prompt.hpp"

namespace kompress::tokens {

/// Exact where the model's tokens are known, else with the model's factor (1.3 for names nobody knows); with a few for what a
/// dialect puts around the text. For reservations, limits and plans.
std::uint64_t count_prompt(const Prompt& prompt, std::string_view model);

}  // namespace kompress::tokens
