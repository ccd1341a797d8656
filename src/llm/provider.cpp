// SPDX-License-Identifier: Apache-2.0
#include "llm/provider.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

#include "base/try.hpp"

namespace kompress::llm {
namespace {

constexpr std::array<Provider, 9> Table = {{
    {"anthropic", Dialect::Anthropic, "https://api.anthropic.com", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "claude-haiku-4-5"},
    {"openai", Dialect::OpenAi, "https://api.openai.com/v1", "OPENAI_API_KEY", "OPENAI_BASE_URL", "gpt-5-mini"},
    {"openrouter", Dialect::OpenAi, "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY", "", ""},
    {"gemini", Dialect::OpenAi, "https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY", "", "gemini-2.5-flash"},
    {"mistral", Dialect::OpenAi, "https://api.mistral.ai/v1", "MISTRAL_API_KEY", "", ""},
    {"deepseek", Dialect::OpenAi, "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY", "", "deepseek-chat"},
    {"vllm", Dialect::OpenAi, "http://localhost:8000/v1", "", "", ""},
    {"llama.cpp", Dialect::OpenAi, "http://127.0.0.1:8080/v1", "", "", "default"},
    {"ollama", Dialect::Ollama, "http://127.0.0.1:11434", "", "OLLAMA_HOST", ""},
}};

Error configuration(std::string message) { return {ErrorCode::Configuration, std::move(message)}; }

const Provider* find(std::string_view name) {
    const auto at = std::find_if(Table.begin(), Table.end(), [&](const Provider& provider) { return provider.name == name; });
    return at == Table.end() ? nullptr : &*at;
}

std::string names() {
    std::string text;
    for (const Provider& provider : Table) text += (text.empty() ? "" : ", ") + std::string(provider.name);
    return text;
}

std::optional<std::string> first_of(const std::string& option, const Environment& environment, std::initializer_list<std::string_view> variables) {
    if (!option.empty()) return option;
    for (const std::string_view name : variables)
        if (!name.empty())
            if (auto value = environment(std::string(name).c_str())) return value;
    return std::nullopt;
}

Result<const Provider*> choose(const ProviderSettings& settings, const Environment& environment) {
    auto name = first_of(settings.provider, environment, {"KOMPRESS_PROVIDER"});
    if (!name && !settings.configured.provider.empty()) name = settings.configured.provider;
    if (name) {
        if (const Provider* provider = find(*name)) return provider;
        return configuration("there is no provider '" + *name + "'; known are " + names() + " (for any other server that speaks as OpenAI's: openai with --base-url)");
    }
    for (const Provider& provider : Table) {
        const bool has_key = !provider.key_variable.empty() && environment(std::string(provider.key_variable).c_str());
        const bool has_host = provider.key_variable.empty() && !provider.base_url_variable.empty() && environment(std::string(provider.base_url_variable).c_str());
        if (has_key || has_host) return &provider;
    }
    if (environment("ANTHROPIC_AUTH_TOKEN")) return find("anthropic");
    if (environment("KOMPRESS_BASE_URL") || !settings.base_url.empty() || !settings.configured.base_url.empty() || !settings.needs_key) return find("openai");
    return configuration("no provider is set up; set OPENAI_API_KEY or ANTHROPIC_API_KEY, or OLLAMA_HOST=127.0.0.1 for a local model");
}

/// Whether what is configured beside a provider's name is meant for this one.
bool is_configured(const ProviderSettings& settings, const Provider& provider) {
    return settings.configured.provider.empty() || settings.configured.provider == provider.name;
}

std::string trimmed(std::string text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && is_space(text.back())) text.pop_back();
    std::size_t start = 0;
    while (start < text.size() && is_space(text[start])) ++start;
    return text.substr(start);
}

/// A key goes into a header: what cannot stand there is refused, without being shown.
Result<Secret> checked_key(std::string text, const std::string& source) {
    text = trimmed(std::move(text));
    const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (!is_plain) return configuration("the key in " + source + " holds characters that no key has; copy it again");
    return Secret(std::move(text));
}

Result<void> read_key_file(const std::string& path, Endpoint& endpoint) {
    std::ifstream in(path, std::ios::binary);
    std::string text(4096, '\0');
    if (!in) return configuration("the key file " + path + " cannot be read");
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    endpoint.key_source = path;
    KOMPRESS_TRY_VALUE(key, checked_key(std::move(text), path));
    if (key.empty()) return configuration("the key file " + path + " is empty");
    endpoint.key = std::move(key);
    return {};
}

Result<void> read_key(const Provider& provider, const ProviderSettings& settings, const Environment& environment, Endpoint& endpoint) {
    if (const auto file = first_of(settings.key_file, environment, {"KOMPRESS_API_KEY_FILE"})) return read_key_file(*file, endpoint);
    std::string_view variables[] = {"KOMPRESS_API_KEY", provider.key_variable, provider.name == "anthropic" ? "ANTHROPIC_AUTH_TOKEN" : "",
                                    provider.name == "gemini" ? "GOOGLE_API_KEY" : "", provider.name == "ollama" ? "OLLAMA_API_KEY" : "",
                                    provider.name == "vllm" ? "VLLM_API_KEY" : ""};
    for (const std::string_view name : variables) {
        if (name.empty()) continue;
        auto value = environment(std::string(name).c_str());
        if (!value) continue;
        endpoint.key_source = name;
        endpoint.key_is_bearer = name == "ANTHROPIC_AUTH_TOKEN";
        KOMPRESS_TRY_VALUE(key, checked_key(std::move(*value), endpoint.key_source));
        endpoint.key = std::move(key);
        return {};
    }
    if (!settings.configured.key_file.empty() && is_configured(settings, provider)) return read_key_file(settings.configured.key_file, endpoint);
    if (settings.needs_key && !provider.key_variable.empty() && !endpoint.is_loopback())
        return configuration("no key for " + std::string(provider.name) + "; set " + std::string(provider.key_variable) + ", or name a file with --api-key-file");
    return {};
}

}  // namespace

std::span<const Provider> providers() { return Table; }

Environment process_environment() {
    return [](const char* name) -> std::optional<std::string> {
        const char* value = std::getenv(name);
        return value && *value ? std::optional<std::string>(value) : std::nullopt;
    };
}

Result<Endpoint> resolve_endpoint(const ProviderSettings& settings, const Environment& environment) {
    KOMPRESS_TRY_VALUE(provider, choose(settings, environment));
    Endpoint endpoint;
    endpoint.name = provider->name;
    endpoint.dialect = provider->dialect;
    const bool is_meant = is_configured(settings, *provider);
    const auto else_of = [&](const std::string& configured, std::string_view usual) { return is_meant && !configured.empty() ? configured : std::string(usual); };
    const std::string base = first_of(settings.base_url, environment, {"KOMPRESS_BASE_URL", provider->base_url_variable}).value_or(else_of(settings.configured.base_url, provider->base_url));
    auto url = normalize_base_url(provider->dialect, base, environment("KOMPRESS_ALLOW_HTTP").has_value());
    if (!url) return configuration(url.error().message);
    endpoint.base_url = std::move(*url);
    endpoint.model = first_of(settings.model, environment, {"KOMPRESS_MODEL"}).value_or(else_of(settings.configured.model, provider->default_model));
    if (endpoint.model.empty())
        return configuration("no model is chosen for " + endpoint.name + "; name one with --model or KOMPRESS_MODEL (kompress models lists those with known prices)");
    KOMPRESS_TRY(read_key(*provider, settings, environment, endpoint));
    return endpoint;
}

}  // namespace kompress::llm
