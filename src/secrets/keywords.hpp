// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Finds all occurrences of a few hundred short words in one pass, whatever the case of their letters.
///
/// The automaton of Aho and Corasick (CACM 18(6), 1975) with every transition filled in. A byte costs one look-up, which
/// waits for the one before it and for nothing else: bytes are put into classes (all that occurs in no word is one class),
/// so that the rows in use stay in the nearest cache, and accepting states have the highest numbers, so that one comparison
/// tells them.
///
/// Threading: immutable once made.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kompress::secrets {

class Keywords {
  public:
    struct Word {
        std::string text;  ///< lower case, not empty
        std::uint32_t value = 0;
    };
    /// At most 65,535 bytes of words.
    explicit Keywords(const std::vector<Word>& words);

    /// Calls `found(begin, value)` for each word at each place, by where they end; at the same end the longest first.
    template <typename Found>
    void find_all(std::string_view text, Found&& found) const {
        std::uint32_t state = 0;
        for (std::size_t at = 0; at < text.size(); ++at) {
            state = next_[(state << shift_) | class_of_[static_cast<unsigned char>(text[at])]];
            if (state < first_accepting_) continue;
            const std::uint32_t accepted = state - first_accepting_;
            for (std::uint32_t i = accepts_[accepted]; i < accepts_[accepted + 1]; ++i)
                found(at + 1 - outputs_[i].length, outputs_[i].value);
        }
    }

  private:
    struct Output {
        std::uint32_t length, value;
    };

    std::array<std::uint8_t, 256> class_of_{};
    unsigned shift_ = 0;
    std::uint32_t first_accepting_ = 0;
    std::vector<std::uint16_t> next_;      // [state << shift | class]
    std::vector<std::uint32_t> accepts_;   // [accepting state]: its first output; one more as the end
    std::vector<Output> outputs_;
};

}  // namespace kompress::secrets
