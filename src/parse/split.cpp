// SPDX-License-Identifier: Apache-2.0
#include "parse/split.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace kompress::parse {
namespace {

constexpr std::int64_t MaxOpenBrackets = 3000;
constexpr std::size_t CountBlock = 4096;

constexpr std::array<bool, 256> make_special() {
    std::array<bool, 256> table{};
    for (const char c : std::string_view("()[]{}\"`'#/\\\n")) table[static_cast<unsigned char>(c)] = true;
    return table;
}
constexpr std::array<bool, 256> Special = make_special();

/// Brackets, strings and comments of a language, as far as finding top-level lines needs them.
class Scanner {
  public:
    explicit Scanner(Language language)
        : is_python_(language == Language::Python),
          is_ocaml_(language == Language::OCaml),
          has_hash_(is_python_ || language == Language::Bash || language == Language::Elixir || language == Language::R) {}

    /// The first byte at or behind `at` that step() or a line's end makes something of.
    static std::size_t skip_plain(std::string_view text, std::size_t at) {
        while (at < text.size() && !Special[static_cast<unsigned char>(text[at])]) ++at;
        return at;
    }

    /// Advances over text[at, …) by one token; returns the offset behind it.
    std::size_t step(std::string_view text, std::size_t at) {
        const char c = text[at];
        switch (c) {
            case '(':
            case '[':
            case '{': ++depth_; break;
            case ')':
            case ']':
            case '}': depth_ -= depth_ > 0; break;
            case '`':
                if (is_ocaml_) break;  // `Tag
                [[fallthrough]];
            case '"': return skip_string(text, at, c);
            case '\'': return skip_quote(text, at);
            case '#': return has_hash_ ? skip_line(text, at) : at + 1;
            case '/':
                if (has_hash_ || is_ocaml_) break;  // OCaml's comments are brackets to us: `(*` and `*)`
                if (text.substr(at, 2) == "//") return skip_line(text, at);
                if (text.substr(at, 2) == "/*") return skip_to(text, at + 2, "*/");
                break;
            case '\\': return std::min(at + 2, text.size());
            default: break;
        }
        return at + 1;
    }
    bool is_top_level() const { return depth_ == 0; }
    std::size_t depth() const { return depth_; }

  private:
    static std::size_t skip_line(std::string_view text, std::size_t at) { return std::min(text.find('\n', at), text.size()); }
    static std::size_t skip_to(std::string_view text, std::size_t at, std::string_view end) {
        const std::size_t found = text.find(end, at);
        return found == std::string_view::npos ? text.size() : found + end.size();
    }
    std::size_t skip_string(std::string_view text, std::size_t at, char quote) const {
        const char triple[] = {quote, quote, quote};
        if (is_python_ && text.substr(at, 3) == std::string_view(triple, 3)) return skip_to(text, at + 3, std::string_view(triple, 3));
        for (std::size_t i = at + 1; i < text.size(); ++i) {
            if (text[i] == '\\') ++i;
            else if (text[i] == quote) return i + 1;
            else if (text[i] == '\n' && quote != '`' && !is_ocaml_) return i;  // unclosed: it ends with its line
        }
        return text.size();
    }
    /// A string in some languages, a character or a lifetime in others: never longer than its line.
    std::size_t skip_quote(std::string_view text, std::size_t at) const {
        if (is_python_) return skip_string(text, at, '\'');
        for (std::size_t i = at + 1; i < text.size() && text[i] != '\n'; ++i) {
            if (text[i] == '\\') ++i;
            else if (text[i] == '\'') return i + 1;
        }
        return at + 1;
    }

