// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Times and durations as servers write them into headers. Input is untrusted: what is malformed, negative or beyond a
/// year is nothing.

#include <chrono>
#include <optional>
#include <string_view>

namespace kompress::llm {

using std::chrono::milliseconds;
using std::chrono::sys_seconds;

/// Go's form: "1s", "6m0s", "1h2m3.5s", "12ms", "0.5s".
std::optional<milliseconds> parse_go_duration(std::string_view text);
/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7, the preferred form only).
std::optional<sys_seconds> parse_http_date(std::string_view text);
/// "2026-11-01T12:00:00Z", "…12:00:00.25+01:00" (RFC 3339); fractions are cut.
std::optional<sys_seconds> parse_rfc3339(std::string_view text);
/// A number of seconds ("2", "0.5"), Go's form, or "44s".
std::optional<milliseconds> parse_seconds(std::string_view text);

}  // namespace kompress::llm
