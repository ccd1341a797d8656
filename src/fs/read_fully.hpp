// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

namespace kompress::fs {

/// Fills as much of `buffer` as the file has from `offset` on. Returns the count, or -1 with errno: ESPIPE for what is no
/// file but has bytes to give (FIFOs, terminals).
ssize_t read_fully(int fd, char* buffer, std::size_t size, std::uint64_t offset = 0);

}  // namespace kompress::fs
