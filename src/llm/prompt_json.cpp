// SPDX-License-Identifier: Apache-2.0
#include "llm/prompt_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/try.hpp"
#include "llm/json_depth.hpp"

namespace kompress::llm {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Error bad(std::string why) { return {ErrorCode::InvalidArgument, std::move(why)}; }

/// A name out of a file, fit for a message.
std::string shown(std::string_view name) {
    std::string text;
    for (const char c : name.substr(0, 60)) text.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c);
    return "'" + text + "'";
}

Result<void> read_text(const Json& value, const std::string& field, std::string& into) {
    if (!value.is_string()) return bad(shown(field) + " must be text");
    into = value.get<std::string>();
    return {};
}

template <typename Number>
Result<void> read_number(const Json& value, const std::string& field, Number& into, Number least = 0) {
    const auto refuse = [&] {
        return bad(shown(field) + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(std::numeric_limits<Number>::max()));
    };
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(std::numeric_limits<Number>::max()) || (least > 0 && number < static_cast<std::uint64_t>(least))) return refuse();
        into = static_cast<Number>(number);
        return {};
    }
    if (!value.is_number_integer() || least >= 0) return refuse();
    const auto number = value.get<std::int64_t>();
    if (number < static_cast<std::int64_t>(least)) return refuse();
    into = static_cast<Number>(number);
    return {};
}

Result<void> read_temperature(const Json& value, Prompt& prompt) {
    if (!value.is_number() || !std::isfinite(value.get<double>())) return bad("'temperature' must be a number");
    prompt.temperature = value.get<double>();
    return {};
}

Result<void> read_schema(const Json& value, Prompt& prompt) {
    if (value.is_string()) prompt.schema = value.get<std::string>();
    else if (value.is_object()) prompt.schema = dump(value);
    else return bad("'schema' must be a JSON object, or the text of one");
    return {};
}

Result<void> read_block(const Json& value, PromptBlock& block) {
    if (!value.is_object()) return bad("'blocks' must hold objects like {\"text\":\"…\"}");
    if (!value.contains("text")) return bad("a block lacks its 'text'");
    for (const auto& [field, member] : value.items()) {
        if (field == "text") {
            KOMPRESS_TRY(read_text(member, field, block.text));
        } else if (field == "ends_prefix") {
            if (!member.is_boolean()) return bad("'ends_prefix' must be true or false");
            block.ends_prefix = member.get<bool>();
        } else {
            return bad("unknown field " + shown(field) + " in a block; it holds text and ends_prefix");
        }
    }
    return {};
}

Result<void> read_blocks(const Json& value, Prompt& prompt) {
    if (!value.is_array()) return bad("'blocks' must be a list of objects like {\"text\":\"…\"}");
    prompt.blocks.resize(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) KOMPRESS_TRY(read_block(value[i], prompt.blocks[i]));
    return {};
}

struct Field {
    std::string_view name;
    Result<void> (*read)(const Json& value, const std::string& field, Prompt& prompt);
};

template <auto Member>
Result<void> text_field(const Json& value, const std::string& field, Prompt& prompt) {
    return read_text(value, field, prompt.*Member);
}

constexpr std::array<Field, 13> Fields = {{
    {"system", text_field<&Prompt::system>},
    {"blocks", [](const Json& value, const std::string&, Prompt& prompt) { return read_blocks(value, prompt); }},
    {"schema_name", text_field<&Prompt::schema_name>},
    {"schema", [](const Json& value, const std::string&, Prompt& prompt) { return read_schema(value, prompt); }},
    {"max_output_tokens", [](const Json& value, const std::string& field, Prompt& prompt) { return read_number(value, field, prompt.max_output_tokens); }},
    {"temperature", [](const Json& value, const std::string&, Prompt& prompt) { return read_temperature(value, prompt); }},
    {"effort", text_field<&Prompt::effort>},
    {"template_version", text_field<&Prompt::template_version>},
    {"label", text_field<&Prompt::label>},
    {"share", text_field<&Prompt::share>},
    {"weight", [](const Json& value, const std::string& field, Prompt& prompt) { return read_number(value, field, prompt.weight); }},
    {"priority",
     [](const Json& value, const std::string& field, Prompt& prompt) {
         return read_number(value, field, prompt.priority, std::numeric_limits<std::int32_t>::min());
     }},
    {"input_tokens", [](const Json& value, const std::string& field, Prompt& prompt) { return read_number(value, field, prompt.input_tokens); }},
}};

