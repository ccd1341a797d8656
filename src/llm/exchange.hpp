// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One HTTP exchange from beginning to end, for what is no prompt: batches, lists, files.
///
/// Threading: the caller's thread drives the transport and is blocked meanwhile; nobody else may use it then.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/cancel.hpp"
#include "kompress/clock.hpp"
#include "kompress/transport.hpp"
#include "llm/failure.hpp"

namespace kompress::llm {

/// A value, or the failure that stands in its place: what is to be done depends on its class, which an Error lacks.
template <typename T>
struct [[nodiscard]] Outcome {
    Outcome(T result) : value(std::move(result)) {}
    Outcome(Failure why) : failure(std::move(why)) {}

    Failure failure;
    T value{};

    bool ok() const { return !failure; }
    explicit operator bool() const { return ok(); }
};

struct HttpResponse {
    int status = 0;  ///< 2xx: all others are failures
    std::vector<HttpHeader> headers;
    std::string body;  ///< "" when a sink took it
};

struct ExchangeLimits {
    Moment first_byte = std::chrono::seconds(120);  ///< of the response; a second more for each 100 kB that are sent
    Moment idle = std::chrono::seconds(120);        ///< between bytes of the response
    Moment whole = std::chrono::hours(1);
    std::uint64_t most_bytes = std::uint64_t{512} << 20;  ///< of the response
    const Cancellation* cancellation = nullptr;           ///< asked ten times a second
};

/// Gets the body of a 2xx response as it arrives. False: it is of no use, end the exchange.
using BodySink = std::function<bool(std::string_view)>;

/// Sends `request` once. Without `sink` the body is collected in memory.
/// Fails as failure.hpp classifies it; Cancelled when the flag was raised.
Outcome<HttpResponse> exchange(Transport& transport, HttpRequest request, const ExchangeLimits& limits, const Clock& clock, BodySink sink = {});

/// Lets time pass; false when the flag was raised meanwhile.
bool wait_until(Moment until, Transport& transport, const Clock& clock, const Cancellation* cancellation);

}  // namespace kompress::llm
