// SPDX-License-Identifier: Apache-2.0
#include "prose/prompt_maker.hpp"

#include <algorithm>
#include <set>

#include "prose/text.hpp"
#include "secrets/fence.hpp"
#include "tokens/prompt_tokens.hpp"

namespace kompress::prose {
namespace {

/// In tokens of o200k_base. Providers cache beginnings of 1,024 tokens and more (OpenAI, Anthropic; docs/llm.md): rules and map
/// are made to reach that, since what is cached costs a tenth. A prompt of summaries stays near its target, so that many small
/// ones share them and a model's attention is on few things.
constexpr std::size_t PrefixTokens = 1060, SummariesTarget = 2750, CalleeTokens = 700, AroundEvidence = 260;
constexpr std::size_t MaxItems = 10, MaxPieceBytes = 16'000, MaxLabelBytes = 200, MaxErrorBytes = 300;

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

/// Names of the repository and words of an answer, where they stand outside of a fence: one line of bounded length.
std::string label_of(std::string_view text, std::size_t bytes) {
    std::string line = secrets::escape_invisible(cut(text, bytes)).text;
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line;
}

/// `Table` and `Open` of `Table::Open`.
void add_parts(std::string_view name, std::set<std::string>& parts) {
    while (!name.empty()) {
        const std::string_view last = last_part(name);
        parts.emplace(last);
        name.remove_suffix(std::min(name.size(), last.size() + 1));
        while (!name.empty() && name.back() == ':') name.remove_suffix(1);
    }
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
    : repository_(repository), edges_(edges), sources_(sources), settings_(settings), tokenizer_(tokens::Tokenizer::get(tokens::Encoding::O200kBase)),
      definitions_(repository, edges, sources, tokenizer_), whole_(repository, edges, sources, tokenizer_, settings.is_flat) {
    const std::string own = settings.instructions.empty() ? "" : "\nThe owner of this documentation asks for, within these rules:\n" + settings.instructions;
    system_ = template_text(Template::System).filled({{"audience", settings.audience}, {"language", settings.language}, {"instructions", own}});
    map_ = "The repository in short:\n" + secrets::fence(whole_.map(PrefixTokens - std::min(PrefixTokens, count(system_))), "map").text;
    prefix_tokens_ = count(system_) + count(map_);
}

Prompt PromptMaker::frame(Template which, const std::vector<std::pair<std::string_view, std::string>>& values, const std::string& evidence,
                          const std::vector<std::string>& errors) {
    const TemplateText instruction = template_text(which);
    const Shape shape = shape_of(which);
    std::vector<std::pair<std::string_view, std::string>> labels;
    for (const auto& [key, value] : values) labels.emplace_back(key, label_of(value, MaxLabelBytes));
    Prompt prompt;
    prompt.system = system_;
    prompt.blocks.push_back({map_, true});
    std::string ask = "Evidence:\n" + evidence + "\n" + instruction.filled(labels);
    if (!errors.empty()) {
        ask += "\nAn earlier answer said what does not hold. Write it anew without that:\n";
        for (const std::string& error : errors) ask += "- " + label_of(error, MaxErrorBytes) + "\n";
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

Made PromptMaker::summaries(std::span<const Ask* const> asks, const std::vector<std::vector<std::string>>& notes, const std::vector<std::string>& errors) {
    const File& file = repository_.files[asks.front()->file];
    std::string evidence, outside;
    std::set<std::string> listed;
    std::size_t left = CalleeTokens * (asks.size() == 1 ? 2 : 1), left_out = 0;
    for (std::size_t i = 0; i < asks.size(); ++i) {
        evidence += "#### " + item_id(i) + ": " + definitions_.text(*asks[i], i < notes.size() ? notes[i] : std::vector<std::string>{}) + "\n";
        const Definition& definition = file.definitions[asks[i]->definition];
        if (is_class_like(definition.kind)) continue;
        for (const std::string& line : definitions_.signatures_used(place_of(repository_, sources_, asks[i]->file, definition))) {
            if (!listed.insert(line).second) continue;
            const std::size_t cost = count(line) + 1;
            if (cost > left) {
                ++left_out;
                continue;
            }
            left -= cost;
            outside += line + "\n";
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
    const std::size_t around = prefix_tokens_ + AroundEvidence;  // schema, instruction and fences
    std::size_t used = 0;
    std::set<std::string> listed;
    for (const Ask* ask : asks) {
        const Definition& definition = repository_.files[ask->file].definitions[ask->definition];
        const Place place = place_of(repository_, sources_, ask->file, definition);
        std::size_t cost = 0;
        if (!is_class_like(definition.kind) && !definitions_.ranges(place).empty()) cost = BodyTokens;
        else cost = count(definitions_.text(*ask, {})) + 8;
        std::vector<std::string> fresh;
        if (!is_class_like(definition.kind))
            for (std::string& line : definitions_.signatures_used(place))
                if (!listed.contains(line)) fresh.push_back(std::move(line));
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

Made PromptMaker::one(const Ask& ask, const SlotTexts& done, const std::vector<std::string>& notes, const std::vector<std::string>& errors) {
    std::string evidence, from = "repository";
    std::vector<std::pair<std::string_view, std::string>> values;
    switch (ask.which) {
        case Template::Module:
            evidence = whole_.module(repository_.modules.at(ask.module), done, notes);
            values = {{"module", shown_module(ask.module)}};
            from = shown_module(ask.module);
            break;
        case Template::Flow:
            evidence = whole_.flow(ask);
            values = {{"entry", whole_.entry(ask)}};
            break;
        default: evidence = whole_.overview(done); break;
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
        pieces = whole_.module_pieces(repository_.modules.at(ask.module));
        target = "the module " + shown_module(ask.module);
    } else if (ask.which == Template::Summaries) {
        const Definition& definition = repository_.files[ask.file].definitions[ask.definition];
        if (is_class_like(definition.kind)) return {};
        const Place place = place_of(repository_, sources_, ask.file, definition);
        const SourceLines* lines = sources_.text(place.path);
        // A line may be longer than any prompt: cut() shows that something is missing.
        for (const auto& [first, last] : definitions_.ranges(place)) pieces.push_back(place_text(place.path, first, last) + "\n" + cut(lines->lines(first, last), MaxPieceBytes));
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
        about.used_by = whole_.used_by(ask.module);
        for (const auto& [path, other] : repository_.modules) about.modules.insert(path);
    } else if (ask.which == Template::Summaries) {
        const Definition& definition = repository_.files[ask.file].definitions[ask.definition];
        const Place place = place_of(repository_, sources_, ask.file, definition);
        about.target = last_part(definition.name);
        about.signature = definition.signature;
        if (const SourceLines* lines = sources_.text(place.path)) about.own_text = lines->lines(place.line, place.end_line);
        about.own_text += "\n" + definition.signature;
        if (place.file < repository_.files.size()) {
            for (const Edge* edge : edges_.into(place.file, place.line, place.end_line)) add_parts(definitions_.name_around(edge->from_file, edge->line), about.callers);
            for (const Edge* edge : edges_.out_of(place.file, place.line, place.end_line)) about.callees.emplace(edge->name);
        }
    }
    return about;
}

}  // namespace kompress::prose
