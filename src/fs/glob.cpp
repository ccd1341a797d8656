// SPDX-License-Identifier: Apache-2.0
/// Matching without exponential backtracking: only two restart points are ever needed.
///
/// A `*` stops at a slash, so whatever follows the last `*` of a path segment can be retried from
/// there alone: an earlier star of that segment could only hand over bytes that the last one may
/// take as well. A `**` takes anything, so the same holds for the last `**` of the whole pattern;
/// `**` + `/` always begins a segment, and so do the places where it can be retried. When the
/// inner point runs into a slash the outer one moves on. Cost: pattern times text per outer try.
#include "fs/glob.hpp"

#include <array>
#include <string>

namespace kompress::fs {
namespace {

using Byte = unsigned char;
constexpr std::size_t None = std::string_view::npos;

bool is_lower(Byte c) {
    return c >= 'a' && c <= 'z';
}
bool is_upper(Byte c) {
    return c >= 'A' && c <= 'Z';
}
bool is_alpha(Byte c) {
    return is_lower(c) || is_upper(c);
}
bool is_digit(Byte c) {
    return c >= '0' && c <= '9';
}
bool is_print(Byte c) {
    return c >= 0x20 && c <= 0x7e;
}
bool is_space(Byte c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}  // git's, no \v \f

struct NamedClass {
    std::string_view name;
    bool (*holds)(Byte);
};
constexpr std::array<NamedClass, 12> NamedClasses{{
    {"alnum", [](Byte c) { return is_alpha(c) || is_digit(c); }},
    {"alpha", is_alpha},
    {"blank", [](Byte c) { return c == ' ' || c == '\t'; }},
    {"cntrl", [](Byte c) { return c < 0x20 || c == 0x7f; }},
    {"digit", is_digit},
    {"graph", [](Byte c) { return is_print(c) && !is_space(c); }},
    {"lower", is_lower},
    {"print", is_print},
    {"punct", [](Byte c) { return is_print(c) && c != ' ' && !is_alpha(c) && !is_digit(c); }},
    {"space", is_space},
    {"upper", is_upper},
    {"xdigit", [](Byte c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }},
}};

const NamedClass* find_class(std::string_view name) {
    for (const NamedClass& c : NamedClasses)
        if (c.name == name) return &c;
    return nullptr;
}

}  // namespace

struct Glob::Parser {
    std::string_view pattern;
    Glob& glob;
    std::size_t at = 0;

