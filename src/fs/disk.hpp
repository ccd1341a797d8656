// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The real FileSystem, and the few things we write.

#include <memory>
#include <string>

#include "kompress/file_system.hpp"

namespace kompress::fs {

/// Above this size mapping a file beats copying it.
inline constexpr std::uint64_t MapThresholdBytes = 1u << 20;

/// Files above `map_threshold_bytes` are mapped, the rest read; so are files that were written a moment ago.
/// A mapping whose file shrinks reads as zeros and reports is_stable() == false; it never raises SIGBUS.
/// No path leads outside `root`: symbolic links are refused in every component, and so is `..`.
Result<std::unique_ptr<FileSystem>> open_disk(const std::string& root,
                                              std::uint64_t map_threshold_bytes = MapThresholdBytes);
/// The same, but its list() leaves the stamps out, and so need not ask for each file: for walks that only want names.
Result<std::unique_ptr<FileSystem>> open_disk_without_stamps(const std::string& root);

/// Writes beside, syncs, renames over, syncs the directory: readers see the old bytes or the new.
Result<void> write_file_atomically(const std::string& path, std::string_view bytes, bool sync = true);
/// Deletes what killed processes left behind of write_file_atomically() in this directory (not below).
void remove_stale_temporaries(const std::string& directory);
Result<void> create_directories(const std::string& path);
/// Bytes that an unprivileged process may still write there.
Result<std::uint64_t> free_space_bytes(const std::string& path);
/// Nearest ancestor of `path` (or itself) that holds `.git` or `kompress.toml`; `path` itself when none does.
/// Absolute.
Result<std::string> find_repository_root(const std::string& path);

}  // namespace kompress::fs
