// SPDX-License-Identifier: Apache-2.0
#pragma once
/// How providers say no: the status and the body of each error, by name.
///
/// A name without a provider (rate_limit, overloaded, …) takes the shape of the dialect that was spoken; the
/// others keep theirs whatever the dialect, for endpoints that stand behind it (llama.cpp, Gemini,
/// OpenRouter, a CDN).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/fake_llm/exchange.hpp"

namespace kompress::testing::fake_llm {

/// The numbers and names that messages of errors quote.
struct ErrorFacts {
    std::string model = "fake-small";
    std::string message;         ///< instead of the usual one
    std::int64_t requested = 0;  ///< tokens that were sent
    std::int64_t limit = 0;      ///< tokens that are possible
    std::int64_t retry_seconds = 0;
};

/// The reply for an error of this name, or nothing if there is no such name.
std::optional<Reply> error_reply(std::string_view name, Dialect dialect, const ErrorFacts& facts);

/// The same error as an event inside of a stream that has begun.
Frame error_frame(std::string_view name, Dialect dialect, const ErrorFacts& facts);

std::vector<std::string_view> error_names();

}  // namespace kompress::testing::fake_llm
