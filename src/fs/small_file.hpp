// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reads files that are not part of the indexed tree: git's own, and the user's configuration.

#include <optional>
#include <string>

namespace kompress::fs {

/// The bytes of a regular file (symbolic links are followed), or nothing when it cannot be read.
std::optional<std::string> read_small_file(const std::string& path);

}  // namespace kompress::fs
