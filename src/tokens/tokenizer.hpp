// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Counts and encodes text as OpenAI's tiktoken does, offline.
///
/// What comes out equals tiktoken's encode_ordinary: names of special tokens in the text are ordinary text. Bytes that are
/// not UTF-8 count as the U+FFFD that a model would be sent in their place.
/// Threading: any. Lifetime: tokenizers live as long as the program. Start-up: nothing is decoded or built.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tokens/rank_table.hpp"

namespace kompress::tokens {

enum class Encoding { O200kBase, Cl100kBase };

/// "o200k_base", "cl100k_base".
std::string_view encoding_name(Encoding encoding);

class Tokenizer {
  public:
    static const Tokenizer& get(Encoding encoding);

    std::size_t count(std::string_view text) const;
    /// Appends the ids of `text`.
    void encode(std::string_view text, std::vector<std::uint32_t>& ids) const;
    const RankTable& ranks() const { return ranks_; }

    /// A piece without any place to cut (a run of letters, of spaces, of symbols) that is longer is cut here: memory for
    /// merging is about 20 bytes a byte of the piece. Up to here results are exact.
    static constexpr std::size_t LongestPiece = std::size_t{4} << 20;

  private:
    explicit Tokenizer(Encoding encoding);
    std::size_t encode_to(std::string_view text, std::vector<std::uint32_t>* ids) const;

    Encoding encoding_;
    RankTable ranks_;
};

}  // namespace kompress::tokens
