// SPDX-License-Identifier: Apache-2.0
#include "context/units.hpp"

#include <algorithm>
#include <cmath>

namespace kompress::context {
namespace {

constexpr std::size_t MaxFiles = 25;          // of the ranking; what follows never fits a budget that people use
constexpr std::uint32_t LongLines = 150;      // longer functions are shown as the window that fits best
constexpr std::uint32_t WindowLines = 80;
constexpr std::uint32_t SmallTypeLines = 60;  // larger types are shown as outlines
/// Every definition of a likely file is worth something, even one that holds no word of the query: exponents and base
/// fitted on the same commits as the weights of ranking.
constexpr double FileExponent = 0.5, BaseFit = 0.08;

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

std::vector<Unit> units_of(const search::Ranking& ranking) {
    std::vector<Unit> units;
    if (ranking.files.empty()) return units;
    double best_body = 0, best_name = 0;
    for (const auto& scores : ranking.measured.definitions)
        for (const search::DefinitionScore& score : scores) {
            best_body = std::max(best_body, score.body);
            best_name = std::max(best_name, score.name);
        }
    const double top = ranking.files.front().share;
    for (std::size_t rank = 0; rank < std::min(MaxFiles, ranking.files.size()); ++rank) {
        const search::RankedFile& file = ranking.files[rank];
        const search::Document& document = ranking.documents.list[file.document];
        const double worth = std::pow(file.share / top, FileExponent);
        const auto& scores = ranking.measured.definitions[file.document];
        for (std::size_t i = 0; i < document.definitions.size(); ++i) {
            const search::Definition& definition = document.definitions[i];
            const std::uint32_t lines = definition.end_line - definition.start_line + 1;
            double fit = BaseFit;
            if (best_body > 0) fit += 0.7 * scores[i].body / best_body;
            if (best_name > 0) fit += 0.3 * scores[i].name / best_name;
            Unit unit;
            unit.document = file.document;
            unit.definition = static_cast<std::int32_t>(i);
            unit.first = definition.start_line;
            unit.last = definition.end_line;
            unit.value = worth * fit;
            if (is_function(definition.kind)) {
                if (is_within_function(document, i)) continue;
                if (lines > LongLines) {
                    unit.first = best_window(document.hits, unit.first, unit.last);
                    unit.last = std::min(unit.last, unit.first + WindowLines - 1);
                }
            } else if (is_class_like(definition.kind)) {
                if (lines > SmallTypeLines) {
                    unit.form = SnippetForm::Outline;
                    unit.value *= 0.5;
                }
            } else if (definition.parent >= 0 || lines > SmallTypeLines) {
                continue;
            }
            units.push_back(unit);
        }
        if (document.definitions.empty() && document.hits.lines() > 0) {
            const std::uint32_t first = best_window(document.hits, 1, document.hits.lines());
            units.push_back({file.document, -1, first, std::min(first + WindowLines - 1, document.hits.lines()), SnippetForm::Body, SnippetReason::Match, worth * 0.5});
        }
    }
    return units;
}

}  // namespace kompress::context
