// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Plays a model that writes documentation: reads the evidence in a prompt and answers in the schema asked for.
///
/// The truthful author says only what the evidence shows. The lying one adds files, lines, names and callers that are not there,
/// markup that would run or load something, and now and then breaks the structure; each false claim goes as a line into a file, so
/// that a test can look for it. Threading: any.

#include <mutex>
#include <string>

#include "support/fake_llm/exchange.hpp"

namespace kompress::testing::fake_llm {

struct AuthorConfig {
    std::string kind;       ///< "", "truthful" or "lying"
    std::string lies_file;  ///< JSON lines {"lie": the text that must not come through, "kind": …}
};

class Author {
  public:
    explicit Author(AuthorConfig config) : config_(std::move(config)) {}
    bool is_set() const { return !config_.kind.empty(); }
    /// The same prompt is given the same answer.
    std::string answer(const Ask& ask);

  private:
    void note(const std::string& kind, const std::string& lie);
    const AuthorConfig config_;
    std::mutex mutex_;  // of the file
};

}  // namespace kompress::testing::fake_llm
