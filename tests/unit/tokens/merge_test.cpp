// SPDX-License-Identifier: Apache-2.0
#include "tokens/merge.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "tokens/tokenizer.hpp"

using namespace kompress::tokens;

namespace {

/// The rule itself, quadratic: join the lowest rank, leftmost first.
std::vector<std::uint32_t> merged_plainly(const RankTable& ranks, std::string_view piece) {
    std::vector<std::string_view> parts;
    for (std::size_t i = 0; i < piece.size(); ++i) parts.push_back(piece.substr(i, 1));
    while (true) {
        std::uint32_t best = NoToken;
        std::size_t at = 0;
        for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
            const std::uint32_t rank = ranks.find(parts[i].data(), parts[i].size() + parts[i + 1].size());
            if (rank < best) best = rank, at = i;
        }
        if (best == NoToken) break;
        parts[at] = {parts[at].data(), parts[at].size() + parts[at + 1].size()};
        parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    }
    std::vector<std::uint32_t> ids;
    for (const auto part : parts) ids.push_back(ranks.find(part.data(), part.size()));
    return ids;
}

}  // namespace

TEST_CASE("merge: short and long ways join as the rule says", "[tokens]") {
    const RankTable& ranks = Tokenizer::get(Encoding::O200kBase).ranks();
    Merger merger(ranks);
    std::uint32_t state = 7;
    const auto below = [&](std::uint32_t n) { return (state = state * 1664525 + 1013904223) / 65536 % n; };
    for (int round = 0; round < 600; ++round) {
        std::string piece;
        const std::uint32_t letters = 1 + below(8), size = 1 + below(round % 3 == 0 ? 300 : 90), kind = below(4);
        while (piece.size() < size) {
            if (kind == 0) piece += static_cast<char>(below(256));
            else if (kind == 1) piece += "etaoinshr"[below(letters + 1)];
            else if (kind == 2) piece += std::string(1 + below(30), " \n\t-=*/#"[below(letters)]);
            else piece += "ing" + std::string(1, static_cast<char>('a' + below(26))) + "tion";
        }
        std::vector<std::uint32_t> ids;
        INFO("piece: " << piece);
        const std::size_t count = merger.merge(piece, &ids);
        CHECK(count == ids.size());
        CHECK(ids == merged_plainly(ranks, piece));
        CHECK(merger.merge(piece, nullptr) == count);
    }
}
