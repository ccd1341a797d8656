// SPDX-License-Identifier: Apache-2.0
#include "completion/setup.hpp"

#include <sys/resource.h>

#include <random>

#include "base/try.hpp"
#include "llm/cassette.hpp"
#include "llm/curl_transport.hpp"

namespace kompress::completion {
namespace {

Result<std::unique_ptr<Transport>> make_transport(const LlmOptions& options) {
    if (!options.replay.empty()) return llm::make_player(options.replay);
    auto network = llm::make_curl_transport();
    if (options.record.empty()) return network;
    return llm::make_recorder(std::move(network), options.record);
}

llm::LaneOptions lane_options(const LlmOptions& options, const llm::Endpoint& endpoint) {
    llm::LaneOptions lane;
    // A server on this machine has as many places as it has; one is what all have.
    if (endpoint.is_loopback() && endpoint.dialect == llm::Dialect::Ollama) lane.start_concurrency = 1;
    if (options.concurrency > 0) lane.start_concurrency = lane.max_concurrency = options.concurrency;
    lane.requests_per_minute = static_cast<double>(options.requests_per_minute);
    lane.tokens_per_minute = static_cast<double>(options.tokens_per_minute);
    return lane;
}

llm::ModelTraits traits_of(const tokens::ModelInfo& model, llm::Dialect dialect) {
    llm::ModelTraits traits;
    traits.takes_schema = model.can.json_schema;
    traits.takes_temperature = model.can.temperature;
    traits.takes_effort = model.can.effort;
    traits.takes_cache_breakpoint = model.can.cache_breakpoint;
    traits.takes_cache_key = dialect == llm::Dialect::OpenAi && model.provider == "openai";
    traits.reports_usage_in_stream = model.can.usage_in_stream;
    traits.uses_completion_tokens = model.can.max_tokens_field == "max_completion_tokens";
    traits.smallest_cached_prefix = model.cache_minimum > 0 ? model.cache_minimum : traits.smallest_cached_prefix;
    traits.context_tokens = model.context;
    return traits;
}

/// What is known of the endpoint's model goes into its traits and into the prices of the client.
Result<void> apply_pricing(const LlmOptions& options, const Pricing& pricing, llm::Endpoint& endpoint, llm::ClientOptions& client) {
    if (endpoint.dialect == llm::Dialect::Anthropic) endpoint.traits.takes_cache_breakpoint = true;
    if (pricing.model) endpoint.traits = traits_of(*pricing.model, endpoint.dialect);
    if (!pricing.is_known()) {
        if (!options.max_cost) return {};
        return Error{ErrorCode::Configuration, "the price of " + endpoint.model + " is not known, so --max-cost could not be kept; bound --max-tokens instead, or give the price in a file that KOMPRESS_PRICES names"};
    }
    client.cost = [pricing](const Usage& usage) { return pricing.cost(usage); };
    client.most = [pricing](std::uint64_t input, std::uint64_t output) { return pricing.most(input, output); };
    return {};
}

/// A key in memory must not end up in a core dump.
void forbid_core_dumps() {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

}  // namespace

std::int64_t Pricing::cost(const Usage& usage, bool is_batch) const {
    return is_known() ? tokens::price(usage, *model, {.is_batch = is_batch}).value_or(-1) : -1;
}

std::int64_t Pricing::most(std::uint64_t input_tokens, std::uint64_t output_tokens, bool is_batch) const {
    return is_known() ? tokens::upper_bound(input_tokens, output_tokens, *model, {.is_batch = is_batch}).value_or(-1) : -1;
}

Result<Pricing> pricing_of(const llm::Endpoint& endpoint, const Environment& environment) {
    KOMPRESS_TRY_VALUE(catalog, tokens::Catalog::with_file(environment.variables("KOMPRESS_PRICES").value_or("")));
    const tokens::ModelInfo* found = catalog.find(endpoint.model, endpoint.name);
    if (!found) found = catalog.find(endpoint.model);
    return found ? Pricing{*found} : Pricing{};
}

llm::ProviderSettings provider_settings(const LlmOptions& options) {
    const ConfiguredEndpoint& configured = options.configured;
    llm::ProviderSettings settings;
    settings.provider = options.provider;
    settings.model = options.model;
    settings.base_url = options.base_url;
    settings.key_file = options.key_file;
    settings.configured = {configured.provider, configured.model, configured.base_url, configured.key_file};
    return settings;
}

Result<Setup> make_setup(const LlmOptions& options, const Environment& environment) {
    llm::ProviderSettings settings = provider_settings(options);
    settings.needs_key = options.replay.empty();
    KOMPRESS_TRY_VALUE(endpoint, llm::resolve_endpoint(settings, environment.variables));
    KOMPRESS_TRY_VALUE(transport, make_transport(options));
    Setup setup;
    KOMPRESS_TRY_VALUE(pricing, pricing_of(endpoint, environment));
    setup.pricing = std::move(pricing);
    KOMPRESS_TRY(apply_pricing(options, setup.pricing, endpoint, setup.client));
    if (!endpoint.key.empty()) forbid_core_dumps();
    setup.transport = std::move(transport);
    setup.client.lane = lane_options(options, endpoint);
    setup.client.caps = {options.max_cost, options.max_tokens, options.max_requests};
    setup.client.seed = std::random_device{}();
    if (options.timeout.count() > 0)
        setup.client.timers.first_event = setup.client.timers.first_event_loopback = setup.client.timers.idle = options.timeout;
    if (options.deadline.count() > 0) setup.client.deadline = environment.clock.now() + options.deadline;
    setup.client.endpoints.push_back(std::move(endpoint));
    return setup;
}

}  // namespace kompress::completion
