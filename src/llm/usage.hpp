// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Brings what each dialect reports about tokens into one Usage.
///
/// Numbers are untrusted: what is not a whole number of at most a billion counts as zero, and parts that exceed their
/// total mark the usage as inconsistent instead of making a negative rest. Text that is no JSON object counts as empty.

#include <string_view>

#include "model/usage.hpp"

namespace kompress::llm {

/// OpenAI Chat Completions, and what is compatible: totals include the parts. OpenRouter adds `cost` in dollars.
Usage openai_usage(std::string_view json);
/// Anthropic Messages: the total is the sum of three parts. Later reports of one answer overwrite earlier ones, member by
/// member, because they are cumulative.
void read_anthropic_usage(std::string_view json, Usage& into);
/// Ollama's last line.
Usage ollama_usage(std::string_view line);

}  // namespace kompress::llm
