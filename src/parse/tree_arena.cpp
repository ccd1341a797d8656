// SPDX-License-Identifier: Apache-2.0
#include "parse/tree_arena.hpp"

#include <sys/mman.h>
#include <tree_sitter/api.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>

namespace kompress::parse {
namespace {

constexpr std::size_t HeaderBytes = 8;        // tree-sitter stores nothing that wants more than a pointer's alignment
constexpr std::size_t KeepBytes = 24u << 20;  // a 1 MiB piece of dense code needs about as much

thread_local TreeArena* current = nullptr;

/// Chunk sizes, header included: multiples of 8 up to 1 KiB, then powers of two. Dense chunks matter: the walk over a
/// finished tree waits for memory more than for anything else.
std::size_t class_of(std::size_t capacity) {
    if (capacity <= 1024) return capacity / 8 - 1;
    return 128 + static_cast<std::size_t>(std::bit_width(capacity - 1)) - 11;
}

std::size_t capacity_for(std::size_t size) {
    const std::size_t wanted = size + HeaderBytes;
    if (wanted <= 1024) return (std::max<std::size_t>(wanted, 16) + 7) & ~std::size_t{7};
    return std::bit_ceil(wanted);
}

std::size_t& capacity_of(void* memory) {
    return *reinterpret_cast<std::size_t*>(static_cast<char*>(memory) - HeaderBytes);
}

void* arena_malloc(std::size_t size) { return current ? current->allocate(size) : std::malloc(size); }
void* arena_calloc(std::size_t count, std::size_t size) {
    if (!current) return std::calloc(count, size);
    void* memory = current->allocate(count * size);
    return std::memset(memory, 0, count * size);
}
void* arena_realloc(void* memory, std::size_t size) {
    return current ? current->resize(memory, size) : std::realloc(memory, size);
}
void arena_free(void* memory) {
    if (current) current->release(memory);
    else std::free(memory);
}

[[maybe_unused]] const bool Installed = [] {
    ts_set_allocator(arena_malloc, arena_calloc, arena_realloc, arena_free);
    return true;
}();

}  // namespace

TreeArena::~TreeArena() { reset(0); }

void* TreeArena::allocate(std::size_t size) {
    const std::size_t capacity = capacity_for(size);
    allocated_ += capacity;
    void*& list = free_[class_of(capacity)];
    if (list) {
        void* memory = list;
        std::memcpy(&list, memory, sizeof list);
        return memory;
    }
    return bump(capacity);
}

void* TreeArena::bump(std::size_t capacity) {
    if (static_cast<std::size_t>(end_ - at_) < capacity) next_block(capacity);
    char* memory = at_ + HeaderBytes;
    at_ += capacity;
    capacity_of(memory) = capacity;
    return memory;
}

void TreeArena::next_block(std::size_t capacity) {
    while (++block_ < blocks_.size() + 1) {
        if (block_ - 1 < blocks_.size() && blocks_[block_ - 1].size >= capacity) {
            at_ = blocks_[block_ - 1].memory;
            end_ = at_ + blocks_[block_ - 1].size;
            return;
        }
    }
    const std::size_t size = (capacity + BlockBytes - 1) / BlockBytes * BlockBytes;
    char* memory = static_cast<char*>(std::aligned_alloc(BlockBytes, size));
    if (!memory) std::abort();  // as tree-sitter itself does
    static_cast<void>(::madvise(memory, size, MADV_HUGEPAGE));  // a refusal costs speed only
    blocks_.push_back({memory, size});
    block_ = blocks_.size();
    reserved_ += size;
    at_ = memory;
    end_ = memory + size;
}

void* TreeArena::resize(void* memory, std::size_t size) {
    if (!memory) return allocate(size);
    const std::size_t old = capacity_of(memory) - HeaderBytes;
    if (size <= old) return memory;
    void* moved = allocate(size);
    std::memcpy(moved, memory, old);
    release(memory);
    return moved;
}

void TreeArena::release(void* memory) {
    if (!memory) return;
    void*& list = free_[class_of(capacity_of(memory))];
    std::memcpy(memory, &list, sizeof list);
    list = memory;
}

void TreeArena::reset(std::size_t keep_bytes) {
    std::fill(std::begin(free_), std::end(free_), nullptr);
    std::size_t kept = 0, kept_bytes = 0;
    for (Block& block : blocks_) {
        if (kept_bytes + block.size <= keep_bytes) {
            kept_bytes += block.size;
            blocks_[kept++] = block;
        } else {
            std::free(block.memory);
        }
    }
    blocks_.resize(kept);
    reserved_ = kept_bytes;
    allocated_ = 0;
    block_ = 0;
    at_ = end_ = nullptr;
}

ArenaScope::ArenaScope(TreeArena& arena) : arena_(arena) { current = &arena; }
ArenaScope::~ArenaScope() {
    current = nullptr;
    arena_.reset(KeepBytes);
}

}  // namespace kompress::parse
