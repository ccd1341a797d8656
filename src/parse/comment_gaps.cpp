// SPDX-License-Identifier: Apache-2.0
#include "parse/comment_gaps.hpp"

#include <algorithm>
#include <array>

#include "parse/literal_scan.hpp"

namespace kompress::parse {
namespace {

/// Shorter ones cost more in jumps than they save. The lexer looks through all ranges at every token, so there must
/// not be many.
constexpr std::uint32_t MinGapBytes = 64;
constexpr std::size_t MaxGaps = 64;

constexpr std::array<bool, 256> make_openers() {
    std::array<bool, 256> table{};
    table['"'] = table['\''] = table['/'] = true;
    return table;
}
constexpr std::array<bool, 256> Openers = make_openers();

/// Follows a position through the text by rows and columns.
struct Position {
    std::string_view text;
    std::size_t at = 0, line_start = 0;
    std::uint32_t row = 0;

    TSPoint move_to(std::size_t to) {
        const std::string_view passed = text.substr(at, to - at);
        row += static_cast<std::uint32_t>(std::count(passed.begin(), passed.end(), '\n'));
        const std::size_t feed = passed.rfind('\n');
        if (feed != std::string_view::npos) line_start = at + feed + 1;
        at = to;
        return {row, static_cast<std::uint32_t>(to - line_start)};
    }
};

}  // namespace

void CommentGaps::find(std::string_view text) {
    gaps_.clear();
    std::size_t at = 0;
    while (at < text.size()) {
        while (at < text.size() && !Openers[static_cast<unsigned char>(text[at])]) ++at;
        if (at >= text.size()) return;
        if (text[at] != '/') {
            at = text.substr(at, 3) == TextBlockQuotes ? std::min(skip_text_block(text, at), text.size()) : skip_quoted(text, at);
        } else if (text.substr(at, 2) == "//") {
            at = std::min(text.find('\n', at), text.size());
        } else if (text.substr(at, 2) == "/*") {
            const std::size_t end = find_comment_end(text, at + 2);
            if (end == std::string_view::npos) return;  // unclosed: the grammar decides what that is
            if (end - at - 2 >= MinGapBytes) gaps_.push_back({static_cast<std::uint32_t>(at + 2), static_cast<std::uint32_t>(end)});
            at = end + 2;
        } else {
            ++at;
        }
    }
}

void CommentGaps::keep_largest() {
    if (gaps_.size() <= MaxGaps) return;
    const auto size = [](const Gap& gap) { return gap.end - gap.start; };
    std::nth_element(gaps_.begin(), gaps_.begin() + MaxGaps, gaps_.end(), [&](const Gap& a, const Gap& b) {
        return size(a) != size(b) ? size(a) > size(b) : a.start < b.start;
    });
    gaps_.resize(MaxGaps);
    std::sort(gaps_.begin(), gaps_.end(), [](const Gap& a, const Gap& b) { return a.start < b.start; });
}

std::span<const TSRange> CommentGaps::ranges_of(std::string_view text) {
    find(text);
    keep_largest();
    ranges_.clear();
    if (gaps_.empty()) return {};
    Position position{text};
    TSRange range{};
    for (const Gap& gap : gaps_) {
        range.end_byte = gap.start;
        range.end_point = position.move_to(gap.start);
        ranges_.push_back(range);
        range.start_byte = gap.end;
        range.start_point = position.move_to(gap.end);
    }
    range.end_byte = static_cast<std::uint32_t>(text.size());
    range.end_point = position.move_to(text.size());
    ranges_.push_back(range);
    return ranges_;
}

}  // namespace kompress::parse
