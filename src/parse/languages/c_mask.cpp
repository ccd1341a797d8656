// SPDX-License-Identifier: Apache-2.0
/// Blanks the macros that would mislead the grammars of C and C++.
///
/// `static int __init f(void)`, `ABSL_NAMESPACE_BEGIN namespace x {` and `class API Name : Base {` are no C to a parser
/// that does not expand macros: it guesses, and a whole namespace becomes a function's body. The grammar therefore sees
/// the file with such words as spaces, byte for byte in place, while every fact is read from the true text. Blanked are
/// attribute macros known by name (with their arguments), and upper-case words where the language allows none:
/// before a keyword that begins a declaration, between `class` and its name, before a body, and before a "}" after a
/// complete statement. Places between declarations tell more: see c_macro_rules.cpp. Of #if groups that no grammar can
/// hold, c_branch_mask.cpp leaves one branch. One pass; a copy is made only when something is blanked.
#include <algorithm>
#include <array>
#include <string>

#include "parse/languages/c_mask.hpp"
#include "parse/languages/c_text.hpp"

namespace kompress::parse::languages {
namespace {

constexpr auto Attributes = std::to_array<std::string_view>(
    {"____cacheline_aligned", "____cacheline_aligned_in_smp", "____cacheline_internodealigned_in_smp", "__always_inline",
     "__always_unused", "__assume_aligned", "__bitwise", "__bpf_kfunc", "__cacheline_aligned",
     "__cacheline_aligned_in_smp", "__cold", "__compat_packed", "__cpuidle", "__cpuinit", "__cpumask_var_read_mostly",
     "__deprecated", "__designated_init", "__devinit", "__entry_text", "__exit", "__exitdata", "__flatten", "__force",
     "__hot", "__init", "__init_memblock", "__init_or_module", "__initconst", "__initdata", "__initdata_or_module",
     "__iomem", "__kernel", "__kprobes", "__latent_entropy", "__lsm_ro_after_init", "__malloc", "__maybe_unused",
     "__meminit", "__meminitdata", "__must_check", "__net_exit", "__net_init", "__net_initdata", "__no_kcsan",
     "__no_randomize_layout", "__no_sanitize_address", "__nocast", "__nocfi", "__noclone", "__noreturn", "__noscs",
     "__packed", "__page_aligned_bss", "__page_aligned_data", "__percpu", "__private", "__pure", "__randomize_layout",
     "__rcu", "__read_mostly", "__ref", "__refdata", "__ro_after_init", "__sched", "__tracepoint_string",
     "__tracer_data", "__user", "__visible", "__weak", "asmlinkage", "noinline", "noinline_for_stack", "noinstr",
     "nokprobe_inline", "notrace"});
constexpr auto CalledAttributes = std::to_array<std::string_view>(
    {"__acquires", "__aligned", "__alloc_size", "__cond_acquires", "__counted_by", "__must_hold", "__no_sanitize",
     "__printf", "__releases", "__scanf", "__section"});
/// Few words are attributes: two of their bytes and their length rule most of the others out without a search.
constexpr std::size_t attribute_slot(std::string_view word) {
    return (static_cast<unsigned char>(word[2]) * 5u + static_cast<unsigned char>(word[4]) * 31u + word.size() * 7u) % 256;
}
constexpr auto AttributeSlots = [] {
    std::array<bool, 256> slots{};
    for (const std::string_view word : Attributes) slots[attribute_slot(word)] = true;
    for (const std::string_view word : CalledAttributes) slots[attribute_slot(word)] = true;
    slots[attribute_slot("__attribute__")] = true;
    return slots;
}();

class Masker {
  public:
    Masker(std::string_view text, std::string& buffer) : text_(text), buffer_(buffer) {}

