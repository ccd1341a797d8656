// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The endpoints that tell about the server: models, what is loaded, slots, health.

#include <optional>

#include "support/fake_llm/script.hpp"

namespace kompress::testing::fake_llm {

/// Nothing if the path is none of them.
std::optional<Reply> info_reply(const HttpRequest& request, const Script& script, Time now);

bool ends_with(std::string_view text, std::string_view end);

/// The model of this name; null if the script does not name it.
const Model* find_model(const Script& script, const std::string& id);

}  // namespace kompress::testing::fake_llm
