// SPDX-License-Identifier: Apache-2.0
#include "store/state_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <thread>
#include <vector>

#include "base/system_error.hpp"

namespace kompress::store {
namespace {

namespace stdfs = std::filesystem;

constexpr const char* LinkName = "index.sqlite";
constexpr const char* FilePrefix = "index-";

Error io_error(const std::string& doing, int number) { return system_error(doing, number, "choose another --state-dir"); }

/// A file that is empty was left by a full disk and counts as missing.
Result<void> write_if_missing(const std::string& path, std::string_view text) {
    struct stat status;
    if (::stat(path.c_str(), &status) == 0 && status.st_size > 0) return {};
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor < 0) return io_error("creating " + path, errno);
    errno = ENOSPC;  // what a short count means
    const bool ok = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const int number = errno;
    ::close(descriptor);
    if (ok) return {};
    ::unlink(path.c_str());
    return io_error("writing " + path, number);
}

/// False when the directory's entries may not survive a power failure.
bool sync_directory(const std::string& directory) {
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool ok = ::fsync(descriptor) == 0 || errno == EINVAL;  // EINVAL: a file system that has nothing to sync
    ::close(descriptor);
    return ok;
}

std::string holder(int descriptor) {
    char text[32] = {};
    const ssize_t size = ::pread(descriptor, text, sizeof text - 1, 0);
    return size > 0 ? "process " + std::string(text, static_cast<std::size_t>(size)) : "another process";
}

}  // namespace

Result<WriterLock> WriterLock::acquire(const std::string& directory, int wait_ms) {
    const std::string path = directory + "/writer.lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor < 0) return io_error("opening " + path, errno);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            Error error = io_error("locking " + path, errno);
            ::close(descriptor);
            return error;
        }
        if (std::chrono::steady_clock::now() >= deadline) {
            Error error{ErrorCode::Busy, holder(descriptor) + " is indexing here; wait for it, or use another --state-dir"};
            ::close(descriptor);
            return error;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(descriptor, 0) == 0) static_cast<void>(!::pwrite(descriptor, pid.data(), pid.size(), 0));
    return WriterLock(descriptor);
}

WriterLock::WriterLock(WriterLock&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }

WriterLock::~WriterLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> prepare_state_directory(const std::string& directory) {
    std::error_code failed;
    stdfs::create_directories(directory, failed);
    if (failed) return io_error("creating " + directory, failed.value());
    if (auto written = write_if_missing(directory + "/.gitignore", "*\n"); !written) return written;
    return write_if_missing(directory + "/CACHEDIR.TAG",
                            "Signature: 8a477f597d28d172789f06886806bc55\n"
                            "# This directory holds what kompress can build again.\n");
}

std::string current_index(const std::string& directory) {
    std::error_code failed;
    const stdfs::path link = stdfs::path(directory) / LinkName;
    const stdfs::path target = stdfs::read_symlink(link, failed);
    if (failed) return stdfs::exists(link, failed) ? link.string() : "";
    return (stdfs::path(directory) / target.filename()).string();
}

Result<std::unique_ptr<IndexReader>> open_current_index(const std::string& directory) {
    for (int attempt = 0;; ++attempt) {
        const std::string path = current_index(directory);
        auto reader = IndexReader::open(path);
        if (reader || reader.error().code != ErrorCode::NotFound || attempt == 100 || current_index(directory) == path) return reader;
    }
}

namespace {

/// The number of an index file or of one of its journals; 0 when the name is none of ours.
unsigned long number_of(const std::string& name) {
    if (name.rfind(FilePrefix, 0) != 0 || name.find(".sqlite") == std::string::npos) return 0;
    return std::strtoul(name.c_str() + std::strlen(FilePrefix), nullptr, 10);
}

std::vector<std::string> names_in(const std::string& directory) {
    std::vector<std::string> names;
    std::error_code failed;
    for (stdfs::directory_iterator at(directory, failed), end; !failed && at != end; at.increment(failed))
        names.push_back(at->path().filename().string());
    return names;
}

}  // namespace

void remove_leftovers(const std::string& directory) {
    const unsigned long current = number_of(stdfs::path(current_index(directory)).filename().string());
    std::error_code failed;
    for (const std::string& name : names_in(directory)) {
        const unsigned long number = number_of(name);
        if (number > 0 && number != current) ::unlink((directory + "/" + name).c_str());
    }
    ::unlink((directory + "/" + LinkName + ".new").c_str());
    stdfs::remove_all(directory + "/verify", failed);
}

std::string next_index(const std::string& directory) {
    unsigned long highest = 0;
    for (const std::string& name : names_in(directory)) highest = std::max(highest, number_of(name));
    return directory + "/" + FilePrefix + std::to_string(highest + 1) + ".sqlite";
}

Result<void> publish_index(const std::string& directory, const std::string& path) {
    const std::string old = current_index(directory);
    const std::string link = directory + "/" + LinkName, fresh = link + ".new";
    ::unlink(fresh.c_str());
    const std::string target = stdfs::path(path).filename().string();
    if (::symlink(target.c_str(), fresh.c_str()) != 0) return io_error("linking " + fresh, errno);
    if (::rename(fresh.c_str(), link.c_str()) != 0) {
        const int number = errno;
        ::unlink(fresh.c_str());
        return io_error("renaming " + fresh + " to " + link, number);
    }
    // Where the rename may not survive a power failure, the old index stays for the next run to collect.
    if (sync_directory(directory) && !old.empty() && old != path && old != link) remove_index(old);
    return {};
}

void remove_index(const std::string& path) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink((path + suffix).c_str());
}

bool is_network_file_system(const std::string& directory) {
    struct statfs status;
    if (::statfs(directory.c_str(), &status) != 0) return false;
    switch (static_cast<unsigned long>(status.f_type)) {
        case 0x6969:      // NFS
        case 0xff534d42:  // CIFS
        case 0xfe534d42:  // SMB2
        case 0x01021997:  // 9p
            return true;
        default: return false;
    }
}

}  // namespace kompress::store
