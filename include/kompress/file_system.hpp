// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The seam to the disk: what a directory holds and what a file says.
///
/// Threading: every method may be called from any thread.
/// Paths are relative to the root that the implementation was made for; "" is the root itself.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/result.hpp"

namespace kompress {

/// What tells, without reading, that a file is still the one that was read before.
struct FileStamp {
    std::uint64_t size_bytes = 0;
    std::int64_t mtime_ns = 0;
    std::int64_t ctime_ns = 0;
    std::uint64_t inode = 0;
    bool operator==(const FileStamp&) const = default;
    /// False when only the size is known: the file must be read to learn whether it changed.
    bool has_times() const { return mtime_ns != 0 || ctime_ns != 0 || inode != 0; }
};

enum class EntryType : std::uint8_t { File, Directory, Symlink, Special };

struct DirectoryEntry {
    std::string name;  ///< bytes as stored, never "." or ".."
    EntryType type = EntryType::File;
    FileStamp stamp;  ///< of regular files; zero for the rest
};

/// Bytes of one file, owned (read) or mapped. Move-only; views into bytes() die with it.
class FileBytes {
  public:
    virtual ~FileBytes() = default;
    virtual std::string_view bytes() const = 0;
    /// Stamp taken from the open file before the first byte was read.
    virtual const FileStamp& stamp() const = 0;
    /// True while the open file still carries that stamp and no byte went missing under a mapping.
    /// Ask after the last use of bytes(): what was derived from unstable bytes must be thrown away.
    virtual bool is_stable() const = 0;
};

class FileSystem {
  public:
    virtual ~FileSystem() = default;
    /// Entries in no particular order. Errors: NotFound, Io.
    virtual Result<std::vector<DirectoryEntry>> list(const std::string& directory) = 0;
    /// Opens a regular file without following a symbolic link in its last component and
    /// reads at most `limit_bytes` (0: everything). Errors: NotFound, Io (not a regular file, unreadable).
    virtual Result<std::unique_ptr<FileBytes>> read(const std::string& path, std::uint64_t limit_bytes = 0) = 0;
};

}  // namespace kompress
