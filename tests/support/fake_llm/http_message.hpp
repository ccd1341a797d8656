// SPDX-License-Identifier: Apache-2.0
#pragma once
/// HTTP/1.1 messages as plain values, and the reading of a request from bytes.
///
/// Threading: values; parse_request is pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kompress::testing::fake_llm {

struct Header {
    std::string name;
    std::string value;
};
using Headers = std::vector<Header>;

/// The value of the first header of this name, in any case; empty if there is none.
std::string_view header_value(const Headers& headers, std::string_view name);

bool equal_ignoring_case(std::string_view a, std::string_view b);

/// Standard base64 with padding.
std::string base64(std::string_view bytes);

struct HttpRequest {
    std::string method;
    std::string target;  ///< as sent: /v1/models?limit=2, http://host/path for a proxy, host:port for CONNECT
    std::string version;
    Headers headers;
    std::string body;

    std::string_view header(std::string_view name) const { return header_value(headers, name); }
    /// The target without its query.
    std::string path() const { return target.substr(0, target.find('?')); }
    /// The value of one parameter of the query, not decoded; empty if there is none.
    std::string query(std::string_view name) const;
};

enum class Parsed { Complete, NeedMore, NeedMoreAfterContinue, Bad };

/// Takes one request from the front of `buffer`.
///
/// Complete: `request` is filled and its bytes are gone from `buffer`. Otherwise `buffer` is untouched;
/// NeedMoreAfterContinue means that the client waits for "100 Continue" before it sends the body. Bad: not
/// HTTP/1.x, a head above 256 KiB or a body above 512 MiB.
Parsed parse_request(std::string& buffer, HttpRequest& request);

/// The phrase that follows a status code; "Unknown" for what HTTP does not name.
std::string_view reason_phrase(int status);

}  // namespace kompress::testing::fake_llm
