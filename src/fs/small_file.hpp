// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reads files that are not part of the indexed tree: git's own, and the user's configuration.

#include <cstddef>
#include <optional>
#include <string>

namespace kompress::fs {

/// git's index takes about 100 bytes a file: this is one of two million files. More is no small file.
inline constexpr std::size_t MaxSmallFileBytes = std::size_t{256} << 20;

/// The bytes of a regular file (symbolic links are followed), or nothing when it cannot be read or is larger than that.
std::optional<std::string> read_small_file(const std::string& path);

}  // namespace kompress::fs
