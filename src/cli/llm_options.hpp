// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The options of every command that asks a model.

#include <string>

#include "kompress/llm.hpp"

namespace CLI {
class App;
}

namespace kompress::cli {

class LlmArguments {
  public:
    /// Which model: provider, model, base URL, key file.
    void add_endpoint_options(CLI::App& app);
    /// How much and how fast: caps, deadline, concurrency, limits; recording, secrets, cache.
    void add_run_options(CLI::App& app);
    /// Errors: InvalidArgument.
    Result<LlmOptions> parse() const;

  private:
    LlmOptions options_;
    std::string max_cost_, deadline_, timeout_, redact_ = "on";
    std::uint64_t max_tokens_ = 0, max_requests_ = 0;
    bool no_cache_ = false;
};

}  // namespace kompress::cli