std::string field_names() {
    std::string names;
    for (const Field& field : Fields) names += (names.empty() ? "" : ", ") + std::string(field.name);
    return names;
}

/// Parsed, or the reason why not with the place.
Result<Json> parse(std::string_view text) {
    if (!is_shallow(text)) return bad("it nests more than " + std::to_string(MaxJsonDepth) + " deep");
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& error) {
        return bad("it is not JSON (at byte " + std::to_string(error.byte) + ")");
    } catch (const Json::exception&) {
        return bad("it holds a number that is too large");
    }
}

/// What a prompt of people's own must hold.
Result<void> check(const Prompt& prompt) {
    const bool has_text = std::any_of(prompt.blocks.begin(), prompt.blocks.end(), [](const PromptBlock& block) { return !block.text.empty(); });
    if (!has_text) return bad("it has no text; 'blocks' holds the question");
    if (prompt.max_output_tokens == 0) return bad("'max_output_tokens' must be at least 1");
    if (prompt.weight == 0) return bad("'weight' must be at least 1");
    if (prompt.schema.empty() != prompt.schema_name.empty()) return bad("'schema' and 'schema_name' belong together; set both or none");
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
    if (!std::all_of(prompt.schema_name.begin(), prompt.schema_name.end(), fits) || prompt.schema_name.size() > 64)
        return bad("'schema_name' must be at most 64 letters, digits, '_' and '-'");
    if (prompt.schema.empty()) return {};
    KOMPRESS_TRY_VALUE(schema, parse(prompt.schema));
    if (!schema.is_object()) return bad("'schema' must be a JSON object");
    return {};
}

Result<Prompt> read_line(std::string_view line) {
    KOMPRESS_TRY_VALUE(prompt, prompt_from_json(line));
    KOMPRESS_TRY(check(prompt));
    return prompt;
}

}  // namespace

std::string prompt_to_json(const Prompt& prompt) {
    const Prompt usual;
    Json json = Json::object();
    const auto put = [&](const char* field, const auto& value, const auto& default_value) {
        if (value != default_value) json[field] = value;
    };
    put("system", prompt.system, usual.system);
    Json blocks = Json::array();
    for (const PromptBlock& block : prompt.blocks) {
        Json item = {{"text", block.text}};
        if (block.ends_prefix) item["ends_prefix"] = true;
        blocks.push_back(std::move(item));
    }
    if (!blocks.empty()) json["blocks"] = std::move(blocks);
    put("schema_name", prompt.schema_name, usual.schema_name);
    put("schema", prompt.schema, usual.schema);
    put("max_output_tokens", prompt.max_output_tokens, usual.max_output_tokens);
    if (prompt.temperature && std::isfinite(*prompt.temperature)) json["temperature"] = *prompt.temperature;
    put("effort", prompt.effort, usual.effort);
    put("template_version", prompt.template_version, usual.template_version);
    put("label", prompt.label, usual.label);
    put("share", prompt.share, usual.share);
    put("weight", prompt.weight, usual.weight);
    put("priority", prompt.priority, usual.priority);
    put("input_tokens", prompt.input_tokens, usual.input_tokens);
    return dump(json);
}

Result<Prompt> prompt_from_json(std::string_view text) {
    KOMPRESS_TRY_VALUE(json, parse(text));
    if (!json.is_object()) return bad("it is not a JSON object");
    Prompt prompt;
    for (const auto& [name, value] : json.items()) {
        const std::string& wanted = name;
        const auto field = std::find_if(Fields.begin(), Fields.end(), [&](const Field& known) { return known.name == wanted; });
        if (field == Fields.end()) return bad("unknown field " + shown(name) + "; there are " + field_names());
        KOMPRESS_TRY(field->read(value, name, prompt));
    }
    return prompt;
}

Result<std::vector<Prompt>> read_prompt_lines(std::string_view text, std::string_view name) {
    std::vector<Prompt> prompts;
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        auto prompt = read_line(line);
        if (!prompt) return bad(std::string(name) + ", line " + std::to_string(number) + ": " + prompt.error().message);
        prompts.push_back(std::move(*prompt));
    }
    if (prompts.empty()) return bad(std::string(name) + " holds no prompt; it is a file of one JSON object a line, like {\"blocks\":[{\"text\":\"…\"}]}");
    return prompts;
}

}  // namespace kompress::llm
