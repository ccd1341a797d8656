// SPDX-License-Identifier: Apache-2.0
#include "search/signals.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/hand_over.hpp"
#include "search/places.hpp"

namespace kompress::search {
namespace {

constexpr std::uint32_t WindowLines = 60, WindowStep = 30;
constexpr double Saturation = 1.2, LengthWeight = 0.75;  // k1 and b of BM25, as usual
constexpr double NameLengthWeight = 0.4;                 // names are short whatever they say
constexpr int NameCount = 3;                             // a word of a name counts as so many of the body

struct Weights {
    std::vector<double> full, subject, related;  // weight × idf of each term
};

double idf(double frequency, double documents) {
    const double count = frequency * documents;
    return std::log(1 + (documents - count + 0.5) / (count + 0.5));
}

/// Counts of terms, cleared in the time it took to fill them.
class Counts {
  public:
    explicit Counts(std::size_t terms) : counts_(terms, 0) {}
    void add(std::uint16_t term, int times = 1) {
        if (counts_[term] == 0) used_.push_back(term);
        counts_[term] += times;
    }
    void clear() {
        for (const std::uint16_t term : used_) counts_[term] = 0;
        used_.clear();
    }
    bool empty() const { return used_.empty(); }
    /// BM25; `norm` is 1 for a text of average length.
    double score(const std::vector<double>& weights, double norm, double length_weight) const {
        const double k = Saturation * (1 - length_weight + length_weight * norm);
        double sum = 0;
        for (const std::uint16_t term : used_) sum += weights[term] * counts_[term] * (Saturation + 1) / (counts_[term] + k);
        return sum;
    }
    double covered(const std::vector<double>& weights) const {
        double sum = 0;
        for (const std::uint16_t term : used_) sum += weights[term];
        return sum;
    }

  private:
    std::vector<int> counts_;
    std::vector<std::uint16_t> used_;
};

/// Appends the query's terms that a text names, in its order. Returns how many words it has.
int find_terms(std::string_view text, const TermTable& table, std::vector<std::uint16_t>& terms) {
    int words = 0;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && letter_of(text[end]) != Letter::Other) ++end;
        const std::string_view word = text.substr(i, end - i);
        int parts = 0;
        each_part(word, [&](std::size_t b, std::size_t e) {
            ++parts;
            const std::uint16_t term = table.find(word.substr(b, e - b));
            if (term != TermTable::None) terms.push_back(term);
        });
        if (parts > 1) {
            ++parts;
            const std::uint16_t term = table.find_compound(word);
            if (term != TermTable::None) terms.push_back(term);
        }
        words += parts;
        i = end + 1;
    }
    return words;
}

void add_terms(const std::vector<std::uint16_t>& terms, Counts& counts, int times = 1) {
    for (const std::uint16_t term : terms) counts.add(term, times);
}

struct TopThree {
    double best[3] = {0, 0, 0};
    void add(double score) {
        if (score <= best[2]) return;
        best[2] = score;
        if (best[2] > best[1]) std::swap(best[2], best[1]);
        if (best[1] > best[0]) std::swap(best[1], best[0]);
    }
    double sum() const { return best[0] + best[1] + best[2]; }
};

struct Averages {
    double file_words = 1, window_words = 1, symbol_words = 1, name_words = 2;
};

bool has_body(const Definition& definition) {
    switch (definition.kind) {
        case SymbolKind::Function:
        case SymbolKind::Method:
        case SymbolKind::Constructor:
        case SymbolKind::Macro: return true;
        default: return definition.end_line - definition.start_line < WindowLines;  // a class is more than what is in it
    }
}

double& at(Signals& signals, Signal signal) { return signals[static_cast<std::size_t>(signal)]; }

class FileMeasure {
  public:
    FileMeasure(const Documents& documents, const Query& query, const TermTable& table, const Weights& weights, const Averages& averages)
        : documents_(documents), query_(query), table_(table), weights_(weights), averages_(averages), counts_(query.terms.size()) {}

    void run(const Document& document, Signals& signals, std::vector<DefinitionScore>& definitions) {
        windows(document, signals);
        whole(document, signals);
        symbols(document, signals, definitions);
        paths(document, signals);
        at(signals, Signal::Lines) = std::log1p(document.hits.lines());
        constexpr Signal Places[] = {Signal::Count, Signal::Test, Signal::Example, Signal::Generated, Signal::Vendored, Signal::Benchmark, Signal::Auxiliary};
        if (document.place != Place::Source) at(signals, Places[static_cast<std::size_t>(document.place)]) = 1;
    }

