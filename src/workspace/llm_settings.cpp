// SPDX-License-Identifier: Apache-2.0
#include "workspace/llm_settings.hpp"

#include <algorithm>

#include "base/money.hpp"
#include "base/toml.hpp"
#include "base/try.hpp"

namespace kompress {
namespace {

constexpr std::string_view Keys[] = {"provider", "model",    "base_url",    "api_key_file",        "max_cost",          "max_tokens", "max_requests",
                                     "deadline", "timeout",  "concurrency", "requests_per_minute", "tokens_per_minute", "redact"};
/// Of a repository's file: they decide where text and keys go, and what an answer costs.
constexpr std::string_view TrustedKeys[] = {"llm.provider", "llm.model", "llm.base_url", "llm.api_key_file"};

class Reader {
  public:
    Reader(const toml::table& table, const std::string& source, LlmSettings& settings) : table_(table), source_(source), settings_(settings) {}

    Result<void> text(const char* key, std::optional<std::string>& to) {
        const toml::node* node = table_.get(key);
        if (!node) return {};
        if (!node->is_string()) return wrong(*node, std::string(key) + " must be text in quotes");
        to = node->as_string()->get();
        note(key, *to);
        return {};
    }
    Result<void> count(const char* key, std::optional<std::uint64_t>& to, std::int64_t most) {
        const toml::node* node = table_.get(key);
        if (!node) return {};
        const auto* number = node->as_integer();
        if (!number || number->get() < 1 || number->get() > most) return wrong(*node, std::string(key) + " must be a number from 1 to " + std::to_string(most));
        to = static_cast<std::uint64_t>(number->get());
        note(key, std::to_string(*to));
        return {};
    }
    /// Text that `parse` turns into a value.
    template <typename T, typename Parse>
    Result<void> parsed(const char* key, std::optional<T>& to, Parse parse) {
        std::optional<std::string> written;
        KOMPRESS_TRY(text(key, written));
        if (!written) return {};
        const auto value = parse(*written);
        if (!value) return wrong(*table_.get(key), std::string(key) + ": " + value.error().message);
        to = *value;
        return {};
    }

  private:
    Error wrong(const toml::node& at, const std::string& what) const { return wrong_toml(at.source(), source_, what); }
    void note(const char* key, std::string value) { settings_.as_written.push_back({std::string("llm.") + key, std::move(value), source_, true, {}}); }

    const toml::table& table_;
    const std::string& source_;
    LlmSettings& settings_;
};

template <typename T>
void lower(std::optional<T>& cap, const std::optional<T>& other) {
    if (other) cap = cap ? std::min(*cap, *other) : *other;
}

/// Zero stands for "not given".
template <typename T>
void lower(T& cap, const std::optional<T>& other) {
    if (other) cap = cap > T{} ? std::min(cap, *other) : *other;
}

template <typename T>
void fill(std::optional<T>& value, const std::optional<T>& other) {
    if (!value) value = other;
}

template <typename T>
void fill(T& value, const std::optional<T>& other) {
    if (value == T{} && other) value = *other;
}

}  // namespace

Result<LlmSettings> read_llm_settings(std::string_view text, const std::string& source) {
    KOMPRESS_TRY_VALUE(document, parse_toml(text, source));
    static constexpr std::string_view Tables[] = {"llm"};
    KOMPRESS_TRY(check_toml_keys(document, Tables, source));
    LlmSettings settings;
    const toml::node* node = document.get("llm");
    if (!node) return settings;
    if (!node->is_table()) return wrong_toml(node->source(), source, "llm must be a table, as [llm]");
    const toml::table& table = *node->as_table();
    KOMPRESS_TRY(check_toml_keys(table, Keys, source));
    Reader reader(table, source, settings);
    KOMPRESS_TRY(reader.text("provider", settings.provider));
    KOMPRESS_TRY(reader.text("model", settings.model));
    KOMPRESS_TRY(reader.text("base_url", settings.base_url));
    KOMPRESS_TRY(reader.text("api_key_file", settings.key_file));
    KOMPRESS_TRY(reader.parsed("max_cost", settings.max_cost, parse_dollars));
    constexpr std::int64_t Most = 1'000'000'000'000;
    KOMPRESS_TRY(reader.count("max_tokens", settings.max_tokens, Most));
    KOMPRESS_TRY(reader.count("max_requests", settings.max_requests, Most));
    KOMPRESS_TRY(reader.parsed("deadline", settings.deadline, parse_duration));
    KOMPRESS_TRY(reader.parsed("timeout", settings.timeout, parse_duration));
    KOMPRESS_TRY(reader.count("concurrency", settings.concurrency, 1024));
    KOMPRESS_TRY(reader.count("requests_per_minute", settings.requests_per_minute, Most));
    KOMPRESS_TRY(reader.count("tokens_per_minute", settings.tokens_per_minute, Most));
    KOMPRESS_TRY(reader.parsed("redact", settings.is_strict, [](const std::string& value) -> Result<bool> {
        if (value == "strict" || value == "on") return value == "strict";
        return Error{ErrorCode::InvalidArgument, "'" + value + "' is neither on nor strict"};
    }));
    return settings;
}

void mark_untrusted(LlmSettings& settings) {
    for (ConfigSetting& setting : settings.as_written) {
        const bool needs_trust = std::find(std::begin(TrustedKeys), std::end(TrustedKeys), setting.key) != std::end(TrustedKeys);
        if (!needs_trust && !(setting.key == "llm.redact" && setting.value == "on")) continue;
        setting.counts = false;
        setting.why_not = "the file is not trusted";
    }
}

LlmOptions with_settings(LlmOptions options, const LlmSettings& user, const LlmSettings& repository, bool is_trusted) {
    // Together: a model of one file is no model of the other's provider.
    const bool repository_chooses = is_trusted && (repository.provider || repository.model || repository.base_url || repository.key_file);
    const LlmSettings& chooser = repository_chooses ? repository : user;
    options.configured = {chooser.provider.value_or(""), chooser.model.value_or(""), chooser.base_url.value_or(""), chooser.key_file.value_or("")};
    const auto concurrency = [](const LlmSettings& settings) {
        return settings.concurrency ? std::optional<unsigned>(static_cast<unsigned>(*settings.concurrency)) : std::nullopt;
    };
    const auto fill_from = [&](const LlmSettings& settings) {
        fill(options.max_cost, settings.max_cost);
        fill(options.max_tokens, settings.max_tokens);
        fill(options.max_requests, settings.max_requests);
        fill(options.deadline, settings.deadline);
        fill(options.timeout, settings.timeout);
        fill(options.concurrency, concurrency(settings));
        fill(options.requests_per_minute, settings.requests_per_minute);
        fill(options.tokens_per_minute, settings.tokens_per_minute);
    };
    if (is_trusted) fill_from(repository);
    fill_from(user);
    options.strict_secrets |= (is_trusted && repository.is_strict ? repository.is_strict : user.is_strict).value_or(false);
    if (is_trusted) return options;
    lower(options.max_cost, repository.max_cost);
    lower(options.max_tokens, repository.max_tokens);
    lower(options.max_requests, repository.max_requests);
    lower(options.deadline, repository.deadline);
    lower(options.timeout, repository.timeout);
    lower(options.concurrency, concurrency(repository));
    lower(options.requests_per_minute, repository.requests_per_minute);
    lower(options.tokens_per_minute, repository.tokens_per_minute);
    options.strict_secrets |= repository.is_strict.value_or(false);
    return options;
}

}  // namespace kompress
