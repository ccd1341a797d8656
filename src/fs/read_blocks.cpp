// SPDX-License-Identifier: Apache-2.0
#include "fs/read_blocks.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "base/system_error.hpp"
#include "fs/root_directory.hpp"

namespace kompress::fs {

Result<void> read_blocks(const std::string& path, const std::function<void(std::string_view)>& take) {
    constexpr std::size_t BlockBytes = std::size_t{1} << 20;
    const bool is_stdin = path == "-";
    const auto failed = [&] { return system_error("reading " + (is_stdin ? "standard input" : path), errno, "name a file that can be read"); };
    const UniqueFd opened(is_stdin ? -1 : ::open(path.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC));
    const int fd = is_stdin ? STDIN_FILENO : opened.get();
    struct stat s {};
    if (fd < 0 || ::fstat(fd, &s) != 0) return failed();
    if (S_ISDIR(s.st_mode)) return Error{ErrorCode::InvalidArgument, (is_stdin ? "standard input" : path) + " is a directory; name files"};
    const auto block = std::make_unique<char[]>(BlockBytes);
    while (true) {
        const ssize_t n = ::read(fd, block.get(), BlockBytes);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return failed();
        if (n == 0) return {};
        take({block.get(), static_cast<std::size_t>(n)});
    }
}

}  // namespace kompress::fs
