// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reads many files, one after the other, for one look at each: no stamp, no promise that the bytes are of one version.
///
/// Threading: read() may be called from any thread, each with a buffer of its own.
/// No path leads outside the root, as with open_disk().

#include <memory>
#include <string>
#include <string_view>

#include "fs/mapping.hpp"
#include "fs/root_directory.hpp"
#include "kompress/result.hpp"

namespace kompress::fs {

/// What one thread reads into; the memory is used again for the next file, so that it stays in the cache.
struct GlanceBuffer {
    std::unique_ptr<char[]> bytes;
    std::unique_ptr<GuardedMapping> mapping;  ///< of a large file
    std::string owned;                        ///< of a large file that cannot be mapped
};

class GlanceReader {
  public:
    /// Errors: Io, NotFound.
    static Result<GlanceReader> open(const std::string& root);
    /// What the regular file holds now; the view dies with the buffer's next use. A mapped file that shrinks reads as
    /// zeros. Errors: NotFound, Io (unreadable, not a regular file), Limit (memory).
    Result<std::string_view> read(const std::string& path, GlanceBuffer& buffer) const;

  private:
    explicit GlanceReader(UniqueFd root) : root_(std::move(root)) {}
    RootDirectory root_;
};

}  // namespace kompress::fs
