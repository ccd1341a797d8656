// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/info_endpoints.hpp"

#include <nlohmann/json.hpp>

#include "support/fake_llm/errors.hpp"

namespace kompress::testing::fake_llm {
namespace {

using nlohmann::json;

json openai_model(const Model& model) {
    return {
        {"id", model.id}, {"object", "model"}, {"created", 1760000000}, {"owned_by", "kompress-fake-llm"}};
}

json anthropic_model(const Model& model) {
    return {{"type", "model"},
            {"id", model.id},
            {"display_name", model.id},
            {"created_at", "2026-01-01T00:00:00Z"},
            {"max_input_tokens", model.context}};
}

json ollama_model(const Model& model) {
    return {{"name", model.id},
            {"model", model.id},
            {"modified_at", "2026-01-01T00:00:00Z"},
            {"size", 1000000000},
            {"digest", "fa4e"},
            {"details",
             {{"format", "gguf"},
              {"family", "llama"},
              {"parameter_size", "1B"},
              {"quantization_level", "Q4_K_M"}}}};
}

Reply list_models(const HttpRequest& request, const Script& script) {
    const bool anthropic = !request.header("anthropic-version").empty();
    json data = json::array();
    for (const Model& model : script.models)
        data.push_back(anthropic ? anthropic_model(model) : openai_model(model));
    if (!anthropic) return json_reply({{"object", "list"}, {"data", data}});
    return json_reply({{"data", data},
                       {"has_more", false},
                       {"first_id", data.empty() ? json() : data.front()["id"]},
                       {"last_id", data.empty() ? json() : data.back()["id"]}});
}

Reply one_model(const HttpRequest& request, const Script& script, const std::string& id) {
    const bool anthropic = !request.header("anthropic-version").empty();
    if (const Model* model = find_model(script, id))
        return json_reply(anthropic ? anthropic_model(*model) : openai_model(*model));
    ErrorFacts facts;
    facts.model = id;
    return *error_reply("model_not_found", anthropic ? Dialect::Anthropic : Dialect::OpenAi, facts);
}

Reply ollama_list(const Script& script, bool loaded) {
    json models = json::array();
    for (const Model& model : script.models) {
        models.push_back(ollama_model(model));
        if (!loaded) continue;
        models.back()["expires_at"] = "2036-01-01T00:00:00Z";
        models.back()["size_vram"] = 1000000000;
        models.back()["context_length"] = model.context;
    }
    return json_reply({{"models", models}});
}

Reply ollama_show(const HttpRequest& request, const Script& script) {
    const json body = json::parse(request.body, nullptr, false);
    std::string id = request.query("model");
    if (body.is_object()) id = body.value("model", body.value("name", id));
    const Model* model = find_model(script, id);
    if (!model && (script.strict_models || script.models.empty())) {
        ErrorFacts facts;
        facts.model = id;
        return *error_reply("model_not_found", Dialect::Ollama, facts);
    }
    const Model& shown = model ? *model : script.models.front();
    return json_reply(
        {{"modelfile", "FROM " + shown.id},
         {"parameters", ""},
         {"template", "{{ .Prompt }}"},
         {"details", ollama_model(shown)["details"]},
         {"model_info", {{"general.architecture", "llama"}, {"llama.context_length", shown.context}}},
         {"capabilities", json::array({"completion"})}});
}

Reply llamacpp_props(const Script& script) {
    const std::int64_t context = script.models.empty() ? 0 : script.models.front().context;
    return json_reply(
        {{"default_generation_settings", {{"n_ctx", context}}},
         {"total_slots", script.total_slots},
         {"model_path", script.models.empty() ? std::string() : script.models.front().id + ".gguf"},
         {"chat_template", "{{ messages }}"},
         {"chat_template_caps", {{"supports_system_role", true}}},
         {"build_info", "b0-fake"}});
}

}  // namespace

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

const Model* find_model(const Script& script, const std::string& id) {
    for (const Model& model : script.models)
        if (model.id == id) return &model;
    return nullptr;
}

std::optional<Reply> info_reply(const HttpRequest& request, const Script& script, Time now) {
    const std::string path = request.path();
    const bool loading = now < std::chrono::milliseconds(script.loading_ms);
    if (request.method == "GET" && (path == "/health" || ends_with(path, "/v1/health")))
        return loading ? *error_reply("llamacpp_loading", Dialect::OpenAi, {})
                       : json_reply({{"status", "ok"}});
    if (request.method == "GET" && path == "/props")
        return loading ? *error_reply("llamacpp_loading", Dialect::OpenAi, {}) : llamacpp_props(script);
    if (request.method == "GET" && path == "/") {
        Reply reply;
        reply.headers.push_back({"Content-Type", "text/plain; charset=utf-8"});
        reply.body = "Ollama is running";
        return reply;
    }
    if (path == "/api/version") return json_reply({{"version", "0.0.0-fake"}});
    if (path == "/api/tags") return ollama_list(script, false);
    if (path == "/api/ps") return ollama_list(script, true);
    if (path == "/api/show") return ollama_show(request, script);
    if (request.method == "GET" && ends_with(path, "/models")) return list_models(request, script);
    const auto at = path.find("/models/");
    if (request.method == "GET" && at != std::string::npos)
        return one_model(request, script, path.substr(at + 8));
    return std::nullopt;
}

}  // namespace kompress::testing::fake_llm
