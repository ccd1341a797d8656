// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Recording what a server answers, and answering from the recording: a run that needs no network and no key.
///
/// A cassette is a file of JSON lines, one an exchange: {"path", "request", "status", "content_type", "response"} with
/// bodies as text ("response_hex" where they are no UTF-8). Requests are found by path and body, so a recording made
/// against one base URL answers for another. Keys and other headers of requests are not recorded. Answers that a client
/// would try again (429, 5xx, broken) are left out: a replay shows what they led to.

#include <memory>
#include <string>

#include "kompress/result.hpp"
#include "kompress/transport.hpp"

namespace kompress::llm {

/// Sends over `inner` and appends each exchange to `path` as soon as it has ended. Errors: Io.
Result<std::unique_ptr<Transport>> make_recorder(std::unique_ptr<Transport> inner, const std::string& path);
/// Answers from `path`, at once. A request that was recorded several times gets the answers in turn, then the last one.
/// Errors: NotFound, Corrupt (with the line).
Result<std::unique_ptr<Transport>> make_player(const std::string& path);

}  // namespace kompress::llm
