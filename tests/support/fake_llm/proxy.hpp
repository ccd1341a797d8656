// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The server as an HTTP proxy: tunnels (CONNECT) and forwarded requests (an absolute URL as target).
///
/// It connects to loopback addresses and to what the script's routes name, so that a test can give any host
/// name to a server of its own and no test leaves the machine.

#include "support/fake_llm/connection.hpp"
#include "support/fake_llm/script.hpp"

namespace kompress::testing::fake_llm {

/// True for CONNECT and for targets that are absolute URLs.
bool is_for_proxy(const HttpRequest& request);

/// Serves it: 407 without the right credentials, 403 for hosts that are not reached, 502 if nobody answers
/// there. True if the client's connection can take another request; after a tunnel it cannot.
bool serve_proxied(Connection& client, const HttpRequest& request, const ProxyConfig& proxy);

}  // namespace kompress::testing::fake_llm
