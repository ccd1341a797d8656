// SPDX-License-Identifier: Apache-2.0
#include "prose/prompt_maker.hpp"

#include <algorithm>
#include <cmath>

#include "secrets/fence.hpp"
#include "tokens/prompt_tokens.hpp"

namespace kompress::prose {
namespace {

/// In tokens of o200k_base. Providers cache beginnings of 1,024 tokens and more (OpenAI, Anthropic; docs/llm.md): rules and map
/// are made to reach that, since what is cached costs a tenth. A prompt of summaries stays near its target, so that many small
/// ones share them and a model's attention is on few things.
constexpr std::size_t PrefixTokens = 1060, ReadmeTokens = 300;
constexpr std::size_t SummariesTarget = 2450, BodyTokens = 1100, PartTokens = 1800, CalleeTokens = 700, TypeTokens = 700,
                      GuideTokens = 4500, OverviewTokens = 6000, OverviewReadmeTokens = 1200, FlowTokens = 5000;
constexpr std::size_t MaxMapLineBytes = 300, MaxItems = 10, MaxUses = 2, MaxHeadLines = 12;
constexpr std::size_t MaxSignatureBytes = 400, MaxUseBytes = 160;

std::string cut(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return std::string(text);
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
    return std::string(text.substr(0, bytes)) + " …";
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

std::string place_text(const std::string& path, std::uint32_t first, std::uint32_t last) {
    return "[" + path + ":" + std::to_string(first) + (last > first ? "-" + std::to_string(last) : "") + "]";
}

std::string trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin));
}

std::string_view last_part(std::string_view name) {
    const std::size_t at = name.find_last_of(":.>#");
    return at == std::string_view::npos ? name : name.substr(at + 1);
}

std::string directory_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string shown_module(const std::string& path) { return path.empty() ? "(root)" : path; }

/// {"name": {"type": "string"}, …}: all required, nothing else, which every provider's subset allows.
std::string object_schema(const std::vector<std::string>& fields) {
    std::string properties, required;
    for (const std::string& field : fields) {
        properties += (properties.empty() ? "\"" : ",\"") + field + "\":{\"type\":\"string\"}";
        required += (required.empty() ? "\"" : ",\"") + field + "\"";
    }
    return "{\"type\":\"object\",\"properties\":{" + properties + "},\"required\":[" + required + "],\"additionalProperties\":false}";
}

std::string summaries_schema() {
    return "{\"type\":\"object\",\"properties\":{\"items\":{\"type\":\"array\",\"items\":" + object_schema({"id", "text"}) + "}},\"required\":[\"items\"],\"additionalProperties\":false}";
}

struct Shape {
    const char* name;
    std::string schema;
    std::uint32_t output;
};
Shape shape_of(Template which) {
    switch (which) {
        case Template::Module: return {"guide", object_schema({"summary", "guide"}), 1600};
        case Template::Overview: return {"introduction", object_schema({"summary", "overview", "architecture"}), 2400};
        case Template::Flow: return {"flow", object_schema({"summary", "flow"}), 1200};
        case Template::Part: return {"notes", object_schema({"notes"}), 500};
        default: return {"summaries", summaries_schema(), 0};
    }
}

}  // namespace

PromptMaker::PromptMaker(const Repository& repository, const EdgeTable& edges, Sources& sources, const Settings& settings)
    : repository_(repository), edges_(edges), sources_(sources), settings_(settings), tokenizer_(tokens::Tokenizer::get(tokens::Encoding::O200kBase)) {
    const std::string own = settings.instructions.empty() ? "" : "\nThe owner of this documentation asks for, within these rules:\n" + settings.instructions;
    system_ = template_text(Template::System).filled({{"audience", settings.audience}, {"language", settings.language}, {"instructions", own}});
    map_tokens_ = PrefixTokens - std::min(PrefixTokens, count(system_));
    map_ = "The repository in short:\n" + secrets::fence(repository_map(), "map").text;
    prefix_tokens_ = count(system_) + count(map_);
    for (const auto& [path, module] : repository.modules)
        for (const std::string& used : module.imports) used_by_[used].insert(path);
}