    std::string_view run() {
        bool at_line_start = true;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '\n') {
                at_line_start = true;
                ++at_;
            } else if (c == ' ' || c == '\t' || c == '\r') {
                ++at_;
            } else if (c == '#' && at_line_start) {
                skip_directive();
            } else if (is_word_byte(c)) {
                on_word(at_line_start);
                at_line_start = false;
            } else if (c == '"' || c == '\'' || c == '/') {
                at_line_start = false;
                const std::size_t size = skip_literal_or_comment(text_.substr(at_));
                if (c != '/' || size == 1) remember(c, {});
                at_ += size;
            } else {
                at_line_start = false;
                on_bracket(c);
                remember(c, {});
                ++at_;
            }
        }
        return is_masked_ ? std::string_view(buffer_) : text_;
    }

  private:
    void skip_directive() {
        const std::size_t start = at_;
        at_ = end_of_directive(text_, at_);
        blank_comments(start, at_);
        blanks_.clear();
        branches_.on_directive(text_, {start, at_, braces_.size(), previous_, braces()}, blanks_);
        for (const ByteRange& range : blanks_) {
            blank(range.begin, range.end);
            at_ = std::max(at_, range.end);
        }
    }

    /// The grammars end a macro at the first comment in its body and take the lines that continue it for code.
    void blank_comments(std::size_t begin, std::size_t end) {
        const std::size_t last_line = text_.rfind('\n', end - 1);
        if (last_line == std::string_view::npos || last_line <= begin) return;  // not continued
        const std::string_view body = text_.substr(0, last_line);
        for (std::size_t at = body.find("/*", begin); at != std::string_view::npos; at = body.find("/*", at)) {
            const std::size_t size = skip_literal_or_comment(body.substr(at));
            if (!body.substr(at, size).ends_with("*/")) return;  // the last line ends it: nothing is lost
            for (const std::size_t comment_end = at + size; at < comment_end;) {
                const std::size_t line_end = std::min(body.find('\\', at), comment_end);  // those that continue the line stay
                blank(at, line_end);
                at = std::min(line_end + 1, comment_end);
            }
        }
    }

    Braces braces() const { return braces_.empty() ? Braces::Namespace : braces_.back(); }

    void on_bracket(char c) {
        if (c == '{') braces_.push_back(previous_ == '"' ? Braces::Namespace : head_);  // `extern "C" {`
        if (c == '}') close_braces();
        // `struct x f(…) {` and `struct x y = {` open no struct; `struct __attribute__((…)) x {` does.
        const bool ends_head = c == '{' || c == '}' || c == ';' || c == '=' || (c == '(' && !previous_word_.starts_with("__"));
        if (ends_head) head_ = Braces::Other;
    }

    /// A brace in the first column ends a function whatever it leaves open.
    void close_braces() {
        if (at_ == 0 || text_[at_ - 1] == '\n')
            while (braces_.size() > 1 && braces_.back() == Braces::Other && braces_[braces_.size() - 2] == Braces::Other) braces_.pop_back();
        if (!braces_.empty()) braces_.pop_back();
    }

    void on_word(bool at_line_start) {
        const std::size_t start = at_;
        while (at_ < text_.size() && is_word_byte(text_[at_])) ++at_;
        if (text_[start] <= '9') return on_number();
        const std::string_view word = text_.substr(start, at_ - start);
        const char first = word.front();
        if ((first == '_' || first == 'n' || first == 'a') && word.size() > 4 && AttributeSlots[attribute_slot(word)] &&
            is_attribute(word, at_line_start)) {
            blank(start, at_);
            return;
        }
        const bool may_be_macro = (first == '_' || (first >= 'A' && first <= 'Z')) && word.size() > 2 && is_macro_word(word);
        if (may_be_macro && (misleads() || misleads_by_place(word, at_line_start))) {
            blank(start, at_);
            return;
        }
        if (first >= 'c' && first <= 'u') on_key(word);
        remember(first, word);
    }

    void on_key(std::string_view word) {
        if (word == "enum") head_ = Braces::Enum;
        else if (word == "namespace") head_ = Braces::Namespace;
        else if (head_ == Braces::Other && is_class_key(word)) head_ = Braces::Class;  // not of `enum class`
    }

    /// `1'000'000` is one number in C++ and holds no literal.
    void on_number() {
        while (at_ + 1 < text_.size() && text_[at_] == '\'' && is_word_byte(text_[at_ + 1]))
            for (++at_; at_ < text_.size() && is_word_byte(text_[at_]);) ++at_;
        remember('0', {});
    }

