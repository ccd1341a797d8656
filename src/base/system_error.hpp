// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the operating system refused, in words that help.

#include <string>

#include "kompress/result.hpp"

namespace kompress {

/// `doing` ("writing /a/b"), the reason of errno `number`, and for a full or broken disk what to try: `instead` ends the
/// advice, e.g. "choose another --out". A full disk or quota is Limit, a missing file NotFound, the rest Io.
Error system_error(const std::string& doing, int number, const std::string& instead);
bool is_out_of_space(int number);

}  // namespace kompress
