// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Sorts more lines than fit into memory: sorted runs go to unnamed files and are merged at the end.
///
/// Threading: one thread. The files have no name, so a killed process leaves none behind.

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/result.hpp"

namespace kompress::exports {

class LineSorter {
  public:
    /// Runs lie in `directory` where it can be written, else where the system keeps temporary files.
    explicit LineSorter(std::string directory, std::size_t memory_bytes = 48u << 20);

    /// `line` without a line break. Errors: Io, Limit (disk full).
    Result<void> add(std::string_view line);
    /// Gives every line, by bytes, equal ones once. Errors: Io; Cancelled is the receiver's: false stops.
    Result<bool> drain(const std::function<bool(std::string_view line)>& receive);

  private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    using File = std::unique_ptr<std::FILE, Close>;
    Result<void> spill();

    std::string directory_;
    std::size_t memory_bytes_;
    std::string text_;
    struct Line {
        std::size_t begin, size;
    };
    std::vector<Line> lines_;
    std::vector<File> runs_;
};

}  // namespace kompress::exports
