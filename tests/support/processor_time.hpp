// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What this process has cost so far: a busy machine stretches wall time, not this.

#include <time.h>

#include <chrono>

namespace kompress::test {

inline std::chrono::nanoseconds processor_time() {
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace kompress::test
