// SPDX-License-Identifier: Apache-2.0
#include "cli/llm_options.hpp"

#include <CLI/CLI.hpp>

#include "base/money.hpp"
#include "base/try.hpp"

namespace kompress::cli {

void LlmArguments::add_endpoint_options(CLI::App& app) {
    app.add_option("--provider", options_.provider, "openai, anthropic, ollama, openrouter, gemini, … [default: whose key is set]");
    app.add_option("--model", options_.model, "The model; kompress models lists those with known prices");
    app.add_option("--base-url", options_.base_url, "Where the provider's API is, e.g. http://localhost:8000/v1");
    app.add_option("--timeout", timeout_, "Give a request up that makes no progress for so long [default: 120s]");
    app.add_option("--api-key-file", options_.key_file, "Read the key from this file instead of the environment");
}

void LlmArguments::add_run_options(CLI::App& app) {
    app.add_option("--max-cost", max_cost_, "Spend at most so many dollars; checked before every request")->envname("KOMPRESS_MAX_COST");
    app.add_option("--max-tokens", max_tokens_, "Use at most so many tokens, in and out")->envname("KOMPRESS_MAX_TOKENS");
    app.add_option("--max-requests", max_requests_, "Send at most so many requests")->envname("KOMPRESS_MAX_REQUESTS");
    app.add_option("--deadline", deadline_, "Stop after this time, e.g. 15m; the same command goes on later");
    app.add_option("--concurrency", options_.concurrency, "Requests in flight [default: found out, up to 64]");
    app.add_option("--rpm", options_.requests_per_minute, "The provider's limit of requests a minute [default: what it says]");
    app.add_option("--tpm", options_.tokens_per_minute, "The provider's limit of tokens a minute [default: what it says]");
    app.add_option("--redact", redact_, "on: secrets are replaced before anything is sent; strict: such a prompt is not sent")
        ->check(CLI::IsMember({"on", "strict"}));
    app.add_flag("--no-cache", no_cache_, "Ask again, also for answers that are stored");
    app.add_option("--record", options_.record, "Append requests and answers to this file");
    app.add_option("--replay", options_.replay, "Answer from a recording, without network and key");
}

Result<LlmOptions> LlmArguments::parse() const {
    LlmOptions options = options_;
    if (!max_cost_.empty()) {
        KOMPRESS_TRY_VALUE(cost, parse_dollars(max_cost_));
        options.max_cost = cost;
    }
    if (max_tokens_ > 0) options.max_tokens = max_tokens_;
    if (max_requests_ > 0) options.max_requests = max_requests_;
    if (!deadline_.empty()) {
        KOMPRESS_TRY_VALUE(deadline, parse_duration(deadline_));
        options.deadline = deadline;
    }
    if (!timeout_.empty()) {
        KOMPRESS_TRY_VALUE(timeout, parse_duration(timeout_));
        options.timeout = timeout;
    }
    if (!options.record.empty() && !options.replay.empty())
        return Error{ErrorCode::InvalidArgument, "--record and --replay exclude each other; a replay asks nobody"};
    options.strict_secrets = redact_ == "strict";
    options.use_cache = !no_cache_;
    return options;
}

}  // namespace kompress::cli
