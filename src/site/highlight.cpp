// SPDX-License-Identifier: Apache-2.0
#include "site/highlight.hpp"

#include <algorithm>
#include <iterator>

#include "markdown/html.hpp"

namespace kompress::site {
namespace {

/// Words that are kept in most of the languages that have them; a name spelled so elsewhere is rare enough.
constexpr std::string_view Keywords[] = {
    "abstract", "as", "async", "auto", "await", "bool", "break", "case", "catch", "char", "class", "concept", "const", "consteval", "constexpr",
    "continue", "def", "default", "defer", "delete", "do", "double", "dyn", "else", "enum", "except", "explicit", "export", "extends", "extern",
    "false", "final", "finally", "float", "fn", "for", "foreach", "friend", "func", "function", "go", "goto", "if", "impl", "implements", "import",
    "in", "inline", "instanceof", "int", "interface", "let", "long", "match", "mut", "mutable", "namespace", "new", "noexcept", "null", "nullptr",
    "operator", "override", "package", "private", "protected", "pub", "public", "raise", "readonly", "requires", "return", "sealed", "self", "short",
    "signed", "sizeof", "static", "struct", "super", "switch", "synchronized", "template", "this", "throw", "throws", "trait", "true", "try", "type",
    "typedef", "typename", "union", "unsafe", "unsigned", "using", "var", "virtual", "void", "volatile", "while", "yield"};
/// And those of languages that spell out what others write with marks.
constexpr std::string_view Words[] = {"and", "begin", "defmodule", "defp", "del", "elif", "elsif", "end", "ensure", "esac", "False", "fi", "from", "global", "is",
                                      "lambda", "local", "module", "nil", "None", "not", "of", "open", "or", "pass", "rec", "rescue", "sig", "then", "True", "unless", "until",
                                      "val", "when", "where", "with"};
constexpr std::string_view WordyLanguages[] = {"python", "ruby", "lua", "elixir", "shell", "bash", "sh", "r", "ocaml"};

constexpr std::size_t MaxStringBytes = 2048;  ///< a quote that nothing closes is looked past no further

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <std::size_t Size>
bool holds(const std::string_view (&list)[Size], std::string_view word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

struct Habits {
    bool has_hash_comments = false, has_dash_comments = false, has_slash_comments = true, has_single_quotes = true, has_backticks = false, is_wordy = false;
};

Habits habits_of(std::string_view language) {
    Habits habits;
    for (const std::string_view other : {"python", "ruby", "shell", "bash", "sh", "r", "elixir", "toml", "yaml", "php"})
        if (language == other) habits.has_hash_comments = true, habits.has_slash_comments = language == "php";
    habits.is_wordy = holds(WordyLanguages, language);
    if (language == "lua") habits.has_dash_comments = true, habits.has_slash_comments = false;
    if (language == "rust" || language == "ocaml" || language == "zig") habits.has_single_quotes = false;  // lifetimes, type variables
    for (const std::string_view other : {"go", "javascript", "typescript", "tsx"})
        if (language == other) habits.has_backticks = true;
    return habits;
}

class Scanner {
  public:
    Scanner(std::string_view code, const Habits& habits) : code_(code), habits_(habits) {}

    std::string run() {
        while (at_ < code_.size()) {
            const std::size_t begin = at_;
            const char c = code_[at_];
            if (const std::size_t end = comment_end(); end > at_) mark("c", end);
            else if (c == '"' || (c == '\'' && habits_.has_single_quotes) || (c == '`' && habits_.has_backticks)) mark("s", string_end(c));
            else if (is_letter(c)) word();
            else if (is_digit(c)) mark("n", number_end());
            else plain(begin + 1);
        }
        return std::move(out_);
    }

  private:
    bool starts(std::string_view text) const { return code_.substr(at_, text.size()) == text; }
    std::size_t line_end() const { return std::min(code_.find('\n', at_), code_.size()); }

    std::size_t comment_end() const {
        const bool is_word_start = at_ == 0 || code_[at_ - 1] == ' ' || code_[at_ - 1] == '\t' || code_[at_ - 1] == '\n';
        if (habits_.has_slash_comments && starts("//")) return line_end();
        if (habits_.has_slash_comments && starts("/*")) {
            const std::size_t close = code_.find("*/", at_ + 2);
            return close == std::string_view::npos ? code_.size() : close + 2;
        }
        if (habits_.has_hash_comments && code_[at_] == '#' && is_word_start) return line_end();
        return habits_.has_dash_comments && starts("--") ? line_end() : at_;
    }

    /// A string ends on its line unless it is of backticks: an apostrophe that is none must not colour the rest.
    std::size_t string_end(char quote) const {
        for (std::size_t i = at_ + 1; i < std::min(code_.size(), at_ + MaxStringBytes); ++i) {
            if (code_[i] == '\\' && quote != '`') ++i;
            else if (code_[i] == quote) return i + 1;
            else if (code_[i] == '\n' && quote != '`') break;
        }
        return at_;
    }

    std::size_t number_end() const {
        std::size_t i = at_;
        while (i < code_.size() && (is_digit(code_[i]) || is_letter(code_[i]) || code_[i] == '.')) ++i;
        return i;
    }

    void word() {
        std::size_t end = at_;
        while (end < code_.size() && (is_letter(code_[end]) || is_digit(code_[end]))) ++end;
        const std::string_view text = code_.substr(at_, end - at_);
        if (holds(Keywords, text) || (habits_.is_wordy && holds(Words, text))) mark("k", end);
        else plain(end);
    }

    void plain(std::size_t end) {
        out_ += markdown::escape_html(code_.substr(at_, end - at_));
        at_ = end;
    }
    void mark(const char* name, std::size_t end) {
        if (end <= at_) return plain(at_ + 1);
        out_ += std::string("<span class=\"") + name + "\">";
        plain(end);
        out_ += "</span>";
    }

    std::string_view code_;
    const Habits& habits_;
    std::size_t at_ = 0;
    std::string out_;
};

}  // namespace

std::string highlight(std::string_view code, std::string_view language) {
    if (language.empty()) return markdown::escape_html(code);
    const Habits habits = habits_of(language);
    return Scanner(code, habits).run();
}

}  // namespace kompress::site
