// SPDX-License-Identifier: Apache-2.0
#include "search/searcher.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "base/stage_clock.hpp"
#include "base/try.hpp"
#include "search/ranker.hpp"
#include "search/spelling.hpp"
#include "search/symbol_finder.hpp"

namespace kompress::search {
namespace {

/// Less than `context` reads: a list of names must be there at once.
constexpr ReadingLimits ListLimits{.whole_bytes = 32u << 20, .whole_files = 4000, .bytes = 1u << 20, .files = 80, .definitions = 8'000};
/// Longer questions say things twice, so that one word that nothing is called does no harm.
constexpr std::size_t MaxTermsToCorrect = 4;

struct Entry {
    std::uint32_t document = 0;
    std::int32_t definition = -1;  ///< -1: the file
    double score = 0;
};

/// Definitions and files by one score: of a file how likely it is, of a definition how well it fits in such a file.
std::vector<Entry> merged(const Ranking& ranking) {
    std::vector<Entry> entries;
    for (const RankedDefinition& d : ranking.definitions) entries.push_back({d.document, static_cast<std::int32_t>(d.definition), d.score});
    if (!ranking.files.empty()) {
        const double top = ranking.files.front().share;
        for (const RankedFile& file : ranking.files) {
            const bool has_hits = !ranking.documents.list[file.document].hits.hits.empty() ||
                                  ranking.measured.files[file.document][static_cast<std::size_t>(Signal::Path)] > 0;
            if (has_hits) entries.push_back({file.document, -1, 0.6 * std::sqrt(file.share / top)});
        }
    }
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.score > b.score; });
    return entries;
}

/// True for "copytouser" where the query says copy_to_user: its parts are corrected one by one.
bool is_whole_identifier(const Query& query, const std::string& term) {
    return std::any_of(query.identifiers.begin(), query.identifiers.end(), [&](const std::string& identifier) {
        const auto terms = terms_of(identifier);
        return terms.size() > 1 && terms.back() == term;
    });
}

/// A word that nothing is called gets a similar one beside it.
Result<void> add_similar(store::IndexReader& reader, Query& query, SearchPage& page) {
    if (query.terms.size() > MaxTermsToCorrect) return {};
    const std::size_t count = query.terms.size();
    for (std::size_t i = 0; i < count && query.terms.size() < Query::MaxTerms; ++i) {
        const QueryTerm term = query.terms[i];
        if (term.weight <= 0 || is_whole_identifier(query, term.text)) continue;
        KOMPRESS_TRY_VALUE(similar, similar_word(reader, term.text));
        if (similar.empty()) continue;
        const bool is_known = std::any_of(query.terms.begin(), query.terms.end(), [&](const QueryTerm& t) { return t.text == similar; });
        if (is_known) continue;
        page.similar.emplace_back(term.text, similar);
        query.terms.push_back({similar, term.weight * 0.6, term.subject * 0.6, 0, term.in_scope});
    }
    return {};
}

}  // namespace

Result<SearchPage> search(store::IndexReader& reader, FileSystem& files, const SearchRequest& request) {
    std::size_t skip = 0;
    if (!request.cursor.empty()) {
        const auto parsed = std::from_chars(request.cursor.data(), request.cursor.data() + request.cursor.size(), skip);
        if (parsed.ec != std::errc{} || parsed.ptr != request.cursor.data() + request.cursor.size())
            return Error{ErrorCode::InvalidArgument, "'" + request.cursor + "' is no cursor; take the one that the last answer gave"};
    }
    StageClock clock;
    SearchPage page;
    Query query = parse_query(request.query);
    if (query.terms.empty() && query.identifiers.empty() && query.paths.empty()) return page;
    KOMPRESS_TRY(add_similar(reader, query, page));
    clock.end_of("spelling");
    KOMPRESS_TRY_VALUE(ranking, rank(reader, files, std::move(query), ListLimits));
    clock.end_of("ranking");
    const std::vector<Entry> entries = merged(ranking);
    std::map<std::uint32_t, std::vector<SymbolInfo>> outlines;
    for (std::size_t i = skip; i < entries.size(); ++i) {
        if (request.limit != 0 && page.hits.size() == request.limit) {
            page.next_cursor = std::to_string(i);
            break;
        }
        const Document& document = ranking.documents.list[entries[i].document];
        SearchHit hit{document.path, entries[i].score, std::nullopt};
        if (entries[i].definition >= 0) {
            auto outline = outlines.find(entries[i].document);
            if (outline == outlines.end()) {
                KOMPRESS_TRY_VALUE(symbols, SymbolFinder(reader).outline(document.path));
                outline = outlines.emplace(entries[i].document, std::move(symbols)).first;
            }
            const auto number = static_cast<std::size_t>(entries[i].definition);
            if (number < outline->second.size()) hit.symbol = outline->second[number];
        }
        page.hits.push_back(std::move(hit));
    }
    clock.end_of("outlines");
    return page;
}

}  // namespace kompress::search
