// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The body of a key file: base64 or hexadecimal over many lines, perhaps inside a string literal.

#include <cstddef>
#include <optional>
#include <string_view>

#include "secrets/compiled_rule.hpp"

namespace kompress::secrets {

/// What stands between the first line of a key, which is the bytes `header`, and the line that `until` begins; without
/// the blanks around it. Where that line does not follow (the text was cut, or a program only names the first line), what
/// looks like the body. None if nothing does.
///
/// Looks no further than to the next such first line, which keeps many of them from costing more than the text is long,
/// and at no more than 64 KiB.
std::optional<Range> key_material(std::string_view text, Range header, std::string_view until);

}  // namespace kompress::secrets
