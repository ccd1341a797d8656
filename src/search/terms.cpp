// SPDX-License-Identifier: Apache-2.0
#include "search/terms.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace kompress::search {
namespace {

constexpr std::array<Letter, 256> make_letters() {
    std::array<Letter, 256> table{};
    for (int c = 0; c < 256; ++c) {
        Letter kind = Letter::Other;
        if ((c >= 'a' && c <= 'z') || c >= 0x80) kind = Letter::Lower;
        else if (c >= 'A' && c <= 'Z') kind = Letter::Upper;
        else if (c >= '0' && c <= '9') kind = Letter::Digit;
        else if (c == '_') kind = Letter::Joint;
        table[static_cast<std::size_t>(c)] = kind;
    }
    return table;
}
constexpr auto Letters = make_letters();

constexpr auto make_stop_words() {
    auto words = std::to_array<std::string_view>(
        {"a",     "an",    "and",   "are",   "as",    "at",     "be",    "because", "been",  "but",   "by",    "can",    "could", "did",
         "do",    "does",  "doing", "each",  "for",   "from",   "had",   "has",     "have",  "he",    "here",  "how",    "however", "i",
         "if",    "in",    "instead", "into", "is",   "it",     "its",   "itself",  "just",  "may",   "me",    "might",  "more",  "most",
         "must",  "my",    "no",    "not",   "now",   "of",     "off",   "on",      "one",   "only",  "or",    "other",  "our",   "out",
         "over",  "own",   "same",  "she",   "should", "so",    "some",  "such",    "than",  "that",  "the",   "their",  "them",  "then",
         "there", "these", "they",  "this",  "those", "through", "to",   "too",     "under", "until", "up",    "us",     "using", "very",
         "via",   "was",   "we",    "were",  "what",  "when",   "where", "which",   "while", "who",   "whom",  "why",    "will",  "with",
         "within", "without", "would", "you", "your", "also",   "make",  "makes",   "made",  "use",   "used",  "uses",   "allow", "please"});
    std::sort(words.begin(), words.end());
    return words;
}
constexpr auto StopWords = make_stop_words();

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_compound(std::string_view word) {
    std::size_t parts = 0;
    each_part(word, [&](std::size_t, std::size_t) { ++parts; });
    return parts > 1;
}

std::string compound_of(std::string_view word) {
    std::string whole;
    for (const char c : word)
        if (c != '_' && whole.size() < MaxTermBytes) whole += lower(c);
    whole.resize(stem(whole.data(), whole.size()));
    return whole;
}

}  // namespace

Letter letter_of(char c) { return Letters[static_cast<unsigned char>(c)]; }

std::size_t stem(char* word, std::size_t size) {
    if (size <= 4) return size;
    const std::string_view text(word, size);
    if (text.ends_with("ies") && size >= 6) {
        word[size - 3] = 'y';
        return size - 2;
    }
    for (const std::string_view ending : {"ing", "ed", "es", "s"})
        if (text.ends_with(ending) && size - ending.size() >= 3) return size - ending.size();
    return size;
}

bool is_stop_word(std::string_view lowered) { return std::binary_search(StopWords.begin(), StopWords.end(), lowered); }

std::vector<std::string> terms_of(std::string_view text) {
    std::vector<std::string> terms;
    for (std::size_t i = 0; i < text.size();) {
        if (letter_of(text[i]) == Letter::Other) {
            ++i;
            continue;
        }
        std::size_t end = i + 1;
        while (end < text.size() && letter_of(text[end]) != Letter::Other) ++end;
        const std::string_view word = text.substr(i, end - i);
        each_part(word, [&](std::size_t begin, std::size_t stop) {
            std::string part(word.substr(begin, std::min(stop - begin, MaxTermBytes)));
            std::transform(part.begin(), part.end(), part.begin(), lower);
            if (is_stop_word(part) || (part.size() < 2 && letter_of(part[0]) != Letter::Digit)) return;
            part.resize(stem(part.data(), part.size()));
            terms.push_back(std::move(part));
        });
        if (is_compound(word)) terms.push_back(compound_of(word));
        i = end;
    }
    return terms;
}

TermTable::TermTable(const std::vector<std::string>& terms) : terms_(terms) {
    std::size_t slots = 64;
    while (slots < terms.size() * 4) slots *= 2;
    slots_.assign(slots, None);
    for (std::size_t i = 0; i < terms_.size() && i < None; ++i) {
        const std::string& term = terms_[i];
        if (term.size() < 2) continue;
        const std::uint32_t k = key(term[0], term[1], term.size() > 2 ? term[2] : '\0');
        filter_[k >> 6] |= std::uint64_t{1} << (k & 63);
        std::size_t at = hash64(term) & (slots - 1);
        while (slots_[at] != None) at = (at + 1) & (slots - 1);
        slots_[at] = static_cast<std::uint16_t>(i);
    }
}

std::uint16_t TermTable::look_up(std::string_view part) const {
    char word[MaxTermBytes];
    std::size_t size = std::min(part.size(), MaxTermBytes);
    for (std::size_t i = 0; i < size; ++i) word[i] = lower(part[i]);
    size = stem(word, size);
    const std::string_view text(word, size);
    for (std::size_t at = hash64(text) & (slots_.size() - 1); slots_[at] != None; at = (at + 1) & (slots_.size() - 1))
        if (terms_[slots_[at]] == text) return slots_[at];
    return None;
}

std::uint16_t TermTable::find_compound(std::string_view word) const {
    char whole[MaxTermBytes];
    std::size_t size = 0;
    for (std::size_t i = 0; i < word.size() && size < MaxTermBytes; ++i)
        if (word[i] != '_') whole[size++] = word[i];
    return find({whole, size});
}

}  // namespace kompress::search
