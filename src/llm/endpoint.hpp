// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Where requests go, and what the model there understands.
///
/// Nothing here depends on a provider's name: what differs is said by ModelTraits, which come from a table of data.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/result.hpp"
#include "kompress/secret.hpp"
#include "kompress/transport.hpp"

namespace kompress::llm {

/// The three ways to talk that cover all providers.
enum class Dialect {
    OpenAi,     ///< Chat Completions: OpenAI, vLLM, llama.cpp, OpenRouter, Gemini's compatible endpoint, …
    Anthropic,  ///< Messages
    Ollama,     ///< its own /api/chat
};

/// "openai", "anthropic", "ollama".
std::string_view dialect_name(Dialect dialect);

struct ModelTraits {
    bool takes_schema = true;             ///< structured output by JSON Schema
    bool takes_temperature = true;
    bool takes_effort = false;            ///< effort of reasoning
    bool takes_cache_breakpoint = false;  ///< marks where the shared prefix ends; needed for caching (Anthropic)
    bool takes_cache_key = false;         ///< `prompt_cache_key`, which routes equal prefixes to one machine (OpenAI)
    bool reports_usage_in_stream = true;  ///< understands `stream_options`
    bool uses_completion_tokens = false;  ///< `max_completion_tokens` instead of `max_tokens`
    std::uint32_t smallest_cached_prefix = 1024;  ///< tokens; 0: prefixes are not cached at all
    std::uint64_t context_tokens = 0;             ///< 0: not known
};

struct Endpoint {
    std::string name;  ///< as people call it: "openai", "anthropic", "ollama", or of the user's choice
    Dialect dialect = Dialect::OpenAi;
    std::string base_url;  ///< normalised: see normalize_base_url
    std::string model;
    Secret key;
    bool key_is_bearer = false;  ///< Anthropic: an auth token instead of an API key
    std::string key_source;      ///< which variable or file the key came from, for messages
    std::vector<HttpHeader> headers;
    ModelTraits traits;

    /// "api.openai.com:443"; what messages name.
    std::string host() const;
    /// "https://api.openai.com": what keys of answers hold.
    std::string origin() const;
    bool is_loopback() const;
};

/// Brings the spellings people use to one: without a trailing slash, with a scheme, `0.0.0.0` as 127.0.0.1; ending in
/// `/v1` (or what stands there) for OpenAI's dialect and without it for the others.
/// Errors: InvalidArgument for what is no http(s) URL, holds a user or password, or is plain http to another machine
/// without `allows_plain_http`.
Result<std::string> normalize_base_url(Dialect dialect, std::string_view url, bool allows_plain_http = false);

}  // namespace kompress::llm
