// SPDX-License-Identifier: Apache-2.0
#include "store/search_words.hpp"

#include "base/hash.hpp"

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

}  // namespace

void WordSet::clear() {
    words_.clear();
    count_ = 0;
    if (++generation_ == 0) {
        slots_.assign(slots_.size(), {});
        generation_ = 1;
    }
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
        if (is_plain) add(text.substr(i, end - i));
        else add_identifier(text.substr(i, end - i));
        i = end;
    }
}

void WordSet::add(std::string_view word) {
    if (word.size() < 2 || word.size() > MaxWordBytes) return;
    char lower[MaxWordBytes];
    for (std::size_t i = 0; i < word.size(); ++i)
        lower[i] = word[i] >= 'A' && word[i] <= 'Z' ? static_cast<char>(word[i] + 32) : word[i];
    const std::string_view text(lower, word.size());
    std::size_t at = hash64(text) & (slots_.size() - 1);
    for (; slots_[at].generation == generation_; at = (at + 1) & (slots_.size() - 1)) {
        const Slot& slot = slots_[at];
        if (std::string_view(words_).substr(slot.start, slot.size) == text) return;
    }
    if (!words_.empty()) words_ += ' ';
    slots_[at] = {static_cast<std::uint32_t>(words_.size()), static_cast<std::uint32_t>(word.size()), generation_};
    words_ += text;
    if (++count_ * 2 > slots_.size()) grow();
}

void WordSet::grow() {
    const std::vector<Slot> old = std::move(slots_);
    slots_.assign(old.size() * 2, {});
    for (const Slot& slot : old) {
        if (slot.generation != generation_) continue;
        std::size_t at = hash64(std::string_view(words_).substr(slot.start, slot.size)) & (slots_.size() - 1);
        while (slots_[at].generation == generation_) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = slot;
    }
}

}  // namespace kompress::store
