// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Faults that change which events a stream has and what stands in them, and how an event becomes bytes.
///
/// Threading: pure functions.

#include "support/fake_llm/errors.hpp"
#include "support/fake_llm/script.hpp"

namespace kompress::testing::fake_llm {

/// Applies to `reply` what `fault` says about events: malformed, giant, unknown, missing the last, an error
/// among them.
void distort(Reply& reply, const Fault& fault, Dialect dialect, const ErrorFacts& facts);

/// The bytes of one event. `index` is its number from 0.
std::string render(const Frame& frame, Format format, const Fault& fault, std::size_t index);

/// What keeps a stream alive without saying anything: a ping, a comment or an empty line.
std::string render_ping(const Reply& reply, const Fault& fault);

/// `bytes` in the pieces that become chunks of their own.
std::vector<std::string_view> chunks_of(std::string_view bytes, const Fault& fault);

}  // namespace kompress::testing::fake_llm
