// SPDX-License-Identifier: Apache-2.0
#pragma once
/// From what the user asked for to a client that is ready to be started: endpoint, traits and price of the model,
/// transport. Opens no connection.

#include <memory>
#include <optional>

#include "completion/completer.hpp"
#include "tokens/catalog.hpp"

namespace kompress::completion {

/// What requests of one model cost, in pico-dollars; -1 where its price is not known.
struct Pricing {
    std::optional<tokens::ModelInfo> model;  ///< none: nothing is known of it
    bool is_known() const { return model && model->has_price; }
    std::int64_t cost(const Usage& usage, bool is_batch = false) const;
    std::int64_t most(std::uint64_t input_tokens, std::uint64_t output_tokens, bool is_batch = false) const;
};
/// From the catalog and the file that KOMPRESS_PRICES names. Errors: those of that file.
Result<Pricing> pricing_of(const llm::Endpoint& endpoint, const Environment& environment);

/// What the user asked for, without saying whether a key is needed.
llm::ProviderSettings provider_settings(const LlmOptions& options);

struct Setup {
    llm::ClientOptions client;
    std::unique_ptr<Transport> transport;
    Pricing pricing;
};

/// From here on a core dump of this process would hold a key, so there will be none.
/// Errors: Configuration, NotFound and Corrupt (a recording).
Result<Setup> make_setup(const LlmOptions& options, const Environment& environment);

}  // namespace kompress::completion
