// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The table [llm] of a configuration file.
///
///     [llm]
///     provider = "openai"      # these four count in a repository's file only when it is trusted
///     model = "gpt-5-mini"
///     base_url = "https://gateway.example/v1"
///     api_key_file = "/home/me/.keys/openai"
///     max_cost = "0.50"        # these can only lower what else is allowed, unless the file is trusted
///     max_tokens = 1000000
///     max_requests = 500
///     deadline = "15m"
///     timeout = "120s"
///     concurrency = 8
///     requests_per_minute = 60
///     tokens_per_minute = 40000
///     redact = "strict"
///
/// Threading: plain values and functions.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "kompress/config.hpp"
#include "kompress/llm.hpp"

namespace kompress {

struct LlmSettings {
    std::optional<std::string> provider, model, base_url, key_file;
    std::optional<std::int64_t> max_cost;
    std::optional<std::uint64_t> max_tokens, max_requests, concurrency, requests_per_minute, tokens_per_minute;
    std::optional<std::chrono::seconds> deadline, timeout;
    std::optional<bool> is_strict;
    std::vector<ConfigSetting> as_written;
};

/// `source` names the text. Errors: Configuration, with the line, also for unknown keys.
Result<LlmSettings> read_llm_settings(std::string_view text, const std::string& source);

/// Marks what does not count as long as the file is not trusted.
void mark_untrusted(LlmSettings& settings);

/// Where an option was not given, what the files say: the repository's before the user's. An untrusted repository's file
/// only lowers caps and is only stricter, also than what was given.
LlmOptions with_settings(LlmOptions options, const LlmSettings& user, const LlmSettings& repository, bool is_trusted);

}  // namespace kompress
