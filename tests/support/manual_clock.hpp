// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A clock that moves only when told to.

#include <atomic>

#include "kompress/clock.hpp"

namespace kompress::test {

class ManualClock final : public Clock {
  public:
    explicit ManualClock(std::chrono::sys_seconds start = std::chrono::sys_days{std::chrono::year{2026} / 11 / 1}) : start_(start) {}
    Moment now() const override { return Moment(passed_.load()); }
    std::chrono::sys_seconds calendar() const override { return start_ + std::chrono::duration_cast<std::chrono::seconds>(now()); }
    void advance(Moment by) { passed_ += by.count(); }
    void set(Moment to) { passed_ = to.count(); }

  private:
    std::chrono::sys_seconds start_;
    std::atomic<std::chrono::nanoseconds::rep> passed_{0};
};

}  // namespace kompress::test
