// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a model is shown of modules, of flows and of the whole repository.
///
/// Threading: one thread.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "prose/plan.hpp"
#include "tokens/tokenizer.hpp"

namespace kompress::prose {

class RepositoryEvidence {
  public:
    RepositoryEvidence(const Repository& repository, const EdgeTable& edges, Sources& sources, const tokens::Tokenizer& tokenizer, bool is_flat);

    /// Name, beginning of the README, modules with their files, most used definitions: at most about `tokens` of o200k_base.
    std::string map(std::size_t tokens) const;
    /// Neighbours, each with the sentence that `done` has on it, and the definitions, or `notes` on them.
    std::string module(const Module& module, const SlotTexts& done, const std::vector<std::string>& notes) const;
    /// The definitions of a module in pieces, each fit for a prompt; none when one prompt holds them.
    std::vector<std::string> module_pieces(const Module& module) const;
    std::string overview(const SlotTexts& done) const;
    std::string flow(const Ask& ask) const;
    /// Where a flow begins, by name.
    std::string entry(const Ask& ask) const;
    /// Modules that import this one.
    const std::set<std::string>& used_by(const std::string& module) const;

  private:
    std::vector<const Module*> by_rank() const;
    std::string beginning_of_readme(std::size_t tokens) const;
    std::string central_definitions(std::size_t tokens) const;
    std::string listing(const Module& module, std::vector<std::string>* pieces) const;
    std::size_t count(std::string_view text) const { return tokenizer_.count(text); }

    const Repository& repository_;
    const EdgeTable& edges_;
    Sources& sources_;
    const tokens::Tokenizer& tokenizer_;
    const bool is_flat_;
    std::map<std::string, std::set<std::string>> used_by_;
};

}  // namespace kompress::prose
