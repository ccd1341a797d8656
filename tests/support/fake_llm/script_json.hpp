// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reads a Script from JSON, whose names are those of script.hpp.
///
/// Errors: Configuration, naming the place and what is wrong there: unknown names are refused, not ignored.

#include <string>

#include "kompress/result.hpp"
#include "support/fake_llm/script.hpp"

namespace kompress::testing::fake_llm {

Result<Script> parse_script(const std::string& text);

/// Errors also: Io if the file cannot be read.
Result<Script> read_script_file(const std::string& path);

}  // namespace kompress::testing::fake_llm
