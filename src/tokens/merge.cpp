// SPDX-License-Identifier: Apache-2.0
/// Problem: of all neighbours whose bytes together are a token, the one with the lowest rank is joined first, the
/// leftmost of equals; until none is left. Searching for it each time is quadratic: a megabyte of one letter takes hours.
///
/// Short pieces, nearly all: search an array. It fits in registers and first-level cache and beats every structure.
///
/// Long pieces: neighbours wait in a bucket per rank. Ranks are taken in rising order, so that a bucket is filled before
/// it is opened, sorted by position when it is opened and read once from left to right. Joining may give a pair whose
/// rank is not above the open bucket; such pairs wait in a heap that is asked before every step, which keeps the order
/// exact whatever the vocabulary. An entry is stale when the rank noted at its position has changed: what starts at a
/// position only grows, so a rank never comes back to it.
/// Cost: each join adds at most two entries; sorting and heaps make it O(n log n), in practice near linear.
#include "tokens/merge.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <new>
#include <queue>

namespace kompress::tokens {
namespace {

/// Up to here an array is faster (bench/tokens_bench.cpp).
constexpr std::size_t ShortPiece = 64;

}  // namespace

struct Merger::LongMerge {
    using Position = std::uint32_t;
    template <typename T>
    using MinHeap = std::priority_queue<T, std::vector<T>, std::greater<T>>;
    struct Late {
        std::uint32_t rank;
        Position at;
        auto operator<=>(const Late&) const = default;
    };

    struct Free {
        void operator()(void* p) const { std::free(p); }
    };

    const RankTable& ranks;
    /// By rank: 1 + the place of its bucket, 0 when it has none. From calloc, so that only what is touched costs.
    std::unique_ptr<std::uint32_t[], Free> bucket_of;
    std::vector<std::vector<Position>> buckets;
    std::vector<std::uint32_t> free_buckets;
    MinHeap<std::uint32_t> waiting;                   ///< ranks above the open one whose bucket is not empty
    MinHeap<Late> late;                               ///< pairs of the open rank or below
    std::int64_t open_rank = -1;
    std::string_view piece;
    std::vector<Position> next, previous;             ///< starts of the neighbouring parts; the size at the end
    std::vector<std::uint32_t> pair_rank;             ///< of the part that starts here with the next one; NoToken: none
    std::size_t parts = 0;

    explicit LongMerge(const RankTable& table)
        : ranks(table), bucket_of(static_cast<std::uint32_t*>(std::calloc(table.token_count(), sizeof(std::uint32_t)))) {
        if (!bucket_of) throw std::bad_alloc();
    }

    std::vector<Position>& bucket_for(std::uint32_t rank) {
        if (bucket_of[rank] != 0) return buckets[bucket_of[rank] - 1];
        if (free_buckets.empty()) {
            free_buckets.push_back(static_cast<std::uint32_t>(buckets.size()));
            buckets.emplace_back();
        }
        bucket_of[rank] = free_buckets.back() + 1;
        free_buckets.pop_back();
        waiting.push(rank);
        return buckets[bucket_of[rank] - 1];
    }

    void add_pair(Position at) {
        const Position second = next[at];
        pair_rank[at] = second == piece.size() ? NoToken : ranks.find(piece.data() + at, next[second] - at);
        const std::uint32_t rank = pair_rank[at];
        if (rank == NoToken) return;
        if (rank <= open_rank) return late.push({rank, at});
        bucket_for(rank).push_back(at);
    }

    void join(std::uint32_t rank, Position at) {
        if (pair_rank[at] != rank) return;
        const Position second = next[at], third = next[second];
        pair_rank[second] = NoToken;
        next[at] = third;
        if (third < piece.size()) previous[third] = at;
        --parts;
        add_pair(at);
        if (at > 0) add_pair(previous[at]);
    }

    void join_late_before(Late limit) {
        while (!late.empty() && late.top() < limit) {
            const Late pair = late.top();
            late.pop();
            join(pair.rank, pair.at);
        }
    }

    void run(std::string_view text) {
        piece = text;
        parts = text.size();
        open_rank = -1;
        next.resize(parts + 1);
        previous.resize(parts + 1);
        pair_rank.resize(parts + 1);
        for (Position i = 0; i <= parts; ++i) {
            next[i] = i + 1;
            previous[i] = i - 1;
        }
        for (Position i = 0; i < parts; ++i) add_pair(i);
        while (!waiting.empty()) {
            const std::uint32_t rank = waiting.top();
            waiting.pop();
            open_rank = rank;
            const std::uint32_t place = bucket_of[rank] - 1;
            bucket_of[rank] = 0;
            std::vector<Position> bucket = std::move(buckets[place]);
            if (!std::is_sorted(bucket.begin(), bucket.end())) std::sort(bucket.begin(), bucket.end());
            for (const Position at : bucket) {
                join_late_before({rank, at});
                join(rank, at);
            }
            join_late_before({waiting.empty() ? NoToken : waiting.top(), 0});
            bucket.clear();
            buckets[place] = std::move(bucket);  // keeps its memory for another rank
            free_buckets.push_back(place);
        }
    }
};

Merger::Merger(const RankTable& ranks) : ranks_(ranks) {}
Merger::~Merger() = default;

std::size_t Merger::merge_short(std::string_view piece, std::vector<std::uint32_t>* out) const {
    struct Part {
        std::uint32_t start, pair_rank;
    };
    std::array<Part, ShortPiece + 1> part;
    std::size_t parts = piece.size();
    const auto rank_at = [&](std::size_t i) {  // of parts i and i + 1
        return i + 1 < parts ? ranks_.find(piece.data() + part[i].start, part[i + 2].start - part[i].start) : NoToken;
    };
    for (std::size_t i = 0; i <= parts; ++i) part[i].start = static_cast<std::uint32_t>(i);
    for (std::size_t i = 0; i <= parts; ++i) part[i].pair_rank = rank_at(i);
    while (true) {
        std::size_t best = 0;
        for (std::size_t i = 1; i < parts; ++i)
            if (part[i].pair_rank < part[best].pair_rank) best = i;
        if (part[best].pair_rank == NoToken) break;
        std::copy(part.begin() + static_cast<std::ptrdiff_t>(best) + 2, part.begin() + static_cast<std::ptrdiff_t>(parts) + 1,
                  part.begin() + static_cast<std::ptrdiff_t>(best) + 1);
        --parts;
        part[best].pair_rank = rank_at(best);
        if (best > 0) part[best - 1].pair_rank = rank_at(best - 1);
    }
    if (out)
        for (std::size_t i = 0; i < parts; ++i)
            out->push_back(ranks_.find(piece.data() + part[i].start, part[i + 1].start - part[i].start));
    return parts;
}

std::size_t Merger::merge(std::string_view piece, std::vector<std::uint32_t>* out) {
    if (piece.size() <= ShortPiece) return merge_short(piece, out);
    if (!long_) long_ = std::make_unique<LongMerge>(ranks_);
    long_->run(piece);
    if (out)
        for (std::uint32_t at = 0; at < piece.size(); at = long_->next[at])
            out->push_back(ranks_.find(piece.data() + at, long_->next[at] - at));
    return long_->parts;
}

}  // namespace kompress::tokens
