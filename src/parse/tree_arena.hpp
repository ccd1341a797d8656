// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Memory for one parse at a time: everything tree-sitter allocates while an ArenaScope is open.
///
/// A tree dies with the reset of its arena, so nobody walks it to free its nodes. Freed chunks go to lists by
/// size class and are used again within the same parse; blocks are kept for the next one.
/// Threading: an arena belongs to one thread at a time; without an open scope tree-sitter uses malloc.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kompress::parse {

class TreeArena {
  public:
    TreeArena() = default;
    ~TreeArena();
    TreeArena(const TreeArena&) = delete;

    void* allocate(std::size_t size);
    void* resize(void* memory, std::size_t size);
    void release(void* memory);
    /// Forgets everything; gives blocks beyond `keep_bytes` back to the system.
    void reset(std::size_t keep_bytes);
    std::size_t reserved_bytes() const { return reserved_; }
    /// Bytes handed out since the last reset, those that came back included: a measure of the work done.
    std::uint64_t allocated_bytes() const { return allocated_; }

  private:
    struct Block {
        char* memory;
        std::size_t size;
    };
    static constexpr std::size_t BlockBytes = std::size_t{2} << 20;  ///< a huge page: trees are read all over
    static constexpr std::size_t SmallClasses = 128;  ///< multiples of 8 bytes up to 1 KiB
    static constexpr std::size_t Classes = SmallClasses + 40;

    void* bump(std::size_t capacity);
    void next_block(std::size_t capacity);

    std::vector<Block> blocks_;
    std::size_t block_ = 0;  ///< the one in use
    char* at_ = nullptr;
    char* end_ = nullptr;
    std::size_t reserved_ = 0;
    std::uint64_t allocated_ = 0;
    void* free_[Classes] = {};
};

/// While open, this thread's tree-sitter allocations come from `arena`; resets it when closed.
class ArenaScope {
  public:
    explicit ArenaScope(TreeArena& arena);
    ~ArenaScope();
    ArenaScope(const ArenaScope&) = delete;

  private:
    TreeArena& arena_;
};

}  // namespace kompress::parse