std::string PromptMaker::repository_map() const {
    std::string readme;
    for (std::size_t at = 0; at < repository_.readme.size() && count(readme) < ReadmeTokens;) {
        const std::size_t end = std::min(repository_.readme.find('\n', at), repository_.readme.size());
        readme += repository_.readme.substr(at, end - at + 1);
        at = end + 1;
    }
    std::vector<std::pair<double, const Module*>> ranked;
    for (const auto& [path, module] : repository_.modules) {
        double rank = 0;
        for (const std::size_t at : module.files) rank += repository_.files[at].role == FileRole::Source ? repository_.files[at].rank : 0;
        if (rank > 0) ranked.emplace_back(rank, &module);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string text = repository_.name + "\n" + trimmed(readme) + "\nModules, with their files:\n";
    std::size_t shown = 0, used = count(text);
    for (const auto& [rank, module] : ranked) {
        std::string line = "- " + shown_module(module->path) + ":";
        for (const std::size_t at : module->files) {
            const File& file = repository_.files[at];
            if (file.role == FileRole::Source && line.size() < MaxMapLineBytes) line += " " + file.path.substr(file.path.rfind('/') + 1);
        }
        line += "\n";
        const std::size_t cost = count(line);
        if (used + cost > map_tokens_) break;
        used += cost;
        text += line;
        ++shown;
    }
    if (shown < ranked.size()) text += "- and " + std::to_string(ranked.size() - shown) + " more\n";
    else text += central_definitions(map_tokens_ - used);
    return text;
}

std::string PromptMaker::central_definitions(std::size_t tokens) const {
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
        const std::string line = central.file->path + ": " + cut(definition.signature.empty() ? definition.name : definition.signature, MaxSignatureBytes / 2) + "\n";
        const std::size_t cost = count(line);
        if (used + cost > tokens) break;
        used += cost;
        text += line;
    }
    return text.empty() ? "" : title + text;
}

Prompt PromptMaker::frame(Template which, const std::vector<std::pair<std::string_view, std::string>>& values, const std::string& evidence,
                          const std::vector<std::string>& errors) {
    const TemplateText instruction = template_text(which);
    const Shape shape = shape_of(which);
    Prompt prompt;
    prompt.system = system_;
    prompt.blocks.push_back({map_, true});
    std::string ask = "Evidence:\n" + evidence + "\n" + instruction.filled(values);
    if (!errors.empty()) {
        ask += "\nAn earlier answer said what does not hold. Write it anew without that:\n";
        for (const std::string& error : errors) ask += "- " + error + "\n";
    }
    prompt.blocks.push_back({ask, false});
    prompt.schema_name = shape.name;
    prompt.schema = shape.schema;
    prompt.max_output_tokens = shape.output;
    prompt.temperature = 0.2;
    prompt.effort = "low";
    prompt.template_version = instruction.id();
    return prompt;
}

std::string PromptMaker::name_around(std::size_t file, std::uint32_t line) {
    const SymbolInfo* best = nullptr;
    for (const SymbolInfo& symbol : sources_.outline(repository_.files[file].path)) {
        if (symbol.start_line > line || symbol.end_line < line || !(is_function(symbol.kind) || is_class_like(symbol.kind))) continue;
        if (!best || symbol.end_line - symbol.start_line <= best->end_line - best->start_line) best = &symbol;
    }
    return best ? best->qualified_name : std::string();
}

