// SPDX-License-Identifier: Apache-2.0
#pragma once
/// JSON as cli.md's users read it: the schema first, numbers as numbers, every string valid UTF-8.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "kompress/graph.hpp"
#include "kompress/index.hpp"
#include "kompress/llm.hpp"
#include "kompress/search.hpp"

namespace kompress::cli {

using Json = nlohmann::ordered_json;

/// Bytes that are not UTF-8 become "\xHH" in the text (and a backslash before such a sequence is doubled), so that
/// every path can be written and told apart.
std::string json_text(std::string_view bytes);
/// The same for a terminal: control characters and changes of direction become "\xHH", too, so that an entry stays one
/// line and a name cannot pose as another.
std::string shown(std::string_view bytes);
Json document(std::string_view command);  ///< {"schema":"kompress.<command>/1"}
Json to_json(const SymbolInfo& symbol);
/// One edge as `export edges` writes it.
Json to_json(const EdgeInfo& edge);
Json to_json(const IndexReport& report);
Json to_json(const LlmUsage& usage);
void print_json(const Json& json);

}  // namespace kompress::cli
