// SPDX-License-Identifier: Apache-2.0
#include "search/documents.hpp"

#include <tbb/parallel_for.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/hand_over.hpp"
#include "base/stage_clock.hpp"
#include "base/try.hpp"
#include "parse/parser.hpp"
#include "search/places.hpp"

namespace kompress::search {
namespace {

/// One huge file must not eat the whole allowance.
constexpr std::uint64_t MaxBytesOfOne = 1u << 20;

struct Candidate {
    store::FileRow file;
    double score = 0;
};

std::string qualified_name(const ParsedFile& file, const Symbol& symbol, const std::vector<Definition>& before, std::size_t base, std::string_view separator) {
    std::string own(file.names[symbol.name]);
    if (symbol.qualifier != NoName) own = std::string(file.names[symbol.qualifier]) + std::string(separator) + own;
    if (symbol.parent < 0) return own;
    return before[base + static_cast<std::size_t>(symbol.parent)].qualified_name + std::string(separator) + own;
}

Result<void> read_definitions(store::IndexReader& reader, const store::FileRow& row, Document& document) {
    KOMPRESS_TRY_VALUE(content, reader.content(row.content));
    if (!content) return {};
    const std::string_view separator = parse::name_separator(content->language);
    for (std::int64_t i = 0; i < content->pieces; ++i) {
        KOMPRESS_TRY_VALUE(piece, reader.piece(*content, i, store::Columns::Symbols));
        const std::size_t base = document.definitions.size();
        for (const Symbol& symbol : piece->file.symbols) {
            Definition definition;
            definition.name = piece->file.names[symbol.name];
            definition.qualified_name = qualified_name(piece->file, symbol, document.definitions, base, separator);
            definition.kind = symbol.kind;
            definition.line = symbol.name_line;
            definition.start_line = symbol.start_line;
            definition.end_line = symbol.end_line;
            definition.parent = symbol.parent < 0 ? -1 : symbol.parent + static_cast<std::int32_t>(base);
            definition.exported = symbol.exported;
            document.definitions.push_back(std::move(definition));
        }
    }
    return {};
}

/// Chooses files of a large index by what it knows without reading them.
class Chooser {
  public:
    Chooser(store::IndexReader& reader, const store::Roster& roster, const Query& query, double corpus)
        : reader_(reader), roster_(roster), query_(query), corpus_(corpus), scores_(roster.entries().size(), 0), given_(scores_.size(), 0),
          rounds_(scores_.size(), 0) {}

    Result<void> run(Documents& documents) {
        documents.frequency.assign(query_.terms.size(), 0);
        for (std::size_t i = 0; i < query_.terms.size(); ++i) KOMPRESS_TRY(add_term(query_.terms[i], documents.frequency[i]));
        for (const std::string& name : query_.identifiers) KOMPRESS_TRY(add_identifier(name));
        return {};
    }

    /// Best first, as many as the limits let in.
    Result<std::vector<Candidate>> candidates(const ReadingLimits& limits) {
        std::vector<std::pair<double, std::uint32_t>> order;  // score and index in the roster
        for (std::uint32_t i = 0; i < scores_.size(); ++i) {
            const store::RosterEntry& entry = roster_.entries()[i];
            if (scores_[i] <= 0 || is_structure(entry.language)) continue;
            const double share = entry.role != FileRole::Source && !query_.wants_tests ? 0.4 : 1;
            order.emplace_back(share * scores_[i], i);
        }
        const auto middle = order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), 2 * limits.files));
        std::partial_sort(order.begin(), middle, order.end(), [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
        std::vector<Candidate> chosen;
        std::uint64_t bytes = 0, definitions = 0;
        for (auto at = order.begin(); at != middle && chosen.size() < limits.files; ++at) {
            const store::RosterEntry& entry = roster_.entries()[at->second];
            const std::uint64_t size = std::min<std::uint64_t>(entry.bytes, MaxBytesOfOne);
            if (bytes + size > limits.bytes || definitions + entry.symbols > limits.definitions) continue;  // a smaller one may still fit
            KOMPRESS_TRY_VALUE(row, reader_.file_of_row(entry.file));
            if (!row || row->content == 0) continue;
            bytes += size, definitions += entry.symbols;
            chosen.push_back({std::move(*row), at->first});
        }
        return chosen;
    }

  private:
    Result<void> add_term(const QueryTerm& term, double& frequency) {
        if (term.text.size() < 2) return {};
        const bool by_prefix = is_asked_by_prefix(term.text);
        KOMPRESS_TRY_VALUE(pieces, reader_.pieces_with_word(term.text, by_prefix, MaxPostings));
        KOMPRESS_TRY_VALUE(paths, reader_.files_with_path_word(term.text, by_prefix, MaxPostings));
        frequency = std::max<double>(static_cast<double>(pieces.size()), 1) / std::max(corpus_, 1.0);
        const double weight = std::max({term.weight, term.subject * 1.5, term.related});
        const double rarity = std::log1p(corpus_ / (static_cast<double>(pieces.size()) + 1));
        if (pieces.size() < MaxPostings)
            add_pieces(pieces, [](std::int64_t piece) { return piece; }, [&](std::int64_t) { return weight * rarity; });
        const double path_rarity = std::log1p(corpus_ / (static_cast<double>(paths.size()) + 1));
        if (paths.size() < MaxPostings)
            for (const std::int64_t file : paths)
                if (const std::uint32_t at = roster_.find(file); at != store::Roster::None) scores_[at] += weight * path_rarity;
        return {};
    }

    Result<void> add_identifier(const std::string& name) {
        KOMPRESS_TRY_VALUE(postings, reader_.postings(name));
        const double rarity = std::log1p(corpus_ / (static_cast<double>(postings.size()) + 1));
        add_pieces(postings, [](const store::Posting& p) { return static_cast<std::int64_t>(p.piece); },
                   [&](const store::Posting& p) { return rarity * (p.defines ? 4 : 1); });
        return {};
    }

    /// Adds to each file the most that one of its pieces is given.
    template <typename List, typename Piece, typename Score>
    void add_pieces(const List& list, Piece piece, Score score) {
        ++round_;
        for (const auto& one : list) {
            const double given = score(one);
            roster_.each_of_piece(piece(one), [&](std::uint32_t at) {
                if (rounds_[at] != round_) rounds_[at] = round_, given_[at] = 0;
                if (given > given_[at]) scores_[at] += given - given_[at], given_[at] = given;
            });
        }
    }

    store::IndexReader& reader_;
    const store::Roster& roster_;
    const Query& query_;
    double corpus_;
    std::vector<double> scores_, given_;  ///< by file of the roster
    std::vector<std::uint32_t> rounds_;
    std::uint32_t round_ = 0;
};

Result<std::vector<Candidate>> choose(store::IndexReader& reader, const Query& query, const ReadingLimits& limits, double corpus, Documents& documents) {
    std::vector<Candidate> chosen;
    if (documents.is_whole) {
        KOMPRESS_TRY(reader.each_file([&](store::FileRow&& row) {
            if (row.content != 0 && !is_structure(row.language)) chosen.push_back({std::move(row), 0});
            return true;
        }));
        return chosen;
    }
    KOMPRESS_TRY_VALUE(roster, reader.roster());
    Chooser chooser(reader, *roster, query, corpus);
    KOMPRESS_TRY(chooser.run(documents));
    return chooser.candidates(limits);
}

void count_frequencies(Documents& documents, std::size_t terms) {
    std::vector<double> seen(terms, 0);
    std::vector<bool> here(terms);
    for (const Document& document : documents.list) {
        here.assign(terms, false);
        for (const Hit& hit : document.hits.hits)
            if (!here[hit.term]) {
                here[hit.term] = true;
                ++seen[hit.term];
            }
    }
    if (documents.is_whole) documents.frequency.assign(terms, 0);
    for (std::size_t i = 0; i < terms; ++i)
        documents.frequency[i] = std::max(documents.frequency[i], seen[i] / std::max(documents.corpus_files, 1.0));
}

}  // namespace

