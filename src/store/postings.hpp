// SPDX-License-Identifier: Apache-2.0
#pragma once
/// From a name to the pieces that mention it: sorted segments, as in a log-structured merge tree.
///
/// A run of the indexer sorts its postings in memory, at most MaxBufferedPostings at a time, and writes each sorted
/// run as a segment of blocks; nothing is merged during a build. A lookup asks every segment, one B-tree probe each;
/// incremental runs add small segments, which are merged when there are more than MaxSegments.
///
/// Block: for each name key in order: varint key delta, varint count, then varint (piece delta × 2 + defines).

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/result.hpp"

namespace kompress::store {

struct Posting {
    std::uint32_t piece = 0;  ///< row id in `facts`
    bool defines = false;
};

/// Gathers postings and hands out sorted blocks.
class PostingBuffer {
  public:
    static constexpr std::uint64_t KeyBits = 40, PieceBits = 23;
    static constexpr std::uint32_t MaxPiece = (1u << PieceBits) - 1;

    void add(std::uint64_t name_key, std::uint32_t piece, bool defines) {
        entries_.push_back((name_key << (PieceBits + 1)) | (std::uint64_t{piece & MaxPiece} << 1) | (defines ? 1 : 0));
    }
    std::size_t size() const { return entries_.size(); }
    bool empty() const { return entries_.empty(); }
    void clear() { entries_.clear(); }
    /// Sorts, then calls `write(first_key, block)` for each block in order.
    template <typename Write>
    Result<void> drain(Write write);
    void sort();

  private:
    static constexpr std::size_t BlockBytes = 12 * 1024;
    /// Appends the postings of one name; returns the index behind them.
    std::size_t encode_name(std::size_t at, std::uint64_t before, std::string& block) const;

    std::vector<std::uint64_t> entries_, scratch_;
};

template <typename Write>
Result<void> PostingBuffer::drain(Write write) {
    sort();
    std::string block;
    for (std::size_t at = 0; at < entries_.size();) {
        const std::uint64_t first = entries_[at] >> (PieceBits + 1);
        std::uint64_t before = first;
        block.clear();
        while (at < entries_.size() && block.size() < BlockBytes) {
            const std::uint64_t key = entries_[at] >> (PieceBits + 1);
            at = encode_name(at, before, block);
            before = key;
        }
        auto written = write(first, std::string_view(block));
        if (!written) return written;
    }
    entries_.clear();
    return {};
}

/// Calls back with the postings of `name_key` in a block whose first key is `first_key`. Damaged blocks end early.
std::vector<Posting> find_in_block(std::string_view block, std::uint64_t first_key, std::uint64_t name_key);
/// Of many names at once: `keys` ascending; calls back with the index in `keys`.
void find_in_block(std::string_view block, std::uint64_t first_key, std::span<const std::uint64_t> keys, const std::function<void(std::size_t, Posting)>& visit);
/// The entries of a block whose pieces exist, into a buffer (for merging).
void read_block(std::string_view block, std::uint64_t first_key, const std::vector<bool>& exists, PostingBuffer& into);

}  // namespace kompress::store