  private:
    void windows(const Document& document, Signals& signals) {
        const TextHits& text = document.hits;
        TopThree best, subject, related;
        for (std::uint32_t first = 1; first <= std::max(text.lines(), 1u); first += WindowStep) {
            const auto [begin, end] = text.hits_in(first, first + WindowLines - 1);
            if (begin != end) {
                counts_.clear();
                for (std::size_t i = begin; i < end; ++i) counts_.add(text.hits[i].term);
                const double norm = text.words_in(first, first + WindowLines - 1) / averages_.window_words;
                best.add(counts_.score(weights_.full, norm, LengthWeight));
                subject.add(counts_.score(weights_.subject, norm, LengthWeight));
                related.add(counts_.score(weights_.related, norm, LengthWeight));
            }
            if (first + WindowLines > text.lines()) break;
        }
        at(signals, Signal::Window) = best.best[0];
        at(signals, Signal::SubjectWindow) = subject.best[0];
        at(signals, Signal::Related) = related.best[0];
    }

    void whole(const Document& document, Signals& signals) {
        counts_.clear();
        for (const Hit& hit : document.hits.hits) counts_.add(hit.term);
        const double norm = document.hits.words() / averages_.file_words;
        at(signals, Signal::Whole) = counts_.score(weights_.full, norm, LengthWeight);
        at(signals, Signal::SubjectWhole) = counts_.score(weights_.subject, norm, LengthWeight);
    }

    void symbols(const Document& document, Signals& signals, std::vector<DefinitionScore>& scores) {
        TopThree best, names;
        scores.resize(document.definitions.size());
        for (std::size_t i = 0; i < document.definitions.size(); ++i) {
            const Definition& definition = document.definitions[i];
            counts_.clear();
            name_terms_.clear();
            const int name_words = find_terms(definition.name, table_, name_terms_);
            add_terms(name_terms_, counts_);
            if (!counts_.empty()) scores[i].name = counts_.score(weights_.full, name_words / averages_.name_words, NameLengthWeight);
            counts_.clear();
            double words = NameCount * name_words;
            add_terms(name_terms_, counts_, NameCount);
            // Most of what C defines stands in nothing that has a name.
            if (definition.qualified_name == definition.name) add_terms(name_terms_, counts_), words += name_words;
            else words += add_text(definition.qualified_name, counts_);
            if (has_body(definition)) {
                // Its comment stands above it and is as much about it as its body.
                const std::uint32_t above = i > 0 ? std::max(document.definitions[i - 1].end_line, document.definitions[i - 1].start_line) : 0;
                const std::uint32_t first = above < definition.start_line ? std::max(above + 1, definition.start_line > 12 ? definition.start_line - 12 : 1) : definition.start_line;
                const auto [begin, end] = document.hits.hits_in(first, definition.end_line);
                for (std::size_t h = begin; h < end; ++h) counts_.add(document.hits.hits[h].term);
                words += document.hits.words_in(first, definition.end_line);
            }
            if (counts_.empty()) continue;
            scores[i].body = counts_.score(weights_.full, words / averages_.symbol_words, LengthWeight);
            best.add(scores[i].body);
            names.add(scores[i].name);
        }
        at(signals, Signal::Symbol) = best.best[0];
        at(signals, Signal::SymbolName) = names.best[0];
    }

    int add_text(std::string_view text, Counts& counts) {
        terms_.clear();
        const int words = find_terms(text, table_, terms_);
        add_terms(terms_, counts);
        return words;
    }

