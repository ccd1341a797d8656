// SPDX-License-Identifier: Apache-2.0
#include "base/nearest.hpp"

#include <algorithm>
#include <vector>

namespace kompress {
namespace {

constexpr std::size_t MaxSlips = 3, MaxNameBytes = 200;

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
            diagonal = above;
        }
    }
    return row[b.size()];
}

std::string did_you_mean(std::string_view written, std::span<const std::string_view> names, std::string_view otherwise) {
    std::string_view nearest;
    std::size_t least = MaxSlips + 1;
    if (written.size() <= MaxNameBytes)
        for (const std::string_view name : names)
            if (const std::size_t slips = edit_distance(name, written); slips < least) {
                least = slips;
                nearest = name;
            }
    return least > MaxSlips ? std::string(otherwise) : "did you mean " + std::string(nearest) + "?";
}

}  // namespace kompress
