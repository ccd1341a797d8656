// SPDX-License-Identifier: Apache-2.0
#pragma once
/// From what the user set (options, environment) to an Endpoint.
///
/// Order: options, then KOMPRESS_*, then the variables that the provider's own tools read, then what is built in. Nothing
/// here comes from the repository: a committed file can name neither a server nor a key.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kompress/result.hpp"
#include "llm/endpoint.hpp"

namespace kompress::llm {

/// A provider that is known by name. More are reached by `openai` with a base URL.
struct Provider {
    std::string_view name;
    Dialect dialect;
    std::string_view base_url;
    std::string_view key_variable;       ///< "" when none is needed
    std::string_view base_url_variable;  ///< ""
    std::string_view default_model;      ///< "" when the user must choose
};

std::span<const Provider> providers();

struct ProviderSettings {
    std::string provider;      ///< "" finds the one whose key is set; "none" is not a provider
    std::string model;
    std::string base_url;
    bool needs_key = true;     ///< a replay does not
    std::string key_file;      ///< holds the key alone; for people who keep it out of the environment
    /// Where neither the above nor the environment says anything. Model, URL and key file are those of the provider that
    /// is named beside them, and do not count when another one is chosen.
    struct Fallback {
        std::string provider, model, base_url, key_file;
    } configured;
};

/// Reads a variable of the environment; nullopt when it is not set or empty.
using Environment = std::function<std::optional<std::string>(const char*)>;
Environment process_environment();

/// Without traits: they depend on the model and come from the catalog.
/// Errors: Configuration: no provider is set up, no key, no model, a bad URL; each with what to set.
Result<Endpoint> resolve_endpoint(const ProviderSettings& settings, const Environment& environment);

}  // namespace kompress::llm
