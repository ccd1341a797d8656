// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a model is shown of one definition: its text, where it is used, what it uses.
///
/// Threading: one thread.

#include <string>
#include <utility>
#include <vector>

#include "prose/plan.hpp"
#include "tokens/tokenizer.hpp"

namespace kompress::prose {

/// In tokens of o200k_base; what is longer is read in parts.
inline constexpr std::size_t BodyTokens = 1100, PartTokens = 1800;

class DefinitionEvidence {
  public:
    DefinitionEvidence(const Repository& repository, const EdgeTable& edges, Sources& sources, const tokens::Tokenizer& tokenizer)
        : repository_(repository), edges_(edges), sources_(sources), tokenizer_(tokenizer) {}

    /// Kind, name and place, then the text (or its first lines and `notes` on its parts; of a type its members), then uses.
    std::string text(const Ask& ask, const std::vector<std::string>& notes);
    /// "src/a.c:12 int f(int x)" of everything that it refers to, what is certain first, each once.
    std::vector<std::string> signatures_used(const Place& place);
    /// Lines in which it is read in parts; empty when it fits.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges(const Place& place);
    /// The innermost function or type around a line; "" for none.
    std::string name_around(std::size_t file, std::uint32_t line);

  private:
    std::string type_text(const Place& place, const Definition& definition);
    std::string uses_of(const Place& place);
    std::size_t count(std::string_view text) const { return tokenizer_.count(text); }

    const Repository& repository_;
    const EdgeTable& edges_;
    Sources& sources_;
    const tokens::Tokenizer& tokenizer_;
};

}  // namespace kompress::prose
