// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Finds the files of a repository: a parallel walk under git's ignore rules and our own.
///
/// Threading: walk() runs its own TBB tasks; the result does not depend on their timing.

#include <functional>
#include <string>
#include <vector>

#include "kompress/file_system.hpp"
#include "kompress/types.hpp"
#include "model/file_entry.hpp"

namespace kompress::fs {

struct WalkOptions {
    std::string root;  ///< absolute path: where .git, its info/exclude and index are looked up
    std::vector<std::string> include;  ///< globs in .gitignore syntax; empty: everything
    std::vector<std::string> exclude;  ///< globs in .gitignore syntax
    std::vector<Language> languages;   ///< empty: all
    std::uint64_t max_file_size_bytes = 64u << 20;
    std::string state_dir;            ///< path relative to root that is never entered ("" when outside)
    std::function<bool()> cancelled;  ///< asked now and then; may be empty
};

struct WalkResult {
    std::vector<FileEntry> files;  ///< sorted by path bytes; ignored files are not among them
    std::vector<Diagnostic> diagnostics;
    std::uint64_t ignored = 0;  ///< ignored files and pruned directories met
    std::uint64_t directories = 0;
};

Result<WalkResult> walk(FileSystem& file_system, const WalkOptions& options);

/// Why `path` is or is not among the files: one sentence naming the rule and where it stands
/// ("ignored: .gitignore:3: *.o", "indexed as c", "too_large: 70 MB > 64 MB").
std::string explain(FileSystem& file_system, const WalkOptions& options, const std::string& path);

}  // namespace kompress::fs
