// SPDX-License-Identifier: Apache-2.0
// The bodies of the three dialects. Members stand in a fixed order: servers do not care, but bytes that never change are
// what makes caches, cassettes and tests simple.
#include <nlohmann/json.hpp>

#include "llm/dialect.hpp"

namespace kompress::llm {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// The schema as JSON; one that is none is left out (the caller validates what it writes).
Json schema_of(const Prompt& prompt) { return prompt.schema.empty() ? Json() : Json::parse(prompt.schema, nullptr, false); }

bool wants_schema(const Endpoint& endpoint, const Prompt& prompt) { return !prompt.schema.empty() && endpoint.traits.takes_schema; }

std::string joined(const Prompt& prompt) {
    std::string text;
    for (const PromptBlock& block : prompt.blocks) text += block.text;
    return text;
}

std::size_t prefix_end(const Prompt& prompt) {
    for (std::size_t i = prompt.blocks.size(); i > 0; --i)
        if (prompt.blocks[i - 1].ends_prefix) return i;
    return 0;
}

Json openai_body(const Endpoint& endpoint, const Prompt& prompt, bool streams) {
    const ModelTraits& traits = endpoint.traits;
    Json body = {{"model", endpoint.model}, {"messages", Json::array()}};
    if (!prompt.system.empty()) body["messages"].push_back({{"role", "system"}, {"content", prompt.system}});
    body["messages"].push_back({{"role", "user"}, {"content", joined(prompt)}});
    body[traits.uses_completion_tokens ? "max_completion_tokens" : "max_tokens"] = prompt.max_output_tokens;
    if (prompt.temperature && traits.takes_temperature) body["temperature"] = *prompt.temperature;
    if (!prompt.effort.empty() && traits.takes_effort) body["reasoning_effort"] = prompt.effort;
    if (wants_schema(endpoint, prompt))
        body["response_format"] = {{"type", "json_schema"},
                                   {"json_schema", {{"name", prompt.schema_name}, {"strict", true}, {"schema", schema_of(prompt)}}}};
    if (traits.takes_cache_key && prefix_end(prompt) > 0) body["prompt_cache_key"] = prefix_key(prompt).hex().substr(0, 32);
    if (streams) {
        body["stream"] = true;
        if (traits.reports_usage_in_stream) body["stream_options"] = {{"include_usage", true}};
    }
    return body;
}

Json anthropic_body(const Endpoint& endpoint, const Prompt& prompt, bool streams) {
    Json body = {{"model", endpoint.model}, {"max_tokens", prompt.max_output_tokens}};
    if (!prompt.system.empty()) body["system"] = Json::array({{{"type", "text"}, {"text", prompt.system}}});
    Json content = Json::array();
    const std::size_t cached = endpoint.traits.takes_cache_breakpoint ? prefix_end(prompt) : 0;
    for (std::size_t i = 0; i < prompt.blocks.size(); ++i) {
        Json block = {{"type", "text"}, {"text", prompt.blocks[i].text}};
        if (i + 1 == cached) block["cache_control"] = {{"type", "ephemeral"}};
        content.push_back(std::move(block));
    }
    body["messages"] = Json::array({{{"role", "user"}, {"content", std::move(content)}}});
    if (prompt.temperature && endpoint.traits.takes_temperature) body["temperature"] = *prompt.temperature;
    Json output = Json::object();
    if (wants_schema(endpoint, prompt)) output["format"] = {{"type", "json_schema"}, {"schema", schema_of(prompt)}};
    if (!prompt.effort.empty() && endpoint.traits.takes_effort) output["effort"] = prompt.effort;
    if (!output.empty()) body["output_config"] = std::move(output);
    if (streams) body["stream"] = true;
    return body;
}

/// A server loads the model again when the window changes, so it grows in few steps.
std::uint64_t ollama_window(const Endpoint& endpoint, const Prompt& prompt) {
    const std::uint64_t needed = prompt.input_tokens + prompt.input_tokens / 8 + prompt.max_output_tokens;
    std::uint64_t window = 8192;
    while (window < needed) window *= 2;
    const std::uint64_t limit = endpoint.traits.context_tokens;
    return limit > 0 && window > limit ? limit : window;
}

Json ollama_body(const Endpoint& endpoint, const Prompt& prompt, bool streams) {
    Json body = {{"model", endpoint.model}, {"messages", Json::array()}};
    if (!prompt.system.empty()) body["messages"].push_back({{"role", "system"}, {"content", prompt.system}});
    body["messages"].push_back({{"role", "user"}, {"content", joined(prompt)}});
    if (wants_schema(endpoint, prompt)) body["format"] = schema_of(prompt);
    Json options = {{"num_ctx", ollama_window(endpoint, prompt)}, {"num_predict", prompt.max_output_tokens}};
    if (prompt.temperature && endpoint.traits.takes_temperature) options["temperature"] = *prompt.temperature;
    body["options"] = std::move(options);
    body["truncate"] = false;  // an error is better than an answer to half a prompt
    body["stream"] = streams;
    return body;
}

Json body_of(const Endpoint& endpoint, const Prompt& prompt, bool streams) {
    switch (endpoint.dialect) {
        case Dialect::OpenAi: return openai_body(endpoint, prompt, streams);
        case Dialect::Anthropic: return anthropic_body(endpoint, prompt, streams);
        case Dialect::Ollama: return ollama_body(endpoint, prompt, streams);
    }
    return {};
}

void add_key(const Endpoint& endpoint, HttpRequest& request) {
    if (endpoint.key.empty()) return;
    if (endpoint.dialect == Dialect::Anthropic && !endpoint.key_is_bearer) request.secret_headers.push_back({"x-api-key", "", endpoint.key});
    else request.secret_headers.push_back({"authorization", "Bearer ", endpoint.key});
}

}  // namespace

