// SPDX-License-Identifier: Apache-2.0
/// What servers say when they refuse: bodies, headers, usage. The first byte picks the parser.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "llm/endpoint.hpp"
#include "llm/failure.hpp"
#include "llm/http_time.hpp"
#include "llm/rate_limits.hpp"
#include "llm/usage.hpp"

namespace {

using namespace kompress;
using namespace kompress::llm;

void check(const Failure& failure) {
    if (failure.kind == FailureClass::None || failure.message.empty()) std::abort();
    for (const char c : failure.message)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) std::abort();  // it goes to a terminal
}

void check(const Usage& usage) {
    if (usage.uncached() > usage.input || (usage.cached() > usage.input) != usage.is_inconsistent) std::abort();
    if (usage.input > 4'000'000'000 || usage.provider_cost < -1) std::abort();
}

void read_headers(std::string_view value) {
    const sys_seconds now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 1};
    std::vector<HttpHeader> headers;
    for (const char* name : {"retry-after", "retry-after-ms", "x-ratelimit-limit-requests", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens",
                             "anthropic-ratelimit-input-tokens-reset", "anthropic-ratelimit-requests-limit", "x-should-retry", "request-id"})
        headers.push_back({name, std::string(value)});
    (void)read_rate_limits(headers, now);
    if (const auto after = read_retry_after(headers, now); after && after->count() < 0) std::abort();
    check(classify_response(429, headers, value, now));
}

void read_url(std::string_view text) {
    for (const Dialect dialect : {Dialect::OpenAi, Dialect::Anthropic, Dialect::Ollama}) {
        const auto url = normalize_base_url(dialect, text, true);
        if (!url) continue;
        const auto again = normalize_base_url(dialect, *url, true);
        if (!again || *again != *url) std::abort();  // normal is normal
        if (!url->starts_with("http://") && !url->starts_with("https://")) std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    switch (data[0] % 5) {
        case 0: check(classify_response(300 + data[1], {}, bytes, sys_seconds{})); break;
        case 1: check(classify_error_json(bytes)); break;
        case 2: {
            check(openai_usage(bytes));
            check(ollama_usage(bytes));
            Usage usage;
            const std::size_t half = bytes.size() / 2;
            read_anthropic_usage(bytes.substr(0, half), usage);
            read_anthropic_usage(bytes, usage);
            check(usage);
            break;
        }
        case 3: read_headers(bytes); break;
        default: read_url(bytes); break;
    }
    return 0;
}
