// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What this process may use of the machine.

#include <cstdint>

namespace kompress {

/// Processors that this process may run on: affinity mask and cgroup quota, rounded up; at least 1.
unsigned usable_processors();
/// Highest resident set so far, in bytes.
std::uint64_t peak_rss_bytes();
/// Resident set now, in bytes; 0 when unknown.
std::uint64_t current_rss_bytes();
/// Gives memory that was freed back to the system.
void release_free_memory();
/// Nanoseconds since the epoch.
std::int64_t wall_clock_ns();

}  // namespace kompress
