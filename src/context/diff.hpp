// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Which lines changed since a revision, as git tells it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/result.hpp"

namespace kompress::context {

struct ChangedLines {
    std::string file;
    std::uint32_t first = 1, last = 1;  ///< in the work tree; of a deletion, the line before it
};

/// Reads `git diff --unified=0`. Never fails: what it does not know it passes over.
std::vector<ChangedLines> parse_diff(std::string_view diff);
/// Runs git in `root`. Errors: InvalidArgument (git refuses the revision), NotFound (no git, no repository).
Result<std::vector<ChangedLines>> changed_lines(const std::string& root, const std::string& revision);

}  // namespace kompress::context
