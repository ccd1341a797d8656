// SPDX-License-Identifier: Apache-2.0
#include "prose/plan.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "base/hash.hpp"

namespace kompress::prose {
namespace {

constexpr std::size_t MaxFlows = 4, MaxSteps = 24, FewestSteps = 4, FewestCalls = 3;
constexpr std::uint32_t MaxDepth = 4;

/// A hash over parts, none of which can run into the next.
class Basis {
  public:
    Basis& add(std::string_view part) {
        text_ += std::to_string(part.size());
        text_ += ':';
        text_ += part;
        return *this;
    }
    Basis& add(std::uint64_t number) { return add(std::to_string(number)); }
    std::string hex() const { return hash128(text_).hex(); }

  private:
    std::string text_;
};

std::string without_spaces(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') out += c;
    return out;
}

bool can_be_described(SymbolKind kind) {
    return is_function(kind) || is_class_like(kind) || kind == SymbolKind::Macro;
}

/// Nothing can be said of these but what their signature says.
bool is_trivial(const Definition& definition) {
    const std::string text = without_spaces(definition.signature);
    return text.ends_with("=delete") || text.ends_with("=default") || (definition.name.find('~') != std::string::npos && definition.end_line - definition.line < 4);
}

/// Modules that are described: those with something public in their own sources.
std::vector<const Module*> described_modules(const Repository& repository) {
    std::vector<const Module*> modules;
    for (const auto& [path, module] : repository.modules) {
        const bool has_source = std::any_of(module.files.begin(), module.files.end(), [&](std::size_t at) {
            return repository.files[at].role == FileRole::Source && !repository.files[at].definitions.empty();
        });
        if (has_source) modules.push_back(&module);
    }
    return modules;
}

/// For each module how many layers of others it stands on; modules of one cycle share theirs.
class Layers {
  public:
    Layers(const std::vector<const Module*>& modules) : modules_(modules), state_(modules.size()) {
        std::map<std::string_view, std::size_t> by_path;
        for (std::size_t i = 0; i < modules.size(); ++i) by_path.emplace(modules[i]->path, i);
        below_.resize(modules.size());
        for (std::size_t i = 0; i < modules.size(); ++i) {
            for (const std::string& path : modules[i]->imports)
                if (const auto found = by_path.find(path); found != by_path.end() && found->second != i) below_[i].push_back(found->second);
            // A directory speaks of the directories in it.
            if (const auto slash = modules[i]->path.rfind('/'); slash != std::string::npos)
                if (const auto parent = by_path.find(std::string_view(modules[i]->path).substr(0, slash)); parent != by_path.end()) below_[parent->second].push_back(i);
        }
        for (std::size_t i = 0; i < modules.size(); ++i)
            if (state_[i].order == 0) visit(i);
    }
    std::size_t of(std::size_t module) const { return state_[module].height; }

  private:
    struct Node {
        std::size_t order = 0, low = 0, height = 0;
        bool on_stack = false;
    };

    /// Tarjan's algorithm with a stack of its own: a chain of modules may be as long as a repository wants it.
    void visit(std::size_t start) {
        struct Frame {
            std::size_t node, next = 0;
        };
        std::vector<Frame> frames{{start}};
        enter(start);
        while (!frames.empty()) {
            Frame& frame = frames.back();
            if (frame.next < below_[frame.node].size()) {
                const std::size_t other = below_[frame.node][frame.next++];
                if (state_[other].order == 0) {
                    enter(other);
                    frames.push_back({other});
                } else if (state_[other].on_stack) {
                    state_[frame.node].low = std::min(state_[frame.node].low, state_[other].order);
                }
                continue;
            }
            const std::size_t done = frame.node;
            frames.pop_back();
            if (!frames.empty()) state_[frames.back().node].low = std::min(state_[frames.back().node].low, state_[done].low);
            if (state_[done].low == state_[done].order) close(done);
        }
    }
    void enter(std::size_t node) {
        state_[node].order = state_[node].low = ++counter_;
        state_[node].on_stack = true;
        stack_.push_back(node);
    }
    /// A cycle is complete: it stands above everything that its members use and that is no member.
    void close(std::size_t root) {
        std::vector<std::size_t> members;
        do {
            members.push_back(stack_.back());
            state_[members.back()].on_stack = false;
            stack_.pop_back();
        } while (members.back() != root);
        const std::set<std::size_t> inside(members.begin(), members.end());
        std::size_t height = 0;
        for (const std::size_t member : members)
            for (const std::size_t other : below_[member])
                if (!inside.contains(other)) height = std::max(height, state_[other].height + 1);
        for (const std::size_t member : members) state_[member].height = height;
    }

