// SPDX-License-Identifier: Apache-2.0
/// One pass over the expression, as a parser that keeps of each part two things: the set of strings that it stands for,
/// where that set is finite and small, and the best set of strings of which every match of the part holds one.
///
/// A sequence multiplies the finite sets of its parts. Where that ends (a class, a star, too many strings), what has
/// come together so far is a candidate, judged by the rarity of its weakest string; the best candidate wins. A choice
/// is as good as the worst of its branches, and unknown where one branch is.
///
/// Why it is right: a string enters a set only when each way to match the part passes through it; every doubt empties
/// the set, and an empty set promises nothing.
#include "pattern/literals.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "pattern/byte_rarity.hpp"
#include "pattern/finder.hpp"

namespace kompress::pattern {
namespace {

constexpr std::size_t MaxStrings = Finder::MaxLiterals, MaxClass = 8, MaxLength = 64;
constexpr int MaxDepth = 200;

using Strings = std::vector<std::string>;

struct Part {
    bool is_finite = false;
    Strings strings;   // all that it stands for, when finite
    Strings required;  // else one of these is in every match; empty: unknown
};

Part nothing_known() { return {}; }
Part one(std::string text) { return {true, {std::move(text)}, {}}; }

/// What a search would gain by the set: bits of surprise of its weakest string, less what a choice costs.
int worth(const Strings& set) {
    if (set.empty()) return 0;
    unsigned weakest = ~0u;
    for (const std::string& text : set) weakest = std::min(weakest, rarity(text, 4));
    int cost = 0;
    for (std::size_t n = set.size(); n > 1; n /= 2) ++cost;
    return static_cast<int>(weakest) - cost;
}

const Strings& needed(const Part& part) { return part.is_finite ? part.strings : part.required; }

void keep_better(Strings& best, const Strings& candidate) {
    const bool is_useful = !candidate.empty() && std::none_of(candidate.begin(), candidate.end(), [](const auto& s) { return s.empty(); });
    if (is_useful && worth(candidate) > worth(best)) best = candidate;
}

bool is_small(const Strings& set) {
    return set.size() <= MaxStrings && std::all_of(set.begin(), set.end(), [](const auto& s) { return s.size() <= MaxLength; });
}

Strings product(const Strings& a, const Strings& b) {
    Strings result;
    for (const std::string& x : a)
        for (const std::string& y : b) result.push_back(x + y);
    return result;
}

Strings unite(Strings a, const Strings& b) {
    a.insert(a.end(), b.begin(), b.end());
    std::sort(a.begin(), a.end());
    a.erase(std::unique(a.begin(), a.end()), a.end());
    return a;
}

/// Parts one behind the other.
class Sequence {
  public:
    void add(const Part& part) {
        if (part.is_finite && run_.size() * part.strings.size() <= MaxStrings) {
            Strings longer = product(run_, part.strings);
            if (is_small(longer)) {
                run_ = std::move(longer);
                return;
            }
        }
        keep_better(best_, run_);
        is_finite_ = false;
        run_ = {""};
        if (part.is_finite && is_small(part.strings)) run_ = part.strings;
        else keep_better(best_, needed(part));
    }
    Part result() {
        if (is_finite_) return {true, run_, {}};
        keep_better(best_, run_);
        return {false, {}, best_};
    }

  private:
    bool is_finite_ = true;
    Strings run_{""}, best_;
};

class Parser {
  public:
    Parser(std::string_view regex, bool ignore_case) : text_(regex), folds_(ignore_case) {}

    RequiredLiterals run() {
        const Part whole = choice();
        if (failed_ || at_ < text_.size()) return {};
        RequiredLiterals found;
        found.any_of = needed(whole);
        const bool has_empty = std::any_of(found.any_of.begin(), found.any_of.end(), [](const auto& s) { return s.empty(); });
        if (has_empty || found.any_of.size() > MaxStrings) found.any_of.clear();
        found.any_of = unite(std::move(found.any_of), {});
        found.ignore_case = has_folded_;
        found.is_whole = whole.is_finite && !has_assertion_ && !(has_folded_ && has_exact_letter_) && !found.any_of.empty();
        return found;
    }

