// SPDX-License-Identifier: Apache-2.0
#include "prose/answers.hpp"

#include <nlohmann/json.hpp>

namespace kompress::prose {
namespace {

using Json = nlohmann::json;

constexpr std::size_t MaxAnswerBytes = 4u << 20;
constexpr int MaxDepth = 8;

/// Refuses nesting that no answer of ours has before the parser recurses into it.
Json parse_object(std::string_view answer) {
    if (answer.size() > MaxAnswerBytes) return Json(Json::value_t::discarded);
    const std::size_t begin = answer.find('{'), end = answer.rfind('}');
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return Json(Json::value_t::discarded);
    bool is_too_deep = false;
    const Json::parser_callback_t check = [&](int depth, Json::parse_event_t, Json&) {
        is_too_deep |= depth > MaxDepth;
        return !is_too_deep;
    };
    Json json = Json::parse(answer.substr(begin, end + 1 - begin), check, false);
    return is_too_deep ? Json(Json::value_t::discarded) : json;
}

}  // namespace

std::optional<std::map<std::string, std::string>> read_fields(std::string_view answer) {
    const Json json = parse_object(answer);
    if (!json.is_object()) return std::nullopt;
    std::map<std::string, std::string> fields;
    for (const auto& [key, value] : json.items())
        if (value.is_string()) fields.emplace(key, value.get<std::string>());
    return fields;
}

std::optional<std::map<std::string, std::string>> read_items(std::string_view answer) {
    const Json json = parse_object(answer);
    if (!json.is_object()) return std::nullopt;
    const auto items = json.find("items");
    if (items == json.end() || !items->is_array()) return std::nullopt;
    std::map<std::string, std::string> texts;
    for (const Json& item : *items) {
        if (!item.is_object()) continue;
        const auto id = item.find("id"), text = item.find("text");
        if (id != item.end() && text != item.end() && id->is_string() && text->is_string()) texts.emplace(id->get<std::string>(), text->get<std::string>());
    }
    return texts;
}

}  // namespace kompress::prose
