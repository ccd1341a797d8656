// SPDX-License-Identifier: Apache-2.0
#include "search/text_scan.hpp"

#include <algorithm>

namespace kompress::search {

std::uint32_t TextHits::words_in(std::uint32_t first, std::uint32_t last) const {
    last = std::min(last, lines());
    if (first < 1 || first > last) return 0;
    return words_before[last] - words_before[first - 1];
}

std::pair<std::size_t, std::size_t> TextHits::hits_in(std::uint32_t first, std::uint32_t last) const {
    const auto begin = std::lower_bound(hits.begin(), hits.end(), first, [](const Hit& hit, std::uint32_t line) { return hit.line < line; });
    const auto end = std::upper_bound(begin, hits.end(), last, [](std::uint32_t line, const Hit& hit) { return line < hit.line; });
    return {static_cast<std::size_t>(begin - hits.begin()), static_cast<std::size_t>(end - hits.begin())};
}

TextHits scan_text(std::string_view text, const TermTable& table) {
    TextHits found;
    found.words_before.reserve(text.size() / 32 + 2);
    found.words_before.push_back(0);
    std::uint32_t line = 1, words = 0;
    std::uint16_t before = TermTable::None;
    const auto add = [&](std::uint16_t term) {
        if (term != TermTable::None) found.hits.push_back({line, term, before});
        before = term;
    };
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '\n') {
            found.words_before.push_back(words);
            ++line;
            ++i;
            continue;
        }
        if (letter_of(text[i]) == Letter::Other) {
            ++i;
            continue;
        }
        std::size_t end = i + 1;
        while (end < text.size() && letter_of(text[end]) != Letter::Other) ++end;
        const std::string_view word = text.substr(i, end - i);
        std::size_t parts = 0;
        each_part(word, [&](std::size_t b, std::size_t e) {
            ++parts;
            if (e - b < 2) return;
            ++words;
            add(table.find(word.substr(b, e - b)));
        });
        if (parts > 1) {
            ++words;
            const std::uint16_t whole = table.find_compound(word);
            if (whole != TermTable::None) found.hits.push_back({line, whole, TermTable::None});
        }
        i = end;
    }
    found.words_before.push_back(words);
    return found;
}

}  // namespace kompress::search