    void paths(const Document& document, Signals& signals) {
        const std::string_view path = std::string_view(document.path).substr(0, document.path.rfind('.'));
        const auto slash = path.rfind('/');
        std::string base(path.substr(slash == std::string_view::npos ? 0 : slash + 1));
        for (const std::string_view common : {"mod", "lib", "main", "index", "__init__", "server"})
            if (base == common && slash != std::string_view::npos) {
                const auto before = slash == 0 ? std::string_view::npos : path.rfind('/', slash - 1);
                base = std::string(path.substr(before == std::string_view::npos ? 0 : before + 1));
                break;
            }
        counts_.clear();
        const int words = add_text(path, counts_);
        at(signals, Signal::Path) = counts_.score(weights_.full, words / 3.0, 0.2);
        double scope = 0, in_scope = 0;
        for (std::size_t i = 0; i < query_.terms.size(); ++i) {
            if (!query_.terms[i].in_scope) continue;
            ++scope;
            Counts one(query_.terms.size());
            add_text(path, one);
            std::vector<double> only(query_.terms.size(), 0);
            only[i] = 1;
            in_scope += one.covered(only);
        }
        at(signals, Signal::Scope) = scope > 0 ? in_scope / scope : 0;
        counts_.clear();
        const int base_words = add_text(base, counts_);
        at(signals, Signal::BaseName) = counts_.score(weights_.full, base_words / 2.0, 0.3);
        at(signals, Signal::SubjectBase) = counts_.score(weights_.subject, base_words / 2.0, 0.3);
        for (const std::string& named : query_.paths) {
            const std::string_view whole = document.path;
            const bool is_end = whole.ends_with(named) && (whole.size() == named.size() || whole[whole.size() - named.size() - 1] == '/');
            const bool is_directory = whole.starts_with(named) && whole.size() > named.size() && whole[named.size()] == '/';
            at(signals, Signal::NamedPath) = std::max(at(signals, Signal::NamedPath), is_end ? 1.0 : is_directory ? 0.3 : 0.0);
        }
    }

    const Documents& documents_;
    const Query& query_;
    const TermTable& table_;
    const Weights& weights_;
    const Averages& averages_;
    Counts counts_;
    std::vector<std::uint16_t> terms_, name_terms_;
};

Averages averages_of(const Documents& documents) {
    double words = 0, windows = 0, symbols = 0, symbol_words = 0;
    for (const Document& document : documents.list) {
        words += document.hits.words();
        const double lines = document.hits.lines();
        windows += lines <= WindowLines ? 1 : 1 + std::ceil((lines - WindowLines) / WindowStep);
        for (const Definition& definition : document.definitions) {
            ++symbols;
            symbol_words += 6 + (has_body(definition) ? document.hits.words_in(definition.start_line, definition.end_line) : 0);
        }
    }
    Averages averages;
    const double files = std::max<double>(static_cast<double>(documents.list.size()), 1);
    averages.file_words = std::max(words / files, 1.0);
    averages.window_words = std::max(2 * words / std::max(windows, 1.0), 1.0);  // windows overlap by half
    averages.symbol_words = std::max(symbol_words / std::max(symbols, 1.0), 1.0);
    return averages;
}

void defines(const Documents& documents, const Query& query, Measured& measured) {
    for (const std::string& name : query.identifiers) {
        std::vector<std::size_t> where;
        for (std::size_t i = 0; i < documents.list.size(); ++i) {
            const auto& definitions = documents.list[i].definitions;
            if (std::any_of(definitions.begin(), definitions.end(), [&](const Definition& d) { return d.name == name; })) where.push_back(i);
        }
        for (const std::size_t i : where) at(measured.files[i], Signal::Defines) += 1 / std::sqrt(static_cast<double>(where.size()));
    }
}

void adjacent(const Documents& documents, const Query& query, Measured& measured) {
    const std::size_t n = query.pairs.size();
    std::vector<std::vector<std::pair<std::uint32_t, int>>> found(n);  // of each pair: document and count
    std::vector<int> counts(n);
    for (std::size_t i = 0; i < documents.list.size(); ++i) {
        std::fill(counts.begin(), counts.end(), 0);
        for (const Hit& hit : documents.list[i].hits.hits) {
            if (hit.before == TermTable::None) continue;
            const auto pair = std::lower_bound(query.pairs.begin(), query.pairs.end(), std::pair{hit.before, hit.term});
            if (pair != query.pairs.end() && *pair == std::pair{hit.before, hit.term}) ++counts[static_cast<std::size_t>(pair - query.pairs.begin())];
        }
        for (std::size_t p = 0; p < n; ++p)
            if (counts[p]) found[p].emplace_back(static_cast<std::uint32_t>(i), counts[p]);
    }
    for (std::size_t p = 0; p < n; ++p) {
        const double rarity = std::log1p(static_cast<double>(documents.list.size()) / std::max<double>(static_cast<double>(found[p].size()), 1));
        for (const auto& [file, count] : found[p]) at(measured.files[file], Signal::Adjacent) += rarity * count / (count + 1.0);
    }
}

