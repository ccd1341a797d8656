// SPDX-License-Identifier: Apache-2.0
/// Tells C++ headers from C headers by words that C cannot say.
///
/// The scan sees code only: comments, literals and the bodies of macros are passed over, and so
/// is what stands under `#ifdef __cplusplus`, which is how a C header talks to C++. C programs
/// use `class`, `private` and `namespace` as ordinary names, so each word counts only in a
/// position where C's grammar has no place for it.
#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "fs/classify.hpp"

namespace kompress::fs {
namespace {

constexpr std::size_t MaxBytes = 64 * 1024;  // C++ shows itself early; register tables go on for megabytes

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class HeaderScanner {
  public:
    explicit HeaderScanner(std::string_view text) : text_(text.substr(0, MaxBytes)) {}

    bool finds_cpp() {
        while (advance()) {
            if (text_[at_] == '#' && line_start_) {
                if (directive()) return true;
            } else if (hidden_) {
                ++at_;
            } else if (token()) {
                return true;
            }
        }
        return false;
    }

  private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    /// Moves to the next byte of code; false at the end.
    bool advance() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '\n') {
                line_start_ = true;
                ++at_;
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v') {
                ++at_;
            } else if (c == '/' && peek(1) == '/') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (c == '/' && peek(1) == '*') {
                const auto end = text_.find("*/", at_ + 2);
                at_ = end == std::string_view::npos ? text_.size() : end + 2;
            } else if (c == '"' || c == '\'') {
                skip_literal(c);
            } else {
                return true;
            }
        }
        return false;
    }

    void skip_literal(char quote) {
        line_start_ = false;
        previous_ = quote;
        for (++at_; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
            if (text_[at_] == '\\') {
                ++at_;
            } else if (text_[at_] == quote) {
                ++at_;
                return;
            }
        }
    }

    std::string_view word() {
        const std::size_t begin = at_;
        while (is_word(peek())) ++at_;
        return text_.substr(begin, at_ - begin);
    }

    void skip_blanks() {
        while (peek() == ' ' || peek() == '\t') ++at_;
    }

    /// The whole line with its continuations is consumed. True for `#include <vector>`.
    bool directive() {
        ++at_;
        skip_blanks();
        const auto name = word();
        skip_blanks();
        const std::size_t begin = at_;
        while (at_ < text_.size() && text_[at_] != '\n') at_ += text_[at_] == '\\' ? 2 : 1;
        at_ = std::min(at_, text_.size());
        const auto rest = text_.substr(begin, at_ - begin);
        if (name == "include") return !hidden_ && names_cpp_header(rest);
        follow_conditional(name, rest);
        return false;
    }

    static bool names_cpp_header(std::string_view rest) {
        if (!rest.starts_with('<')) return false;
        const auto header = rest.substr(1, rest.find('>') - 1);
        return !header.empty() && rest.find('>') != std::string_view::npos &&
               header.find('.') == std::string_view::npos;
    }

    void follow_conditional(std::string_view name, std::string_view condition) {
        if (name == "if" || name == "ifdef" || name == "ifndef") {
            const bool asks = condition.find("__cplusplus") != std::string_view::npos;
            const bool denies = name == "ifndef" || condition.find('!') != std::string_view::npos;
            branches_.push_back(!asks ? Branch::Both : denies ? Branch::OnlyC : Branch::OnlyCpp);
        } else if (branches_.empty()) {
            return;
        } else if (name == "else" || name == "elif") {
            if (branches_.back() != Branch::Both)
                branches_.back() = branches_.back() == Branch::OnlyC ? Branch::OnlyCpp : Branch::OnlyC;
        } else if (name == "endif") {
            branches_.pop_back();
        }
        hidden_ = std::find(branches_.begin(), branches_.end(), Branch::OnlyCpp) != branches_.end();
    }

    /// Consumes one token; true when it is one that C has no place for.
    bool token() {
        line_start_ = false;
        const bool statement_start =
            previous_ == ';' || previous_ == '{' || previous_ == '}' || previous_ == ':' || previous_ == '\0';
        if (!is_word(text_[at_])) return punctuation();
        const bool after_enum = previous_word_ == "enum";
        const auto name = word();
        previous_word_ = name;
        const char before = std::exchange(previous_, 'w');
        if (!advance()) return false;
        if (name == "template") return statement_start && peek() == '<';
        if (name == "namespace") return (statement_start || before == 'w') && namespace_follows();
        if (name == "using" || name == "virtual") return statement_start && is_word(peek());
        if (name == "class") return (statement_start || before == '>' || after_enum) && class_follows();
        if (name == "public" || name == "private" || name == "protected")
            return statement_start && peek() == ':' && peek(1) != ':';
        return false;
    }

    bool punctuation() {
        const char c = text_[at_];
        if (c == '[' && peek(1) == '[') in_attribute_ = true;
        if (c == ']' && peek(1) == ']') in_attribute_ = false;
        const bool scope = c == ':' && peek(1) == ':' && previous_ == 'w' && !in_attribute_;
        const bool names_member = scope && (is_word(peek(2)) || peek(2) == '~');
        previous_ = c;
        previous_word_ = {};
        at_ += c == ':' && peek(1) == ':' ? 2 : 1;
        return names_member;
    }

    /// `namespace {`, `namespace a::b {`.
    bool namespace_follows() {
        const std::size_t saved = at_;
        while (is_word(peek()) || peek() == ':') ++at_;
        const bool named = advance() && (peek() == '{' || peek() == '=');
        at_ = saved;
        return named;
    }

    /// `class X {`, `class EXPORT X : `, `class X;`, `class X final {`.
    bool class_follows() {
        const std::size_t saved = at_;
        int words = 0;
        while (words < 4 && is_word(peek())) {
            word();
            ++words;
            if (!advance()) break;
        }
        const bool opens = words > 0 && (peek() == '{' || peek() == ':' || peek() == ';' || peek() == '<');
        at_ = saved;
        return opens;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool line_start_ = true;
    char previous_ = '\0';  // last byte of punctuation, a quote, or 'w' after a word
    std::string_view previous_word_;
    bool in_attribute_ = false;
    enum class Branch : char { Both, OnlyC, OnlyCpp };
    std::vector<Branch> branches_;  // of the open conditionals, outermost first
    bool hidden_ = false;           // inside a branch that only C++ sees
};

}  // namespace

bool is_cpp_header(std::string_view text) {
    return HeaderScanner(text).finds_cpp();
}

}  // namespace kompress::fs