Result<Documents> read_documents(store::IndexReader& reader, FileSystem& files, const Query& query, const TermTable& table,
                                 const ReadingLimits& limits, const std::vector<std::string>& always) {
    StageClock clock;
    Documents documents;
    KOMPRESS_TRY_VALUE(totals, reader.totals());
    std::int64_t known = 0, known_bytes = 0;
    for (std::size_t i = 0; i < totals.languages.size(); ++i) {
        if (is_structure(static_cast<Language>(i))) continue;
        known += totals.languages[i].files;
        known_bytes += totals.languages[i].bytes;
    }
    documents.corpus_files = static_cast<double>(known);
    documents.is_whole = static_cast<std::uint64_t>(known_bytes) <= limits.whole_bytes && static_cast<std::uint64_t>(known) <= limits.whole_files;
    KOMPRESS_TRY_VALUE(chosen, choose(reader, query, limits, documents.corpus_files, documents));
    for (const std::string& path : always) {
        const bool has = std::any_of(chosen.begin(), chosen.end(), [&](const Candidate& c) { return c.file.path == path; });
        if (has) continue;
        KOMPRESS_TRY_VALUE(row, reader.file(path));
        if (row && row->content != 0) chosen.push_back({std::move(*row), 0});
    }
    std::sort(chosen.begin(), chosen.end(), [](const Candidate& a, const Candidate& b) { return a.file.path < b.file.path; });

    clock.end_of("choose files");
    KOMPRESS_TRY_VALUE(places, PlaceRules::of(reader, documents.is_whole));
    documents.list.resize(chosen.size());
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        Document& document = documents.list[i];
        document.path = chosen[i].file.path;
        document.language = chosen[i].file.language;
        document.file = chosen[i].file.id;
        document.place = places.place_of(chosen[i].file.path, chosen[i].file.role);
    }
    clock.end_of("place files");
    // Texts are read and scanned beside the definitions, which come from the one connection.
    const auto read_text = [&](std::size_t i) {
        Document& document = documents.list[i];
        auto bytes = files.read(document.path, documents.is_whole ? 0 : MaxBytesOfOne);
        if (!bytes) return;  // gone since it was indexed: its names still count
        document.bytes = std::move(*bytes);
        document.hits = scan_text(document.text(), table);
    };
    const auto read_texts = [&] {
        tbb::parallel_for(std::size_t{0}, documents.list.size(), hand_over::task(&read_text, read_text));
        hand_over::take(&read_text);
    };
    tbb::task_group reading;
    reading.run(hand_over::task(&documents, read_texts));
    Result<void> read;
    for (std::size_t i = 0; i < chosen.size() && read; ++i) read = read_definitions(reader, chosen[i].file, documents.list[i]);
    clock.end_of("read definitions");
    reading.wait();
    hand_over::take(&documents);
    clock.end_of("read texts");
    KOMPRESS_TRY(read);
    count_frequencies(documents, query.terms.size());
    return documents;
}

}  // namespace kompress::search
