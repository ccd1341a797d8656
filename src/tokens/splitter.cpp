// SPDX-License-Identifier: Apache-2.0
/// Problem: both encodings cut text with a regular expression before they merge bytes. Matching it in general costs more
/// than the merging.
///
/// cl100k_base: (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*
///              |\s*[\r\n]+|\s+(?!\S)|\s+
/// o200k_base:  [^\r\n\p{L}\p{N}]?U*W+C?|[^\r\n\p{L}\p{N}]?U+W*C?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*
///              |\s*[\r\n]+|\s+(?!\S)|\s+
///   with U = [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}], W = [\p{Ll}\p{Lm}\p{Lo}\p{M}], C = (?i:'s|'t|'re|'ve|'m|'ll|'d)
///
/// Idea: the first character decides which alternatives can match, and each is a run of classes. Where the expression goes
/// back, the place to go back to is known:
/// - \s*[\r\n]+ ends behind the last newline of the white space, \s+(?!\S) before its last character;
/// - U*W+ over a run of U that no lower case letter follows ends behind the last character of the run that is also a W
///   (a mark or a letter without case); without one, U+W* takes the run.
///
/// Cost: a character is looked at no more than twice, as what is given back is taken whole by the next piece.
/// Sameness with the expression is checked by tests/oracle/compare_tiktoken.mjs.
#include "tokens/splitter.hpp"

#include <cstddef>

#include "tokens/char_class.hpp"

namespace kompress::tokens {
namespace {

constexpr std::uint8_t AnyLetter = Upper | Lower | Letter;
constexpr std::uint8_t LowerRun = Lower | Letter | Mark;
constexpr std::uint8_t UpperRun = Upper | Letter | Mark;
constexpr std::uint8_t Symbol = Other | Mark;

const char* skip(const char* p, const char* end, std::uint8_t flags) {
    while (p < end) {
        const CharInfo c = char_at(p);
        if (!(c.flags & flags)) break;
        p += c.length;
    }
    return p;
}

const char* skip_numbers(const char* p, const char* end) {
    for (int i = 0; i < 3 && p < end; ++i) {
        const CharInfo c = char_at(p);
        if (!(c.flags & Number)) break;
        p += c.length;
    }
    return p;
}

/// Behind the contraction that starts at `p`, or `p`. Letters match in either case, s also as U+017F.
const char* skip_contraction(const char* p, const char* end) {
    if (end - p < 2 || *p != '\'') return p;
    const auto lower = [&](std::ptrdiff_t i) { return p + i < end ? p[i] | 0x20 : 0; };
    switch (lower(1)) {
        case 's': case 't': case 'm': case 'd': return p + 2;
        case 'r': case 'v': return lower(2) == 'e' ? p + 3 : p;
        case 'l': return lower(2) == 'l' ? p + 3 : p;
        default: break;
    }
    return end - p >= 3 && p[1] == '\xC5' && p[2] == '\xBF' ? p + 3 : p;
}

const char* skip_space(const char* p, const char* end) {
    const char *last = p, *after_newline = nullptr;
    const char* q = p;
    while (q < end) {
        const CharInfo c = char_at(q);
        if (!(c.flags & Space)) break;
        last = q;
        q += c.length;
        if (c.flags & Newline) after_newline = q;
    }
    if (after_newline) return after_newline;
    return q == end || last == p ? q : last;
}

/// ` ?[^\s\p{L}\p{N}]+[\r\n]*` and white space; `c` stands at `p` and is no letter and no number.
template <bool SlashGoesOn>
const char* skip_symbols_or_space(const char* p, const char* end, CharInfo c) {
    const char* q = p + c.length;
    if (c.flags & Space) {
        if (*p != ' ' || q == end || !(char_at(q).flags & Symbol)) return skip_space(p, end);
    }
    q = skip(q, end, Symbol);
    while (q < end && (*q == '\r' || *q == '\n' || (SlashGoesOn && *q == '/'))) ++q;
    return q;
}

struct Word {
    const char* end;       ///< where the run ends; the start when there is none
    bool has_lower_run;    ///< U*W+ matches up to `end`; else only U+
};

/// U*W+ or else U+W* from `p`.
Word match_word(const char* p, const char* end) {
    const char *q = p, *after_caseless = nullptr;
    while (q < end) {
        const CharInfo c = char_at(q);
        if (!(c.flags & UpperRun)) {
            if (c.flags & Lower) return {skip(q + c.length, end, LowerRun), true};
            break;
        }
        q += c.length;
        if (c.flags & (Letter | Mark)) after_caseless = q;
    }
    if (after_caseless) return {after_caseless, true};
    return {q, false};
}

}  // namespace

const char* next_piece_cl100k(const char* p, const char* end) {
    const CharInfo c = char_at(p);
    const char* q = p + c.length;
    if (c.flags & AnyLetter) return skip(q, end, AnyLetter);
    if (c.flags & Number) return skip_numbers(p, end);
    if (const char* contraction = skip_contraction(p, end); contraction != p) return contraction;
    if (!(c.flags & Newline) && q < end) {
        const CharInfo next = char_at(q);
        if (next.flags & AnyLetter) return skip(q + next.length, end, AnyLetter);
    }
    return skip_symbols_or_space<false>(p, end, c);
}

const char* next_piece_o200k(const char* p, const char* end) {
    const CharInfo c = char_at(p);
    if (c.flags & AnyLetter) return skip_contraction(match_word(p, end).end, end);
    if (c.flags & Number) return skip_numbers(p, end);
    const char* q = p + c.length;
    if (!(c.flags & Newline)) {
        const Word word = match_word(q, end);
        if (word.has_lower_run) return skip_contraction(word.end, end);
        if (c.flags & Mark) return skip_contraction(q, end);  // not the prefix but U*W+ itself
        if (word.end != q) return skip_contraction(word.end, end);
    }
    return skip_symbols_or_space<true>(p, end, c);
}

const char* last_sure_boundary(const char* begin, const char* end) {
    const char* behind = end;  // the start of the character behind the one that is looked at
    while (behind > begin) {
        const char* at = behind - 1;
        while (at > begin && (*at & 0xC0) == 0x80) --at;
        const std::uint8_t before = char_at(at).flags;
        if (behind < end && (before & (AnyLetter | Number))) {
            const std::uint8_t after = char_at(behind).flags;
            const bool goes_on = after & (before & Number ? Number : AnyLetter | Mark);
            if (!goes_on && *behind != '\'') return behind;
        }
        behind = at;
    }
    return begin;
}

}  // namespace kompress::tokens
