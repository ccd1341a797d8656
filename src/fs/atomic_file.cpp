// SPDX-License-Identifier: Apache-2.0
#include "fs/atomic_file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>

#include "base/system_error.hpp"
#include "fs/root_directory.hpp"

namespace kompress::fs {

struct AtomicFile::State {
    std::string path, temporary;
    UniqueFd fd;
    Error failure() const { return system_error("cannot write " + path, errno, "choose another place"); }
    ~State() {
        if (!temporary.empty()) ::unlink(temporary.c_str());
    }
};

AtomicFile::AtomicFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
AtomicFile::~AtomicFile() = default;
AtomicFile::AtomicFile(AtomicFile&&) noexcept = default;

Result<AtomicFile> AtomicFile::create(const std::string& path) {
    auto state = std::make_unique<State>();
    state->path = path;
    const auto slash = path.rfind('/');
    // The name that remove_stale_temporaries() knows.
    const std::string temporary = (slash == std::string::npos ? "" : path.substr(0, slash + 1)) + ".kompress-" + std::to_string(::getpid()) + "-a.tmp";
    ::unlink(temporary.c_str());  // left by a killed process that had our id
    state->fd = UniqueFd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!state->fd) return state->failure();
    state->temporary = temporary;
    return AtomicFile(std::move(state));
}

Result<void> AtomicFile::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(state_->fd.get(), bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return state_->failure();
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

Result<void> AtomicFile::commit() {
    if (::fsync(state_->fd.get()) != 0 && errno != EINVAL) return state_->failure();
    if (::rename(state_->temporary.c_str(), state_->path.c_str()) != 0) return state_->failure();
    state_->temporary.clear();
    state_->fd.reset();
    return {};
}

}  // namespace kompress::fs
