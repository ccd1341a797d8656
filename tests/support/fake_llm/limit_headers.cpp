// SPDX-License-Identifier: Apache-2.0
// How the two providers write the state of their limits into headers.
#include <cstdio>
#include <ctime>

#include "support/fake_llm/limiter.hpp"

namespace kompress::testing::fake_llm {
namespace {

std::string formatted(std::chrono::system_clock::time_point when, const char* format) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[64];
    return {text, std::strftime(text, sizeof text, format, &parts)};
}

}  // namespace

std::string rfc3339(std::chrono::system_clock::time_point when) {
    return formatted(when, "%Y-%m-%dT%H:%M:%SZ");
}

std::string http_date(std::chrono::system_clock::time_point when) {
    return formatted(when, "%a, %d %b %Y %H:%M:%S GMT");
}

std::string go_duration(Time duration) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
    if (ms <= 0) return "0s";
    if (ms < 1000) return std::to_string(ms) + "ms";
    std::string out;
    if (ms >= 3600000) out += std::to_string(ms / 3600000) + "h";
    if (ms >= 60000) out += std::to_string(ms / 60000 % 60) + "m";
    out += std::to_string(ms / 1000 % 60);
    if (const auto rest = ms % 1000; rest != 0) {
        char fraction[16];
        std::snprintf(fraction, sizeof fraction, ".%03d", static_cast<int>(rest));
        std::string text = fraction;
        while (text.back() == '0') text.pop_back();
        out += text;
    }
    return out + "s";
}

Headers openai_limit_headers(const LimitState& state) {
    Headers headers;
    const auto add = [&](const char* name, const BucketState& bucket) {
        if (bucket.limit == 0) return;
        headers.push_back({std::string("x-ratelimit-limit-") + name, std::to_string(bucket.limit)});
        headers.push_back({std::string("x-ratelimit-remaining-") + name, std::to_string(bucket.remaining)});
        headers.push_back({std::string("x-ratelimit-reset-") + name, go_duration(bucket.until_full)});
    };
    add("requests", state.requests);
    add("tokens", state.tokens.limit != 0 ? state.tokens : state.input_tokens);
    return headers;
}

Headers anthropic_limit_headers(const LimitState& state, std::chrono::system_clock::time_point wall_now) {
    Headers headers;
    const auto add = [&](const char* name, const BucketState& bucket) {
        if (bucket.limit == 0) return;
        const std::string prefix = std::string("anthropic-ratelimit-") + name;
        headers.push_back({prefix + "-limit", std::to_string(bucket.limit)});
        headers.push_back({prefix + "-remaining", std::to_string(bucket.remaining)});
        // Whole seconds, rounded up: at the time named the bucket is full.
        headers.push_back({prefix + "-reset",
                           rfc3339(std::chrono::ceil<std::chrono::seconds>(
                               wall_now + std::chrono::duration_cast<std::chrono::system_clock::duration>(
                                              bucket.until_full)))});
    };
    add("requests", state.requests);
    add("tokens", state.tokens);
    add("input-tokens", state.input_tokens);
    add("output-tokens", state.output_tokens);
    return headers;
}

}  // namespace kompress::testing::fake_llm
