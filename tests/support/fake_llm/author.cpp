// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/author.hpp"

#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "support/fake_llm/answers.hpp"

namespace kompress::testing::fake_llm {
namespace {

using nlohmann::json;

/// Something that the evidence names, and where it stands.
struct Found {
    std::string id, name, place;
};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// The identifier before the first '(' of a signature, or its last one.
std::string name_of(const std::string& signature) {
    std::size_t end = signature.find('(');
    if (end == std::string::npos) end = signature.size();
    while (end > 0 && !is_word(signature[end - 1])) --end;
    std::size_t begin = end;
    while (begin > 0 && is_word(signature[begin - 1])) --begin;
    return signature.substr(begin, end - begin);
}

/// `kind name [path:1-2]` → name and place.
bool read_place(const std::string& text, Found& found) {
    const std::size_t open = text.rfind(" ["), close = text.rfind(']');
    if (open == std::string::npos || close == std::string::npos || close < open) return false;
    const std::size_t space = text.rfind(' ', open - 1);
    found.name = text.substr(space + 1, open - space - 1);
    found.place = text.substr(open + 1, close - open);
    return found.place.find(':') != std::string::npos;
}

std::vector<Found> items_in(const std::string& prompt) {
    std::vector<Found> items;
    for (const std::string& line : lines_of(prompt)) {
        const std::size_t colon = line.find(": ");
        if (line.rfind("#### d", 0) != 0 || colon == std::string::npos) continue;
        Found found{line.substr(5, colon - 5), "", ""};
        if (read_place(line, found)) items.push_back(found);
    }
    return items;
}

/// Definitions in the list of a module, and steps of a flow.
std::vector<Found> things_in(const std::string& prompt) {
    std::vector<Found> things;
    std::string path;
    for (const std::string& line : lines_of(prompt)) {
        if (things.size() >= 4) break;
        if (line.rfind("== ", 0) == 0) {
            path = line.substr(3, line.find(" (") - 3);
            continue;
        }
        const std::size_t colon = line.find(": ");
        const bool is_listed = !path.empty() && colon != std::string::npos && colon > 0 && line.find_first_not_of("0123456789-") == colon;
        Found found;
        if (is_listed) found = {"", name_of(line.substr(colon + 2)), "[" + path + ":" + line.substr(0, colon) + "]"};
        else if (!read_place(line.substr(0, line.find(", called by")), found)) continue;
        if (!found.name.empty()) things.push_back(found);
    }
    return things;
}

std::string truth(const std::vector<Found>& things, const std::string& prompt) {
    std::string text = "This part was looked at by a reader of the evidence.";
    for (const Found& thing : things) text += " Begin with `" + thing.name + "` " + thing.place + ".";
    return text + " In all it says little more than that, as its author made it up from " + std::to_string(things.size()) + " names and the digest " + digest(prompt).substr(0, 6) + ".";
}

}  // namespace

void Author::note(const std::string& kind, const std::string& lie) {
    if (config_.lies_file.empty()) return;
    const std::lock_guard lock(mutex_);
    std::ofstream(config_.lies_file, std::ios::app) << json{{"kind", kind}, {"lie", lie}}.dump() << "\n";
}

std::string Author::answer(const Ask& ask) {
    json schema = json::parse(ask.schema, nullptr, false);
    if (!schema.is_object()) return default_text(ask);
    const std::string seed = digest(ask.prompt).substr(0, 8);
    const bool lies = config_.kind == "lying";
    unsigned number = 0;
    const auto lie = [&](const std::string& name, const std::string& place) {
        if (!lies) return std::string();
        const std::string mark = seed + std::to_string(++number), path = place.empty() ? "" : place.substr(1, place.rfind(':') - 1);
        std::string text;
        switch ((static_cast<unsigned>(seed[0]) + number) % 9) {
            case 0: text = "src/invented_" + mark + ".c:12"; note("file", text); return " It builds on [" + text + "].";
            case 1: text = path + ":9" + std::to_string(100000 + number); if (path.empty()) return std::string(); note("line", text); return " The details stand at [" + text + "].";
            case 2: text = "frobnicate_" + mark; note("name", text); return " It relies on `" + text + "`.";
            case 3: text = "Phantom" + mark; note("caller", text); return " It is called by `" + text + "`.";
            case 4: text = "retry_" + mark; note("parameter", text); return " The parameter `" + text + "` defaults to `77`.";
            case 5: text = "alert('" + mark + "')"; note("script", "<script>" + text); return " <script>" + text + "</script><img src=\"http://evil.example/" + mark + ".png\" onerror=\"" + text + "\">";
            case 6: note("image", "](http://evil.example/" + mark); return " ![pixel](http://evil.example/" + mark + ".png) and [this](javascript:alert('" + mark + "')).";
            case 7: note("diagram", "```mermaid\nflowchart LR\n  a[" + mark); return "\n\n```mermaid\nflowchart LR\n  a[" + mark + "] --> b\n  click a \"javascript:alert(1)\"\n```\n\n";
            default: text = "invented_call_" + mark; note("name", text); return " For this " + text + "() is used after " + (name.empty() ? "it" : "`" + name + "`") + ".";
        }
    };
    if (schema.contains("properties") && schema["properties"].contains("items")) {
        json items = json::array();
        std::size_t at = 0;
        const std::vector<Found> all = items_in(ask.last);
        for (const Found& item : all) {
            // A reply that loses one of several, and one that is no JSON at all.
            if (lies && all.size() > 2 && ++at == 2) continue;
            items.push_back({{"id", item.id}, {"text", "What `" + item.name + "` is for can be read at " + item.place + "." + lie(item.name, item.place)}});
        }
        if (lies && seed[1] == '0') return "I would rather not answer in JSON. " + seed;
        return json{{"items", items}}.dump();
    }
    const std::vector<Found> things = things_in(ask.last);
    const Found first = things.empty() ? Found{} : things.front();
    json fields;
    const json properties = schema.value("properties", json::object());
    for (const auto& [name, rule] : properties.items()) {
        if (name == "summary") fields[name] = "Made up for a test with the digest " + seed + ".";
        else fields[name] = truth(things, ask.prompt) + lie(first.name, first.place) + lie(first.name, first.place);
    }
    return fields.dump();
}

}  // namespace kompress::testing::fake_llm
