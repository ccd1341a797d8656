// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A question for a language model, and its answer.
///
/// A Prompt has two halves: what the model sees, which with the endpoint and the model is the key of the response cache,
/// and how the request is scheduled, which must not change the answer and is no part of the key.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/usage.hpp"

namespace kompress {

/// A part of the one user message. Blocks up to and including the last with `ends_prefix` are shared by many prompts of
/// a run: providers cache them. They hold no clock, path, version or order that changes from run to run.
struct PromptBlock {
    std::string text;  ///< UTF-8
    bool ends_prefix = false;
};

struct Prompt {
    // What the model sees.
    std::string system;
    std::vector<PromptBlock> blocks;
    std::string schema_name;  ///< of the structured answer; letters, digits, '_' and '-'
    std::string schema;       ///< JSON Schema of the answer, "" for plain text
    std::uint32_t max_output_tokens = 4096;
    std::optional<double> temperature;  ///< not sent when absent, nor to models that refuse it
    std::string effort;                 ///< of reasoning: "low", "medium", "high"; "" leaves it to the model
    std::string template_version;       ///< of the text around the blocks; part of the key

    // How it is scheduled and accounted for.
    std::string label;   ///< what it is for, as people name it (a page); shown in costs
    std::string share;   ///< whose it is (a job, a user); shares get turns by weight
    std::uint32_t weight = 1;
    std::int32_t priority = 0;                 ///< higher goes first within its share
    std::uint64_t input_tokens = 0;  ///< counted, or estimated on the safe side, by the caller: what is reserved
};

namespace secrets {
class Gate;
}

/// A prompt in which nothing secret is left, as far as the rules know. Only the gate makes one, and clients take nothing
/// else: text that was not looked at cannot be sent.
class CheckedPrompt {
  public:
    const Prompt& prompt() const { return prompt_; }

  private:
    friend class secrets::Gate;
    explicit CheckedPrompt(Prompt prompt) : prompt_(std::move(prompt)) {}
    Prompt prompt_;
};

enum class FinishReason { Stop, Length, Refusal, ContentFilter, ContextExceeded, Other };

/// "stop", "length", "refusal", "content_filter", "context_exceeded", "other".
std::string_view finish_reason_name(FinishReason reason);

struct Completion {
    std::string text;  ///< untrusted
    FinishReason finish = FinishReason::Other;
    Usage usage;
    std::int64_t cost = -1;  ///< in pico-dollars; -1: the price is not known
    std::string model;       ///< as the provider names what answered
    std::string request_id;  ///< the provider's, "" when it gives none
    bool from_cache = false;
    std::uint32_t attempts = 0;
    std::uint32_t first_token_ms = 0, wall_ms = 0;
};

}  // namespace kompress