    void run();
    void stars();
    bool set();
    bool set_body(std::bitset<256>& members);
    bool named_class(std::bitset<256>& members, bool& was_class);
    void add_range(std::bitset<256>& members, Byte first, Byte last) const;
    char peek(std::size_t ahead) const { return at + ahead < pattern.size() ? pattern[at + ahead] : '\0'; }
};

void Glob::Parser::run() {
    while (at < pattern.size() && !glob.never_) {
        const char c = pattern[at];
        if (c == '*') {
            stars();
        } else if (c == '?') {
            glob.tokens_.push_back({Kind::Any});
            ++at;
        } else if (c == '[') {
            glob.never_ = !set();
        } else if (c == '\\') {
            // An escaped capital is not folded: git compares it with the folded text and fails.
            glob.never_ = at + 1 == pattern.size();
            glob.tokens_.push_back({Kind::Char, peek(1)});
            at += 2;
        } else {
            glob.tokens_.push_back({Kind::Char, glob.ignore_case_ ? fold(c) : c});
            ++at;
        }
    }
}

/// A run of stars: `**` is special only as a whole component, everywhere else it is one `*`.
void Glob::Parser::stars() {
    const std::size_t begin = at;
    while (peek(0) == '*') ++at;
    const bool starts = begin == 0 || pattern[begin - 1] == '/';
    const bool ends = at == pattern.size() || peek(0) == '/' || (peek(0) == '\\' && peek(1) == '/');
    if (!glob.separator_) {
        glob.tokens_.push_back({Kind::GlobStar});
    } else if (at - begin < 2 || !starts || !ends) {
        glob.tokens_.push_back({Kind::Star});
    } else if (peek(0) == '/') {
        glob.tokens_.push_back({Kind::GlobStarSlash});
        ++at;
    } else {
        glob.tokens_.push_back({Kind::GlobStar});
    }
}

/// `[...]`. False when it is never closed or names an unknown class.
bool Glob::Parser::set() {
    ++at;
    const bool negated = peek(0) == '!' || peek(0) == '^';
    if (negated) ++at;
    std::bitset<256> members;
    if (!set_body(members)) return false;
    if (negated) members.flip();
    if (glob.separator_) members.reset('/');
    glob.tokens_.push_back({Kind::Set, 0, static_cast<std::uint16_t>(glob.sets_.size())});
    glob.sets_.push_back(members);
    return glob.sets_.size() < 0xffff;
}

/// Reads members up to the closing bracket; one that comes first is a member.
bool Glob::Parser::set_body(std::bitset<256>& members) {
    Byte previous = 0;  // what a following '-' would begin a range with
    bool first = true;
    for (; at < pattern.size(); first = false) {
        Byte c = static_cast<Byte>(pattern[at]);
        if (c == ']' && !first) {
            ++at;
            return true;
        }
        if (c == '[' && peek(1) == ':') {
            bool was_class = false;
            if (!named_class(members, was_class)) return false;
            previous = was_class ? 0 : c;
            continue;
        }
        if (c == '-' && previous != 0 && peek(1) != '\0' && peek(1) != ']') {
            ++at;
            if (peek(0) == '\\') ++at;
            if (at >= pattern.size()) return false;
            add_range(members, previous, static_cast<Byte>(pattern[at++]));
            previous = 0;
            continue;
        }
        if (c == '\\') {
            if (++at >= pattern.size()) return false;
            c = static_cast<Byte>(pattern[at]);
        }
        members.set(c);
        previous = c;
        ++at;
    }
    return false;
}

/// `[:alpha:]` at `at`. What has no `:]` is a plain '['; a name that git does not know is an error.
bool Glob::Parser::named_class(std::bitset<256>& members, bool& was_class) {
    const std::size_t begin = at + 2;
    const std::size_t close = pattern.find(']', begin);
    if (close == None) return false;
    if (close == begin || pattern[close - 1] != ':') {
        members.set('[');
        ++at;
        return true;
    }
    const NamedClass* named = find_class(pattern.substr(begin, close - 1 - begin));
    if (!named) return false;
    for (unsigned c = 0; c < 256; ++c) {
        const bool folded_upper =
            glob.ignore_case_ && named->name == "upper" && is_lower(static_cast<Byte>(c));
        if (named->holds(static_cast<Byte>(c)) || folded_upper) members.set(c);
    }
    was_class = true;
    at = close + 1;
    return true;
}

void Glob::Parser::add_range(std::bitset<256>& members, Byte first, Byte last) const {
    for (unsigned c = first; c <= last; ++c) {
        members.set(c);
        if (glob.ignore_case_ && is_upper(static_cast<Byte>(c)))
            members.set(static_cast<Byte>(fold(static_cast<char>(c))));
    }
}

Glob Glob::compile(std::string_view pattern, Slash slash, bool ignore_case) {
    Glob glob;
    glob.separator_ = slash == Slash::Separator;
    glob.ignore_case_ = ignore_case;
    Parser{pattern, glob}.run();
    return glob;
}

bool Glob::matches_one(const Token& token, char c) const {
    const char folded = ignore_case_ ? fold(c) : c;
    switch (token.kind) {
        case Kind::Char:
            return token.character == folded;
        case Kind::Any:
            return !separator_ || c != '/';
        default:
            return sets_[token.set].test(static_cast<Byte>(folded));
    }
}

bool Glob::matches(std::string_view text) const {
    if (never_) return false;
    std::size_t t = 0, p = 0;
    std::size_t star = None, star_text = 0;  // inner restart: token after the last '*', where its text ended
    std::size_t outer = None, outer_text = 0;  // the same for the last '**'
    while (true) {
        if (p == tokens_.size()) {
            if (t == text.size()) return true;
        } else if (tokens_[p].kind == Kind::Star) {
            star = ++p;
            star_text = t;
            continue;
        } else if (tokens_[p].kind == Kind::GlobStar || tokens_[p].kind == Kind::GlobStarSlash) {
            outer = ++p;
            outer_text = t;
            star = None;
            if (p == tokens_.size() && tokens_[p - 1].kind == Kind::GlobStar) return true;
            continue;
        } else if (t < text.size() && matches_one(tokens_[p], text[t])) {
            ++t;
            ++p;
            continue;
        }
        if (star != None && star_text < text.size() && text[star_text] != '/') {
            t = ++star_text;
            p = star;
            continue;
        }
        if (outer == None) return false;
        star = None;
        if (tokens_[outer - 1].kind == Kind::GlobStarSlash) outer_text = text.find('/', outer_text);
        if (outer_text >= text.size()) return false;
        t = ++outer_text;
        p = outer;
    }
}

}  // namespace kompress::fs
