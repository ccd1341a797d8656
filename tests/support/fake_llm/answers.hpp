// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The text of an answer: deterministic, and recognisably about what was asked.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "support/fake_llm/exchange.hpp"

namespace kompress::testing::fake_llm {

/// What the prompt is about: the rest of the first line "Target: …" in the last message of the user, or else
/// that message's first line that is not empty, at most 120 bytes of it.
std::string target_of(const Ask& ask);

/// Free text that names the target, or the smallest object that fits the schema asked for.
std::string default_text(const Ask& ask);

/// A value that fits `schema`: all properties, the first of alternatives, arrays as short as allowed, `text`
/// in strings. Knows type, properties, items, enum, const, anyOf, oneOf, allOf, $ref within the schema,
/// minItems, minLength, maxLength, minimum and maximum.
nlohmann::json fitting_value(const nlohmann::json& schema, const std::string& text);

/// 16 hexadecimal digits that depend on `text` alone (FNV-1a, 64 bits).
std::string digest(const std::string& text);

}  // namespace kompress::testing::fake_llm
