// SPDX-License-Identifier: Apache-2.0
#include "tokens/stream_counter.hpp"

#include <algorithm>

#include "tokens/splitter.hpp"
#include "tokens/utf8.hpp"

namespace kompress::tokens {
namespace {

constexpr std::size_t Block = std::size_t{1} << 20;
constexpr std::size_t LongestText = 2 * Tokenizer::LongestPiece;

/// The size without a sequence at the end that may be incomplete. Cutting before a first byte never changes what
/// sequences there are.
std::size_t complete_prefix(std::string_view bytes) {
    for (std::size_t back = 1; back <= 3 && back <= bytes.size(); ++back) {
        const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
        if (byte < 0x80) break;
        if (byte >= 0xC0) return bytes.size() - back;
    }
    return bytes.size();
}

}  // namespace

void StreamCounter::take(std::string_view bytes) {
    std::size_t replaced = 0;
    if (well_formed_prefix(bytes) == bytes.size()) text_ += bytes;
    else text_ += replace_ill_formed(bytes, &replaced);
    replaced_ += replaced;
}

void StreamCounter::count_front(std::size_t size) {
    if (size > Tokenizer::LongestPiece) is_exact_ = false;
    tokens_ += tokenizer_.count(std::string_view(text_).substr(0, size));
    text_.erase(0, size);
}

void StreamCounter::add(std::string_view bytes) {
    bytes_ += bytes.size();
    tail_ += bytes;
    const std::size_t complete = complete_prefix(tail_);
    take(std::string_view(tail_).substr(0, complete));
    tail_.erase(0, complete);
    if (text_.size() < std::max(Block, look_at_)) return;

    const char* const begin = text_.data();
    std::size_t cut = static_cast<std::size_t>(last_sure_boundary(begin, begin + text_.size()) - begin);
    if (cut == 0 && text_.size() > LongestText) {
        cut = Tokenizer::LongestPiece;
        while ((begin[cut] & 0xC0) == 0x80) --cut;
        is_exact_ = false;
    }
    if (cut > 0) count_front(cut);
    look_at_ = std::min(2 * text_.size(), LongestText + 1);  // looking again and again at the same bytes would be quadratic
}

void StreamCounter::finish() {
    take(tail_);
    tail_.clear();
    count_front(text_.size());
}

}  // namespace kompress::tokens
