// SPDX-License-Identifier: Apache-2.0
#include "prose/repository_evidence.hpp"

#include <algorithm>
#include <cmath>

#include "prose/text.hpp"

namespace kompress::prose {
namespace {

/// In tokens of o200k_base.
constexpr std::size_t GuideTokens = 4500, OverviewTokens = 6000, OverviewReadmeTokens = 1200, MapReadmeTokens = 300, FlowTokens = 5000, EntryTokens = 900, StepTokens = 250;
constexpr std::size_t MaxNeighbours = 20, MaxImports = 12, MaxEntries = 20, MaxSteps = 24;
constexpr std::size_t MaxMapLineBytes = 300, MaxMapSignatureBytes = 200, MaxSignatureBytes = 400, MaxDocBytes = 200, MaxReadmeLineBytes = 1000;

}  // namespace

RepositoryEvidence::RepositoryEvidence(const Repository& repository, const EdgeTable& edges, Sources& sources, const tokens::Tokenizer& tokenizer, bool is_flat)
    : repository_(repository), edges_(edges), sources_(sources), tokenizer_(tokenizer), is_flat_(is_flat) {
    for (const auto& [path, module] : repository.modules)
        for (const std::string& used : module.imports) used_by_[used].insert(path);
}

const std::set<std::string>& RepositoryEvidence::used_by(const std::string& module) const {
    static const std::set<std::string> None;
    const auto found = used_by_.find(module);
    return found == used_by_.end() ? None : found->second;
}

std::vector<const Module*> RepositoryEvidence::by_rank() const {
    std::vector<std::pair<double, const Module*>> ranked;
    for (const auto& [path, module] : repository_.modules) {
        double rank = 0;
        for (const std::size_t at : module.files) rank += repository_.files[at].role == FileRole::Source ? repository_.files[at].rank : 0;
        if (rank > 0) ranked.emplace_back(rank, &module);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<const Module*> modules;
    for (const auto& [rank, module] : ranked) modules.push_back(module);
    return modules;
}

std::string RepositoryEvidence::beginning_of_readme(std::size_t tokens) const {
    std::string text;
    std::size_t used = 0;
    for (std::size_t at = 0; at < repository_.readme.size() && used < tokens;) {
        const std::size_t end = std::min(repository_.readme.find('\n', at), repository_.readme.size());
        const std::string line = cut(std::string_view(repository_.readme).substr(at, end - at), MaxReadmeLineBytes) + "\n";
        used += count(line);
        text += line;
        at = end + 1;
    }
    return trimmed(text) + "\n";
}

std::string RepositoryEvidence::map(std::size_t tokens) const {
    std::string text = repository_.name + "\n" + beginning_of_readme(MapReadmeTokens) + "Modules, with their files:\n";
    std::size_t shown = 0, used = count(text);
    const std::vector<const Module*> modules = by_rank();
    for (const Module* module : modules) {
        std::string line = "- " + shown_module(module->path) + ":";
        for (const std::size_t at : module->files) {
            const File& file = repository_.files[at];
            if (file.role == FileRole::Source && line.size() < MaxMapLineBytes) line += " " + file.path.substr(file.path.rfind('/') + 1);
        }
        line += "\n";
        const std::size_t cost = count(line);
        if (used + cost > tokens) break;
        used += cost;
        text += line;
        ++shown;
    }
    if (shown < modules.size()) return text + "- and " + std::to_string(modules.size() - shown) + " more\n";
    return text + (used < tokens ? central_definitions(tokens - used) : "");
}

std::string RepositoryEvidence::central_definitions(std::size_t tokens) const {
    struct Central {
        double worth;
        const File* file;
        const Definition* definition;
    };
    std::vector<Central> all;
    for (std::size_t i = 0; i < repository_.files.size(); ++i) {
        const File& file = repository_.files[i];
        if (file.role != FileRole::Source) continue;
        for (const Definition& definition : file.definitions)
            if (is_class_like(definition.kind) || is_function(definition.kind))
                all.push_back({std::log2(1 + static_cast<double>(edges_.references_to(i, definition.line, definition.end_line))) * file.rank, &file, &definition});
    }
    std::stable_sort(all.begin(), all.end(), [](const Central& a, const Central& b) { return a.worth > b.worth; });
    const std::string title = "Most used definitions:\n";
    std::string text;
    std::size_t used = count(title);
    for (const Central& central : all) {
        const Definition& definition = *central.definition;
        const std::string line = central.file->path + ": " + cut(definition.signature.empty() ? definition.name : definition.signature, MaxMapSignatureBytes) + "\n";
        const std::size_t cost = count(line);
        if (used + cost > tokens) break;
        used += cost;
        text += line;
    }
    return text.empty() ? "" : title + text;
}

std::string RepositoryEvidence::listing(const Module& module, std::vector<std::string>* pieces) const {
    std::string text;
    std::size_t used = 0;
    const auto add = [&](const std::string& line) {
        const std::size_t cost = count(line);
        if (pieces && used + cost > GuideTokens && !text.empty()) {
            pieces->push_back(std::move(text));
            text.clear();
            used = 0;
        }
        text += line;
        used += cost;
    };
    for (const std::size_t at : module.files) {
        const File& file = repository_.files[at];
        if (file.role != FileRole::Source) continue;
        add("== " + file.path + " (" + std::to_string(file.lines) + " lines)" + (file.summary.empty() ? "" : ": " + file.summary) + "\n");
        for (const Definition& definition : file.definitions) {
            const std::string signature = cut(definition.signature.empty() ? definition.name : definition.signature, MaxSignatureBytes);
            add(std::to_string(definition.line) + (definition.end_line > definition.line ? "-" + std::to_string(definition.end_line) : "") + ": " + signature +
                (definition.doc.empty() ? "" : "  // " + cut(first_line(definition.doc), MaxDocBytes)) + "\n");
        }
    }
    if (pieces && !text.empty()) pieces->push_back(text);
    return text;
}

std::vector<std::string> RepositoryEvidence::module_pieces(const Module& module) const {
    std::vector<std::string> pieces;
    listing(module, &pieces);
    return pieces.size() > 1 ? pieces : std::vector<std::string>{};
}

std::string RepositoryEvidence::module(const Module& module, const SlotTexts& done, const std::vector<std::string>& notes) const {
    std::string text = "Module " + shown_module(module.path) + "\n";
    const auto neighbours = [&](const std::string& title, const auto& paths) {
        std::string list;
        std::size_t shown = 0;
        for (const std::string& path : paths) {
            if (++shown > MaxNeighbours) break;
            const auto found = is_flat_ ? done.end() : done.find(module_slot(path));
            list += "- " + shown_module(path) + (found == done.end() || found->second.summary.empty() ? "" : ": " + found->second.summary) + "\n";
        }
        if (shown > MaxNeighbours) list += "- and more\n";
        if (!list.empty()) text += title + "\n" + list;
    };
    neighbours("It imports:", module.imports);
    // Who imports it is named without a summary: those modules are described later.
    const std::set<std::string>& above = used_by(module.path);
    if (!above.empty()) text += "It is imported by:\n";
    std::size_t shown = 0;
    for (const std::string& path : above)
        if (++shown <= MaxNeighbours) text += "- " + shown_module(path) + "\n";
    std::vector<std::string> below;
    for (const auto& [path, other] : repository_.modules)
        if (path != module.path && directory_of(path) == module.path && !path.empty()) below.push_back(path);
    neighbours("Directories in it:", below);
    if (notes.empty()) return text + "Definitions, by line of their file:\n" + listing(module, nullptr);
    text += "Its files:\n";
    for (const std::size_t at : module.files) {
        const File& file = repository_.files[at];
        if (file.role == FileRole::Source && count(text) < GuideTokens) text += "- " + file.path + (file.summary.empty() ? "" : ": " + file.summary) + "\n";
    }
    text += "Notes on its parts:\n";
    for (const std::string& note : notes) text += "- " + note + "\n";
    return text;
}

std::string RepositoryEvidence::overview(const SlotTexts& done) const {
    std::string text = repository_.name + "\n" + beginning_of_readme(OverviewReadmeTokens) + "\nModules, with what they import:\n";
    std::size_t used = count(text), left_out = 0;
    for (const Module* module : by_rank()) {
        const auto found = done.find(module_slot(module->path));
        std::string line = "- " + shown_module(module->path) + (found == done.end() || found->second.summary.empty() ? "" : ": " + found->second.summary);
        for (std::size_t i = 0; i < module->imports.size() && i < MaxImports; ++i) line += (i == 0 ? " → " : ", ") + shown_module(module->imports[i]);
        line += "\n";
        const std::size_t cost = count(line);
        if (used + cost > OverviewTokens) {
            ++left_out;
            continue;
        }
        used += cost;
        text += line;
    }
    if (left_out > 0) text += "- and " + std::to_string(left_out) + " less central ones\n";
    std::string entries;
    std::size_t shown = 0;
    for (const File& file : repository_.files)
        if (file.is_entry_point && file.role == FileRole::Source && ++shown <= MaxEntries) entries += "- " + file.path + (file.summary.empty() ? "" : ": " + file.summary) + "\n";
    if (!entries.empty()) text += "Entry points:\n" + entries;
    return text;
}

std::string RepositoryEvidence::entry(const Ask& ask) const {
    const File& file = repository_.files[ask.file];
    const std::vector<SymbolInfo>& outline = sources_.outline(file.path);
    return ask.definition < outline.size() ? outline[ask.definition].qualified_name : file.path;
}

std::string RepositoryEvidence::flow(const Ask& ask) const {
    const std::vector<SymbolInfo>& outline = sources_.outline(repository_.files[ask.file].path);
    if (ask.definition >= outline.size()) return {};
    const std::vector<Step> steps = steps_from(repository_, edges_, sources_, ask.file, outline[ask.definition].line, MaxSteps);
    std::string text;
    std::size_t used = 0, left_out = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const std::string& path = repository_.files[steps[i].file].path;
        const SymbolInfo* symbol = sources_.definition_at(path, steps[i].line);
        const SourceLines* lines = sources_.text(path);
        if (!symbol || !lines) continue;
        std::string piece = symbol->qualified_name + " " + place_text(path, symbol->start_line, symbol->end_line);
        if (i > 0) {
            const Step& caller = steps[steps[i].caller];
            const SymbolInfo* from = sources_.definition_at(repository_.files[caller.file].path, caller.line);
            piece += ", called by " + (from ? from->qualified_name : std::string("the above")) + " at line " + std::to_string(steps[i].call_line);
        }
        piece += "\n";
        const std::string body(lines->lines(symbol->start_line, symbol->end_line));
        const std::string signature = (symbol->doc.empty() ? "" : "  // " + cut(first_line(symbol->doc), MaxDocBytes) + "\n") + symbol->signature + "\n";
        const bool is_short = count(body) < (i == 0 ? EntryTokens : StepTokens);
        piece += is_short && used + count(body) < FlowTokens * 3 / 4 ? body : signature;
        const std::size_t cost = count(piece);
        if (used + cost > FlowTokens) {
            ++left_out;
            continue;
        }
        used += cost;
        text += piece + "\n";
    }
    if (left_out > 0) text += "and " + std::to_string(left_out) + " more\n";
    return text;
}

}  // namespace kompress::prose
