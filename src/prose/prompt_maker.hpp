// SPDX-License-Identifier: Apache-2.0
#pragma once
/// From an ask to a prompt: template, map of the repository, evidence.
///
/// Prompts of one run begin with the same bytes (rules, map of the repository), which providers cache. Nothing is silently
/// cut: what is too long for a prompt is read in parts, whose notes stand for it, and where a list ends early the prompt says
/// how much is left out. Threading: one thread.

#include <span>
#include <string>
#include <vector>

#include "model/prompt.hpp"
#include "prose/definition_evidence.hpp"
#include "prose/proof.hpp"
#include "prose/repository_evidence.hpp"
#include "tokens/tokenizer.hpp"

namespace kompress::prose {

struct Made {
    Prompt prompt;
    std::string evidence;  ///< the repository's text in it
};

class PromptMaker {
  public:
    PromptMaker(const Repository& repository, const EdgeTable& edges, Sources& sources, const Settings& settings);

    /// The guide, introduction or flow that is asked for. `notes`: answers to parts(), in order. `errors`: of an earlier answer.
    Made one(const Ask& ask, const SlotTexts& done, const std::vector<std::string>& notes, const std::vector<std::string>& errors);
    /// Summaries of definitions of one file; `notes` by ask, empty where nothing was read in parts.
    Made summaries(std::span<const Ask* const> asks, const std::vector<std::vector<std::string>>& notes, const std::vector<std::string>& errors);
    /// Prompts for what must be read in parts first; none when it fits.
    std::vector<Made> parts(const Ask& ask);
    /// Asks of one file (in the order of the file) in groups that share a request. Depends on all of them, not on what is asked.
    std::vector<std::vector<const Ask*>> grouped(std::span<const Ask* const> asks);

    /// What proving an answer takes.
    About about(const Ask& ask, const Made& made);

    static constexpr std::uint32_t SummaryTokens = 160;  ///< of output, at most, for one definition
    static std::string item_id(std::size_t number) { return "d" + std::to_string(number + 1); }

  private:
    std::size_t count(std::string_view text) const { return tokenizer_.count(text); }
    Prompt frame(Template which, const std::vector<std::pair<std::string_view, std::string>>& values, const std::string& evidence, const std::vector<std::string>& errors);

    const Repository& repository_;
    const EdgeTable& edges_;
    Sources& sources_;
    const Settings settings_;
    const tokens::Tokenizer& tokenizer_;
    DefinitionEvidence definitions_;
    RepositoryEvidence whole_;
    std::string system_, map_;
    std::size_t prefix_tokens_ = 0;
};

}  // namespace kompress::prose
