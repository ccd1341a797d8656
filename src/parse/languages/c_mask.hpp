// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The parts of mask_macros: see c_mask.cpp. Offsets are bytes of the text.

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "parse/code_text.hpp"

namespace kompress::parse::languages {

template <typename Words>
bool is_one_of(const Words& sorted, std::string_view word) {
    return std::binary_search(sorted.begin(), sorted.end(), word);
}

inline std::string_view word_from(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && is_word_byte(text[end])) ++end;
    return text.substr(at, end - at);
}

/// Behind spaces, line ends and comments.
inline std::size_t skip_blank(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        const char c = text[at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') ++at;
        else if (c == '/' && (text.substr(at, 2) == "//" || text.substr(at, 2) == "/*")) at += skip_literal_or_comment(text.substr(at));
        else break;
    }
    return at;
}

inline bool is_class_key(std::string_view word) { return word == "class" || word == "struct" || word == "union"; }

/// True when the word at `at`, or one behind macros in upper case, begins a declaration beyond doubt: `static`.
bool opens_declaration(std::string_view text, std::size_t at);

/// What a pair of braces belongs to. A file, a namespace and `extern "C"` hold the same things.
enum class Braces : std::uint8_t { Other, Namespace, Class, Enum };

/// Where an upper-case word stands.
struct MacroSite {
    std::string_view word;
    std::size_t end = 0;   ///< of the word
    char previous = ';';   ///< first byte of the token before it
    std::string_view previous_word, before_previous_word;  ///< the two tokens before it where those are words
    bool at_line_start = false;
    Braces braces = Braces::Namespace;  ///< those directly around it
};

/// Behind what of a macro and its arguments misleads the grammar; 0 when nothing does.
std::size_t misleading_macro(std::string_view text, const MacroSite& site);

/// Behind the line, or continued lines, of a directive.
std::size_t end_of_directive(std::string_view text, std::size_t at);

struct ByteRange {
    std::size_t begin = 0, end = 0;
};

/// A directive, and what was read before it.
struct DirectiveSite {
    std::size_t begin = 0, end = 0;
    std::size_t depth = 0;  ///< open braces
    char previous = ';';    ///< first byte of the token before it
    Braces braces = Braces::Namespace;
};

/// Finds #if groups that cut a declaration or a pair of braces in two: only their first branch is shown to the grammar.
class BranchMask {
  public:
    /// Adds to `blanks` what the directive lets us blank, which may reach behind it.
    void on_directive(std::string_view text, const DirectiveSite& site, std::vector<ByteRange>& blanks);

  private:
    struct Group {
        DirectiveSite opening;
        bool has_else = false;
    };
    void on_else(std::string_view text, const DirectiveSite& site, std::vector<ByteRange>& blanks);

    std::vector<Group> groups_;
};

}  // namespace kompress::parse::languages
