// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Bump storage for the few strings that are not plain views of a source file.
///
/// Threading: one thread. Lifetime: views die with reset().

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace kompress {

class TextArena {
  public:
    /// Room for `size` bytes; the caller writes them and may give the unused tail back with shrink().
    char* allocate(std::size_t size) {
        if (blocks_.empty() || used_ + size > capacity_) grow(size);
        char* at = blocks_.back().get() + used_;
        used_ += size;
        return at;
    }
    /// Returns the last `unused` bytes of the latest allocation.
    void shrink(std::size_t unused) { used_ -= unused; }

    std::string_view copy(std::string_view text) {
        if (text.empty()) return {};
        char* at = allocate(text.size());
        std::memcpy(at, text.data(), text.size());
        return {at, text.size()};
    }

    /// Keeps one block for the next file.
    void reset() {
        if (blocks_.size() > 1) {
            blocks_.clear();
            capacity_ = 0;
        }
        used_ = 0;
    }

  private:
    static constexpr std::size_t BlockBytes = 64 * 1024;
    void grow(std::size_t size) {
        capacity_ = std::max(size, BlockBytes);
        blocks_.push_back(std::unique_ptr<char[]>(new char[capacity_]));
        used_ = 0;
    }
    std::vector<std::unique_ptr<char[]>> blocks_;
    std::size_t used_ = 0, capacity_ = 0;
};

}  // namespace kompress
