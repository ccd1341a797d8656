// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Sending HTTP requests and hearing their responses as they arrive: a seam.
///
/// Threading: one thread drives a Transport (start, cancel, poll); wake() may be called from any. Sinks are called inside
/// poll() only. Lifetime: a sink outlives its request, which ends with on_end() or with cancel().

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/secret.hpp"

namespace kompress {

struct HttpHeader {
    std::string name, value;
};

struct HttpRequest {
    std::string method = "POST";
    std::string url;
    std::vector<HttpHeader> headers;
    struct SecretHeader {
        std::string name, prefix;  ///< the value is `prefix` and then `value`
        Secret value;
    };
    std::vector<SecretHeader> secret_headers;
    std::string body;
    std::chrono::milliseconds connect_timeout{15'000};  ///< name, connection and TLS together
    /// Goes over a connection of its own. Over a pooled one that dies without an answer a library sends again by itself,
    /// since servers close idle connections at any time; what must not be done twice cannot take that chance.
    bool must_not_repeat = false;
};

/// Why no response, or only half of one, arrived.
enum class HttpFailure {
    None,
    Unavailable,  ///< no HTTP library on this machine
    BadUrl,
    Resolve,
    Connect,
    Timeout,  ///< while connecting
    Tls,      ///< the certificate was refused, or no TLS could be agreed on
    Proxy,
    Broken,  ///< the connection ended early
    TooLarge,
    NotRecorded,  ///< a replay that holds no answer to this request
};

/// What one request is told. None of the calls may start or cancel requests.
class HttpSink {
  public:
    virtual ~HttpSink() = default;
    /// Once, before any body. Names are lower case.
    virtual void on_headers(int status, std::span<const HttpHeader> headers) = 0;
    /// False gives the request up: no further call but on_end(TooLarge).
    virtual bool on_body(std::string_view bytes) = 0;
    /// Last call. `detail` is the library's sentence for a failure; it names no key.
    virtual void on_end(HttpFailure failure, std::string_view detail) = 0;
};

class Transport {
  public:
    virtual ~Transport() = default;
    using Id = std::uint64_t;
    virtual Id start(HttpRequest request, HttpSink& sink) = 0;
    /// Its sink hears nothing more. An id that has ended is passed over.
    virtual void cancel(Id id) = 0;
    /// Does what can be done, waiting at most `at_most` for it to become possible.
    virtual void poll(std::chrono::milliseconds at_most) = 0;
    /// Ends a poll() that waits.
    virtual void wake() = 0;
};

}  // namespace kompress
