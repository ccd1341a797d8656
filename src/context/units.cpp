// SPDX-License-Identifier: Apache-2.0
#include "context/units.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace kompress::context {
namespace {

constexpr std::size_t MaxFiles = 30;          // of the ranking; what follows never fits a budget that people use
constexpr std::uint32_t LongLines = 250;      // longer definitions are shown as the window that fits best
constexpr std::uint32_t WindowLines = 140;
constexpr std::uint32_t SmallDataLines = 60;  // variables longer than this are tables
/// Every definition of a likely file is worth something, even one that holds no word of the query. These and the shares
/// below were chosen on 858 past commits of eight repositories (docs/design/016).
constexpr double FileExponent = 0.5, BaseFit = 0.08, BodyFit = 0.7, NameFit = 0.3, InFileFit = 0.2, NamedFit = 0.5;
constexpr double NeighbourShare = 0.5;  // of the best caller's and of the best callee's worth
constexpr double OutlineShare = 0.5;    // an outline says less than what it outlines

bool is_within_function(const search::Document& document, std::size_t index) {
    for (std::int32_t at = document.definitions[index].parent; at >= 0; at = document.definitions[static_cast<std::size_t>(at)].parent)
        if (is_function(document.definitions[static_cast<std::size_t>(at)].kind)) return true;
    return false;
}

/// The window within [first, last] that holds most hits.
std::uint32_t best_window(const search::TextHits& hits, std::uint32_t first, std::uint32_t last) {
    std::uint32_t best = first;
    std::size_t most = 0;
    for (std::uint32_t at = first; at + WindowLines <= last + WindowLines / 2; at += WindowLines / 2) {
        const auto [begin, end] = hits.hits_in(at, std::min(at + WindowLines - 1, last));
        if (end - begin > most) {
            most = end - begin;
            best = at;
        }
    }
    return best;
}

}  // namespace

std::int32_t definition_at(const search::Document& document, std::uint32_t line) {
    std::int32_t best = -1;
    std::uint32_t smallest = UINT32_MAX;
    for (std::size_t i = 0; i < document.definitions.size(); ++i) {
        const search::Definition& definition = document.definitions[i];
        if (line < definition.start_line || line > definition.end_line || definition.end_line - definition.start_line >= smallest) continue;
        smallest = definition.end_line - definition.start_line;
        best = static_cast<std::int32_t>(i);
    }
    return best;
}

namespace {

/// What each definition of the files that the ranking puts first is worth, by its words.
class Worth {
  public:
    explicit Worth(const search::Ranking& ranking) : ranking_(ranking) {
        for (const auto& scores : ranking.measured.definitions)
            for (const search::DefinitionScore& score : scores) {
                best_body_ = std::max(best_body_, score.body);
                best_name_ = std::max(best_name_, score.name);
            }
    }

    std::vector<double> of(const search::RankedFile& file) const {
        const auto& scores = ranking_.measured.definitions[file.document];
        const auto& definitions = ranking_.documents.list[file.document].definitions;
        const double worth = of_file(file);
        double best_here = 0;
        for (const search::DefinitionScore& score : scores) best_here = std::max(best_here, score.body);
        std::vector<double> values;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            double fit = BaseFit;
            if (best_body_ > 0) fit += BodyFit * scores[i].body / best_body_;
            if (best_name_ > 0) fit += NameFit * scores[i].name / best_name_;
            if (best_here > 0) fit += InFileFit * scores[i].body / best_here;
            const auto& named = ranking_.query.identifiers;
            if (std::find(named.begin(), named.end(), definitions[i].name) != named.end()) fit += NamedFit;
            values.push_back(worth * fit);
        }
        return values;
    }

    double of_file(const search::RankedFile& file) const { return std::pow(file.share / ranking_.files.front().share, FileExponent); }

  private:
    const search::Ranking& ranking_;
    double best_body_ = 0, best_name_ = 0;
};

