// SPDX-License-Identifier: Apache-2.0
/// Problem: a file that shrinks while it is mapped turns reads of its lost pages into SIGBUS.
///
/// Idea: live mappings stand in a fixed table of atomics that a signal handler may read. A fault
/// inside one of them maps zero pages over the rest of that mapping, marks it damaged and
/// returns, so the faulting read sees zeros and the owner finds out when it asks.
///
/// Why it is right: the handler runs on the faulting thread, inside an access to a mapping that
/// its owner keeps alive, so the slot cannot be released meanwhile. Two threads that fault at
/// once map the same zeros twice. Everything else is passed on to the previous handler.
///
/// Cost: a scan of the table per fault, nothing per access.
#include "fs/mapping.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <mutex>

namespace kompress::fs {
namespace {

struct Slot {
    std::atomic<bool> taken{false};
    std::atomic<std::uintptr_t> begin{0};  // 0 while free or being filled
    std::atomic<std::uintptr_t> end{0};    // rounded up to whole pages
    std::atomic<bool> damaged{false};
};

// Far above the number of large files in flight; when it is full the file is read instead.
constexpr std::size_t SlotCount = 512;
static_assert(std::atomic<std::uintptr_t>::is_always_lock_free);

std::array<Slot, SlotCount> slots;
std::uintptr_t page_size = 4096;
struct sigaction previous_action;

/// Returns false when no mapping of ours holds `address`.
bool repair(std::uintptr_t address) {
    for (Slot& slot : slots) {
        const auto begin = slot.begin.load(std::memory_order_acquire);
        const auto end = slot.end.load(std::memory_order_acquire);
        if (begin == 0 || address < begin || address >= end) continue;
        if (slot.begin.load(std::memory_order_acquire) != begin) continue;  // another mapping by now: not its end
        const auto page = address & ~(page_size - 1);
        void* zeros = ::mmap(reinterpret_cast<void*>(page), end - page, PROT_READ,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
        if (zeros == MAP_FAILED) return false;
        slot.damaged.store(true, std::memory_order_release);
        return true;
    }
    return false;
}

void pass_on(int signal, siginfo_t* info, void* context) {
    if (previous_action.sa_flags & SA_SIGINFO) {
        if (previous_action.sa_sigaction) return previous_action.sa_sigaction(signal, info, context);
    } else if (previous_action.sa_handler != SIG_DFL && previous_action.sa_handler != SIG_IGN) {
        return previous_action.sa_handler(signal);
    }
    // A fault cannot be ignored: back to the default, and the repeated access (or the raise, if
    // somebody sent the signal) ends the process as it would have without us.
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    ::sigaction(SIGBUS, &standard, nullptr);
    if (info->si_code <= 0) ::raise(signal);
}

void on_bus_error(int signal, siginfo_t* info, void* context) {
    const int saved = errno;
    const bool is_fault = info->si_code > 0;
    if (!is_fault || !repair(reinterpret_cast<std::uintptr_t>(info->si_addr))) pass_on(signal, info, context);
    errno = saved;
}

bool install_handler() {
    static std::once_flag once;
    static bool installed = false;
    std::call_once(once, [] {
        page_size = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
        if (::sigaction(SIGBUS, nullptr, &previous_action) != 0) return;
        struct sigaction action {};
        action.sa_sigaction = on_bus_error;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        sigemptyset(&action.sa_mask);
        installed = ::sigaction(SIGBUS, &action, nullptr) == 0;
    });
    return installed;
}

std::size_t take_slot() {
    for (std::size_t i = 0; i < SlotCount; ++i) {
        if (!slots[i].taken.load(std::memory_order_relaxed) &&
            !slots[i].taken.exchange(true, std::memory_order_acquire))
            return i;
    }
    return SlotCount;
}

}  // namespace

std::unique_ptr<GuardedMapping> GuardedMapping::map(int fd, std::size_t size) {
    if (size == 0 || !install_handler()) return nullptr;
    const std::size_t index = take_slot();
    if (index == SlotCount) return nullptr;
    Slot& slot = slots[index];
    void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED) {
        slot.taken.store(false, std::memory_order_release);
        return nullptr;
    }
    const auto begin = reinterpret_cast<std::uintptr_t>(data);
    slot.damaged.store(false, std::memory_order_relaxed);
    slot.end.store((begin + size + page_size - 1) & ~(page_size - 1), std::memory_order_relaxed);
    slot.begin.store(begin, std::memory_order_release);
    return std::unique_ptr<GuardedMapping>(new GuardedMapping(static_cast<const char*>(data), size, index));
}

GuardedMapping::~GuardedMapping() {
    Slot& slot = slots[slot_];
    slot.begin.store(0, std::memory_order_release);
    ::munmap(const_cast<char*>(data_), size_);
    slot.taken.store(false, std::memory_order_release);
}

bool GuardedMapping::is_damaged() const {
    return slots[slot_].damaged.load(std::memory_order_acquire);
}

}  // namespace kompress::fs
