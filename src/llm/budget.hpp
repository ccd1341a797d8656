// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a run may spend. `spent + reserved ≤ cap` holds before every request leaves, for each cap.
///
/// What is reserved is the most a request can cost: all its input at the full price and all the output it may write.
/// Since most of it comes back, a request that does not fit while others are in flight waits for them.
/// Threading: the client's thread; sums may be read from any through snapshot().

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace kompress::llm {

struct Amount {
    std::int64_t cost = 0;  ///< pico-dollars
    std::uint64_t tokens = 0;
    std::uint64_t requests = 0;
};

struct Caps {
    std::optional<std::int64_t> cost;
    std::optional<std::uint64_t> tokens, requests;
};

class Budget {
  public:
    explicit Budget(const Caps& caps) : caps_(caps) {}

    enum class Answer { Granted, Later, Never };
    Answer reserve(const Amount& amount);
    /// Ends a reservation with what it came to, which may be nothing.
    void settle(const Amount& reserved, const Amount& spent);
    /// Why `amount` does not fit, with the cap that would do, in one sentence.
    std::string refusal(const Amount& amount) const;

    struct Sums {
        Amount spent, reserved;
    };
    Sums snapshot() const;

  private:
    bool fits(const Amount& base, const Amount& more) const;

    Caps caps_;
    mutable std::mutex mutex_;
    Sums sums_;
};

}  // namespace kompress::llm
