// SPDX-License-Identifier: Apache-2.0
#include "context/pack.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "context/render.hpp"

namespace kompress::context {
namespace {

constexpr std::size_t MaxDropped = 20;
/// Tokens of two texts may differ from the tokens of the two joined, by a few at the seam.
constexpr std::size_t SeamTokens = 1;
constexpr std::size_t LeastTokens = 16;  ///< no snippet is smaller: what is left then is not filled

struct Chosen {
    Unit unit;
    Snippet snippet;
    std::string text;
    std::size_t tokens = 0;
    bool is_absorbed = false;  ///< a larger unit shows its lines, too
};

std::uint32_t lines_of(const Unit& unit) { return unit.last - unit.first + 1; }

std::uint32_t common_lines(const Unit& a, const Unit& b) {
    const std::uint32_t from = std::max(a.first, b.first), to = std::min(a.last, b.last);
    return from <= to ? to - from + 1 : 0;
}

class Packer {
  public:
    Packer(const search::Ranking& ranking, std::size_t budget, const Counter& count)
        : ranking_(ranking), budget_(budget), count_(count), tables_(ranking.documents.list.size()), headers_(ranking.documents.list.size()) {}

    /// Units come in the order of their value.
    void offer(const Unit& unit, double best) {
        if (is_shown(unit)) return;
        Chosen one{unit, {}, {}, 0, false};
        const search::Document& document = ranking_.documents.list[unit.document];
        LineTable& table = tables_[unit.document];
        if (!table.is_ready()) table = LineTable(document.text());
        if (!describe(document, unit, table, one.snippet)) return;
        one.snippet.score = best > 0 ? std::min(1.0, unit.value / best) : 0;
        one.text = render(document, unit, table, one.snippet);
        one.snippet.tokens = one.tokens = count_(one.text);
        std::vector<std::size_t>& here = by_document_[unit.document];
        std::size_t saved = 0;
        for (const std::size_t i : here)
            if (absorbs(unit, chosen_[i])) saved += chosen_[i].tokens;
        std::size_t& header = headers_[unit.document];
        if (header == 0) header = count_(file_header(document)) + SeamTokens;
        const std::size_t cost = one.tokens + SeamTokens + (here.empty() ? header : 0);
        if (tokens_ - saved + cost > budget_) {
            if (dropped_.size() < MaxDropped) dropped_.push_back(std::move(one.snippet));
            return;
        }
        tokens_ = tokens_ - saved + cost;
        for (const std::size_t i : here)
            if (absorbs(unit, chosen_[i])) chosen_[i].is_absorbed = true;
        here.push_back(chosen_.size());
        chosen_.push_back(std::move(one));
    }

    bool is_full() const { return tokens_ + LeastTokens > budget_ && dropped_.size() >= MaxDropped; }

    Packed take() {
        std::erase_if(chosen_, [](const Chosen& c) { return c.is_absorbed; });
        Packed packed;
        packed.dropped = std::move(dropped_);
        for (;;) {
            packed.text = joined();
            packed.tokens = count_(packed.text);
            if (packed.tokens <= budget_ || chosen_.empty()) break;
            chosen_.pop_back();
        }
        for (Chosen& one : chosen_) packed.snippets.push_back(std::move(one.snippet));
        return packed;
    }

  private:
    static bool absorbs(const Unit& unit, const Chosen& other) {
        return !other.is_absorbed && unit.form == SnippetForm::Body && unit.first <= other.unit.first && other.unit.last <= unit.last;
    }

    /// True when most of its lines are, or when it would show some of them twice.
    bool is_shown(const Unit& unit) const {
        const auto found = by_document_.find(unit.document);
        if (found == by_document_.end()) return false;
        std::uint32_t covered = 0;
        for (const std::size_t i : found->second) {
            const Chosen& other = chosen_[i];
            const std::uint32_t common = common_lines(unit, other.unit);
            if (other.is_absorbed || common == 0) continue;
            if (other.unit.form == SnippetForm::Body) covered += common;
            else if (unit.form == other.unit.form && common == lines_of(unit)) return true;
            if (unit.form == SnippetForm::Body && other.unit.form == SnippetForm::Body && !absorbs(unit, other)) return true;
        }
        return covered * 2 > lines_of(unit);
    }

    /// Files by their best snippet, snippets by line.
    std::string joined() const {
        std::map<std::uint32_t, std::vector<const Chosen*>> by_document;
        std::vector<std::uint32_t> order;
        for (const Chosen& one : chosen_) {
            auto& list = by_document[one.unit.document];
            if (list.empty()) order.push_back(one.unit.document);
            list.push_back(&one);
        }
        std::string text;
        for (const std::uint32_t document : order) {
            auto& list = by_document[document];
            std::sort(list.begin(), list.end(), [](const Chosen* a, const Chosen* b) {
                return std::pair(a->unit.first, a->unit.last) < std::pair(b->unit.first, b->unit.last);
            });
            text += file_header(ranking_.documents.list[document]);
            for (const Chosen* one : list) text += one->text;
        }
        return text;
    }

    const search::Ranking& ranking_;
    std::size_t budget_;
    const Counter& count_;
    std::vector<LineTable> tables_;      ///< by document, made when first needed
    std::vector<std::size_t> headers_;   ///< tokens of file headers, 0 when not counted yet
    std::vector<Chosen> chosen_;         ///< most valuable first
    std::map<std::uint32_t, std::vector<std::size_t>> by_document_;
    std::vector<Snippet> dropped_;
    std::size_t tokens_ = 0;
};

}  // namespace

Packed pack(const search::Ranking& ranking, std::vector<Unit> units, std::size_t budget, const Counter& count) {
    std::sort(units.begin(), units.end(), [](const Unit& a, const Unit& b) {
        if (a.value != b.value) return a.value > b.value;
        const auto key = [](const Unit& u) { return std::tuple(u.document, u.first, u.last, u.definition); };
        return key(a) < key(b);
    });
    Packer packer(ranking, budget, count);
    for (const Unit& unit : units) {
        if (packer.is_full()) break;
        packer.offer(unit, units.front().value);
    }
    return packer.take();
}

}  // namespace kompress::context
