// SPDX-License-Identifier: Apache-2.0
#include "fs/glance.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <new>

#include "base/system_error.hpp"
#include "fs/read_fully.hpp"

namespace kompress::fs {
namespace {

// Files below this size are copied, larger ones mapped; few sources are larger (0.3 % of Linux 6.1).
constexpr std::size_t BufferBytes = 256 * 1024;

Error failure(const std::string& path, int number) {
    if (number == ELOOP) return {ErrorCode::Io, "it is or passes through a symbolic link"};
    if (number == ENOENT || number == ENOTDIR) return {ErrorCode::NotFound, path + " is gone"};
    return system_error("reading " + path, number, "try again");
}

Result<std::string_view> read_large(int fd, const std::string& path, GlanceBuffer& buffer) {
    struct stat s {};
    if (::fstat(fd, &s) != 0) return failure(path, errno);
    if (!S_ISREG(s.st_mode)) return Error{ErrorCode::Io, "it is no regular file"};
    const auto size = static_cast<std::size_t>(s.st_size);
    buffer.mapping = GuardedMapping::map(fd, size);
    if (buffer.mapping) return buffer.mapping->bytes();
    try {
        buffer.owned.resize(size);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::Limit, "there is not enough memory to read it"};
    }
    const ssize_t got = read_fully(fd, buffer.owned.data(), size);
    if (got < 0) return failure(path, errno);
    return std::string_view(buffer.owned).substr(0, static_cast<std::size_t>(got));
}

}  // namespace

Result<GlanceReader> GlanceReader::open(const std::string& root) {
    UniqueFd fd(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return failure(root, errno);
    return GlanceReader(std::move(fd));
}

Result<std::string_view> GlanceReader::read(const std::string& path, GlanceBuffer& buffer) const {
    if (!buffer.bytes) buffer.bytes.reset(new (std::nothrow) char[BufferBytes]);
    if (!buffer.bytes) return Error{ErrorCode::Limit, "there is not enough memory to read it"};
    buffer.mapping.reset();
    if (!buffer.owned.empty()) std::string().swap(buffer.owned);
    const UniqueFd fd = root_.open(path, O_RDONLY);
    if (!fd) return failure(path, errno);
    const ssize_t got = read_fully(fd.get(), buffer.bytes.get(), BufferBytes);
    if (got < 0) return failure(path, errno);
    if (static_cast<std::size_t>(got) < BufferBytes) return std::string_view(buffer.bytes.get(), static_cast<std::size_t>(got));
    return read_large(fd.get(), path, buffer);
}

}  // namespace kompress::fs