    bool misleads_by_place(std::string_view word, bool at_line_start) {
        const std::size_t end = misleading_macro(text_, {word, at_, previous_, previous_word_, before_previous_word_, at_line_start, braces()});
        if (end == 0) return false;
        at_ = end;
        return true;
    }

    /// Also takes the arguments of an attribute that has some.
    bool is_attribute(std::string_view word, bool at_line_start) {
        if (is_one_of(Attributes, word)) return true;
        // `int x __attribute__((y)) = 1`; before a declaration the grammars know it
        const bool is_behind = previous_ == '}' ? !at_line_start : previous_ != ';' && previous_ != '{';
        const bool is_gnu = is_behind && word == "__attribute__";
        if ((!is_gnu && !is_one_of(CalledAttributes, word)) || at_ >= text_.size() || text_[at_] != '(') return false;
        const auto end = behind_parentheses(text_, static_cast<std::uint32_t>(at_));
        if (!end) return false;
        at_ = *end;
        return true;
    }

    /// Whether the upper-case word that ends at at_ stands where only a macro can. May take its arguments too.
    bool misleads() {
        std::size_t behind = at_;
        if (behind < text_.size() && text_[behind] == '(') {
            const bool is_class_head = is_class_key(previous_word_), is_namespace_head = before_previous_word_ == "namespace";
            if (!is_class_head && !is_namespace_head) return false;
            const auto end = behind_parentheses(text_, static_cast<std::uint32_t>(behind));
            if (!end || (is_namespace_head && text_.substr(skip_blank(text_, *end), 1) != "{")) return false;
            if (is_class_head && !heads_class(skip_blank(text_, *end))) return false;
            at_ = *end;
            return true;
        }
        const std::size_t next = skip_blank(text_, behind);
        if (next >= text_.size()) return false;
        if (text_[next] == '}') return previous_ == '}' || previous_ == ';';
        if (text_[next] == '{') return previous_ == ')' || before_previous_word_ == "namespace";
        if (!is_word_byte(text_[next]) || next == behind) return false;
        return opens_declaration(text_, next) || (is_class_key(previous_word_) && heads_class(next));
    }

    /// What follows `class MACRO`: names up to `{`, a base clause or `final`.
    bool heads_class(std::size_t at) const {
        for (int words = 0; words < 4; ++words) {
            const std::string_view word = word_from(text_, at);
            if (word.empty()) return false;
            at = skip_blank(text_, at + word.size());
            if (at < text_.size() && text_[at] == '(' && is_macro_word(word))
                at = skip_blank(text_, behind_parentheses(text_, static_cast<std::uint32_t>(at)).value_or(static_cast<std::uint32_t>(at)));
            if (at >= text_.size()) return false;
            if (text_[at] == '{' || (text_[at] == ':' && text_.substr(at, 2) != "::") || word_from(text_, at) == "final") return true;
        }
        return false;
    }

    void blank(std::size_t from, std::size_t to) {
        if (!is_masked_) buffer_.assign(text_);
        is_masked_ = true;
        for (std::size_t i = from; i < to; ++i)
            if (buffer_[i] != '\n') buffer_[i] = ' ';
    }

    void remember(char c, std::string_view word) {
        previous_ = c, before_previous_word_ = previous_word_, previous_word_ = word;
    }

    std::string_view text_;
    std::string& buffer_;
    std::size_t at_ = 0;
    char previous_ = ';';
    std::string_view previous_word_, before_previous_word_;
    bool is_masked_ = false;
    Braces head_ = Braces::Other;  ///< what a "{" would open: the key of a class or enum was read
    std::vector<Braces> braces_;   ///< open ones
    BranchMask branches_;
    std::vector<ByteRange> blanks_;
};

static_assert(std::is_sorted(Attributes.begin(), Attributes.end()) &&
              std::is_sorted(CalledAttributes.begin(), CalledAttributes.end()));

}  // namespace

std::string_view mask_macros(std::string_view text, std::string& buffer) { return Masker(text, buffer).run(); }

}  // namespace kompress::parse::languages
