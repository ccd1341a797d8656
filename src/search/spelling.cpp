// SPDX-License-Identifier: Apache-2.0
#include "search/spelling.hpp"

#include <algorithm>
#include <map>

#include "base/try.hpp"
#include "search/documents.hpp"
#include "search/terms.hpp"

namespace kompress::search {
namespace {

constexpr std::size_t MaxWords = 5000;  // of one beginning that are looked at
constexpr std::size_t ShortestStart = 2;

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > limit || b.size() > MaxTermBytes) return limit + 1;
    std::size_t rows[3][MaxTermBytes + 1];
    for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i + 2) % 3];
        const auto& before = rows[(i + 1) % 3];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return std::min(rows[a.size() % 3][b.size()], limit + 1);
}

Result<std::string> similar_word(store::IndexReader& reader, const std::string& term) {
    if (term.size() < 4 || term.size() > MaxTermBytes) return std::string();
    // As choosing will ask, which gets its answer for nothing; then, of a short word, what only begins so.
    for (const bool by_prefix : {is_asked_by_prefix(term), true}) {
        KOMPRESS_TRY_VALUE(known, reader.pieces_with_word(term, by_prefix, MaxPostings));
        if (!known.empty()) return std::string();
        KOMPRESS_TRY_VALUE(paths, reader.files_with_path_word(term, by_prefix, MaxPostings));
        if (!paths.empty()) return std::string();
    }
    const std::size_t limit = term.size() < 7 ? 1 : 2;
    std::map<std::string, std::size_t> distances;
    for (std::size_t size = term.size() - 1; size >= ShortestStart && distances.empty(); --size) {
        KOMPRESS_TRY_VALUE(words, reader.words_with_prefix(std::string_view(term).substr(0, size), MaxWords));
        for (const std::string& word : words)
            for (const std::string& stemmed : terms_of(word))
                if (const std::size_t distance = edit_distance(term, stemmed, limit); distance <= limit) distances.emplace(stemmed, distance);
    }
    const auto nearest = std::min_element(distances.begin(), distances.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return nearest == distances.end() ? std::string() : nearest->first;
}

}  // namespace kompress::search
