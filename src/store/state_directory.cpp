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
#include <fstream>
#include <thread>

namespace kompress::store {
namespace {

namespace stdfs = std::filesystem;

constexpr const char* LinkName = "index.sqlite";
constexpr const char* FilePrefix = "index-";

Error io_error(const std::string& doing) { return {ErrorCode::Io, doing + ": " + std::strerror(errno)}; }

bool write_if_missing(const std::string& path, const char* text) {
    if (::access(path.c_str(), F_OK) == 0) return true;
    std::ofstream out(path, std::ios::binary);
    out << text;
    return out.good();
}

void sync_directory(const std::string& directory) {
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
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
    if (descriptor < 0) return io_error("opening " + path);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            Error error = io_error("locking " + path);
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
    if (failed) return Error{ErrorCode::Io, "creating " + directory + ": " + failed.message() + "; choose another with --state-dir"};
    const bool ok = write_if_missing(directory + "/.gitignore", "*\n") &&
                    write_if_missing(directory + "/CACHEDIR.TAG",
                                     "Signature: 8a477f597d28d172789f06886806bc55\n"
                                     "# This directory holds what kompress can build again.\n");
    if (!ok) return Error{ErrorCode::Io, "writing into " + directory + " failed; choose another with --state-dir"};
    return {};
}

std::string current_index(const std::string& directory) {
    std::error_code failed;
    const stdfs::path link = stdfs::path(directory) / LinkName;
    const stdfs::path target = stdfs::read_symlink(link, failed);
    if (failed) return stdfs::exists(link, failed) ? link.string() : "";
    return (stdfs::path(directory) / target.filename()).string();
}

namespace {

/// Numbers of the index files other than the current one; 0 when a name is none of ours.
unsigned long number_of(const std::string& name) {
    if (name.rfind(FilePrefix, 0) != 0 || !name.ends_with(".sqlite")) return 0;
    return std::strtoul(name.c_str() + std::strlen(FilePrefix), nullptr, 10);
}

}  // namespace

void remove_leftovers(const std::string& directory) {
    const std::string current = current_index(directory);
    std::error_code failed;
    for (const auto& entry : stdfs::directory_iterator(directory, failed))
        if (number_of(entry.path().filename().string()) > 0 && entry.path().string() != current) remove_index(entry.path().string());
}

std::string next_index(const std::string& directory) {
    unsigned long highest = 0;
    std::error_code failed;
    for (const auto& entry : stdfs::directory_iterator(directory, failed))
        highest = std::max(highest, number_of(entry.path().filename().string()));
    return directory + "/" + FilePrefix + std::to_string(highest + 1) + ".sqlite";
}

Result<void> publish_index(const std::string& directory, const std::string& path) {
    const std::string old = current_index(directory);
    const std::string link = directory + "/" + LinkName, fresh = link + ".new";
    ::unlink(fresh.c_str());
    const std::string target = stdfs::path(path).filename().string();
    if (::symlink(target.c_str(), fresh.c_str()) != 0) return io_error("linking " + fresh);
    if (::rename(fresh.c_str(), link.c_str()) != 0) return io_error("renaming " + fresh + " to " + link);
    sync_directory(directory);
    if (!old.empty() && old != path && old != link) remove_index(old);
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
