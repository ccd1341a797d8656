// SPDX-License-Identifier: Apache-2.0
#include "store/search_words.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace kompress::store {
namespace {

constexpr std::size_t MaxWordBytes = 32;

enum class Letter : unsigned char { Other, Lower, Upper, Digit };

Letter letter(char c) {
    if ((c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80) return Letter::Lower;
    if (c >= 'A' && c <= 'Z') return Letter::Upper;
    if (c >= '0' && c <= '9') return Letter::Digit;
    return Letter::Other;
}

constexpr std::uint64_t packed(std::string_view word) {
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < word.size(); ++i) bytes |= std::uint64_t{static_cast<unsigned char>(word[i])} << (8 * i);
    return bytes;
}

constexpr auto make_common_words() {
    constexpr std::string_view Words[] = {
        "an",   "and",  "any",  "are",  "as",   "at",   "be",   "been", "but",  "by",   "can",  "do",   "does", "for",
        "from", "had",  "has",  "have", "if",   "in",   "into", "is",   "it",   "its",  "may",  "must", "no",   "not",
        "of",   "on",   "only", "or",   "our",  "so",   "such", "than", "that", "the",  "them", "then", "they", "this",
        "to",   "was",  "we",   "were", "when", "will", "with", "you",  "your"};
    std::array<std::uint64_t, std::size(Words)> table{};
    std::transform(std::begin(Words), std::end(Words), table.begin(), packed);
    std::sort(table.begin(), table.end());
    return table;
}
constexpr auto CommonWords = make_common_words();

/// A word in lower case, padded with zeros so that it can be hashed eight bytes at a time.
class Lowered {
  public:
    explicit Lowered(std::string_view word) : size_(word.size()) {
        for (std::size_t i = 0; i < size_; ++i)
            bytes_[i] = word[i] >= 'A' && word[i] <= 'Z' ? static_cast<char>(word[i] + 32) : word[i];
    }
    std::string_view text() const { return {bytes_, size_}; }
    bool is_common() const { return size_ <= 4 && std::binary_search(CommonWords.begin(), CommonWords.end(), packed(text())); }
    std::uint32_t hash() const {
        std::uint64_t hash = size_;
        for (std::size_t at = 0; at < size_; at += 8) {
            hash = (hash ^ eight(at)) * 0x9e3779b97f4a7c15u;
            hash ^= hash >> 29;
        }
        return static_cast<std::uint32_t>(hash >> 16);
    }

  private:
    std::uint64_t eight(std::size_t at) const {
        std::uint64_t value;
        std::memcpy(&value, bytes_ + at, sizeof value);
        return value;
    }
    std::size_t size_;
    char bytes_[MaxWordBytes] = {};
};

}  // namespace

void WordSet::clear() {
    words_.clear();
    count_ = 0;
    mask_ = InitialSlots - 1;
    begin_generation();
}

void WordSet::begin_generation() {
    if (++generation_ > 0) return;
    slots_.assign(slots_.size(), {});
    generation_ = 1;
}

void WordSet::add_identifier(std::string_view name) {
    std::size_t start = 0;
    Letter before = Letter::Other;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const Letter now = letter(name[i]);
        bool begins = now != before;
        // "Name": the capital belongs to what follows. "HTTPServer": the last capital does.
        if (before == Letter::Upper && now == Letter::Lower) {
            begins = i - start > 1;
            if (begins) {
                add(name.substr(start, i - 1 - start));
                start = i - 1;
            }
            before = now;
            continue;
        }
        if (begins) {
            if (before != Letter::Other) add(name.substr(start, i - start));
            start = i;
        }
        before = now;
    }
    if (before != Letter::Other) add(name.substr(start));
}

void WordSet::add_prose(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        if (letter(text[i]) == Letter::Other) {
            ++i;
            continue;
        }
        std::size_t end = i;
        bool is_plain = true;
        for (; end < text.size(); ++end) {
            const Letter kind = letter(text[end]);
            if (kind == Letter::Other && text[end] != '_') break;
            if (end > i && kind != Letter::Lower) is_plain = false;
        }
        if (is_plain) add(text.substr(i, end - i), true);
        else add_identifier(text.substr(i, end - i));
        i = end;
    }
}

void WordSet::add(std::string_view word, bool is_prose) {
    if (word.size() < 2 || word.size() > MaxWordBytes) return;
    Lowered lower(word);
    if (is_prose && lower.is_common()) return;
    const std::string_view text = lower.text();
    const std::uint32_t hash = lower.hash();
    std::size_t at = hash & mask_;
    for (; slots_[at].generation == generation_; at = (at + 1) & mask_) {
        const Slot& slot = slots_[at];
        if (slot.hash == hash && std::string_view(words_).substr(slot.start, slot.size) == text) return;
    }
    if (!words_.empty()) words_ += ' ';
    slots_[at] = {static_cast<std::uint32_t>(words_.size()), hash, generation_, static_cast<std::uint32_t>(word.size())};
    words_ += text;
    if (++count_ * 2 > mask_) grow();
}

void WordSet::grow() {
    const std::vector<Slot> old(slots_.begin(), slots_.begin() + static_cast<std::ptrdiff_t>(mask_ + 1));
    const std::uint32_t old_generation = generation_;
    mask_ = mask_ * 2 + 1;
    if (slots_.size() <= mask_) slots_.resize(mask_ + 1);
    begin_generation();
    for (Slot slot : old) {
        if (slot.generation != old_generation) continue;
        std::size_t at = slot.hash & mask_;
        while (slots_[at].generation == generation_) at = (at + 1) & mask_;
        slot.generation = generation_;
        slots_[at] = slot;
    }
}

}  // namespace kompress::store
