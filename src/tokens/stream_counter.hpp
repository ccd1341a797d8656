// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Counts text that arrives in blocks, in bounded memory.

#include <cstdint>
#include <string>
#include <string_view>

#include "tokens/tokenizer.hpp"

namespace kompress::tokens {

/// Counts what has arrived up to the last place where no piece can go on, and keeps the rest. One thread at a time.
class StreamCounter {
  public:
    explicit StreamCounter(const Tokenizer& tokenizer) : tokenizer_(tokenizer) {}

    void add(std::string_view bytes);
    /// Counts what is left. Nothing may be added behind it.
    void finish();

    std::uint64_t bytes() const { return bytes_; }
    std::uint64_t tokens() const { return tokens_; }
    /// Sequences that are not UTF-8, each counted as U+FFFD.
    std::uint64_t replaced() const { return replaced_; }
    /// False when text of more than Tokenizer::LongestPiece bytes had no such place, as runs of one class may: it is cut
    /// anyway, and each cut may change the count by a few tokens.
    bool is_exact() const { return is_exact_; }

  private:
    void take(std::string_view bytes);
    void count_front(std::size_t size);

    const Tokenizer& tokenizer_;
    std::string tail_;  ///< a sequence that may go on in the next block
    std::string text_;  ///< well-formed and not yet counted
    std::size_t look_at_ = 0;
    std::uint64_t bytes_ = 0, tokens_ = 0, replaced_ = 0;
    bool is_exact_ = true;
};

}  // namespace kompress::tokens
