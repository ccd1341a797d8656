// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A flag that a signal handler or another thread raises and long work asks now and then.
///
/// Threading: request() is async-signal-safe; both methods may be called from any thread.

#include <atomic>

namespace kompress {

class Cancellation {
  public:
    void request() { requested_.store(true, std::memory_order_relaxed); }
    bool is_requested() const { return requested_.load(std::memory_order_relaxed); }

  private:
    std::atomic<bool> requested_{false};
};

}  // namespace kompress
