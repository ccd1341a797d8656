// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Lines that outlive a killed process: what a run was about to do, for the run after it.
///
/// Threading: one thread. The file is locked while it is open, so that two processes do not do the same at once.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fs/root_directory.hpp"
#include "kompress/result.hpp"

namespace kompress::fs {

class Journal {
  public:
    /// Opens or creates the file at `path`. Errors: Busy (another process has it open), Limit (disk full), Io.
    static Result<std::unique_ptr<Journal>> open(const std::string& path);
    /// What a run that did not finish left; incomplete lines are left out.
    static std::vector<std::string> lines_of(const std::string& path);

    /// `line` has no line feed. Errors: Limit, Io; then nothing was added.
    Result<void> add(std::string_view line);
    /// All is done: deletes the file.
    void finish();

  private:
    Journal(std::string path, UniqueFd file) : path_(std::move(path)), file_(std::move(file)) {}
    std::string path_;
    UniqueFd file_;
};

}  // namespace kompress::fs
