// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Opens files below one directory and never outside it.
///
/// Threading: open() may be called from any thread.
/// Lifetime:  descriptors that open() returned outlive the RootDirectory.

#include <string>
#include <string_view>
#include <utility>

namespace kompress::fs {

/// A file descriptor that closes itself; -1 when empty.
class UniqueFd {
  public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : fd_(fd) {}
    ~UniqueFd() { reset(); }
    UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept {
        if (this != &other) {
            reset();
            fd_ = std::exchange(other.fd_, -1);
        }
        return *this;
    }

    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
    void reset();  ///< leaves errno alone

  private:
    int fd_ = -1;
};

/// How open() keeps to the root.
enum class Containment {
    Automatic,      ///< openat2 where the kernel has it, else component by component
    ComponentWise,  ///< for tests: what an old kernel or a seccomp filter leaves us
};

class RootDirectory {
  public:
    explicit RootDirectory(UniqueFd root, Containment containment = Containment::Automatic);

    /// Opens `path`, relative to the root, with `flags` | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC.
    ///
    /// No component may be a symbolic link; `..` and absolute paths are refused (EXDEV).
    /// Paths may be longer than PATH_MAX. On failure the result is empty and errno says why.
    UniqueFd open(const std::string& path, int flags) const;

  private:
    UniqueFd open_piece(int directory, const char* piece, int flags) const;
    UniqueFd open_long(std::string_view path, int flags) const;

    UniqueFd root_;
    bool has_openat2_ = false;
};

}  // namespace kompress::fs
