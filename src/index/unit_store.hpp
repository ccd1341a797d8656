// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The units of a run between parsing and resolving: in memory, or, where memory is limited, in a file without a name.
///
/// Threading: any.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "fs/root_directory.hpp"
#include "resolve/unit.hpp"

namespace kompress::index {

/// Where a unit is; empty where there is none.
struct UnitHandle {
    std::shared_ptr<const resolve::Unit> resident;
    std::uint64_t offset = 0;
    std::uint32_t bytes = 0, light_bytes = 0;  ///< in the file; 0: not there
    std::uint32_t uses = 0;
    explicit operator bool() const { return resident || bytes > 0; }
};

class UnitStore {
  public:
    /// `directory`: where the file is to be, "" to keep units in memory. Where no file can be made they stay there, too.
    explicit UnitStore(const std::string& directory);

    UnitHandle keep(resolve::Unit unit);
    /// Null for an empty handle; an empty unit where the file cannot be read: see failed(). `is_full`: with uses, imports
    /// and bindings.
    std::shared_ptr<const resolve::Unit> load(const UnitHandle& handle, bool is_full = true) const;
    bool failed() const { return has_failed_; }

  private:
    fs::UniqueFd file_;
    std::mutex mutex_;
    std::uint64_t end_ = 0;
    mutable std::atomic<bool> has_failed_ = false;
};

}  // namespace kompress::index
