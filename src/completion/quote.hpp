// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Which model would be asked, and what it costs: without a key, and without a connection.

#include <optional>
#include <string>

#include "completion/completer.hpp"
#include "tokens/catalog.hpp"

namespace kompress::completion {

struct Quote {
    std::string provider, model;
    std::optional<tokens::ModelInfo> info;  ///< what the catalog knows of it
};

/// Errors: Configuration.
Result<Quote> quote(const LlmOptions& options, const Environment& environment);

}  // namespace kompress::completion
