// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One compiled pattern in the wildcard language of .gitignore: `*`, `**`, `?`, `[a-z]`, `\x`.
///
/// It decides as git's wildmatch does, its oddities included, in time that does not explode on
/// hostile patterns. Threading: immutable after compile(), matches() may be called from any thread.

#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

namespace kompress::fs {

/// ASCII only, as git folds under core.ignorecase.
inline char fold(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// True for the bytes that make a pattern more than a literal.
inline bool is_wildcard(char c) {
    return c == '*' || c == '?' || c == '[' || c == '\\';
}

class Glob {
  public:
    /// What `*`, `?` and classes do at a slash.
    enum class Slash { Ordinary, Separator };

    static Glob compile(std::string_view pattern, Slash slash, bool ignore_case);
    bool matches(std::string_view text) const;

  private:
    enum class Kind : std::uint8_t { Char, Any, Set, Star, GlobStar, GlobStarSlash };
    struct Token {
        Kind kind;
        char character = 0;     // Char
        std::uint16_t set = 0;  // Set: index into sets_
    };
    struct Parser;
    bool matches_one(const Token& token, char c) const;

    std::vector<Token> tokens_;
    std::vector<std::bitset<256>> sets_;
    bool separator_ = false;
    bool ignore_case_ = false;
    bool never_ = false;  // malformed: git matches nothing with it
};

}  // namespace kompress::fs
