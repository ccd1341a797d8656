// SPDX-License-Identifier: Apache-2.0
#include "fs/read_fully.hpp"

#include <unistd.h>

#include <cerrno>

namespace kompress::fs {

ssize_t read_fully(int fd, char* buffer, std::size_t size, std::uint64_t offset) {
    std::size_t done = 0;
    while (done < size) {
        const ssize_t n = ::pread(fd, buffer + done, size - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        if (n == 0) break;
        done += static_cast<std::size_t>(n);
    }
    return static_cast<ssize_t>(done);
}

}  // namespace kompress::fs
