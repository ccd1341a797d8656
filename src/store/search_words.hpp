// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Words that people search for, cut out of identifiers and prose.
///
/// Threading: one thread a WordSet.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kompress::store {

/// Collects distinct lower-case words of 2 to 32 bytes, in order of first appearance.
class WordSet {
  public:
    WordSet() : slots_(InitialSlots) {}
    void clear();
    /// Splits at case changes, digits, `_` and `-`: parseHTTPHeader2 → parse http header 2.
    void add_identifier(std::string_view name);
    /// Splits at everything that is not a letter, digit or part of a UTF-8 sequence; identifiers inside are split too.
    /// Words that stand in nearly every sentence ("the", "of") are left out: they find everything and so nothing.
    void add_prose(std::string_view text);
    /// Words separated by single spaces.
    const std::string& words() const { return words_; }

  private:
    void add(std::string_view word, bool is_prose = false);
    void grow();
    void begin_generation();

    static constexpr std::size_t InitialSlots = 1024;

    struct Slot {
        std::uint32_t start = 0, hash = 0, generation = 0;
        std::uint32_t size = 0;
    };
    std::vector<Slot> slots_;
    std::size_t mask_ = InitialSlots - 1;  ///< slots in use, a power of two, less one: few after clear(), for the cache
    std::uint32_t generation_ = 1;
    std::size_t count_ = 0;
    std::string words_;
};

}  // namespace kompress::store
