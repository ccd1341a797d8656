// SPDX-License-Identifier: Apache-2.0
#include "completion/quote.hpp"

#include "base/try.hpp"

namespace kompress::completion {

Result<Quote> quote(const LlmOptions& options, const Environment& environment) {
    llm::ProviderSettings settings;
    settings.provider = options.provider;
    settings.model = options.model;
    settings.base_url = options.base_url;
    settings.needs_key = false;
    KOMPRESS_TRY_VALUE(endpoint, llm::resolve_endpoint(settings, environment.variables));
    KOMPRESS_TRY_VALUE(catalog, tokens::Catalog::with_file(environment.variables("KOMPRESS_PRICES").value_or("")));
    const tokens::ModelInfo* found = catalog.find(endpoint.model, endpoint.name);
    if (!found) found = catalog.find(endpoint.model);
    Quote quote{endpoint.name, endpoint.model, {}};
    if (found) quote.info = *found;
    return quote;
}

}  // namespace kompress::completion
