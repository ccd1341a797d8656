// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What went wrong with a request, by what is to be done about it.
///
/// The status alone does not tell: providers answer 429 both for "too fast" and for "no money left", some answer 200 and
/// put an error into the stream. So the body is read, too; it is untrusted, and at most a sentence of it is shown.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kompress/transport.hpp"
#include "llm/http_time.hpp"

namespace kompress::llm {

enum class FailureClass {
    None,
    Throttle,   ///< too fast: wait, halve concurrency, send again
    Overload,   ///< the provider is short of capacity: the same, with a breaker
    Transient,  ///< a network or server error: back off, few times
    Billing,    ///< no money or a spending limit: stop everything
    Auth,       ///< the key is refused: stop everything
    Context,    ///< the prompt does not fit the model
    Request,    ///< the request is refused as it is
    Content,    ///< the model refused, or a filter did
    Truncated,  ///< the answer hit its token limit
    Schema,     ///< the answer is not as asked for
    Budget,     ///< our own caps: nothing was sent
    Secret,     ///< the prompt holds a secret and is not to be redacted: nothing was sent
    Cancelled,
    Configuration,  ///< nothing was sent: no such endpoint, no HTTP library, TLS refused
};

/// "throttle", "overload", …
std::string_view failure_class_name(FailureClass failure);

struct Failure {
    FailureClass kind = FailureClass::None;
    int status = 0;  ///< of HTTP; 0: there was no response
    std::string code;     ///< the provider's own, e.g. "rate_limit_exceeded"
    std::string message;  ///< one sentence for people
    std::string request_id;
    std::optional<milliseconds> retry_after;
    /// Context: the model's limit and what the prompt needed, in tokens, where the provider says so.
    std::optional<std::uint64_t> context_limit, context_needed;

    explicit operator bool() const { return kind != FailureClass::None; }
};

/// A response whose status is not 2xx. `body` may be cut.
Failure classify_response(int status, std::span<const HttpHeader> headers, std::string_view body, sys_seconds now);
/// An error inside a stream or body that has status 200: the JSON of the event.
Failure classify_error_json(std::string_view json);
/// No response, or half of one. `host` is named in the sentence.
Failure classify_transport(HttpFailure failure, std::string_view detail, std::string_view host);

}  // namespace kompress::llm
