// SPDX-License-Identifier: Apache-2.0
/// Containment, in short: the kernel resolves the whole path under RESOLVE_BENEATH and
/// RESOLVE_NO_SYMLINKS, so a directory that is swapped for a link while we look cannot lead
/// outside. Where openat2 is missing, each component is opened with O_NOFOLLOW from the one
/// before it, which refuses the same links at the price of one system call per component.
#include "fs/root_directory.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace kompress::fs {
namespace {

// A piece must stay below PATH_MAX (4,096 with its NUL).
constexpr std::size_t MaxPieceBytes = 4000;
// EAGAIN means that something was renamed meanwhile, or that somebody holds a lease, for many seconds perhaps.
constexpr int MaxRefusals = 64;
constexpr int AlwaysFlags = O_NOFOLLOW | O_CLOEXEC;
constexpr int ReadFlags = O_NONBLOCK | O_NOCTTY;  // openat2 refuses them next to O_PATH
constexpr int StepFlags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

int open_beneath(int directory, const char* path, int flags) {
    open_how how{};
    how.flags = static_cast<std::uint64_t>(flags);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    long fd = -1;
    int refusals = 0;
    do {
        fd = ::syscall(SYS_openat2, directory, path, &how, sizeof how);
    } while (fd < 0 && (errno == EINTR || (errno == EAGAIN && ++refusals < MaxRefusals)));
    return static_cast<int>(fd);
}

/// True for "/x", "..", "a/../b" and paths with a NUL inside: none of them names a file below the root.
bool leaves_root(std::string_view path) {
    if (!path.empty() && path.front() == '/') return true;
    if (path.find('\0') != std::string_view::npos) return true;
    for (auto at = path.find(".."); at != std::string_view::npos; at = path.find("..", at + 1)) {
        const bool starts = at == 0 || path[at - 1] == '/';
        const bool ends = at + 2 == path.size() || path[at + 2] == '/';
        if (starts && ends) return true;
    }
    return false;
}

}  // namespace

void UniqueFd::reset() {
    if (fd_ < 0) return;
    const int saved = errno;
    ::close(std::exchange(fd_, -1));
    errno = saved;
}

RootDirectory::RootDirectory(UniqueFd root, Containment containment) : root_(std::move(root)) {
    if (containment == Containment::ComponentWise) return;
    // Kernels before 5.6 say ENOSYS, some container filters EPERM: ask once instead of guessing.
    const UniqueFd probe(open_beneath(root_.get(), ".", StepFlags));
    has_openat2_ = static_cast<bool>(probe);
}

UniqueFd RootDirectory::open(const std::string& path, int flags) const {
    if (leaves_root(path)) {
        errno = EXDEV;
        return {};
    }
    if (path.empty()) return open_piece(root_.get(), ".", flags);
    if (has_openat2_ && path.size() <= MaxPieceBytes) return open_piece(root_.get(), path.c_str(), flags);
    return open_long(path, flags);
}

UniqueFd RootDirectory::open_piece(int directory, const char* piece, int flags) const {
    flags |= flags & O_PATH ? AlwaysFlags : AlwaysFlags | ReadFlags;
    if (has_openat2_) return UniqueFd(open_beneath(directory, piece, flags));
    int fd = -1;
    do {
        fd = ::openat(directory, piece, flags);
    } while (fd < 0 && errno == EINTR);
    return UniqueFd(fd);
}

/// Walks down in pieces: single components without openat2, else as many as fit.
UniqueFd RootDirectory::open_long(std::string_view path, int flags) const {
    UniqueFd current;
    const std::size_t limit = has_openat2_ ? MaxPieceBytes : 0;
    while (true) {
        const int directory = current ? current.get() : root_.get();
        path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
        if (path.empty()) return open_piece(directory, ".", flags);
        const bool fits = path.size() <= limit;
        auto cut = fits ? std::string_view::npos : path.rfind('/', limit);
        if (cut == std::string_view::npos && !fits) cut = path.find('/');
        if (cut == std::string_view::npos) return open_piece(directory, std::string(path).c_str(), flags);
        UniqueFd next = open_piece(directory, std::string(path.substr(0, cut)).c_str(), StepFlags);
        if (!next) return {};
        current = std::move(next);
        path.remove_prefix(cut);
    }
}

}  // namespace kompress::fs
