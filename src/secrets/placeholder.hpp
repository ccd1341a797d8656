// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What stands where a secret stood: `<redacted:github-personal-token:1>`.

#include <cstddef>
#include <string>
#include <string_view>

namespace kompress::secrets {

std::string placeholder(std::string_view rule, std::size_t number);

/// Whether `text` is such a placeholder and nothing more.
bool is_placeholder(std::string_view text);

}  // namespace kompress::secrets
