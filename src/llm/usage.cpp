// SPDX-License-Identifier: Apache-2.0
#include "llm/usage.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "llm/json_access.hpp"

namespace kompress::llm {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t LargestCount = 1'000'000'000;

std::uint64_t count(const Json& value) {
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        return number <= LargestCount ? number : 0;
    }
    if (value.is_number_float()) {  // some servers write 12.0
        const double number = value.get<double>();
        return number >= 0 && number <= static_cast<double>(LargestCount) ? static_cast<std::uint64_t>(number) : 0;
    }
    return 0;
}

/// Dollars to pico-dollars; -1 for what is no price.
std::int64_t pico_dollars(const Json& value) {
    if (!value.is_number()) return -1;
    const double dollars = value.get<double>();
    if (!(dollars >= 0) || dollars > 1e6) return -1;
    return static_cast<std::int64_t>(std::llround(dollars * 1e12));
}

void check(Usage& usage) { usage.is_inconsistent = usage.cached() > usage.input; }

}  // namespace

Usage openai_usage(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    Usage usage;
    usage.input = count(member(json, "prompt_tokens"));
    usage.output = count(member(json, "completion_tokens"));
    const Json& input = member(json, "prompt_tokens_details");
    usage.cache_read = count(member(input, "cached_tokens"));
    usage.cache_write = count(member(input, "cache_write_tokens"));
    usage.reasoning = count(member(member(json, "completion_tokens_details"), "reasoning_tokens"));
    usage.provider_cost = pico_dollars(member(json, "cost"));
    check(usage);
    return usage;
}

void read_anthropic_usage(std::string_view text, Usage& into) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return;
    const std::uint64_t rest = json.contains("input_tokens") ? count(member(json, "input_tokens")) : into.uncached();
    if (json.contains("cache_read_input_tokens")) into.cache_read = count(member(json, "cache_read_input_tokens"));
    const Json& creation = member(json, "cache_creation");
    if (creation.is_object()) {
        into.cache_write = count(member(creation, "ephemeral_5m_input_tokens"));
        into.cache_write_long = count(member(creation, "ephemeral_1h_input_tokens"));
    } else if (json.contains("cache_creation_input_tokens")) {
        into.cache_write = count(member(json, "cache_creation_input_tokens"));
        into.cache_write_long = 0;
    }
    into.input = rest + into.cached();
    if (json.contains("output_tokens")) into.output = count(member(json, "output_tokens"));
    const Json& details = member(json, "output_tokens_details");
    if (details.is_object()) into.reasoning = count(member(details, "reasoning_tokens"));
}

Usage ollama_usage(std::string_view text) {
    const Json line = Json::parse(text, nullptr, false);
    Usage usage;
    usage.input = count(member(line, "prompt_eval_count"));
    usage.output = count(member(line, "eval_count"));
    return usage;
}

}  // namespace kompress::llm
