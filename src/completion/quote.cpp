// SPDX-License-Identifier: Apache-2.0
#include "completion/quote.hpp"

#include "base/try.hpp"
#include "completion/setup.hpp"

namespace kompress::completion {

Result<Quote> quote(const LlmOptions& options, const Environment& environment) {
    llm::ProviderSettings settings = provider_settings(options);
    settings.key_file.clear();
    settings.configured.key_file.clear();
    settings.needs_key = false;
    KOMPRESS_TRY_VALUE(endpoint, llm::resolve_endpoint(settings, environment.variables));
    KOMPRESS_TRY_VALUE(pricing, pricing_of(endpoint, environment));
    return Quote{endpoint.name, endpoint.model, std::move(pricing.model)};
}

}  // namespace kompress::completion