    bool is_python_, is_ocaml_, has_hash_;
    std::size_t depth_ = 0;
};

/// A line begins a piece when it is not indented and the line before it ends something: a blank line, a directive, a
/// line that ends in `}` or `;` or a comment; in Python any but a decorator.
bool may_begin_piece(Language language, std::string_view text, std::size_t at) {
    if (std::string_view(" \t{})\r\n").find(text[at]) != std::string_view::npos) return false;
    const std::size_t end = at - 1;
    const std::size_t start = end == 0 ? 0 : text.rfind('\n', end - 1) + 1;
    std::string_view before = text.substr(start, end - start);
    while (!before.empty() && (before.back() == ' ' || before.back() == '\t' || before.back() == '\r')) before.remove_suffix(1);
    if (before.empty() || before.front() == '#') return true;
    if (language == Language::Python) return before.front() != '@';
    return before.back() == '}' || before.back() == ';' || before.ends_with("*/");
}

}  // namespace

std::size_t piece_length(Language language, std::string_view rest) {
    if (rest.size() <= 2 * PieceBytes) return rest.size();
    Scanner scanner(language);
    std::size_t best = 0;
    for (std::size_t at = Scanner::skip_plain(rest, 0); at < rest.size(); at = Scanner::skip_plain(rest, at)) {
        const bool ends_line = rest[at] == '\n';
        // A directive continued by a backslash is one line: step() has swallowed its line feed.
        at = scanner.step(rest, at);
        if (!ends_line || !scanner.is_top_level() || at >= rest.size() || !may_begin_piece(language, rest, at)) continue;
        if (at > PieceBytes && best > 0) return best;
        best = at;
        if (at > PieceBytes) return best;
    }
    return rest.size();
}

namespace {

struct Brackets {
    std::int64_t opened = 0, closed = 0;
};

/// Counts in bytes, a few at a time, which compilers turn into vectors.
Brackets count_brackets(std::string_view text) {
    constexpr std::size_t Step = 64;
    Brackets sum;
    for (std::size_t at = 0; at < text.size(); at += Step) {
        const std::size_t size = std::min(Step, text.size() - at);
        const char* bytes = text.data() + at;
        std::uint8_t opened = 0, closed = 0;
        const auto count = [&](std::size_t i) {
            const auto c = static_cast<std::uint8_t>(bytes[i]);
            const auto folded = static_cast<std::uint8_t>(c | 0x20);  // "[" is "{" without this bit, "]" is "}"
            opened = static_cast<std::uint8_t>(opened + (c == '(') + (folded == '{'));
            closed = static_cast<std::uint8_t>(closed + (c == ')') + (folded == '}'));
        };
        if (size == Step)
            for (std::size_t i = 0; i < Step; ++i) count(i);
        else
            for (std::size_t i = 0; i < size; ++i) count(i);
        sum.opened += opened, sum.closed += closed;
    }
    return sum;
}

/// Counts brackets wherever they stand: quick, and never below the depth outside of strings and comments as long as
/// those hold no closing brackets of their own.
bool may_nest_too_deeply(std::string_view text) {
    if (text.size() <= static_cast<std::size_t>(MaxOpenBrackets)) return false;
    std::int64_t depth = 0;
    for (std::size_t block = 0; block < text.size(); block += CountBlock) {
        const std::string_view part = text.substr(block, CountBlock);
        const auto [opened, closed] = count_brackets(part);
        if (depth + opened > MaxOpenBrackets) {
            std::int64_t now = depth;
            for (const char c : part) {
                now += (c == '(') | (c == '[') | (c == '{');
                now -= (c == ')') | (c == ']') | (c == '}');
                if (now > MaxOpenBrackets) return true;
            }
        }
        depth = std::max<std::int64_t>(depth + opened - closed, 0);
    }
    return false;
}

}  // namespace

bool nests_too_deeply(Language language, std::string_view text) {
    if (!may_nest_too_deeply(text)) return false;
    Scanner scanner(language);
    for (std::size_t at = 0; at < text.size(); at = scanner.step(text, at))
        if (scanner.depth() > static_cast<std::size_t>(MaxOpenBrackets)) return true;
    return false;
}

}  // namespace kompress::parse
