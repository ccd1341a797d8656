// SPDX-License-Identifier: Apache-2.0
/// #if groups that no grammar can hold.
///
/// A grammar takes `#if … #else … #endif` for a block with whole declarations in each branch. People also write two heads
/// of one class, or two ways to open one block: then the first branch alone is a program, so the other branches and the
/// directives are blanked. A group is of that kind when its first branch ends amid a declaration or leaves
/// braces open, and the next one does the same.
#include "parse/languages/c_mask.hpp"

namespace kompress::parse::languages {
namespace {

constexpr std::size_t MaxBranchBytes = 2048;  ///< of all that is blanked of a group: longer ones hold definitions
constexpr std::size_t MaxCutBytes = 512;      ///< of a group without #else amid a declaration

std::string_view directive_name(std::string_view text, std::size_t at) {
    std::size_t word = at + 1;
    while (word < text.size() && (text[word] == ' ' || text[word] == '\t')) ++word;
    return word_from(text, word);
}

bool is_if(std::string_view name) { return name == "if" || name == "ifdef" || name == "ifndef"; }
bool is_else(std::string_view name) { return name.starts_with("el"); }

/// Whether the token that begins with `previous` ends nothing. A colon stands behind `public`, a comma between enumerators.
bool is_amid(char previous, Braces braces) {
    return std::string_view(";{}:").find(previous) == std::string_view::npos && (previous != ',' || braces != Braces::Enum);
}
bool is_amid(const DirectiveSite& site) { return is_amid(site.previous, site.braces); }

/// What follows an #else, up to the #endif of its group.
struct Rest {
    std::ptrdiff_t opened = 0;  ///< braces left open by the branch behind the #else
    char last = ';';            ///< its last token's first byte, or last byte
    std::size_t end = 0;        ///< behind the #endif's line; 0 when that is too far
};

Rest read_rest(std::string_view text, std::size_t at) {
    Rest rest;
    const std::size_t limit = std::min(text.size(), at + MaxBranchBytes);
    bool is_first = true, at_line_start = true;
    for (std::size_t nested = 0; at < limit;) {
        const char c = text[at];
        if (c == '#' && at_line_start) {
            const std::string_view name = directive_name(text, at);
            const std::size_t end = end_of_directive(text, at);
            if (is_if(name)) ++nested;
            else if (name == "endif" && nested-- == 0) return {rest.opened, rest.last, end};
            else if (is_else(name) && nested == 0) is_first = false;
            at = end;
            continue;
        }
        if (c == '\n') at_line_start = true;
        else if (c != ' ' && c != '\t' && c != '\r') at_line_start = false;
        const bool is_comment = c == '/' && (text.substr(at, 2) == "//" || text.substr(at, 2) == "/*");
        if (is_first && !is_comment && c > ' ') {
            rest.last = c;
            rest.opened += (c == '{') - (c == '}');
        }
        at += is_comment || c == '"' || c == '\'' ? skip_literal_or_comment(text.substr(at)) : 1;
    }
    return rest;
}

}  // namespace

std::size_t end_of_directive(std::string_view text, std::size_t at) {
    for (;;) {
        const std::size_t feed = std::min(text.find('\n', at), text.size());
        const bool goes_on = feed < text.size() && (text[feed - 1] == '\\' || (text[feed - 1] == '\r' && feed > 1 && text[feed - 2] == '\\'));
        if (!goes_on) return feed;
        at = feed + 1;
    }
}

void BranchMask::on_directive(std::string_view text, const DirectiveSite& site, std::vector<ByteRange>& blanks) {
    const std::string_view name = directive_name(text, site.begin);
    if (is_if(name)) {
        groups_.push_back({site, false});
    } else if (is_else(name) && !groups_.empty()) {
        on_else(text, site, blanks);
    } else if (name == "endif" && !groups_.empty()) {
        const Group group = groups_.back();
        groups_.pop_back();
        const bool is_cut = is_amid(group.opening) || is_amid(site);
        if (group.has_else || !is_cut || site.begin - group.opening.begin > MaxCutBytes) return;
        blanks.push_back({group.opening.begin, group.opening.end});
        blanks.push_back({site.begin, site.end});
    }
}

void BranchMask::on_else(std::string_view text, const DirectiveSite& site, std::vector<ByteRange>& blanks) {
    Group& group = groups_.back();
    if (group.has_else) return;
    group.has_else = true;
    const auto opened = static_cast<std::ptrdiff_t>(site.depth) - static_cast<std::ptrdiff_t>(group.opening.depth);
    if (opened == 0 && (!is_amid(site) || (group.opening.previous == ',' && site.braces == Braces::Enum))) return;
    const Rest rest = read_rest(text, site.end);
    if (rest.end == 0 || rest.opened != opened || (opened == 0 && !is_amid(rest.last, site.braces))) return;
    blanks.push_back({group.opening.begin, group.opening.end});
    blanks.push_back({site.begin, rest.end});
    groups_.pop_back();
}

}  // namespace kompress::parse::languages
