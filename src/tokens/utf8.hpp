// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Text that is not UTF-8, as models get to see it.

#include <cstddef>
#include <string>
#include <string_view>

namespace kompress::tokens {

/// Where the first ill-formed sequence starts; the size when there is none.
std::size_t well_formed_prefix(std::string_view bytes);

/// Each ill-formed sequence, as long as Unicode's "substitution of maximal subparts" has it, becomes U+FFFD: what Python's
/// errors="replace", JavaScript's TextDecoder and Rust's from_utf8_lossy do. `replaced` (if not null) gets their number.
std::string replace_ill_formed(std::string_view bytes, std::size_t* replaced = nullptr);

}  // namespace kompress::tokens
