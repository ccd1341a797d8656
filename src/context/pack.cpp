// SPDX-License-Identifier: Apache-2.0
#include "context/pack.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "context/render.hpp"

namespace kompress::context {
namespace {

/// 0 chooses by value alone, 1 by value per token. Anything above 0 crowds the budget with short functions: what is long is
/// changed more often, and BM25 already discounts length (docs/design/016).
constexpr double CostExponent = 0;
/// About what a token is in source text; orders units before their tokens are counted.
constexpr double BytesPerToken = 3.6;
constexpr std::size_t MaxDropped = 20;
/// Tokens of two texts may differ from the tokens of the two joined, by a few at the seam.
constexpr std::size_t SeamTokens = 2;

/// Which lines of a document are shown already.
class Shown {
  public:
    /// True when most of the lines are.
    bool has_most(const Unit& unit) const {
        const auto found = lines_.find(unit.document);
        if (found == lines_.end()) return false;
        std::uint32_t covered = 0;
        for (const auto& [first, last] : found->second) {
            const std::uint32_t from = std::max(first, unit.first), to = std::min(last, unit.last);
            if (from <= to) covered += to - from + 1;
        }
        return covered * 2 > unit.last - unit.first + 1;
    }
    bool overlaps(const Unit& unit) const {
        const auto found = lines_.find(unit.document);
        if (found == lines_.end()) return false;
        return std::any_of(found->second.begin(), found->second.end(), [&](const auto& range) { return range.first <= unit.last && unit.first <= range.second; });
    }
    void add(const Unit& unit) { lines_[unit.document].emplace(unit.first, unit.last); }

  private:
    std::map<std::uint32_t, std::set<std::pair<std::uint32_t, std::uint32_t>>> lines_;
};

struct Ordered {
    Unit unit;
    double density = 0;
};

}  // namespace

Packed pack(const search::Ranking& ranking, std::vector<Unit> units, std::size_t budget, const Counter& count) {
    std::vector<LineTable> tables(ranking.documents.list.size());
    std::vector<Ordered> order;
    double best = 0;
    for (const Unit& unit : units) best = std::max(best, unit.value);
    for (const Unit& unit : units) {
        LineTable& table = tables[unit.document];
        if (!table.is_ready()) table = LineTable(ranking.documents.list[unit.document].text());
        const double bytes = 24.0 + static_cast<double>(estimated_bytes(ranking.documents.list[unit.document], unit, table));
        order.push_back({unit, unit.value / std::pow(bytes / BytesPerToken, CostExponent)});
    }
    std::sort(order.begin(), order.end(), [&](const Ordered& a, const Ordered& b) {
        if (a.density != b.density) return a.density > b.density;
        const auto key = [](const Ordered& o) { return std::tuple(o.unit.document, o.unit.first, o.unit.last, o.unit.definition); };
        return key(a) < key(b);
    });
    Packed packed;
    Shown shown;
    std::string all;
    for (const Ordered& one : order) {
        const bool is_full = packed.tokens + 16 > budget;
        if (is_full && packed.dropped.size() >= MaxDropped) break;
        const Unit& unit = one.unit;
        if (unit.form == SnippetForm::Body ? shown.overlaps(unit) : shown.has_most(unit)) continue;
        Snippet snippet = render(ranking.documents.list[unit.document], unit, tables[unit.document]);
        if (snippet.text.empty()) continue;
        snippet.score = best > 0 ? std::min(1.0, unit.value / best) : 0;
        snippet.tokens = count(snippet.text);
        if (packed.tokens + snippet.tokens + SeamTokens > budget) {
            snippet.text.clear();
            if (packed.dropped.size() < MaxDropped) packed.dropped.push_back(std::move(snippet));
            continue;
        }
        packed.tokens += snippet.tokens;
        all += snippet.text;
        shown.add(unit);
        packed.snippets.push_back(std::move(snippet));
    }
    std::size_t exact = count(all);
    while (exact > budget && !packed.snippets.empty()) {
        all.resize(all.size() - packed.snippets.back().text.size());
        packed.snippets.pop_back();
        exact = count(all);
    }
    packed.tokens = exact;
    return packed;
}

}  // namespace kompress::context
