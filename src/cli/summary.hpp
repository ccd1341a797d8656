// SPDX-License-Identifier: Apache-2.0
#pragma once
/// An index report for a person.

#include <string>

#include "kompress/index.hpp"

namespace kompress::cli {

void print_summary(const IndexReport& report, const std::string& state_dir, bool is_dry_run);
/// The table of languages alone.
void print_languages(const IndexReport& report);

}  // namespace kompress::cli