  private:
    bool is_end() const { return at_ >= text_.size(); }
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    bool take(std::string_view expected) {
        if (text_.substr(at_, expected.size()) != expected) return false;
        at_ += expected.size();
        return true;
    }
    Part fail() {
        failed_ = true;
        at_ = text_.size();
        return nothing_known();
    }

    Part choice() {
        if (++depth_ > MaxDepth) return fail();
        const bool folds = folds_;
        Part all = sequence();
        while (take("|")) {
            const Part next = sequence();
            if (all.is_finite && next.is_finite && all.strings.size() + next.strings.size() <= MaxStrings) {
                all.strings = unite(all.strings, next.strings);
                continue;
            }
            const Strings& a = needed(all);
            const Strings& b = needed(next);
            const auto is_vague = [](const Strings& set) {
                return set.empty() || std::any_of(set.begin(), set.end(), [](const auto& s) { return s.empty(); });
            };
            if (is_vague(a) || is_vague(b)) all = nothing_known();
            else all = {false, {}, unite(a, b)};
            if (all.required.size() > MaxStrings) all = nothing_known();
        }
        folds_ = folds;  // a flag set inside a group ends with it
        --depth_;
        return all;
    }

    Part sequence() {
        Sequence sequence;
        while (!is_end() && peek() != '|' && peek() != ')') sequence.add(repeated());
        return sequence.result();
    }

    Part repeated() {
        Part part = atom();
        while (!failed_ && !is_end()) {
            std::size_t least = 0, most = 0;
            if (!take_count(least, most)) break;
            part = repeat(part, least, most);
        }
        return part;
    }

    static Part repeat(const Part& part, std::size_t least, std::size_t most) {
        if (least == 0 && most == 1 && part.is_finite) return {true, unite(part.strings, {""}), {}};
        if (least == 0) return nothing_known();
        Sequence sequence;
        constexpr std::size_t Enough = 16;
        for (std::size_t i = 0; i < std::min(least, Enough); ++i) sequence.add(part);
        if (least != most || least > Enough) sequence.add(nothing_known());
        return sequence.result();
    }

    /// `*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}`, each perhaps lazy.
    bool take_count(std::size_t& least, std::size_t& most) {
        constexpr std::size_t Unbounded = static_cast<std::size_t>(-1);
        if (take("*")) least = 0, most = Unbounded;
        else if (take("+")) least = 1, most = Unbounded;
        else if (take("?")) least = 0, most = 1;
        else if (peek() != '{' || !take_braces(least, most)) return false;
        take("?");
        return true;
    }

    /// Braces that hold no count stand for themselves.
    bool take_braces(std::size_t& least, std::size_t& most) {
        const char* end = text_.data() + text_.size();
        auto read = std::from_chars(text_.data() + at_ + 1, end, least);
        if (read.ec != std::errc()) return false;
        most = least;
        if (read.ptr < end && *read.ptr == ',') {
            const char* const behind = read.ptr + 1;
            read = std::from_chars(behind, end, most);
            if (read.ptr == behind) most = static_cast<std::size_t>(-1);
        }
        if (read.ptr == end || *read.ptr != '}') return false;
        at_ = static_cast<std::size_t>(read.ptr - text_.data()) + 1;
        return true;
    }

    Part atom() {
        switch (peek()) {
            case '(': return group();
            case '[': return character_class();
            case '\\': return escape();
            case '.': ++at_; return nothing_known();
            case '^':
            case '$': ++at_; return assertion();
            default: return code_point();
        }
    }

    Part assertion() {
        has_assertion_ = true;
        return one("");
    }