/// The definition that is shown for this one: itself, or the function that it is part of. -1 for neither.
std::int32_t shown_for(const search::Document& document, std::uint32_t index) {
    if (index >= document.definitions.size()) return -1;
    std::int32_t shown = -1;
    for (auto at = static_cast<std::int32_t>(index); at >= 0; at = document.definitions[static_cast<std::size_t>(at)].parent) {
        const SymbolKind kind = document.definitions[static_cast<std::size_t>(at)].kind;
        if (is_function(kind) || (shown < 0 && is_class_like(kind))) shown = at;
    }
    return shown;
}

/// Adds to each value what the best caller and the best callee are worth, each divided by the root of the number of its
/// neighbours: what everything calls says little.
void add_neighbours(const search::Ranking& ranking, search::Graph& graph, std::vector<std::vector<double>>& values) {
    struct Node {
        std::size_t file, definition;
        auto operator<=>(const Node&) const = default;
    };
    std::vector<std::int64_t> rows;
    for (std::size_t rank = 0; rank < values.size(); ++rank) rows.push_back(ranking.documents.list[ranking.files[rank].document].file);
    std::set<std::pair<Node, Node>> calls;
    for (const search::Connection& c : graph.among(rows)) {
        const std::int32_t from = shown_for(ranking.documents.list[ranking.files[c.from_file].document], c.from);
        const std::int32_t to = shown_for(ranking.documents.list[ranking.files[c.to_file].document], c.to);
        const Node a{c.from_file, static_cast<std::size_t>(from)}, b{c.to_file, static_cast<std::size_t>(to)};
        if (from >= 0 && to >= 0 && a != b) calls.emplace(a, b);
    }
    std::map<Node, double> degree, best_caller, best_callee;
    for (const auto& [from, to] : calls) ++degree[from], ++degree[to];
    const auto passed_on = [&](const Node& node) { return values[node.file][node.definition] / std::sqrt(degree[node]); };
    for (const auto& [from, to] : calls) {
        best_caller[to] = std::max(best_caller[to], passed_on(from));
        best_callee[from] = std::max(best_callee[from], passed_on(to));
    }
    for (const auto& best : {best_caller, best_callee})
        for (const auto& [node, value] : best) values[node.file][node.definition] += NeighbourShare * value;
}

}  // namespace

std::vector<Unit> units_of(const search::Ranking& ranking, search::Graph& graph) {
    std::vector<Unit> units;
    if (ranking.files.empty()) return units;
    const Worth worth(ranking);
    std::vector<std::vector<double>> values;
    for (std::size_t rank = 0; rank < std::min(MaxFiles, ranking.files.size()); ++rank) values.push_back(worth.of(ranking.files[rank]));
    add_neighbours(ranking, graph, values);
    for (std::size_t rank = 0; rank < values.size(); ++rank) {
        const search::RankedFile& file = ranking.files[rank];
        const search::Document& document = ranking.documents.list[file.document];
        for (std::size_t i = 0; i < document.definitions.size(); ++i) {
            const search::Definition& definition = document.definitions[i];
            const std::uint32_t lines = definition.end_line - definition.start_line + 1;
            Unit unit;
            unit.document = file.document;
            unit.definition = static_cast<std::int32_t>(i);
            unit.first = definition.start_line;
            unit.last = definition.end_line;
            unit.value = values[rank][i];
            if (is_function(definition.kind)) {
                if (is_within_function(document, i)) continue;
                if (lines > LongLines) {
                    unit.first = best_window(document.hits, unit.first, unit.last);
                    unit.last = std::min(unit.last, unit.first + WindowLines - 1);
                }
            } else if (is_class_like(definition.kind)) {
                if (lines > LongLines) {
                    unit.form = SnippetForm::Outline;
                    unit.value *= OutlineShare;
                }
            } else if (definition.parent >= 0 || lines > SmallDataLines) {
                continue;
            }
            units.push_back(unit);
        }
        if (document.definitions.empty() && document.hits.lines() > 0) {
            const std::uint32_t first = best_window(document.hits, 1, document.hits.lines());
            const std::uint32_t last = std::min(first + WindowLines - 1, document.hits.lines());
            units.push_back({file.document, -1, first, last, SnippetForm::Body, SnippetReason::Match, worth.of_file(file) * OutlineShare});
        }
    }
    return units;
}

}  // namespace kompress::context
