// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a header opens with so that it is read once: `#pragma once`, or an include guard.

#include <cstdint>
#include <string_view>

namespace kompress::parse::languages {

/// Lines from the start of `text` through the last of `#pragma once`, `#ifndef X` + `#define X` and
/// `#if !defined(X)` + `#define X`, which only comments and blank lines may precede or part. 0 without any, and
/// where one of these lines says more than that.
std::uint32_t preamble_rows(std::string_view text);

}  // namespace kompress::parse::languages
