// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The three wire dialects: a body that asks → `Ask`; an `Answer` → the reply, whole or as events.
///
/// Threading: pure functions. Errors of read_*: InvalidArgument with the sentence that the provider would
/// say.

#include <nlohmann/json_fwd.hpp>

#include "kompress/result.hpp"
#include "support/fake_llm/exchange.hpp"

namespace kompress::testing::fake_llm {

Result<Ask> read_openai(const nlohmann::json& body);
Result<Ask> read_anthropic(const nlohmann::json& body);
Result<Ask> read_ollama(const nlohmann::json& body);
Result<Ask> read_ask(Dialect dialect, const std::string& body);

Reply reply_openai(const Ask& ask, const Answer& answer);
Reply reply_anthropic(const Ask& ask, const Answer& answer);
Reply reply_ollama(const Ask& ask, const Answer& answer);
Reply reply_in(const Ask& ask, const Answer& answer);

/// The text of a message's content: a string, or the texts of its parts.
std::string content_text(const nlohmann::json& content);

}  // namespace kompress::testing::fake_llm