std::vector<PromptMaker::Callee> PromptMaker::callees_of(const Place& place) {
    std::vector<Callee> callees;
    if (place.file >= repository_.files.size()) return callees;
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    for (const bool certain : {true, false}) {
        for (const Edge* edge : edges_.out_of(place.file, place.line, place.end_line)) {
            if (edge->is_certain != certain || edge->kind == ReferenceKind::Import) continue;
            const bool is_own = edge->to_file == place.file && edge->to_line >= place.line && edge->to_line <= place.end_line;
            if (is_own || !seen.emplace(edge->to_file, edge->to_line).second) continue;
            const std::string& path = repository_.files[edge->to_file].path;
            const SymbolInfo* symbol = sources_.definition_at(path, edge->to_line);
            if (!symbol || symbol->kind == SymbolKind::Namespace || symbol->kind == SymbolKind::Module || symbol->kind == SymbolKind::Package) continue;
            const std::string text = symbol->signature.empty() ? symbol->qualified_name : symbol->signature;
            callees.push_back({path, path + ":" + std::to_string(symbol->line) + " " + cut(text, MaxSignatureBytes), symbol->name});
        }
    }
    return callees;
}

std::string PromptMaker::uses_of(const Place& place) {
    if (place.file >= repository_.files.size()) return {};
    std::string text;
    std::size_t shown = 0;
    std::set<std::uint32_t> files;
    for (const Edge* edge : edges_.into(place.file, place.line, place.end_line)) {
        if (shown >= MaxUses) break;
        if (edge->kind != ReferenceKind::Call || !files.insert(edge->from_file).second) continue;
        const std::string& path = repository_.files[edge->from_file].path;
        const SourceLines* lines = sources_.text(path);
        if (!lines) continue;
        text += (shown++ ? "" : "Used, for example:\n") + path + ":" + std::to_string(edge->line) + " " + cut(trimmed(lines->lines(edge->line, edge->line)), MaxUseBytes) + "\n";
    }
    return text;
}

