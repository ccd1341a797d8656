// SPDX-License-Identifier: Apache-2.0
#pragma once
/// From what the user asked for to a client that is ready to be started: endpoint, traits and price of the model,
/// transport. Opens no connection.

#include <memory>

#include "completion/completer.hpp"

namespace kompress::completion {

struct Setup {
    llm::ClientOptions client;
    std::unique_ptr<Transport> transport;
};

/// Errors: Configuration, NotFound and Corrupt (a recording).
Result<Setup> make_setup(const LlmOptions& options, const Environment& environment);

}  // namespace kompress::completion