void divide_by_best(Measured& measured) {
    for (const Signal signal : {Signal::Window, Signal::Whole, Signal::Symbol, Signal::SymbolName, Signal::Path,
                                Signal::BaseName, Signal::Defines, Signal::SubjectWindow, Signal::SubjectWhole, 
                                Signal::SubjectBase, Signal::Adjacent, Signal::Related}) {
        double best = 0;
        for (Signals& signals : measured.files) best = std::max(best, at(signals, signal));
        if (best > 0)
            for (Signals& signals : measured.files) at(signals, signal) /= best;
    }
}

/// What the neighbours of a file say: its header, its test, its directory.
void neighbours(const Documents& documents, Measured& measured) {
    const auto window = [&](std::size_t i) { return at(measured.files[i], Signal::Window); };
    std::unordered_map<std::string, std::vector<std::size_t>> by_stem, tests, by_directory;
    for (std::size_t i = 0; i < documents.list.size(); ++i) {
        const Document& document = documents.list[i];
        const std::string_view path = document.path;
        const auto slash = path.rfind('/');
        const std::string_view name = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
        by_stem[std::string(name.substr(0, name.rfind('.')))].push_back(i);
        by_directory[std::string(path.substr(0, slash == std::string_view::npos ? 0 : slash))].push_back(i);
        if (document.place == Place::Test) tests[core_name(path)].push_back(i);
    }
    for (const auto& [stem, group] : by_stem) {
        TopThree best;
        for (const std::size_t i : group)
            if (documents.list[i].place == Place::Source) best.add(window(i));
        for (const std::size_t i : group) {
            const bool is_best = documents.list[i].place == Place::Source && window(i) == best.best[0];
            at(measured.files[i], Signal::Sibling) = group.size() > 1 ? best.best[is_best ? 1 : 0] : 0;
        }
    }
    for (const auto& [directory, group] : by_directory) {
        TopThree best;  // with itself: close enough, and linear
        for (const std::size_t i : group) best.add(window(i));
        for (const std::size_t i : group) at(measured.files[i], Signal::Directory) = group.size() > 1 ? (best.sum() - std::min(window(i), best.best[0]) * (window(i) >= best.best[2] ? 1 : 0)) / 3 : 0;
    }
    for (std::size_t i = 0; i < documents.list.size(); ++i) {
        if (documents.list[i].place != Place::Source) continue;
        const auto found = tests.find(core_name(documents.list[i].path));
        if (found == tests.end()) continue;
        for (const std::size_t test : found->second) at(measured.files[i], Signal::Partner) = std::max(at(measured.files[i], Signal::Partner), window(test));
    }
}

}  // namespace

std::string_view signal_name(Signal signal) {
    static constexpr std::string_view Names[] = {
        "window", "whole", "symbol", "symbol_name", "path", "base_name", "scope", "named_path", "defines", 
        "subject_window", "subject_whole", "subject_base", "adjacent", "related", "sibling", "partner", "directory", "lines",
        "test", "example", "generated", "vendored", "benchmark", "auxiliary"};
    static_assert(std::size(Names) == SignalCount);
    return Names[static_cast<std::size_t>(signal)];
}

Measured measure(const Documents& documents, const Query& query, const TermTable& table) {
    Measured measured;
    measured.files.assign(documents.list.size(), Signals{});
    measured.definitions.resize(documents.list.size());
    Weights weights;
    const double corpus = std::max(documents.corpus_files, static_cast<double>(documents.list.size()));
    for (std::size_t i = 0; i < query.terms.size(); ++i) {
        const QueryTerm& term = query.terms[i];
        const double rarity = idf(std::min(documents.frequency[i], 1.0), corpus);
        weights.full.push_back(term.weight * rarity);
        weights.subject.push_back(term.subject * rarity);
        weights.related.push_back(term.related * rarity);
    }
    const Averages averages = averages_of(documents);
    const auto measure_range = [&](const tbb::blocked_range<std::size_t>& range) {
        FileMeasure one(documents, query, table, weights, averages);
        for (std::size_t i = range.begin(); i < range.end(); ++i) one.run(documents.list[i], measured.files[i], measured.definitions[i]);
    };
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, documents.list.size(), 16), hand_over::task(&measured, measure_range));
    hand_over::take(&measured);
    defines(documents, query, measured);
    adjacent(documents, query, measured);
    divide_by_best(measured);
    neighbours(documents, measured);
    return measured;
}

}  // namespace kompress::search
