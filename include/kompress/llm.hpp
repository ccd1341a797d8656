// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Asking language models: which one, within which limits, and what a run came to.
///
/// Money is in pico-dollars (10⁻¹² USD), -1 where a price is not known.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kompress/result.hpp"

namespace kompress {

/// What configuration files choose, behind options and the environment; "" where they do not.
struct ConfiguredEndpoint {
    std::string provider, model, base_url, key_file;
};

struct LlmOptions {
    std::string provider;  ///< "openai", "anthropic", "ollama", …; "": the one whose key is set in the environment
    std::string model;     ///< "": of the environment, or the provider's usual one
    std::string base_url;
    std::string key_file;  ///< instead of the environment

    std::optional<std::int64_t> max_cost;  ///< pico-dollars
    std::optional<std::uint64_t> max_tokens, max_requests;
    std::chrono::seconds deadline{0};  ///< 0: none

    std::chrono::seconds timeout{0};   ///< a request without progress for so long is given up; 0: 120 s, at first 600 s for local servers

    unsigned concurrency = 0;  ///< requests in flight; 0: found out, from 4 up to 64
    std::uint64_t requests_per_minute = 0, tokens_per_minute = 0;  ///< 0: what the provider's headers say

    bool strict_secrets = false;  ///< a prompt with a secret is not sent at all, instead of without it
    bool use_cache = true;        ///< false: answers are asked for again, and stored
    std::string record, replay;   ///< paths of recordings
    ConfiguredEndpoint configured;
};

struct LlmUsage {
    std::uint64_t requests = 0;    ///< that were sent
    std::uint64_t retries = 0;     ///< beyond the first attempts
    std::uint64_t cache_hits = 0;  ///< answers that were not asked for again
    std::uint64_t input_tokens = 0, cached_input_tokens = 0, output_tokens = 0;
    std::int64_t cost = 0;
    std::int64_t saved = 0;      ///< what the cache hits had cost
    bool is_estimated = false;   ///< some answer broke off, or the provider did not say
    bool is_priced = true;       ///< false: cost leaves out what has no known price
    std::uint64_t redactions = 0;
};

/// What did not succeed, and why.
struct LlmFailure {
    std::string label;
    std::string kind;     ///< "throttle", "budget", "content", …
    std::string message;  ///< a sentence
    std::string request_id;
};

struct PingReport {
    std::string provider, model, url;
    std::string key_source;  ///< which variable or file holds the key; "" for none
    std::string answered_by; ///< the model as the provider names it
    std::string request_id;
    std::uint32_t first_token_ms = 0, wall_ms = 0;
    LlmUsage usage;
};

struct WarmReport {
    std::string provider, model;
    std::uint64_t prompts = 0, answered = 0;
    LlmUsage usage;
    std::vector<LlmFailure> failures;  ///< in the order of the prompts
    /// Why the run ended early, if it did: the error that a front end should end with.
    std::optional<Error> stopped_by;
};

/// A batch at a provider, as it stands.
struct BatchInfo {
    std::string id;     ///< the provider's; "" while nobody knows whether there is one
    std::string model;
    std::string state;  ///< "submitted", "running", "cancelling", "collected", "failed", "unknown", "elsewhere" (of another endpoint)
    std::uint64_t prompts = 0, done = 0;
    std::int64_t created = 0, expires = 0;  ///< seconds since 1970; 0: not known
    std::string reason;                     ///< a sentence, for what is not as it should be
};

enum class BatchStanding {
    Stored,   ///< there is an answer in the cache
    Waiting,  ///< in a batch that has not been collected
    Failed,
};

/// What handing in or collecting came to.
struct BatchReport {
    std::string provider, model;
    std::uint64_t prompts = 0;               ///< that were to be handed in
    std::uint64_t stored = 0;                ///< … whose answers had been there
    std::uint64_t handed_in = 0;             ///< … that went to the provider now
    std::uint64_t answered = 0;              ///< that were collected now
    std::uint64_t waiting = 0;               ///< in all batches that are left, those handed in now among them
    std::vector<BatchStanding> standings;    ///< of each prompt that was to be handed in
    std::vector<BatchInfo> batches;
    LlmUsage usage;                          ///< of what was collected now
    std::int64_t reserved_cost = 0;          ///< the most that what was handed in now can cost; -1: the price is not known
    std::vector<LlmFailure> failures;
    /// Why it ended early, if it did: the error that a front end should end with.
    std::optional<Error> stopped_by;
};

}  // namespace kompress