    const std::vector<const Module*>& modules_;
    std::vector<Node> state_;
    std::vector<std::vector<std::size_t>> below_;
    std::vector<std::size_t> stack_;
    std::size_t counter_ = 0;
};

double rank_of(const Repository& repository, const Module& module) {
    double rank = 0;
    for (const std::size_t at : module.files) rank += repository.files[at].rank;
    return rank;
}

Ask guide(const Repository& repository, const Module& module, const std::string& settings) {
    Basis basis;
    basis.add(settings).add("module").add(module.path);
    for (const std::size_t at : module.files) {
        const File& file = repository.files[at];
        if (file.role != FileRole::Source) continue;
        basis.add(file.path).add(file.definitions.size());
        for (const Definition& definition : file.definitions) basis.add(definition.name).add(without_spaces(definition.signature));
    }
    basis.add("imports");
    for (const std::string& path : module.imports) basis.add(path);
    return {Template::Module, {module_slot(module.path)}, basis.hex(), "module " + (module.path.empty() ? "root" : module.path), module.path, 0, 0, rank_of(repository, module)};
}

Ask overview(const Repository& repository, const std::vector<const Module*>& modules, const std::string& settings) {
    Basis basis;
    basis.add(settings).add("overview").add(without_spaces(repository.readme));
    for (const Module* module : modules) {
        basis.add(module->path).add(module->imports.size());
        for (const std::string& path : module->imports) basis.add(path);
    }
    for (const File& file : repository.files)
        if (file.is_entry_point && file.role == FileRole::Source) basis.add(file.path);
    return {Template::Overview, {OverviewSlot, ArchitectureSlot}, basis.hex(), "introduction", "", 0, 0, 0};
}

/// Where flows begin: the entry points, or else the public functions from which most others are reached.
std::vector<Ask> flows(const Repository& repository, const EdgeTable& edges, Sources& sources, const std::string& settings) {
    struct Start {
        std::size_t file, definition;
        std::uint32_t line;
        std::string name;
        double worth;
    };
    std::vector<Start> starts;
    for (std::size_t i = 0; i < repository.files.size(); ++i) {
        const File& file = repository.files[i];
        if (!file.is_entry_point || file.role != FileRole::Source) continue;
        const std::vector<SymbolInfo>& outline = sources.outline(file.path);
        for (std::size_t at = 0; at < outline.size(); ++at)
            if (outline[at].name == "main" && is_function(outline[at].kind)) starts.push_back({i, at, outline[at].line, outline[at].name, 1e6 + file.rank});
    }
    if (starts.empty()) {
        for (std::size_t i = 0; i < repository.files.size(); ++i) {
            const File& file = repository.files[i];
            if (file.role != FileRole::Source || file.definitions.empty()) continue;
            const std::vector<SymbolInfo>& outline = sources.outline(file.path);
            for (std::size_t at = 0; at < outline.size(); ++at) {
                const SymbolInfo& symbol = outline[at];
                if (!symbol.exported || !is_function(symbol.kind)) continue;
                std::set<std::pair<std::uint32_t, std::uint32_t>> called;
                for (const Edge* edge : edges.out_of(i, symbol.start_line, symbol.end_line))
                    if (edge->kind == ReferenceKind::Call && edge->is_certain) called.emplace(edge->to_file, edge->to_line);
                if (called.size() >= FewestCalls) starts.push_back({i, at, symbol.line, symbol.qualified_name, static_cast<double>(called.size()) * std::sqrt(file.rank)});
            }
        }
    }
    std::stable_sort(starts.begin(), starts.end(), [](const Start& a, const Start& b) { return a.worth > b.worth; });
    std::vector<Ask> asks;
    for (const Start& start : starts) {
        if (asks.size() >= MaxFlows) break;
        // Overloads and alternatives of the preprocessor have one name, and one place on the page.
        const std::string slot = flow_slot(repository.files[start.file].path, start.name);
        if (std::any_of(asks.begin(), asks.end(), [&](const Ask& ask) { return ask.slots.front() == slot; })) continue;
        const std::vector<Step> steps = steps_from(repository, edges, sources, start.file, start.line, MaxSteps);
        if (steps.size() < FewestSteps) continue;
        Basis basis;
        basis.add(settings).add("flow");
        for (const Step& step : steps) {
            const SymbolInfo* symbol = sources.definition_at(repository.files[step.file].path, step.line);
            if (symbol) basis.add(repository.files[step.file].path).add(symbol->qualified_name).add(symbol->semantic_hash).add(step.caller);
        }
        asks.push_back({Template::Flow, {slot}, basis.hex(), "flow from " + start.name + " in " + repository.files[start.file].path, "", start.file, start.definition, start.worth});
    }
    return asks;
}

Wave summaries(const Repository& repository, const EdgeTable& edges, Sources& sources, const Settings& settings) {
    const std::string digest = settings.digest();
    Wave wave;
    if (!settings.with_summaries) return wave;
    for (std::size_t i = 0; i < repository.files.size(); ++i) {
        const File& file = repository.files[i];
        if (file.role != FileRole::Source) continue;
        for (std::size_t at = 0; at < file.definitions.size(); ++at) {
            const Definition& definition = file.definitions[at];
            if (!can_be_described(definition.kind) || is_trivial(definition) || (!definition.doc.empty() && !settings.describe_all)) continue;
            const Place place = place_of(repository, sources, i, definition);
            // A declaration beside its definition says nothing more.
            if (definition.semantic_hash == 0 && place.semantic_hash != 0 && place.file == i) continue;
            Basis basis;
            basis.add(digest).add("symbol").add(definition.name).add(place.semantic_hash);
            if (place.semantic_hash == 0) basis.add(without_spaces(definition.signature));
            const double used = place.file < repository.files.size() ? static_cast<double>(edges.references_to(place.file, place.line, place.end_line)) : 0;
            wave.push_back({Template::Summaries, {symbol_slot(file.path, definition.anchor)}, basis.hex(), definition.name + " in " + file.path, "", i, at, std::log2(2 + used) * file.rank});
        }
    }
    return wave;
}

}  // namespace

std::string Settings::digest() const { return Basis().add(audience).add(language).add(instructions).hex(); }

Place place_of(const Repository& repository, Sources& sources, std::size_t file, const Definition& definition) {
    const Place own{repository.files[file].path, file, definition.line, definition.end_line, definition.semantic_hash};
    if (definition.semantic_hash != 0) return own;
    const SymbolInfo* defined = sources.only_definition(definition.name);
    if (!defined || defined->kind != definition.kind) return own;
    const auto found = std::lower_bound(repository.files.begin(), repository.files.end(), defined->file, [](const File& a, const std::string& path) { return a.path < path; });
    const bool is_ours = found != repository.files.end() && found->path == defined->file;
    return {defined->file, is_ours ? static_cast<std::size_t>(found - repository.files.begin()) : static_cast<std::size_t>(-1), defined->start_line, defined->end_line, defined->semantic_hash};
}

std::vector<Step> steps_from(const Repository& repository, const EdgeTable& edges, Sources& sources, std::size_t file, std::uint32_t name_line, std::size_t limit) {
    std::vector<Step> steps{{file, name_line, 0, 0, name_line}};
    std::set<std::pair<std::size_t, std::uint32_t>> seen{{file, name_line}};
    for (std::size_t at = 0; at < steps.size() && steps.size() < limit; ++at) {
        const Step from = steps[at];
        if (from.depth >= MaxDepth) continue;
        const SymbolInfo* symbol = sources.definition_at(repository.files[from.file].path, from.line);
        if (!symbol) continue;
        std::size_t breadth = 0;
        for (const Edge* edge : edges.out_of(from.file, symbol->start_line, symbol->end_line)) {
            if (edge->kind != ReferenceKind::Call || !edge->is_certain || repository.files[edge->to_file].role != FileRole::Source) continue;
            if (steps.size() >= limit || breadth >= (from.depth == 0 ? 12u : 6u)) break;
            if (!seen.emplace(edge->to_file, edge->to_line).second) continue;
            steps.push_back({edge->to_file, edge->to_line, at, from.depth + 1, edge->line});
            ++breadth;
        }
    }
    return steps;
}

std::vector<Wave> make_plan(const Repository& repository, const EdgeTable& edges, Sources& sources, const Settings& settings) {
    const std::string digest = settings.digest();
    const std::vector<const Module*> modules = described_modules(repository);
    std::vector<Wave> waves;
    const Layers layers(modules);
    for (std::size_t i = 0; i < modules.size(); ++i) {
        const std::size_t layer = settings.is_flat ? 0 : layers.of(i);
        if (waves.size() <= layer) waves.resize(layer + 1);
        waves[layer].push_back(guide(repository, *modules[i], digest));
    }
    if (!modules.empty()) waves.push_back({overview(repository, modules, digest)});
    if (Wave wave = flows(repository, edges, sources, digest); !wave.empty()) waves.push_back(std::move(wave));
    if (Wave wave = summaries(repository, edges, sources, settings); !wave.empty()) waves.push_back(std::move(wave));
    for (Wave& wave : waves) std::stable_sort(wave.begin(), wave.end(), [](const Ask& a, const Ask& b) { return a.rank > b.rank; });
    return waves;
}

}  // namespace kompress::prose
