// SPDX-License-Identifier: Apache-2.0
#include "resolve/rank.hpp"

#include <cmath>

namespace kompress::resolve {
namespace {

constexpr double Damping = 0.85;
constexpr int Rounds = 30;  ///< 0.85^30 < 0.01: what is left moves no file by a percent

}  // namespace

std::vector<float> rank_files(const std::vector<std::uint32_t>& first, const std::vector<RankLink>& links) {
    const std::size_t count = first.empty() ? 0 : first.size() - 1;
    std::vector<double> rank(count, 1.0), next(count);
    std::vector<double> total(count, 0.0);
    for (std::size_t i = 0; i < count; ++i)
        for (std::uint32_t l = first[i]; l < first[i + 1]; ++l) total[i] += links[l].weight;
    for (int round = 0; round < Rounds && count > 0; ++round) {
        double dangling = 0;
        std::fill(next.begin(), next.end(), 0.0);
        for (std::size_t i = 0; i < count; ++i) {
            if (total[i] == 0) {
                dangling += rank[i];
                continue;
            }
            const double share = rank[i] / total[i];
            for (std::uint32_t l = first[i]; l < first[i + 1]; ++l) next[links[l].target] += share * links[l].weight;
        }
        const double base = (1 - Damping) + Damping * dangling / static_cast<double>(count);
        for (std::size_t i = 0; i < count; ++i) rank[i] = base + Damping * next[i];
    }
    return {rank.begin(), rank.end()};
}

}  // namespace kompress::resolve
