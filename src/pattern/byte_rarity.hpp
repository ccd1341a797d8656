// SPDX-License-Identifier: Apache-2.0
#pragma once
/// How rare each byte is in source code: what a search should look for first.

#include <cstdint>
#include <string_view>

namespace kompress::pattern {

/// Bits of surprise (-log2 of the frequency) of a byte, 2 for a space to 30 for what never occurs.
/// Counted over 40 MB each of Linux 6.1, Go 1.19, CPython 3.11, Rust 1.63 and OpenJDK 17, all of equal weight.
unsigned byte_rarity(unsigned char byte);

/// The window of `width` bytes in `text` that promises the fewest false hits; its offset. `width` <= text.size().
std::size_t rarest_window(std::string_view text, std::size_t width);

/// Sum of the rarities in text's rarest window of at most `width` bytes.
unsigned rarity(std::string_view text, std::size_t width);

}  // namespace kompress::pattern