std::string PromptMaker::type_text(const Place& place, const Definition& definition) {
    const std::vector<SymbolInfo>& outline = sources_.outline(place.path);
    std::string text = (definition.signature.empty() ? definition.name : definition.signature) + "\n";
    std::size_t left_out = 0;
    for (const SymbolInfo& symbol : outline) {
        if (symbol.start_line < place.line || symbol.end_line > place.end_line || (symbol.start_line == place.line && symbol.end_line == place.end_line)) continue;
        // What is within its functions says nothing of the type.
        const bool is_local = symbol.parent >= 0 && is_function(outline[static_cast<std::size_t>(symbol.parent)].kind);
        if (is_local) continue;
        const std::string line = "  " + std::to_string(symbol.line) + ": " + cut(symbol.signature.empty() ? symbol.name : symbol.signature, MaxSignatureBytes) +
                                 (symbol.doc.empty() ? "" : "  // " + cut(first_line(symbol.doc), 120)) + "\n";
        if (count(text) + count(line) > TypeTokens) ++left_out;
        else text += line;
    }
    if (left_out > 0) text += "  and " + std::to_string(left_out) + " more members\n";
    return text;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> PromptMaker::ranges(const Place& place) {
    const SourceLines* lines = sources_.text(place.path);
    if (!lines || count(lines->lines(place.line, place.end_line)) <= BodyTokens) return {};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> found;
    std::uint32_t first = place.line;
    std::size_t size = 0;
    const std::uint32_t last = std::min(place.end_line, lines->count());
    for (std::uint32_t at = place.line; at <= last; ++at) {
        const std::size_t more = count(lines->lines(at, at));
        if (size > 0 && size + more > PartTokens) {
            found.emplace_back(first, at - 1);
            first = at;
            size = 0;
        }
        size += more;
    }
    found.emplace_back(first, last);
    return found;
}

std::string PromptMaker::item_text(const Ask& ask, const std::vector<std::string>& notes) {
    const Definition& definition = repository_.files[ask.file].definitions[ask.definition];
    const Place place = place_of(repository_, sources_, ask.file, definition);
    std::string text = std::string(symbol_kind_name(definition.kind)) + " " + definition.name + " " + place_text(place.path, place.line, place.end_line) + "\n";
    const SourceLines* lines = sources_.text(place.path);
    if (is_class_like(definition.kind)) text += type_text(place, definition);
    else if (!lines) text += definition.signature + "\n";
    else if (notes.empty()) text += lines->lines(place.line, place.end_line);
    else {
        text += std::string(lines->lines(place.line, std::min(place.end_line, place.line + static_cast<std::uint32_t>(MaxHeadLines) - 1))) + "…\nNotes on its parts:\n";
        for (const std::string& note : notes) text += "- " + note + "\n";
    }
    if (!text.ends_with('\n')) text += '\n';
    return text + uses_of(place);
}

Made PromptMaker::summaries(std::span<const Ask* const> asks, const std::vector<std::vector<std::string>>& notes, const std::vector<std::string>& errors) {
    const File& file = repository_.files[asks.front()->file];
    std::string evidence, outside;
    std::set<std::string> listed;
    std::size_t left = CalleeTokens * (asks.size() == 1 ? 2 : 1), left_out = 0;
    for (std::size_t i = 0; i < asks.size(); ++i) {
        evidence += "#### " + item_id(i) + ": " + item_text(*asks[i], i < notes.size() ? notes[i] : std::vector<std::string>{}) + "\n";
        const Definition& definition = file.definitions[asks[i]->definition];
        if (is_class_like(definition.kind)) continue;
        for (const Callee& callee : callees_of(place_of(repository_, sources_, asks[i]->file, definition))) {
            if (!listed.insert(callee.line_text).second) continue;
            const std::size_t cost = count(callee.line_text) + 1;
            if (cost > left) {
                ++left_out;
                continue;
            }
            left -= cost;
            outside += callee.line_text + "\n";
        }
    }
    if (!outside.empty()) evidence += "Signatures of what they use:\n" + outside;
    if (left_out > 0) evidence += "and " + std::to_string(left_out) + " more\n";
    Made made;
    made.prompt = frame(Template::Summaries, {{"file", file.path}}, secrets::fence(evidence, file.path).text, errors);
    made.prompt.max_output_tokens = 80 + SummaryTokens * static_cast<std::uint32_t>(asks.size());
    made.prompt.label = file.path;
    made.prompt.priority = 0;
    made.prompt.input_tokens = tokens::count_prompt(made.prompt, settings_.model);
    made.evidence = evidence + map_;
    return made;
}

std::vector<std::vector<const Ask*>> PromptMaker::grouped(std::span<const Ask* const> asks) {
    std::vector<std::vector<const Ask*>> groups;
    const std::size_t around = prefix_tokens_ + 260;  // schema, instruction and fences
    std::size_t used = 0;
    std::set<std::string> listed;
    for (const Ask* ask : asks) {
        const Definition& definition = repository_.files[ask->file].definitions[ask->definition];
        const Place place = place_of(repository_, sources_, ask->file, definition);
        std::size_t cost = 0;
        if (!is_class_like(definition.kind) && !ranges(place).empty()) cost = BodyTokens;
        else cost = count(item_text(*ask, {})) + 8;
        std::vector<std::string> fresh;
        if (!is_class_like(definition.kind))
            for (Callee& callee : callees_of(place))
                if (!listed.contains(callee.line_text)) fresh.push_back(std::move(callee.line_text));
        std::size_t callees = 0;
        for (const std::string& line : fresh) callees += count(line) + 1;
        cost += std::min(callees, CalleeTokens);
        const bool fits = !groups.empty() && groups.back().size() < MaxItems && around + used + cost <= SummariesTarget;
        if (!fits) {
            groups.emplace_back();
            used = 0;
            listed.clear();
        }
        groups.back().push_back(ask);
        used += cost;
        listed.insert(fresh.begin(), fresh.end());
    }
    return groups;
}

std::string PromptMaker::listing(const Module& module, std::vector<std::string>* pieces) {
    std::string text, piece;
    const auto add = [&](const std::string& line) {
        if (pieces && count(piece) + count(line) > GuideTokens && !piece.empty()) {
            pieces->push_back(std::move(piece));
            piece.clear();
        }
        (pieces ? piece : text) += line;
    };
    for (const std::size_t at : module.files) {
        const File& file = repository_.files[at];
        if (file.role != FileRole::Source) continue;
        add("== " + file.path + " (" + std::to_string(file.lines) + " lines)" + (file.summary.empty() ? "" : ": " + file.summary) + "\n");
        for (const Definition& definition : file.definitions) {
            const std::string signature = cut(definition.signature.empty() ? definition.name : definition.signature, MaxSignatureBytes);
            add(std::to_string(definition.line) + (definition.end_line > definition.line ? "-" + std::to_string(definition.end_line) : "") + ": " + signature +
                (definition.doc.empty() ? "" : "  // " + cut(first_line(definition.doc), 200)) + "\n");
        }
    }
    if (pieces && !piece.empty()) pieces->push_back(std::move(piece));
    return text;
}

std::string PromptMaker::module_evidence(const Module& module, const SlotTexts& done, const std::vector<std::string>& notes) {
    std::string text = "Module " + shown_module(module.path) + "\n";
    const auto neighbours = [&](const std::string& title, const auto& paths) {
        std::string list;
        std::size_t shown = 0;
        for (const std::string& path : paths) {
            if (++shown > 20) break;
            const auto found = settings_.is_flat ? done.end() : done.find(module_slot(path));
            list += "- " + shown_module(path) + (found == done.end() || found->second.summary.empty() ? "" : ": " + found->second.summary) + "\n";
        }
        if (shown > 20) list += "- and more\n";
        if (!list.empty()) text += title + "\n" + list;
    };
    neighbours("It imports:", module.imports);
    // Who imports it is named without a summary: those modules are described later.
    if (const auto found = used_by_.find(module.path); found != used_by_.end()) {
        text += "It is imported by:\n";
        std::size_t shown = 0;
        for (const std::string& path : found->second)
            if (++shown <= 20) text += "- " + shown_module(path) + "\n";
    }
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

std::string PromptMaker::overview_evidence(const SlotTexts& done) {
    std::string text = repository_.name + "\n", readme;
    for (std::size_t at = 0; at < repository_.readme.size() && count(readme) < OverviewReadmeTokens;) {
        const std::size_t end = std::min(repository_.readme.find('\n', at), repository_.readme.size());
        readme += repository_.readme.substr(at, end - at + 1);
        at = end + 1;
    }
    text += readme + "\nModules, with what they import:\n";
    std::vector<std::pair<double, const Module*>> ranked;
    for (const auto& [path, module] : repository_.modules) {
        double rank = 0;
        for (const std::size_t at : module.files) rank += repository_.files[at].role == FileRole::Source ? repository_.files[at].rank : 0;
        if (rank > 0) ranked.emplace_back(rank, &module);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::size_t used = count(text), left_out = 0;
    for (const auto& [rank, module] : ranked) {
        const auto found = done.find(module_slot(module->path));
        std::string line = "- " + shown_module(module->path) + (found == done.end() || found->second.summary.empty() ? "" : ": " + found->second.summary);
        for (std::size_t i = 0; i < module->imports.size() && i < 12; ++i) line += (i == 0 ? " → " : ", ") + shown_module(module->imports[i]);
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
        if (file.is_entry_point && file.role == FileRole::Source && ++shown <= 20) entries += "- " + file.path + (file.summary.empty() ? "" : ": " + file.summary) + "\n";
    if (!entries.empty()) text += "Entry points:\n" + entries;
    return text;
}

std::string PromptMaker::entry_of(const Ask& ask) {
    const File& file = repository_.files[ask.file];
    const std::vector<SymbolInfo>& outline = sources_.outline(file.path);
    return ask.definition < outline.size() ? outline[ask.definition].qualified_name : file.path;
}

std::string PromptMaker::flow_evidence(const Ask& ask) {
    const std::vector<SymbolInfo>& outline = sources_.outline(repository_.files[ask.file].path);
    if (ask.definition >= outline.size()) return {};
    const std::vector<Step> steps = steps_from(repository_, edges_, sources_, ask.file, outline[ask.definition].line, 24);
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
        const std::string signature = (symbol->doc.empty() ? "" : "  // " + cut(first_line(symbol->doc), 200) + "\n") + symbol->signature + "\n";
        const bool is_short = count(body) < (i == 0 ? 900u : 250u);
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

Made PromptMaker::one(const Ask& ask, const SlotTexts& done, const std::vector<std::string>& notes, const std::vector<std::string>& errors) {
    std::string evidence, from = "repository";
    std::vector<std::pair<std::string_view, std::string>> values;
    switch (ask.which) {
        case Template::Module:
            evidence = module_evidence(repository_.modules.at(ask.module), done, notes);
            values = {{"module", shown_module(ask.module)}};
            from = shown_module(ask.module);
            break;
        case Template::Flow:
            evidence = flow_evidence(ask);
            values = {{"entry", entry_of(ask)}};
            break;
        default: evidence = overview_evidence(done); break;
    }
    Made made;
    made.prompt = frame(ask.which, values, secrets::fence(evidence, from).text, errors);
    made.prompt.label = ask.label;
    made.prompt.priority = ask.which == Template::Overview ? 3 : ask.which == Template::Module ? 2 : 1;
    made.prompt.input_tokens = tokens::count_prompt(made.prompt, settings_.model);
    made.evidence = evidence + map_;
    return made;
}

std::vector<Made> PromptMaker::parts(const Ask& ask) {
    std::vector<std::string> pieces;
    std::string target;
    if (ask.which == Template::Module) {
        const Module& module = repository_.modules.at(ask.module);
        if (count(listing(module, nullptr)) <= GuideTokens) return {};
        listing(module, &pieces);
        target = "the module " + shown_module(ask.module);
    } else if (ask.which == Template::Summaries) {
        const Definition& definition = repository_.files[ask.file].definitions[ask.definition];
        if (is_class_like(definition.kind)) return {};
        const Place place = place_of(repository_, sources_, ask.file, definition);
        const SourceLines* lines = sources_.text(place.path);
        for (const auto& [first, last] : ranges(place)) pieces.push_back(place_text(place.path, first, last) + "\n" + std::string(lines->lines(first, last)));
        target = definition.name;
    }
    std::vector<Made> made;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        Made part;
        part.prompt = frame(Template::Part, {{"number", std::to_string(i + 1)}, {"count", std::to_string(pieces.size())}, {"target", target}}, secrets::fence(pieces[i], target).text, {});
        part.prompt.label = ask.label + ", part " + std::to_string(i + 1);
        part.prompt.input_tokens = tokens::count_prompt(part.prompt, settings_.model);
        part.evidence = pieces[i];
        made.push_back(std::move(part));
    }
    return made;
}

About PromptMaker::about(const Ask& ask, const Made& made) {
    About about;
    about.evidence = made.evidence;
    if (ask.which == Template::Module) {
        const Module& module = repository_.modules.at(ask.module);
        about.is_module = true;
        about.target = ask.module;
        about.uses.insert(module.imports.begin(), module.imports.end());
        if (const auto found = used_by_.find(ask.module); found != used_by_.end()) about.used_by = found->second;
    } else if (ask.which == Template::Summaries) {
        const Definition& definition = repository_.files[ask.file].definitions[ask.definition];
        const Place place = place_of(repository_, sources_, ask.file, definition);
        about.target = last_part(definition.name);
        about.signature = definition.signature;
        if (const SourceLines* lines = sources_.text(place.path)) about.own_text = lines->lines(place.line, place.end_line);
        about.own_text += "\n" + definition.signature;
        if (place.file < repository_.files.size()) {
            for (const Edge* edge : edges_.into(place.file, place.line, place.end_line)) about.callers.emplace(last_part(name_around(edge->from_file, edge->line)));
            for (const Edge* edge : edges_.out_of(place.file, place.line, place.end_line)) about.callees.emplace(edge->name);
        }
    }
    return about;
}

}  // namespace kompress::prose
