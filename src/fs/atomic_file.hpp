// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A file that appears whole or not at all, written piece by piece.
///
/// Threading: one thread. A file that is not committed leaves nothing behind.

#include <memory>
#include <string>
#include <string_view>

#include "kompress/result.hpp"

namespace kompress::fs {

class AtomicFile {
  public:
    /// Errors: Io, Limit (disk full), NotFound (no such directory).
    static Result<AtomicFile> create(const std::string& path);
    ~AtomicFile();
    AtomicFile(AtomicFile&&) noexcept;
    AtomicFile& operator=(AtomicFile&&) = delete;

    Result<void> write(std::string_view bytes);
    /// Syncs and renames over `path`. Nothing may be written after it.
    Result<void> commit();

  private:
    struct State;
    explicit AtomicFile(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace kompress::fs
