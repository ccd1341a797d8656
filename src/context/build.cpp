// SPDX-License-Identifier: Apache-2.0
#include "context/build.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/stage_clock.hpp"
#include "base/try.hpp"
#include "context/pack.hpp"
#include "search/ranker.hpp"
#include "search/symbol_finder.hpp"
#include "secrets/file_rules.hpp"
#include "tokens/tokenizer.hpp"

namespace kompress::context {
namespace {

constexpr std::size_t MaxSeeds = 64;
constexpr std::size_t MaxLinks = 24;         // of one seed
constexpr std::size_t LinkedMatches = 3;     // of a query: best definitions whose neighbours are looked at
constexpr double SeedValue = 4;              // what was named comes before anything that was found
constexpr double LinkShare = 0.5;            // of the seed's value, for a link of weight 1
constexpr double MatchLinkShare = 0.2;

/// Lines that the request is about.
struct Seed {
    std::string file;
    std::uint32_t first = 1, last = 1;
    std::uint32_t name_line = 0;  ///< of the definition, 0 for plain lines
};

struct Subject {
    std::string text;          ///< what to rank by
    std::vector<Seed> seeds;
    std::vector<SymbolInfo> ambiguous;
};

Result<void> add_symbol(store::IndexReader& reader, const std::string& symbol, Subject& subject) {
    KOMPRESS_TRY_VALUE(found, search::SymbolFinder(reader).resolve(symbol));
    if (found.empty()) return Error{ErrorCode::NotFound, "no definition of " + symbol + " is in the index; try: kompress symbols '*" + symbol + "*'"};
    if (found.size() > 1) {
        subject.ambiguous = std::move(found);
        return {};
    }
    const SymbolInfo& info = found.front();
    subject.text += info.qualified_name + " " + info.signature.substr(0, 200) + "\n";
    subject.seeds.push_back({info.file, info.start_line, info.end_line, info.line});
    return {};
}

Result<void> add_lines(store::IndexReader& reader, const std::string& file, std::uint32_t first, std::uint32_t last, Subject& subject) {
    KOMPRESS_TRY_VALUE(symbols, search::SymbolFinder(reader).outline(file));
    subject.text += file + "\n";
    for (const SymbolInfo& info : symbols) {
        if (subject.seeds.size() >= MaxSeeds) break;
        const bool is_unit = is_function(info.kind) || (is_class_like(info.kind) && info.end_line - info.start_line < 60);
        if (!is_unit || info.end_line < first || info.start_line > last) continue;
        if (subject.text.size() < 2000) subject.text += info.name + "\n";
        subject.seeds.push_back({file, info.start_line, info.end_line, info.line});
    }
    return {};
}

/// Changes by file, so that a file's definitions are read once.
Result<void> add_changes(store::IndexReader& reader, const std::vector<ChangedLines>& changes, Subject& subject) {
    std::set<std::tuple<std::string, std::uint32_t, std::uint32_t>> seen;
    std::map<std::string, std::vector<ChangedLines>> by_file;
    for (const ChangedLines& change : changes) by_file[change.file].push_back(change);
    for (const auto& [file, lines] : by_file) {
        KOMPRESS_TRY_VALUE(row, reader.file(file));
        if (!row || row->content == 0 || secrets::is_secret_file(file)) continue;
        for (std::size_t i = 0; i < lines.size() && subject.seeds.size() < MaxSeeds; ++i) {
            Subject one;
            KOMPRESS_TRY(add_lines(reader, file, lines[i].first, lines[i].last, one));
            if (one.seeds.empty()) one.seeds.push_back({file, lines[i].first > 3 ? lines[i].first - 3 : 1, lines[i].last + 3, 0});
            if (subject.text.size() < 2000) subject.text += one.text;
            for (Seed& seed : one.seeds)
                if (seen.emplace(seed.file, seed.first, seed.last).second) subject.seeds.push_back(std::move(seed));
        }
    }
    return {};
}

SnippetReason reason_of(search::LinkKind kind) {
    switch (kind) {
        case search::LinkKind::Caller: return SnippetReason::Caller;
        case search::LinkKind::Callee: return SnippetReason::Callee;
        case search::LinkKind::Type: return SnippetReason::Type;
        case search::LinkKind::Import: return SnippetReason::Import;
    }
    return SnippetReason::Callee;
}

/// The documents of a ranking by path.
class Finder {
  public:
    explicit Finder(const search::Ranking& ranking) : ranking_(ranking) {}
    std::int64_t document(const std::string& path) const {
        const auto& list = ranking_.documents.list;
        const auto at = std::lower_bound(list.begin(), list.end(), path, [](const search::Document& d, const std::string& p) { return d.path < p; });
        return at != list.end() && at->path == path ? at - list.begin() : -1;
    }
    /// The definition whose name stands in that line.
    std::int32_t definition(std::size_t document, std::uint32_t line) const {
        const auto& list = ranking_.documents.list[document].definitions;
        const auto at = std::find_if(list.begin(), list.end(), [&](const search::Definition& d) { return d.line == line; });
        return at == list.end() ? -1 : static_cast<std::int32_t>(at - list.begin());
    }

