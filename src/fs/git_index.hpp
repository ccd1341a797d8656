// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The paths that a git index tracks. Reads versions 2, 3 and 4, with SHA-1 or SHA-256 names.
///
/// Layout (git's index-format.adoc): "DIRC", version, count; then entries sorted by path, each 40
/// bytes of stat data, an object name, 16 flag bits (two more bytes from bit 14 on), a path with
/// its NUL. Versions 2 and 3 pad entries to eight bytes; version 4 stores how many bytes to drop
/// from the previous path. Then extensions; one whose name begins in lower case must be understood.
///
/// Threading: immutable after parse().

#include <string>
#include <string_view>
#include <vector>

#include "kompress/result.hpp"

namespace kompress::fs {

class GitIndex {
  public:
    /// Errors: Incompatible (a version, or a split index, that we do not read), Corrupt.
    static Result<GitIndex> parse(std::string_view bytes, bool sha256);

    bool has(std::string_view path) const;
    /// `directory` without a trailing slash.
    bool has_below(std::string_view directory) const;
    std::size_t size() const { return paths_.size(); }

  private:
    std::vector<std::string> paths_;  // sorted by bytes
};

}  // namespace kompress::fs
