// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Text encodings to UTF-8. Pure functions.

#include <optional>
#include <string>
#include <string_view>

namespace kompress::fs {

/// True for well-formed UTF-8 (no surrogates, no overlong forms, nothing above U+10FFFF).
bool is_utf8(std::string_view bytes);
/// `bytes` without a byte-order mark. Nothing when a surrogate stands alone or a byte is left over.
std::optional<std::string> utf8_from_utf16(std::string_view bytes, bool big_endian);
/// Windows-1252, which is what files that claim to be Latin-1 hold. Every byte has a meaning.
std::string utf8_from_latin1(std::string_view bytes);

}  // namespace kompress::fs