  private:
    const search::Ranking& ranking_;
};

void add_link(const search::Ranking& ranking, const search::Link& link, double value, std::vector<Unit>& units) {
    const Finder finder(ranking);
    const std::int64_t document = finder.document(link.file);
    if (document < 0) return;
    const std::int32_t number = finder.definition(static_cast<std::size_t>(document), link.line);
    if (number < 0) return;
    const search::Definition& definition = ranking.documents.list[static_cast<std::size_t>(document)].definitions[static_cast<std::size_t>(number)];
    Unit unit{static_cast<std::uint32_t>(document), number, definition.start_line, definition.end_line, SnippetForm::Body, reason_of(link.kind), value * link.weight};
    const std::uint32_t lines = definition.end_line - definition.start_line + 1;
    if (is_class_like(definition.kind) && lines > 60) unit.form = SnippetForm::Outline;
    else if (lines > 120) unit.form = SnippetForm::Signature;
    units.push_back(unit);
}

void add_seeds(const search::Ranking& ranking, const Subject& subject, const std::vector<std::vector<search::Link>>& links, std::vector<Unit>& units) {
    const Finder finder(ranking);
    for (std::size_t i = 0; i < subject.seeds.size(); ++i) {
        const Seed& seed = subject.seeds[i];
        const std::int64_t document = finder.document(seed.file);
        if (document < 0) continue;
        const std::int32_t number = seed.name_line ? finder.definition(static_cast<std::size_t>(document), seed.name_line) : -1;
        units.push_back({static_cast<std::uint32_t>(document), number, seed.first, seed.last, SnippetForm::Body, SnippetReason::Match, SeedValue});
        for (const search::Link& link : links[i]) add_link(ranking, link, SeedValue * LinkShare, units);
    }
}

/// What the best matches of a query call and are called by.
void add_match_links(const search::Ranking& ranking, search::Graph& graph, std::vector<Unit>& units) {
    std::size_t seen = 0;
    for (const search::RankedDefinition& match : ranking.definitions) {
        const search::Document& document = ranking.documents.list[match.document];
        const search::Definition& definition = document.definitions[match.definition];
        if (!is_function(definition.kind)) continue;
        if (++seen > LinkedMatches) return;
        for (const search::Link& link : graph.neighbours(document.path, definition.line, MaxLinks / 2)) add_link(ranking, link, match.score * MatchLinkShare, units);
    }
}

/// One unit for the same lines: the one that is worth most.
std::vector<Unit> without_doubles(std::vector<Unit> units) {
    const auto key = [](const Unit& u) { return std::tuple(u.document, u.definition, u.first, u.form); };
    std::stable_sort(units.begin(), units.end(), [&](const Unit& a, const Unit& b) { return key(a) != key(b) ? key(a) < key(b) : a.value > b.value; });
    units.erase(std::unique(units.begin(), units.end(), [&](const Unit& a, const Unit& b) { return key(a) == key(b); }), units.end());
    return units;
}

void list_files(const search::Ranking& ranking, const Subject& subject, ContextBundle& bundle) {
    constexpr std::size_t MaxFiles = 100;
    std::set<std::string> seen;
    const auto add = [&](const std::string& file) {
        if (bundle.files.size() < MaxFiles && seen.insert(file).second) bundle.files.push_back(file);
    };
    for (const Seed& seed : subject.seeds) add(seed.file);
    for (const search::RankedFile& file : ranking.files) add(ranking.documents.list[file.document].path);
}

}  // namespace

Result<ContextBundle> build(store::IndexReader& reader, FileSystem& files, search::Graph& graph, const ContextRequest& request,
                            const std::vector<ChangedLines>& changes) {
    Subject subject;
    if (!request.query.empty()) subject.text = request.query + "\n";
    if (!request.symbol.empty()) KOMPRESS_TRY(add_symbol(reader, request.symbol, subject));
    ContextBundle bundle;
    bundle.budget = request.budget;
    bundle.encoding = tokens::encoding_name(tokens::Encoding::O200kBase);
    bundle.ambiguous = subject.ambiguous;
    if (!bundle.ambiguous.empty()) return bundle;
    if (!request.file.empty()) {
        KOMPRESS_TRY_VALUE(row, reader.file(request.file));
        if (!row) return Error{ErrorCode::NotFound, request.file + " is not in the index; kompress files --why " + request.file + " tells why"};
        if (const auto reason = secrets::secret_file_reason(request.file))
            return Error{ErrorCode::InvalidArgument, request.file + " is kept out of what models read, being " + std::string(*reason) + " by its name; kompress read shows it"};
        KOMPRESS_TRY(add_lines(reader, request.file, 1, UINT32_MAX, subject));
    }
    if (!request.diff.empty()) KOMPRESS_TRY(add_changes(reader, changes, subject));
    if (subject.text.empty()) {
        if (request.diff.empty()) return Error{ErrorCode::InvalidArgument, "nothing was asked for; give words, --symbol, --file or --diff"};
        return Error{ErrorCode::NotFound, "no indexed line changed since " + request.diff + "; kompress index brings the index up to date"};
    }
    while (subject.text.ends_with('\n')) subject.text.pop_back();
    bundle.query = subject.text;

    StageClock clock;
    std::vector<std::vector<search::Link>> links;
    std::vector<std::string> always;
    for (const Seed& seed : subject.seeds) {
        links.push_back(seed.name_line && links.size() < 8 ? graph.neighbours(seed.file, seed.name_line, MaxLinks) : std::vector<search::Link>{});
        always.push_back(seed.file);
        for (const search::Link& link : links.back()) always.push_back(link.file);
    }
    KOMPRESS_TRY_VALUE(ranking, search::rank(reader, files, search::parse_query(subject.text), {}, search::default_weights(), always));
    clock.end_of("ranking");
    std::vector<Unit> units = units_of(ranking, graph);
    clock.end_of("units");
    add_seeds(ranking, subject, links, units);
    if (subject.seeds.empty()) add_match_links(ranking, graph, units);
    std::erase_if(units, [&](const Unit& unit) { return secrets::is_secret_file(ranking.documents.list[unit.document].path); });
    clock.end_of("links");
    const tokens::Tokenizer& tokenizer = tokens::Tokenizer::get(tokens::Encoding::O200kBase);
    Packed packed = pack(ranking, without_doubles(std::move(units)), request.budget, [&](std::string_view text) { return tokenizer.count(text); });
    clock.end_of("packing");
    bundle.tokens = packed.tokens;
    bundle.text = std::move(packed.text);
    bundle.snippets = std::move(packed.snippets);
    bundle.dropped = std::move(packed.dropped);
    list_files(ranking, subject, bundle);
    return bundle;
}

}  // namespace kompress::context

namespace kompress {

std::string_view snippet_form_name(SnippetForm form) {
    static constexpr std::string_view Names[] = {"body", "signature", "outline"};
    return Names[static_cast<int>(form)];
}

std::string_view snippet_reason_name(SnippetReason reason) {
    static constexpr std::string_view Names[] = {"match", "caller", "callee", "type", "sibling", "import"};
    return Names[static_cast<int>(reason)];
}

}  // namespace kompress
