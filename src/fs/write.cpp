// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "base/system_error.hpp"
#include "fs/disk.hpp"
#include "fs/root_directory.hpp"

namespace kompress::fs {
namespace {

Error failure(const std::string& what, const std::string& path, int error) {
    return system_error(what + " " + path, error, "choose another place");
}

std::string parent_of(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

bool write_fully(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

bool sync_directory(const std::string& directory) {
    const UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Some file systems cannot sync a directory and say EINVAL; they have nothing to lose.
    return fd && (::fsync(fd.get()) == 0 || errno == EINVAL);
}

/// Writes and syncs `temporary`. Returns 0 or the errno of what failed.
int fill(const std::string& temporary, std::string_view bytes, bool sync) {
    const UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!fd) return errno;
    if (!write_fully(fd.get(), bytes)) return errno;
    if (sync && ::fsync(fd.get()) != 0) return errno;
    return 0;
}

constexpr std::string_view TemporaryPrefix = ".kompress-", TemporarySuffix = ".tmp";

}  // namespace

void remove_stale_temporaries(const std::string& directory) {
    std::error_code failed;
    std::filesystem::directory_iterator at(directory, failed), end;
    for (; !failed && at != end; at.increment(failed)) {
        const std::string name = at->path().filename().string();
        if (!name.starts_with(TemporaryPrefix) || !name.ends_with(TemporarySuffix)) continue;
        const long writer = std::strtol(name.c_str() + TemporaryPrefix.size(), nullptr, 10);
        const bool is_alive = writer > 0 && (::kill(static_cast<pid_t>(writer), 0) == 0 || errno == EPERM);
        if (writer > 0 && !is_alive) ::unlink(at->path().c_str());
    }
}

Result<void> write_file_atomically(const std::string& path, std::string_view bytes, bool sync) {
    static std::atomic<unsigned> counter{0};  // only to keep two writers of one process apart
    const std::string directory = parent_of(path);
    const std::string temporary = directory + "/" + std::string(TemporaryPrefix) + std::to_string(::getpid()) + "-" +
                                  std::to_string(counter.fetch_add(1)) + std::string(TemporarySuffix);
    int error = fill(temporary, bytes, sync);
    if (error == EEXIST) {  // left by a killed process that had our id
        ::unlink(temporary.c_str());
        error = fill(temporary, bytes, sync);
    }
    if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
    if (error != 0) {
        ::unlink(temporary.c_str());
        return failure("cannot write", path, error);
    }
    if (sync && !sync_directory(directory)) return failure("cannot sync the directory of", path, errno);
    return {};
}

Result<void> create_directories(const std::string& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) return failure("cannot create the directory", path, error.value());
    struct stat s {};
    if (::stat(path.c_str(), &s) != 0) return failure("cannot create the directory", path, errno);
    if (!S_ISDIR(s.st_mode)) return failure("cannot create the directory", path, EEXIST);
    return {};
}

Result<std::uint64_t> free_space_bytes(const std::string& path) {
    struct statvfs s {};
    int rc = 0;
    do {
        rc = ::statvfs(path.c_str(), &s);
    } while (rc != 0 && errno == EINTR);
    if (rc != 0) return failure("cannot ask for the free space of", path, errno);
    return std::uint64_t{s.f_bavail} * s.f_frsize;
}

Result<std::string> find_repository_root(const std::string& path) {
    std::error_code error;
    auto start = std::filesystem::canonical(path.empty() ? "." : path, error);
    if (error) return failure("cannot find", path, error.value());
    if (!std::filesystem::is_directory(start, error)) start = start.parent_path();
    for (auto directory = start;; directory = directory.parent_path()) {
        for (const char* mark : {".git", "kompress.toml"}) {
            if (std::filesystem::exists(directory / mark, error)) return directory.string();
        }
        if (directory == directory.parent_path()) return start.string();
    }
}

}  // namespace kompress::fs
