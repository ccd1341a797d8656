// SPDX-License-Identifier: Apache-2.0
#include "search/documents.hpp"

#include <tbb/parallel_for.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

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
    Chooser(store::IndexReader& reader, const Query& query, double corpus) : reader_(reader), query_(query), corpus_(corpus) {}

    Result<void> run(Documents& documents) {
        documents.frequency.assign(query_.terms.size(), 0);
        for (std::size_t i = 0; i < query_.terms.size(); ++i) KOMPRESS_TRY(add_term(query_.terms[i], documents.frequency[i]));
        for (const std::string& name : query_.identifiers) KOMPRESS_TRY(add_identifier(name));
        return {};
    }

    /// Best first.
    Result<std::vector<Candidate>> candidates(std::size_t limit) {
        constexpr std::size_t Slack = 2;  // roles are known only once the rows are read
        std::map<std::int64_t, Candidate> by_file;
        for (const auto& [piece, score] : best(pieces_, limit * Slack)) {
            KOMPRESS_TRY_VALUE(content, reader_.content_of_piece(piece));
            if (!content) continue;
            KOMPRESS_TRY_VALUE(rows, reader_.files_of_content(content->id));
            for (store::FileRow& row : rows) {
                Candidate& candidate = by_file[row.id];
                candidate.score = std::max(candidate.score, score);
                candidate.file = std::move(row);
            }
        }
        for (const auto& [id, score] : best(paths_, limit)) {
            Candidate& candidate = by_file[id];
            if (candidate.file.id == 0) {
                KOMPRESS_TRY_VALUE(row, reader_.file_of_row(id));
                if (!row || row->content == 0) {
                    by_file.erase(id);
                    continue;
                }
                candidate.file = std::move(*row);
            }
            candidate.score += score;
        }
        std::vector<Candidate> list;
        for (auto& [id, candidate] : by_file) {
            if (candidate.file.role != FileRole::Source && !query_.wants_tests) candidate.score *= 0.4;
            list.push_back(std::move(candidate));
        }
        std::sort(list.begin(), list.end(), [](const Candidate& a, const Candidate& b) {
            return a.score != b.score ? a.score > b.score : a.file.path < b.file.path;
        });
        return list;
    }

  private:
    using Scores = std::unordered_map<std::int64_t, double>;

    static std::vector<std::pair<std::int64_t, double>> best(const Scores& scores, std::size_t limit) {
        std::vector<std::pair<std::int64_t, double>> list(scores.begin(), scores.end());
        const auto before = [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; };
        const auto middle = list.begin() + static_cast<std::ptrdiff_t>(std::min(limit, list.size()));
        std::partial_sort(list.begin(), middle, list.end(), before);
        list.erase(middle, list.end());
        return list;
    }

    Result<void> add_term(const QueryTerm& term, double& frequency) {
        /// Above that a word chooses nothing, and walking through its list costs milliseconds.
        constexpr std::size_t MaxPostings = 20'000;
        if (term.text.size() < 2) return {};
        // Stems find their inflections by prefix, unless they are so short that a prefix finds anything.
        const bool by_prefix = term.text.size() >= 5;
        KOMPRESS_TRY_VALUE(pieces, reader_.pieces_with_word(term.text, by_prefix, MaxPostings));
        KOMPRESS_TRY_VALUE(paths, reader_.files_with_path_word(term.text, by_prefix, MaxPostings));
        frequency = std::max<double>(static_cast<double>(pieces.size()), 1) / std::max(corpus_, 1.0);
        const double weight = std::max({term.weight, term.subject * 1.5, term.related});
        const double rarity = std::log1p(corpus_ / (static_cast<double>(pieces.size()) + 1));
        if (pieces.size() < MaxPostings)
            for (const std::int64_t piece : pieces) pieces_[piece] += weight * rarity;
        const double path_rarity = std::log1p(corpus_ / (static_cast<double>(paths.size()) + 1));
        if (paths.size() < MaxPostings)
            for (const std::int64_t file : paths) paths_[file] += weight * path_rarity;
        return {};
    }

    Result<void> add_identifier(const std::string& name) {
        KOMPRESS_TRY_VALUE(postings, reader_.postings(name));
        const double rarity = std::log1p(corpus_ / (static_cast<double>(postings.size()) + 1));
        for (const store::Posting& posting : postings) pieces_[posting.piece] += rarity * (posting.defines ? 4 : 1);
        return {};
    }

    store::IndexReader& reader_;
    const Query& query_;
    double corpus_;
    Scores pieces_, paths_;
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
    Chooser chooser(reader, query, corpus);
    KOMPRESS_TRY(chooser.run(documents));
    KOMPRESS_TRY_VALUE(all, chooser.candidates(limits.files));
    std::uint64_t bytes = 0;
    for (Candidate& candidate : all) {
        if (is_structure(candidate.file.language)) continue;
        const std::uint64_t size = std::min<std::uint64_t>(candidate.file.stamp.size_bytes, MaxBytesOfOne);
        if (bytes + size > limits.bytes || chosen.size() >= limits.files) continue;  // a smaller one may still fit
        bytes += size;
        chosen.push_back(std::move(candidate));
    }
    return chosen;
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

    KOMPRESS_TRY_VALUE(places, PlaceRules::of(reader, documents.is_whole));
    documents.list.resize(chosen.size());
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        Document& document = documents.list[i];
        document.path = chosen[i].file.path;
        document.language = chosen[i].file.language;
        document.file = chosen[i].file.id;
        document.place = places.place_of(chosen[i].file.path, chosen[i].file.role);
    }
    // Texts are read and scanned beside the definitions, which come from the one connection.
    tbb::task_group reading;
    reading.run([&] {
        tbb::parallel_for(std::size_t{0}, documents.list.size(), [&](std::size_t i) {
            Document& document = documents.list[i];
            auto bytes = files.read(document.path, documents.is_whole ? 0 : MaxBytesOfOne);
            if (!bytes) return;  // gone since it was indexed: its names still count
            document.bytes = std::move(*bytes);
            document.hits = scan_text(document.text(), table);
        });
    });
    Result<void> read;
    for (std::size_t i = 0; i < chosen.size() && read; ++i) read = read_definitions(reader, chosen[i].file, documents.list[i]);
    reading.wait();
    KOMPRESS_TRY(read);
    count_frequencies(documents, query.terms.size());
    return documents;
}

}  // namespace kompress::search
