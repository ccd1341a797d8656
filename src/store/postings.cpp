// SPDX-License-Identifier: Apache-2.0
#include "store/postings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/varint.hpp"

namespace kompress::store {

/// Least significant digit first on the 64-bit entries, 11 bits a pass: four times as fast as a comparison sort
/// at a million entries. Small buffers are not worth the counting.
void PostingBuffer::sort() {
    constexpr std::size_t Small = 4096;
    constexpr int DigitBits = 11;
    if (entries_.size() < Small) {
        std::sort(entries_.begin(), entries_.end());
        return;
    }
    scratch_.resize(entries_.size());
    for (int shift = 0; shift < 64; shift += DigitBits) {
        std::array<std::size_t, std::size_t{1} << DigitBits> starts{};
        constexpr std::uint64_t Mask = (std::uint64_t{1} << DigitBits) - 1;
        for (const std::uint64_t entry : entries_) ++starts[(entry >> shift) & Mask];
        std::size_t sum = 0;
        for (std::size_t& start : starts) sum += std::exchange(start, sum);
        for (const std::uint64_t entry : entries_) scratch_[starts[(entry >> shift) & Mask]++] = entry;
        entries_.swap(scratch_);
    }
    scratch_.clear();
}

std::size_t PostingBuffer::encode_name(std::size_t at, std::uint64_t before, std::string& block) const {
    const std::uint64_t key = entries_[at] >> (PieceBits + 1);
    std::size_t end = at;
    while (end < entries_.size() && entries_[end] >> (PieceBits + 1) == key) ++end;
    put_varint(block, key - before);
    put_varint(block, end - at);
    std::uint64_t piece_before = 0;
    for (; at < end; ++at) {
        const std::uint64_t piece = (entries_[at] >> 1) & MaxPiece;
        put_varint(block, (piece - piece_before) * 2 + (entries_[at] & 1));
        piece_before = piece;
    }
    return end;
}

namespace {

/// Visits the names of a block until `visit(key, count, reader)` returns false.
template <typename Visit>
void each_name(std::string_view block, std::uint64_t first_key, Visit visit) {
    ByteReader in(block);
    std::uint64_t key = first_key;
    while (!in.at_end() && !in.failed()) {
        key += in.varint();
        const std::uint64_t count = in.varint();
        if (in.failed() || count > in.remaining()) return;
        if (!visit(key, count, in)) return;
    }
}

}  // namespace

std::vector<Posting> find_in_block(std::string_view block, std::uint64_t first_key, std::uint64_t name_key) {
    std::vector<Posting> found;
    each_name(block, first_key, [&](std::uint64_t key, std::uint64_t count, ByteReader& in) {
        if (key > name_key) return false;
        std::uint64_t piece = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t code = in.varint();
            piece += code / 2;
            if (key == name_key) found.push_back({static_cast<std::uint32_t>(piece), (code & 1) != 0});
        }
        return key < name_key;
    });
    return found;
}

void find_in_block(std::string_view block, std::uint64_t first_key, std::span<const std::uint64_t> keys, const std::function<void(std::size_t, Posting)>& visit) {
    std::size_t at = 0;
    each_name(block, first_key, [&](std::uint64_t key, std::uint64_t count, ByteReader& in) {
        while (at < keys.size() && keys[at] < key) ++at;
        std::size_t end = at;
        while (end < keys.size() && keys[end] == key) ++end;
        std::uint64_t piece = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t code = in.varint();
            piece += code / 2;
            for (std::size_t k = at; k < end; ++k) visit(k, {static_cast<std::uint32_t>(piece), (code & 1) != 0});
        }
        at = end;
        return at < keys.size();
    });
}

void read_block(std::string_view block, std::uint64_t first_key, const std::vector<bool>& exists, PostingBuffer& into) {
    each_name(block, first_key, [&](std::uint64_t key, std::uint64_t count, ByteReader& in) {
        std::uint64_t piece = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t code = in.varint();
            piece += code / 2;
            if (piece < exists.size() && exists[piece]) into.add(key, static_cast<std::uint32_t>(piece), (code & 1) != 0);
        }
        return true;
    });
}

}  // namespace kompress::store
