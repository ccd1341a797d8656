// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Finds the lines of a text that match a pattern. The time is linear in the text, whatever the pattern.
///
/// Literals that a match cannot do without are found first, at the speed of memory; the engine (RE2) looks at the lines
/// that hold one, or at everything where there is none. Text need not be UTF-8: bytes that are not match nothing.
///
/// Threading: immutable once compiled; every method may be called from any thread.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/result.hpp"

namespace kompress::pattern {

struct MatchOptions {
    bool is_fixed = false;       ///< the pattern is plain text
    bool ignore_case = false;    ///< by Unicode's simple folding
    bool whole_words = false;    ///< no word character may stand before or behind a match
    bool use_literals = true;    ///< false: the engine looks at everything; for tests
};

/// Offsets of bytes, half-open.
struct Span {
    std::size_t begin = 0, end = 0;
    bool operator==(const Span&) const = default;
};

class LineMatcher {
  public:
    /// Errors: InvalidArgument, with the place where the pattern goes wrong.
    static Result<LineMatcher> compile(std::string_view pattern, const MatchOptions& options);
    ~LineMatcher();
    LineMatcher(LineMatcher&&) noexcept;
    LineMatcher& operator=(LineMatcher&&) noexcept;

    /// The first line at or behind `from` (where a line starts) that matches, without its line break.
    /// A text that ends with a line break has no empty line behind it.
    std::optional<Span> next_line(std::string_view text, std::size_t from) const;
    /// The matches inside one line, left to right, none overlapping; empty ones are left out.
    std::vector<Span> matches_in(std::string_view line) const;

  private:
    struct State;
    explicit LineMatcher(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace kompress::pattern
