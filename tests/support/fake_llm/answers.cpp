// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/answers.hpp"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace kompress::testing::fake_llm {
namespace {

using nlohmann::json;

constexpr int MaxDepth = 16;  // a recursive schema ends here with null

const json* referenced(const json& root, const std::string& reference) {
    if (reference.rfind("#", 0) != 0) return nullptr;
    const json::json_pointer pointer(reference.substr(1));
    return root.contains(pointer) ? &root.at(pointer) : nullptr;
}

std::string type_of(const json& schema) {
    if (!schema.contains("type"))
        return schema.contains("properties") ? "object" : schema.contains("items") ? "array" : "string";
    const json& type = schema["type"];
    return type.is_array() && !type.empty() ? type[0].get<std::string>()
           : type.is_string()               ? type.get<std::string>()
                                            : "string";
}

std::string fitting_string(const json& schema, std::string text) {
    if (const auto longest = schema.value("maxLength", std::int64_t{-1});
        longest >= 0 && static_cast<std::int64_t>(text.size()) > longest)
        text = pieces_of(text, static_cast<std::size_t>(std::max<std::int64_t>(longest, 1)))[0].substr(
            0, static_cast<std::size_t>(longest));
    while (static_cast<std::int64_t>(text.size()) < schema.value("minLength", std::int64_t{0})) text += '.';
    return text;
}

json fit(const json& root, const json& schema, const std::string& text, int depth) {
    if (!schema.is_object() || depth > MaxDepth) return nullptr;
    if (schema.contains("const")) return schema["const"];
    if (schema.contains("enum") && !schema["enum"].empty()) return schema["enum"][0];
    if (schema.contains("$ref")) {
        const json* target = referenced(root, schema["$ref"].get<std::string>());
        return target ? fit(root, *target, text, depth + 1) : json();
    }
    for (const char* choice : {"anyOf", "oneOf", "allOf"})
        if (schema.contains(choice) && !schema[choice].empty())
            return fit(root, schema[choice][0], text, depth + 1);
    const std::string type = type_of(schema);
    if (type == "object") {
        json out = json::object();
        if (schema.contains("properties"))
            for (const auto& [name, property] : schema["properties"].items())
                out[name] = fit(root, property, text, depth + 1);
        return out;
    }
    if (type == "array") {
        json out = json::array();
        const auto count = std::min<std::int64_t>(schema.value("minItems", std::int64_t{depth < 4 ? 1 : 0}),
                                                  schema.value("maxItems", std::int64_t{1000}));
        for (std::int64_t i = 0; i < count; ++i)
            out.push_back(fit(root, schema.value("items", json::object()), text, depth + 1));
        return out;
    }
    if (type == "integer" || type == "number") {
        double number = std::max(0.0, schema.value("minimum", 0.0));
        number = std::min(number, schema.value("maximum", number));
        return type == "integer" ? json(static_cast<std::int64_t>(number)) : json(number);
    }
    if (type == "boolean") return false;
    if (type == "null") return nullptr;
    return fitting_string(schema, text);
}

std::string first_line(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, end - at);
        const auto begin = line.find_first_not_of(" \t\r#"), last = line.find_last_not_of(" \t\r");
        if (begin != std::string::npos && begin <= last)
            return pieces_of(line.substr(begin, last - begin + 1), 120)[0];
        at = end + 1;
    }
    return "an empty prompt";
}

}  // namespace

std::string target_of(const Ask& ask) {
    static const std::string Mark = "Target:";
    for (std::size_t at = ask.last.find(Mark); at != std::string::npos; at = ask.last.find(Mark, at + 1))
        if (at == 0 || ask.last[at - 1] == '\n') return first_line(ask.last.substr(at + Mark.size()));
    return first_line(ask.last);
}

std::string default_text(const Ask& ask) {
    const std::string text = "This is a made-up answer about " + target_of(ask) + ".";
    if (!ask.schema.empty()) return dump(fitting_value(json::parse(ask.schema, nullptr, false), text));
    if (ask.any_json) return dump({{"answer", text}});
    return text + " The prompt has " + std::to_string(ask.prompt.size()) + " bytes and the digest " +
           digest(ask.prompt) + ".";
}

json fitting_value(const json& schema, const std::string& text) {
    return fit(schema, schema, text, 0);
}

std::string digest(const std::string& text) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    char out[17];
    std::snprintf(out, sizeof out, "%016llx", static_cast<unsigned long long>(hash));
    return out;
}

}  // namespace kompress::testing::fake_llm
