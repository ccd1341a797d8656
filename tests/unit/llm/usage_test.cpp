// SPDX-License-Identifier: Apache-2.0
#include "llm/usage.hpp"

#include <catch2/catch.hpp>

using namespace kompress;
using namespace kompress::llm;

TEST_CASE("usage: OpenAI's totals include their parts", "[llm]") {
    const Usage usage = openai_usage(R"({"prompt_tokens":262960,"completion_tokens":1744,"prompt_tokens_details":{"cached_tokens":257955},"completion_tokens_details":{"reasoning_tokens":1024}})");
    CHECK(usage.input == 262960);
    CHECK(usage.cache_read == 257955);
    CHECK(usage.uncached() == 5005);
    CHECK(usage.output == 1744);
    CHECK(usage.reasoning == 1024);
    CHECK_FALSE(usage.is_inconsistent);
    CHECK(openai_usage(R"({"prompt_tokens":17111,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":17102}})").uncached() == 9);
}

TEST_CASE("usage: parts beyond the total are flagged, never negative", "[llm]") {
    const Usage usage = openai_usage(R"({"prompt_tokens":100,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":90,"cache_write_tokens":30}})");
    CHECK(usage.uncached() == 0);
    CHECK(usage.is_inconsistent);
}

TEST_CASE("usage: OpenRouter's own figure of the cost", "[llm]") {
    CHECK(openai_usage(R"({"prompt_tokens":10,"completion_tokens":5,"cost":0.00042})").provider_cost == 420'000'000);
    CHECK(openai_usage(R"({"prompt_tokens":10,"cost":-1})").provider_cost == -1);
    CHECK(openai_usage(R"({"prompt_tokens":10,"cost":1e300})").provider_cost == -1);
}

TEST_CASE("usage: Anthropic's parts are summed, later reports overwrite", "[llm]") {
    Usage usage;
    read_anthropic_usage(R"({"input_tokens":21,"cache_read_input_tokens":188086,"cache_creation_input_tokens":456,"cache_creation":{"ephemeral_5m_input_tokens":400,"ephemeral_1h_input_tokens":56},"output_tokens":1})", usage);
    CHECK(usage.input == 21 + 188086 + 456);
    CHECK(usage.cache_write == 400);
    CHECK(usage.cache_write_long == 56);
    CHECK(usage.uncached() == 21);
    read_anthropic_usage(R"({"output_tokens":393})", usage);
    read_anthropic_usage(R"({"output_tokens":400,"output_tokens_details":{"reasoning_tokens":7}})", usage);
    CHECK(usage.output == 400);
    CHECK(usage.reasoning == 7);
    CHECK(usage.input == 21 + 188086 + 456);
}

TEST_CASE("usage: Ollama counts evaluations; durations are no tokens", "[llm]") {
    const Usage usage = ollama_usage(R"({"done":true,"prompt_eval_count":26,"eval_count":298,"total_duration":10706818083,"eval_duration":4799921000})");
    CHECK(usage.input == 26);
    CHECK(usage.output == 298);
}

TEST_CASE("usage: numbers that are none count as zero", "[llm]") {
    CHECK(openai_usage(R"({"prompt_tokens":-4,"completion_tokens":"12","prompt_tokens_details":[1]})") == Usage{});
    CHECK(openai_usage(R"({"prompt_tokens":12.0,"completion_tokens":1e30})").input == 12);
    CHECK(openai_usage("[]") == Usage{});
    CHECK(openai_usage("nonsense") == Usage{});
}