std::string request_body(const Endpoint& endpoint, const Prompt& prompt, bool streams) { return dump(body_of(endpoint, prompt, streams)); }

HttpRequest make_api_request(const Endpoint& endpoint, std::string method, std::string_view path, std::string_view content_type, std::string_view accept) {
    HttpRequest request;
    request.method = std::move(method);
    request.url = endpoint.base_url + std::string(path);
    if (!content_type.empty()) request.headers.push_back({"content-type", std::string(content_type)});
    request.headers.push_back({"accept", std::string(accept)});
    if (endpoint.dialect == Dialect::Anthropic) request.headers.push_back({"anthropic-version", "2023-06-01"});
    request.headers.insert(request.headers.end(), endpoint.headers.begin(), endpoint.headers.end());
    add_key(endpoint, request);
    return request;
}

HttpRequest make_request(const Endpoint& endpoint, const Prompt& prompt) {
    static constexpr std::string_view Paths[] = {"/chat/completions", "/v1/messages", "/api/chat"};
    const std::string_view accept = endpoint.dialect == Dialect::Ollama ? "application/x-ndjson" : "text/event-stream";
    HttpRequest request = make_api_request(endpoint, "POST", Paths[static_cast<int>(endpoint.dialect)], "application/json", accept);
    request.body = request_body(endpoint, prompt, true);
    return request;
}

Digest256 request_key(const Endpoint& endpoint, const Prompt& prompt) {
    const Json canonical = {{"key", 1},
                            {"dialect", dialect_name(endpoint.dialect)},
                            {"origin", endpoint.origin()},
                            {"template", prompt.template_version},
                            {"body", body_of(endpoint, prompt, false)}};
    return sha256(dump(canonical));
}

Digest256 prefix_key(const Prompt& prompt) {
    const std::size_t end = prefix_end(prompt);
    if (end == 0) return {};
    std::string bytes = prompt.schema + '\0' + prompt.system + '\0';
    for (std::size_t i = 0; i < end; ++i) bytes += prompt.blocks[i].text;
    return sha256(bytes);
}

}  // namespace kompress::llm
