// SPDX-License-Identifier: Apache-2.0
#pragma once
/// How much to do at once within the processors and the memory that are allowed.

#include <cstddef>
#include <cstdint>

#include "store/index_writer.hpp"

namespace kompress::index {

struct Resources {
    unsigned workers = 1;
    unsigned files_in_flight = 4;
    store::WriterOptions writer;
};

/// `jobs` 0: every usable processor. `memory_limit_bytes` 0: none. A limit shrinks buffers first, then workers;
/// one worker with small buffers is the floor, whatever the limit says.
Resources plan_resources(unsigned jobs, std::uint64_t memory_limit_bytes, std::uint64_t work_bytes);

}  // namespace kompress::index
