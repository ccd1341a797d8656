// SPDX-License-Identifier: Apache-2.0
#include "search/edge_finder.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

#include "base/hash.hpp"
#include "base/try.hpp"
#include "parse/parser.hpp"
#include "search/symbol_finder.hpp"

namespace kompress::search {
namespace {

Error damaged() { return {ErrorCode::Corrupt, "stored edges are damaged; run: kompress index --full"}; }

auto site_of(const EdgeInfo& edge) { return std::tie(edge.from.file, edge.line, edge.column, edge.to.file, edge.to.line, edge.to.name); }

bool is_call(ReferenceKind kind) { return kind == ReferenceKind::Call || kind == ReferenceKind::Decorate; }

}  // namespace

const Symbol& EdgeFinder::Facts::symbol(std::uint32_t index, const ParsedFile*& piece) const {
    for (const auto& decoded : pieces) {
        piece = &decoded->file;
        if (index < piece->symbols.size()) return piece->symbols[index];
        index -= static_cast<std::uint32_t>(piece->symbols.size());
    }
    static const Symbol none;
    return none;
}

Result<std::shared_ptr<const EdgeFinder::Facts>> EdgeFinder::facts(std::int64_t file) {
    if (const auto known = cache_.find(file); known != cache_.end()) return known->second;
    auto loaded = std::make_shared<Facts>();
    KOMPRESS_TRY_VALUE(row, reader_.file_of_row(file));
    if (!row || row->content == 0) return damaged();
    loaded->file = std::move(*row);
    KOMPRESS_TRY_VALUE(content, reader_.content(loaded->file.content));
    if (!content) return damaged();
    resolve::UnitBuilder builder;
    using store::Columns;
    constexpr auto Wanted = static_cast<Columns>(static_cast<unsigned>(Columns::Symbols) | static_cast<unsigned>(Columns::References));
    for (std::int64_t i = 0; i < content->pieces; ++i) {
        KOMPRESS_TRY_VALUE(piece, reader_.piece(*content, i, Wanted));
        builder.add(piece->file, &loaded->use_of.emplace_back());
        loaded->pieces.push_back(std::move(piece));
    }
    loaded->unit = builder.take();
    KOMPRESS_TRY_VALUE(edges, reader_.edges(file));
    if (edges) {
        auto unpacked = resolve::unpack_edges(edges->links, &loaded->unit.uses);
        if (!unpacked) return damaged();
        loaded->edges = std::move(*unpacked);
    }
    if (cache_.size() >= MaxCached) cache_.clear();
    cache_.emplace(file, loaded);
    return std::shared_ptr<const Facts>(loaded);
}

Result<std::optional<EdgeFinder::Node>> EdgeFinder::target(const resolve::StoredTarget& target) {
    KOMPRESS_TRY_VALUE(there, facts(target.file));
    std::uint32_t ordinal = target.ordinal;
    for (std::uint32_t s = 0; s < there->unit.symbols.size(); ++s)
        if (there->unit.symbols[s].name == target.name && ordinal-- == 0) return std::optional(Node{target.file, s});
    return std::optional<Node>{};
}

Result<EdgeEnd> EdgeFinder::end_of(Node node) {
    KOMPRESS_TRY_VALUE(there, facts(node.file));
    const ParsedFile* piece = nullptr;
    const Symbol& s = there->symbol(node.symbol, piece);
    EdgeEnd end;
    end.file = there->file.path;
    if (!piece || s.name == NoName) return end;
    end.name = piece->names[s.name];
    end.kind = s.kind;
    end.line = s.name_line;
    const std::string separator(parse::name_separator(there->file.language));
    int depth = 0;
    for (const Symbol* at = &s; at && depth < 64; at = at->parent >= 0 ? &piece->symbols[static_cast<std::size_t>(at->parent)] : nullptr, ++depth) {
        std::string part(piece->names[at->name]);
        if (at->qualifier != NoName) part = std::string(piece->names[at->qualifier]) + separator + part;
        end.qualified_name = end.qualified_name.empty() ? part : part + separator + end.qualified_name;
    }
    return end;
}

Result<void> EdgeFinder::steps_of(const Facts& facts, const std::function<bool(const Reference&, std::uint32_t use)>& wanted, std::vector<Step>& steps) {
    std::uint32_t base = 0;
    for (std::size_t p = 0; p < facts.pieces.size(); ++p) {
        const ParsedFile& piece = facts.pieces[p]->file;
        for (std::size_t r = 0; r < piece.references.size(); ++r) {
            const Reference& reference = piece.references[r];
            const std::uint32_t use = facts.use_of[p][r];
            if (use >= facts.edges.outcomes.size() || facts.edges.outcomes[use].count == 0 || !wanted(reference, use)) continue;
            const auto& outcome = facts.edges.outcomes[use];
            for (std::uint32_t t = 0; t < outcome.count; ++t) {
                KOMPRESS_TRY_VALUE(to, target(facts.edges.targets[outcome.first + t]));
                if (!to) continue;
                Step step;
                step.to = *to;
                step.has_from = reference.symbol >= 0;
                step.from = {facts.file.id, step.has_from ? base + static_cast<std::uint32_t>(reference.symbol) : 0};
                step.info.kind = reference.kind, step.info.tier = outcome.tier;
                step.info.line = reference.line, step.info.column = reference.column;
                KOMPRESS_TRY_VALUE(end, end_of(*to));
                step.info.to = std::move(end);
                if (step.has_from) {
                    KOMPRESS_TRY_VALUE(from, end_of(step.from));
                    step.info.from = std::move(from);
                } else {
                    step.info.from.file = facts.file.path, step.info.from.line = reference.line;
                }
                steps.push_back(std::move(step));
            }
        }
        base += static_cast<std::uint32_t>(piece.symbols.size());
    }
    return {};
}

Result<std::vector<EdgeInfo>> EdgeFinder::out_of(const store::FileRow& file) {
    std::vector<EdgeInfo> edges;
    if (file.content == 0) return edges;
    KOMPRESS_TRY_VALUE(here, facts(file.id));
    std::vector<Step> steps;
    KOMPRESS_TRY(steps_of(*here, [](const Reference&, std::uint32_t) { return true; }, steps));
    for (Step& step : steps) edges.push_back(std::move(step.info));
    std::stable_sort(edges.begin(), edges.end(), [](const EdgeInfo& a, const EdgeInfo& b) { return site_of(a) < site_of(b); });
    return edges;
}

Result<std::vector<Connection>> EdgeFinder::among(const std::vector<std::int64_t>& files) {
    struct Named {
        std::uint32_t file, ordinal;
        resolve::Key name;
        auto operator<=>(const Named&) const = default;
    };
    std::map<std::int64_t, std::uint32_t> index_of;
    std::vector<std::shared_ptr<const Facts>> all;
    std::vector<std::pair<Named, std::uint32_t>> named;  // every definition by what edges call it
    for (const std::int64_t file : files) {
        const auto number = static_cast<std::uint32_t>(all.size());
        index_of.emplace(file, number);
        KOMPRESS_TRY_VALUE(here, facts(file));
        std::unordered_map<resolve::Key, std::uint32_t> seen;
        for (std::uint32_t s = 0; s < here->unit.symbols.size(); ++s) {
            const resolve::Key name = here->unit.symbols[s].name;
            named.push_back({{number, seen[name]++, name}, s});
        }
        all.push_back(std::move(here));
    }
    std::sort(named.begin(), named.end());
    std::vector<Connection> connections;
    const auto definition = [&](const resolve::StoredTarget& target) -> const std::pair<Named, std::uint32_t>* {
        const auto there = index_of.find(target.file);
        if (there == index_of.end()) return nullptr;
        const Named wanted{there->second, target.ordinal, target.name};
        const auto found = std::lower_bound(named.begin(), named.end(), wanted, [](const auto& a, const Named& b) { return a.first < b; });
        return found != named.end() && found->first == wanted ? &*found : nullptr;
    };
    for (std::uint32_t number = 0; number < all.size(); ++number) {
        const Facts& here = *all[number];
        std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> targets(here.edges.outcomes.size());  // by use
        for (std::size_t u = 0; u < targets.size(); ++u) {
            const auto& outcome = here.edges.outcomes[u];
            if (outcome.tier == Tier::Ambiguous) continue;
            for (std::uint32_t t = 0; t < outcome.count; ++t)
                if (const auto* found = definition(here.edges.targets[outcome.first + t])) targets[u].emplace_back(found->first.file, found->second);
        }
        std::uint32_t base = 0;
        for (std::size_t p = 0; p < here.pieces.size(); ++p) {
            const ParsedFile& piece = here.pieces[p]->file;
            for (std::size_t r = 0; r < piece.references.size(); ++r) {
                const std::uint32_t use = here.use_of[p][r];
                if (use >= targets.size() || piece.references[r].symbol < 0) continue;
                const std::uint32_t from = base + static_cast<std::uint32_t>(piece.references[r].symbol);
                for (const auto& [file, to] : targets[use])
                    if (file != number || from != to) connections.push_back({number, from, file, to});
            }
            base += static_cast<std::uint32_t>(piece.symbols.size());
        }
    }
    std::sort(connections.begin(), connections.end());
    connections.erase(std::unique(connections.begin(), connections.end()), connections.end());
    return connections;
}

Result<void> EdgeFinder::each(const EdgeVisitor& visit) {
    constexpr std::size_t Batch = 256;
    for (std::string last;;) {
        KOMPRESS_TRY_VALUE(files, reader_.files(last, Batch));
        for (const store::FileRow& file : files) {
            KOMPRESS_TRY_VALUE(edges, out_of(file));
            for (const EdgeInfo& edge : edges)
                if (!visit(edge)) return {};
        }
        if (files.size() < Batch) return {};
        last = files.back().path;
    }
}

Result<std::vector<std::pair<EdgeFinder::Node, SymbolInfo>>> EdgeFinder::nodes_of(const std::string& symbol) {
    KOMPRESS_TRY_VALUE(found, SymbolFinder(reader_).resolve(symbol));
    if (found.empty()) return Error{ErrorCode::NotFound, "no definition of " + symbol + " is in the index; try: kompress symbols '*" + symbol + "*'"};
    std::vector<std::pair<Node, SymbolInfo>> nodes;
    for (SymbolInfo& info : found) {
        KOMPRESS_TRY_VALUE(row, reader_.file(info.file));
        if (!row) continue;
        KOMPRESS_TRY_VALUE(there, facts(row->id));
        std::uint32_t index = 0;
        for (const auto& piece : there->pieces)
            for (const Symbol& s : piece->file.symbols) {
                if (s.name_line == info.line && s.name_column == info.column && piece->file.names[s.name] == info.name) nodes.emplace_back(Node{row->id, index}, info);
                ++index;
            }
    }
    return nodes;
}

Result<std::vector<std::int64_t>> EdgeFinder::sources(std::int64_t file, resolve::Key name) {
    KOMPRESS_TRY_VALUE(linked, reader_.incoming(file));
    linked.insert(std::lower_bound(linked.begin(), linked.end(), file), file);
    KOMPRESS_TRY_VALUE(roster, reader_.roster());
    if (mentioned_ != name || mentions_.empty()) {  // the definitions of one name are asked for one after the other
        KOMPRESS_TRY_VALUE(postings, reader_.postings_of(name));
        mentions_.assign(roster->entries().size(), false);
        for (const store::Posting& posting : postings) roster->each_of_piece(posting.piece, [&](std::uint32_t at) { mentions_[at] = true; });
        mentioned_ = name;
    }
    std::erase_if(linked, [&](std::int64_t source) {
        const std::uint32_t at = roster->find(source);
        return at == store::Roster::None || !mentions_[at];
    });
    return linked;
}

/// Stops looking when `enough` were found, but not within a file.
Result<std::vector<EdgeFinder::Step>> EdgeFinder::into(Node node, const EdgeQuery& query, std::size_t enough) {
    std::vector<Step> steps;
    KOMPRESS_TRY_VALUE(there, facts(node.file));
    const resolve::Key name = there->unit.symbols[node.symbol].name;
    KOMPRESS_TRY_VALUE(files, sources(node.file, name));
    for (const std::int64_t file : files) {
        KOMPRESS_TRY_VALUE(here, facts(file));
        const std::size_t before = steps.size();
        const auto leads_there = [&](const Reference& reference, std::uint32_t use) {
            if (query.only_calls && !is_call(reference.kind)) return false;
            const auto& outcome = here->edges.outcomes[use];
            if (!query.with_ambiguous && outcome.tier == Tier::Ambiguous) return false;
            for (std::uint32_t t = 0; t < outcome.count; ++t) {
                const auto& to = here->edges.targets[outcome.first + t];
                if (to.file == node.file && to.name == name) return true;
            }
            return false;
        };
        KOMPRESS_TRY(steps_of(*here, leads_there, steps));
        steps.erase(std::remove_if(steps.begin() + static_cast<std::ptrdiff_t>(before), steps.end(), [&](const Step& step) { return step.to != node; }), steps.end());
        if (enough && steps.size() >= enough) break;
    }
    return steps;
}

Result<std::vector<EdgeFinder::Step>> EdgeFinder::out_of(Node node, const EdgeQuery& query) {
    std::vector<Step> steps;
    KOMPRESS_TRY_VALUE(here, facts(node.file));
    const auto& symbols = here->unit.symbols;
    std::uint32_t base = 0;
    // What definitions inside it refer to is its own, too.
    std::vector<bool> is_inside(symbols.size(), false);
    for (std::uint32_t s = 0; s < symbols.size(); ++s)
        is_inside[s] = s == node.symbol || (symbols[s].parent >= 0 && is_inside[static_cast<std::size_t>(symbols[s].parent)]);
    const ParsedFile* at = nullptr;
    here->symbol(node.symbol, at);
    for (const auto& piece : here->pieces) {
        if (&piece->file == at) break;
        base += static_cast<std::uint32_t>(piece->file.symbols.size());
    }
    KOMPRESS_TRY(steps_of(*here, [&](const Reference& reference, std::uint32_t use) {
        if (reference.symbol < 0 || (query.only_calls && !is_call(reference.kind))) return false;
        if (!query.with_ambiguous && here->edges.outcomes[use].tier == Tier::Ambiguous) return false;
        const std::size_t index = base + static_cast<std::size_t>(reference.symbol);
        return index < is_inside.size() && is_inside[index];
    }, steps));
    std::erase_if(steps, [&](const Step& step) { return step.from.symbol >= is_inside.size() || !is_inside[step.from.symbol]; });
    return steps;
}

Result<EdgePage> EdgeFinder::find(const EdgeQuery& query) {
    EdgePage page;
    KOMPRESS_TRY_VALUE(start, nodes_of(query.symbol));
    std::size_t skip = 0;
    std::from_chars(query.cursor.data(), query.cursor.data() + query.cursor.size(), skip);
    const std::size_t enough = query.limit ? skip + query.limit + 1 : 0;
    std::set<Node> seen;
    std::vector<Node> level;
    for (auto& [node, info] : start) {
        page.symbols.push_back(std::move(info));
        if (seen.insert(node).second) level.push_back(node);
    }
    const bool is_in = query.direction == EdgeQuery::Direction::In;
    for (unsigned depth = 1; depth <= std::max(1u, query.depth) && !level.empty() && (!enough || page.edges.size() < enough); ++depth) {
        std::vector<EdgeInfo> found;
        std::vector<Node> next;
        for (const Node& node : level) {
            auto steps = is_in ? into(node, query, enough) : out_of(node, query);
            if (!steps) return steps.error();
            for (Step& step : *steps) {
                step.info.depth = depth;
                const Node other = is_in ? step.from : step.to;
                if ((!is_in || step.has_from) && seen.insert(other).second) next.push_back(other);
                found.push_back(std::move(step.info));
            }
            if (enough && page.edges.size() + found.size() >= enough) break;
        }
        // Edges in come by file already, and a page must not depend on how far was looked.
        if (!is_in) std::stable_sort(found.begin(), found.end(), [](const EdgeInfo& a, const EdgeInfo& b) { return site_of(a) < site_of(b); });
        page.edges.insert(page.edges.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
        level = std::move(next);
        std::sort(level.begin(), level.end());
    }
    page.edges.erase(page.edges.begin(), page.edges.begin() + static_cast<std::ptrdiff_t>(std::min(skip, page.edges.size())));
    if (query.limit && page.edges.size() > query.limit) {
        page.edges.resize(query.limit);
        page.next_cursor = std::to_string(skip + query.limit);
    }
    return page;
}

Result<ImpactReport> EdgeFinder::impact(const std::string& symbol, unsigned depth, std::size_t limit) {
    ImpactReport report;
    KOMPRESS_TRY_VALUE(start, nodes_of(symbol));
    EdgeQuery query;
    query.with_ambiguous = false;
    std::set<Node> seen;
    std::vector<Node> level;
    for (auto& [node, info] : start) {
        report.symbols.push_back(std::move(info));
        if (seen.insert(node).second) level.push_back(node);
    }
    std::map<std::string, ImpactReport::File> files;
    constexpr std::size_t MaxNodes = 5000;
    for (unsigned at = 1; at <= depth && !level.empty(); ++at) {
        std::vector<Node> next;
        for (const Node& node : level) {
            KOMPRESS_TRY_VALUE(steps, into(node, query, 0));
            for (const Step& step : steps) {
                auto [file, is_new] = files.try_emplace(step.info.from.file);
                if (is_new) {
                    file->second.path = step.info.from.file, file->second.depth = at;
                    KOMPRESS_TRY_VALUE(there, facts(step.from.file));
                    file->second.role = there->file.role;
                }
                ++file->second.edges;
                if (!step.has_from || !seen.insert(step.from).second) continue;
                file->second.definitions.push_back(step.info.from.qualified_name);
                next.push_back(step.from);
            }
            if (seen.size() > MaxNodes) {
                report.is_truncated = true;
                break;
            }
        }
        if (report.is_truncated) break;
        level = std::move(next);
    }
    for (auto& [path, file] : files) report.files.push_back(std::move(file));
    std::stable_sort(report.files.begin(), report.files.end(), [](const auto& a, const auto& b) { return std::tie(a.depth, b.edges) < std::tie(b.depth, a.edges); });
    if (limit && report.files.size() > limit) report.files.resize(limit), report.is_truncated = true;
    return report;
}

}  // namespace kompress::search
