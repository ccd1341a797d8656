// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Structured answers of models, read with mistrust.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kompress::prose {

/// The string members of an object; nullopt when the text is none. What stands around the object (a fence of code, a word of
/// welcome) is passed over.
std::optional<std::map<std::string, std::string>> read_fields(std::string_view answer);
/// {"items": [{"id", "text"}]} → text by id; the first of several with one id. nullopt when it is nothing of that kind.
std::optional<std::map<std::string, std::string>> read_items(std::string_view answer);

}  // namespace kompress::prose