    Part group() {
        take("(");
        const bool folds = folds_;
        if (take("?")) {
            if (peek() == 'P' || peek() == '<') {
                at_ = std::min(text_.find('>', at_), text_.size());
                if (!take(">")) return fail();
            } else if (!take_flags()) {
                return fail();
            } else if (take(")")) {
                // Flags for what follows in this group. A count behind them belongs to what is before them.
                const bool is_counted = !is_end() && std::string_view("*+?{").find(peek()) != std::string_view::npos;
                return is_counted ? fail() : one("");
            } else if (!take(":")) {
                return fail();
            }
        }
        const Part inside = choice();
        folds_ = folds;
        return take(")") ? inside : fail();
    }

    bool take_flags() {
        bool on = true;
        for (;; ++at_) switch (peek()) {
                case '-': on = false; break;
                case 'i': folds_ = on; break;
                case 'm':
                case 's':
                case 'U': break;
                default: return peek() == ')' || peek() == ':';
            }
    }

    /// Few plain characters, or nothing known.
    Part character_class() {
        take("[");
        if (peek() == '^') return skip_class();
        std::set<std::string> members;
        for (bool is_first = true; is_first || peek() != ']'; is_first = false) {
            const char c = peek();
            const bool is_plain = c > ' ' && c < 127 && c != '[' && c != '\\' && c != '&' && peek(1) != '-';
            if (!is_plain || members.size() == MaxClass) return skip_class();
            if (folds_ && is_letter(c)) return skip_class();
            has_exact_letter_ |= is_letter(c);
            members.insert(std::string(1, c));
            ++at_;
        }
        ++at_;
        return {true, Strings(members.begin(), members.end()), {}};
    }

    Part skip_class() {
        take("^");
        for (bool is_first = true; is_first || peek() != ']'; is_first = false) {
            if (is_end()) return fail();
            if (take("[:")) {
                at_ = std::min(text_.find(":]", at_), text_.size());
                if (!take(":]")) return fail();
            } else {
                at_ += peek() == '\\' ? 2 : 1;
            }
        }
        ++at_;
        return nothing_known();
    }

    Part escape() {
        const char c = peek(1);
        at_ += 2;
        switch (c) {
            case 'A': case 'z': case 'b': case 'B': case '<': case '>': return assertion();
            case 'd': case 'D': case 's': case 'S': case 'w': case 'W': return nothing_known();
            case 't': return one("\t");
            case 'r': return one("\r");
            case 'f': return one("\f");
            case 'v': return one("\v");
            case 'a': return one("\a");
            case 'p': case 'P': case 'x': case 'u': return skip_code(c);
            default: break;
        }
        const bool is_sign = c > ' ' && c < 127 && !is_letter(c) && !(c >= '0' && c <= '9');
        return is_sign ? one(std::string(1, c)) : fail();
    }

    /// `\pL`, `\p{Greek}`, `\x41`, `\x{41}`: one character, which one is not looked at.
    Part skip_code(char kind) {
        if (peek() == '{') at_ = std::min(text_.find('}', at_), text_.size()) + 1;
        else at_ += kind == 'p' || kind == 'P' ? 1 : 2;
        if (at_ > text_.size()) return fail();
        return nothing_known();
    }

    Part code_point() {
        const auto first = static_cast<unsigned char>(peek());
        const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        std::string text(text_.substr(at_, length));
        at_ = std::min(at_ + length, text_.size());
        if (first >= 0x80) return folds_ ? nothing_known() : one(std::move(text));
        if (!is_letter(text[0])) return one(std::move(text));
        if (!folds_) {
            has_exact_letter_ = true;
            return one(std::move(text));
        }
        has_folded_ = true;
        text[0] |= 0x20;
        // U+212A KELVIN SIGN and U+017F LONG S are k and s in another case.
        return text[0] == 'k' || text[0] == 's' ? nothing_known() : one(std::move(text));
    }

    static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
    bool folds_, failed_ = false;
    bool has_folded_ = false, has_exact_letter_ = false, has_assertion_ = false;
};

}  // namespace

RequiredLiterals required_literals(std::string_view regex, bool ignore_case) {
    // \Q…\E quotes what the parser would take for operators.
    if (regex.find("\\Q") != std::string_view::npos) return {};
    return Parser(regex, ignore_case).run();
}

}  // namespace kompress::pattern
