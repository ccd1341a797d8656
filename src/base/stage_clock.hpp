// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Says on the log, at level debug, how long each stage of a command took.

#include <chrono>
#include <string>

#include "base/log.hpp"

namespace kompress {

/// Threading: one thread. Costs nothing to speak of while debug is off.
class StageClock {
  public:
    /// The stage that began at the last call, or with the clock, ends here.
    void end_of(const char* stage) {
        if (!log_enabled(LogLevel::Debug)) return;
        const auto now = std::chrono::steady_clock::now();
        log_debug("stage " + std::string(stage) + ": " + std::to_string(std::chrono::duration<double, std::milli>(now - start_).count()) + " ms");
        start_ = now;
    }

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace kompress
