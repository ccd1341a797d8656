// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Cuts text into terms, the unit in which queries and files are compared: lower-case stems of the parts of words.
///
/// `parseHTTPHeaders` gives pars, http, header and, whole, parsehttpheader; `parse_http_headers` gives the same.
/// Threading: any.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kompress::search {

/// Longer words are cut here; nobody searches for them.
inline constexpr std::size_t MaxTermBytes = 48;

enum class Letter : std::uint8_t { Other, Lower, Upper, Digit, Joint };
/// ASCII letters by case; bytes of other scripts count as lower case; Joint is the underscore.
Letter letter_of(char c);

/// Takes a light ending off a word in lower case: "queries" → "query", "matched" → "match". In place; gives the new size.
/// The same for queries and for files, so it need not be right, only even.
std::size_t stem(char* word, std::size_t size);
/// True for words that stand in nearly every sentence.
bool is_stop_word(std::string_view lowered);

/// The terms of `text` in order, stop words left out, compounds behind their parts.
std::vector<std::string> terms_of(std::string_view text);

/// Calls `part(begin, end)` for each part of the word `word` (letters, digits and joints only), split at joints, digits
/// and changes of case.
template <typename Part>
void each_part(std::string_view word, Part part) {
    for (std::size_t i = 0; i < word.size();) {
        const Letter kind = letter_of(word[i]);
        std::size_t end = i + 1;
        if (kind == Letter::Joint) {
            i = end;
            continue;
        }
        if (kind == Letter::Upper) {
            while (end < word.size() && letter_of(word[end]) == Letter::Upper) ++end;
            const bool goes_on = end < word.size() && letter_of(word[end]) == Letter::Lower;
            if (goes_on && end - i > 1) --end;  // "HTTPServer": the last capital belongs to what follows
            else if (goes_on)
                while (end < word.size() && letter_of(word[end]) == Letter::Lower) ++end;
        } else {
            while (end < word.size() && letter_of(word[end]) == kind) ++end;
        }
        part(i, end);
        i = end;
    }
}

/// The terms of one query, looked up as fast as text can be read.
class TermTable {
  public:
    static constexpr std::uint16_t None = 0xffff;
    explicit TermTable(const std::vector<std::string>& terms);
    /// Number of the term that `part` (any case, not stemmed) stands for, or None.
    std::uint16_t find(std::string_view part) const {
        return part.size() < 2 || !filter_test(part) ? None : look_up(part);
    }
    /// The same for a compound: joints are left out.
    std::uint16_t find_compound(std::string_view word) const;
    std::size_t size() const { return terms_.size(); }

  private:
    static std::uint32_t key(char a, char b, char c) {
        return (std::uint32_t{static_cast<unsigned char>(a)} & 31u) << 10 | (std::uint32_t{static_cast<unsigned char>(b)} & 31u) << 5 |
               (std::uint32_t{static_cast<unsigned char>(c)} & 31u);
    }
    bool filter_test(std::string_view part) const {
        const std::uint32_t k = key(part[0], part[1], part.size() > 2 ? part[2] : '\0');
        return (filter_[k >> 6] >> (k & 63)) & 1;
    }
    std::uint16_t look_up(std::string_view part) const;

    std::vector<std::string> terms_;
    std::array<std::uint64_t, 512> filter_{};  ///< first three letters of every term
    std::vector<std::uint16_t> slots_;         ///< open addressing, a power of two
};

}  // namespace kompress::search
