// SPDX-License-Identifier: Apache-2.0
#include "store/run_locks.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/system_error.hpp"
#include "base/try.hpp"

namespace kompress::store {
namespace {

/// Locks of the open file description, so that two stores in one process do not share theirs.
struct flock byte_of(std::int64_t run, short type) {
    struct flock lock {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = run;
    lock.l_len = 1;
    return lock;
}

}  // namespace

Result<RunLocks> RunLocks::open(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (descriptor < 0) return system_error("opening " + path, errno, "choose another --state-dir");
    return RunLocks(descriptor, path);
}

RunLocks::RunLocks(RunLocks&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

RunLocks& RunLocks::operator=(RunLocks&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(path_, other.path_);
    return *this;
}

RunLocks::~RunLocks() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> RunLocks::hold(std::int64_t run) {
    KOMPRESS_TRY_VALUE(is_mine, try_hold(run));
    return is_mine ? Result<void>() : system_error("locking " + path_, EAGAIN, "choose another --state-dir");
}

Result<bool> RunLocks::try_hold(std::int64_t run) {
    struct flock lock = byte_of(run, F_WRLCK);
    if (::fcntl(descriptor_, F_OFD_SETLK, &lock) == 0) return true;
    if (errno == EAGAIN || errno == EACCES) return false;
    return system_error("locking " + path_, errno, "choose another --state-dir");
}

void RunLocks::release(std::int64_t run) {
    struct flock lock = byte_of(run, F_UNLCK);
    ::fcntl(descriptor_, F_OFD_SETLK, &lock);
}

bool RunLocks::is_held(std::int64_t run) const {
    struct flock lock = byte_of(run, F_WRLCK);
    return ::fcntl(descriptor_, F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

}  // namespace kompress::store
