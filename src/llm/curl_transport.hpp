// SPDX-License-Identifier: Apache-2.0
#pragma once
/// HTTP over libcurl's multi interface: pooled connections, HTTP/2 where the server speaks it, proxies from the environment.
///
/// TLS is always verified; only which authorities are trusted can be chosen (SSL_CERT_FILE, SSL_CERT_DIR, CURL_CA_BUNDLE).
/// Redirects are not followed. libcurl is loaded by the first start(), not before.

#include <memory>

#include "kompress/transport.hpp"

namespace kompress::llm {

/// `max_connections` to one host.
std::unique_ptr<Transport> make_curl_transport(unsigned max_connections = 64);

}  // namespace kompress::llm
