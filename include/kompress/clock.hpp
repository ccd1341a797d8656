// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Time as the LLM client sees it: a seam, so that tests own it.
///
/// Threading: any thread.

#include <chrono>

namespace kompress {

/// Time since an arbitrary start; never goes back, and knows nothing of time zones or of the system clock being set.
using Moment = std::chrono::nanoseconds;

class Clock {
  public:
    virtual ~Clock() = default;
    virtual Moment now() const = 0;
    /// Of the calendar, for dates that a server sends and for records; may jump.
    virtual std::chrono::sys_seconds calendar() const = 0;
};

/// The machine's clocks.
const Clock& system_clock();

}  // namespace kompress
