// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a parser need not read: the insides of long block comments.
///
/// A lexer takes a comment byte by byte, and half of a documented library is comments. Given ranges that leave out
/// what stands between "/*" and "*/", tree-sitter jumps; the comment node still covers all of the text, so nothing
/// else changes (docs/design/004-comment-gaps.md: cost, gain, and the proof that the facts stay the same).
///
/// Threading: one thread an object; it keeps its memory.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <tree_sitter/api.h>

namespace kompress::parse {

class CommentGaps {
  public:
    /// The ranges of `text` to parse; empty when that is all of it. For languages with Java's comments, characters,
    /// strings and text blocks. Valid until the next call.
    std::span<const TSRange> ranges_of(std::string_view text);

  private:
    struct Gap {
        std::uint32_t start, end;
    };
    void find(std::string_view text);
    void keep_largest();
    std::vector<Gap> gaps_;
    std::vector<TSRange> ranges_;
};

}  // namespace kompress::parse
