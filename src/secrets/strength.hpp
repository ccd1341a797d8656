// SPDX-License-Identifier: Apache-2.0
#pragma once
/// How much a string looks like one that a machine drew.

#include <string_view>

namespace kompress::secrets {

/// Shannon entropy of the bytes' own frequencies, in bits a byte: 0 for "aaaa", at most log2 of the length.
double entropy_bits(std::string_view text);

/// How many of these occur: lower case, upper case, digits, anything else.
int kinds_of_bytes(std::string_view text);

}  // namespace kompress::secrets
