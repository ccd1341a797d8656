// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Which runs are alive: each holds a lock on the byte of its number in a file, and the kernel lets go of it when the
/// process dies, however it dies. No process ids, which are given out again and differ between containers.
///
/// Threading: one thread at a time.

#include <cstdint>
#include <string>

#include "kompress/result.hpp"

namespace kompress::store {

class RunLocks {
  public:
    RunLocks() = default;
    /// Errors: Io, Limit.
    static Result<RunLocks> open(const std::string& path);
    RunLocks(RunLocks&& other) noexcept;
    RunLocks& operator=(RunLocks&& other) noexcept;
    ~RunLocks();

    /// Held until release() or the end of this object. Errors: Io.
    Result<void> hold(std::int64_t run);
    /// False when another RunLocks holds it. Errors: Io.
    Result<bool> try_hold(std::int64_t run);
    void release(std::int64_t run);
    /// Whether another RunLocks, here or in another process, holds it. True when that cannot be found out.
    bool is_held(std::int64_t run) const;

  private:
    explicit RunLocks(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
    int descriptor_ = -1;
    std::string path_;
};

}  // namespace kompress::store
