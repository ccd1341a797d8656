// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A read-only file mapping that survives truncation of the file.
///
/// A page that is gone reads as zeros and sets is_damaged(); nobody dies of SIGBUS.
///
/// Threading: a GuardedMapping belongs to one owner; its bytes may be read from any thread.
/// Lifetime:  views into bytes() die with it. The first mapping installs a process-wide SIGBUS
/// handler, which passes faults outside our mappings on to the handler that was there before.

#include <cstddef>
#include <memory>
#include <string_view>

namespace kompress::fs {

class GuardedMapping {
  public:
    /// Maps the first `size` bytes of `fd`; null when the kernel will not map it or too many mappings are
    /// live.
    static std::unique_ptr<GuardedMapping> map(int fd, std::size_t size);
    ~GuardedMapping();
    GuardedMapping(const GuardedMapping&) = delete;
    GuardedMapping& operator=(const GuardedMapping&) = delete;

    std::string_view bytes() const { return {data_, size_}; }
    /// True once a read met a page that the file no longer has.
    bool is_damaged() const;

  private:
    GuardedMapping(const char* data, std::size_t size, std::size_t slot)
        : data_(data), size_(size), slot_(slot) {}
    const char* data_;
    std::size_t size_;
    std::size_t slot_;
};

}  // namespace kompress::fs
