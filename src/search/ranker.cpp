// SPDX-License-Identifier: Apache-2.0
#include "search/ranker.hpp"

#include <algorithm>
#include <cmath>

#include "base/stage_clock.hpp"
#include "base/try.hpp"

namespace kompress::search {
namespace {

constexpr Signals make_weights() {
    Signals w{};
    const auto set = [&](Signal signal, double weight) { w[static_cast<std::size_t>(signal)] = weight; };
    set(Signal::Window, 1.69);
    set(Signal::Whole, 1.07);
    set(Signal::Symbol, 0.15);
    set(Signal::SymbolName, 0.41);
    set(Signal::Path, 0.88);
    set(Signal::BaseName, 0.28);
    set(Signal::Scope, 1.73);
    set(Signal::NamedPath, 3);
    set(Signal::Defines, 0.74);
    set(Signal::SubjectWindow, 0.55);
    set(Signal::SubjectWhole, 0.75);
    set(Signal::SubjectBase, 0.49);
    set(Signal::Adjacent, 0.94);
    set(Signal::Related, 0.13);
    set(Signal::Sibling, 0.77);
    set(Signal::Partner, 0.85);
    set(Signal::Directory, 1.22);
    set(Signal::Lines, 0.11);
    set(Signal::Test, -3.28);
    set(Signal::Example, -0.75);
    set(Signal::Generated, -0.95);
    set(Signal::Vendored, -2.42);
    set(Signal::Benchmark, -0.77);
    set(Signal::Auxiliary, -1.43);
    return w;
}

double dot(const Signals& a, const Signals& b) {
    double sum = 0;
    for (std::size_t i = 0; i < SignalCount; ++i) sum += a[i] * b[i];
    return sum;
}

void rank_files(Ranking& ranking, const Signals& weights) {
    Signals used = weights;
    if (ranking.query.wants_tests) used[static_cast<std::size_t>(Signal::Test)] = 0;
    for (std::size_t i = 0; i < ranking.documents.list.size(); ++i)
        ranking.files.push_back({static_cast<std::uint32_t>(i), dot(ranking.measured.files[i], used), 0});
    std::sort(ranking.files.begin(), ranking.files.end(), [](const RankedFile& a, const RankedFile& b) {
        return a.score != b.score ? a.score > b.score : a.document < b.document;
    });
    double sum = 0;
    for (RankedFile& file : ranking.files) sum += file.share = std::exp(file.score - ranking.files.front().score);
    for (RankedFile& file : ranking.files) file.share /= sum;
}

void rank_definitions(Ranking& ranking) {
    double best_body = 0, best_name = 0;
    for (const auto& scores : ranking.measured.definitions)
        for (const DefinitionScore& score : scores) {
            best_body = std::max(best_body, score.body);
            best_name = std::max(best_name, score.name);
        }
    if (best_body <= 0) return;
    const double top = ranking.files.front().share;
    for (const RankedFile& file : ranking.files) {
        const auto& scores = ranking.measured.definitions[file.document];
        for (std::size_t i = 0; i < scores.size(); ++i) {
            if (scores[i].body <= 0) continue;
            const double fit = 0.7 * scores[i].body / best_body + (best_name > 0 ? 0.3 * scores[i].name / best_name : 0);
            const double score = fit * (0.4 + 0.6 * std::sqrt(file.share / top));
            ranking.definitions.push_back({file.document, static_cast<std::uint32_t>(i), score});
        }
    }
    std::sort(ranking.definitions.begin(), ranking.definitions.end(), [](const RankedDefinition& a, const RankedDefinition& b) {
        if (a.score != b.score) return a.score > b.score;
        return a.document != b.document ? a.document < b.document : a.definition < b.definition;
    });
}

}  // namespace

const Signals& default_weights() {
    static constexpr Signals Weights = make_weights();
    return Weights;
}

Result<Ranking> rank(store::IndexReader& reader, FileSystem& files, Query query, const ReadingLimits& limits, const Signals& weights, std::vector<std::string> always) {
    Ranking ranking;
    ranking.query = std::move(query);
    std::vector<std::string> terms;
    for (const QueryTerm& term : ranking.query.terms) terms.push_back(term.text);
    const TermTable table(terms);
    always.insert(always.end(), ranking.query.paths.begin(), ranking.query.paths.end());
    KOMPRESS_TRY_VALUE(documents, read_documents(reader, files, ranking.query, table, limits, always));
    ranking.documents = std::move(documents);
    if (ranking.documents.list.empty()) return ranking;
    StageClock clock;
    ranking.measured = measure(ranking.documents, ranking.query, table);
    rank_files(ranking, weights);
    clock.end_of("measure");
    rank_definitions(ranking);
    clock.end_of("rank");
    return ranking;
}

}  // namespace kompress::search
