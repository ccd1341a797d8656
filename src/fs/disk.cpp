// SPDX-License-Identifier: Apache-2.0
#include "fs/disk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <system_error>

#include "fs/mapping.hpp"
#include "fs/read_fully.hpp"
#include "fs/root_directory.hpp"

namespace kompress::fs {
namespace {

// A write this close to the moment of opening may be followed by another one that leaves the same
// mtime: kernels stamp files once a timer tick (1 to 10 ms at HZ = 1000 to 100), twice that to be sure.
constexpr std::int64_t RacyWindowNs = 20'000'000;

/// Some file systems keep any 64-bit number of seconds. Times beyond 2096 and before 1843 are cut off there, where sums
/// and differences still fit; ctime, which nobody can set, tells such files apart.
std::int64_t nanoseconds(const timespec& t) {
    return std::clamp<std::int64_t>(t.tv_sec, -4'000'000'000, 4'000'000'000) * 1'000'000'000 + t.tv_nsec;
}

FileStamp stamp_of(const struct stat& s) {
    return {static_cast<std::uint64_t>(s.st_size), nanoseconds(s.st_mtim), nanoseconds(s.st_ctim), s.st_ino};
}

bool is_racy(const FileStamp& stamp) {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return nanoseconds(now) - stamp.mtime_ns < RacyWindowNs;
}

Error failure(const std::string& what, const std::string& path, int error) {
    const bool missing = error == ENOENT || error == ENOTDIR;
    const std::string shown = path.empty() ? "." : path;
    if (error == EXDEV)
        return {ErrorCode::InvalidArgument, what + " " + shown + ": it is not below the root"};
    if (error == ELOOP)
        return {ErrorCode::Io, what + " " + shown + ": it is or passes through a symbolic link"};
    return {missing ? ErrorCode::NotFound : ErrorCode::Io,
            what + " " + shown + ": " + std::generic_category().message(error)};
}

bool still_carries(int fd, const FileStamp& stamp) {
    struct stat now {};
    return ::fstat(fd, &now) == 0 && stamp_of(now) == stamp;
}

/// A copy in memory: what became of the file after the read no longer matters.
class OwnedBytes final : public FileBytes {
  public:
    OwnedBytes(std::unique_ptr<char[]> data, std::size_t size, const FileStamp& stamp, bool stable)
        : data_(std::move(data)), size_(size), stamp_(stamp), stable_(stable) {}
    std::string_view bytes() const override { return {data_.get(), size_}; }
    const FileStamp& stamp() const override { return stamp_; }
    bool is_stable() const override { return stable_; }

  private:
    std::unique_ptr<char[]> data_;
    std::size_t size_;
    FileStamp stamp_;
    bool stable_;
};

class MappedBytes final : public FileBytes {
  public:
    MappedBytes(UniqueFd fd, std::unique_ptr<GuardedMapping> mapping, const FileStamp& stamp)
        : fd_(std::move(fd)), mapping_(std::move(mapping)), stamp_(stamp) {}
    std::string_view bytes() const override { return mapping_->bytes(); }
    const FileStamp& stamp() const override { return stamp_; }
    bool is_stable() const override { return !mapping_->is_damaged() && still_carries(fd_.get(), stamp_); }

  private:
    UniqueFd fd_;
    std::unique_ptr<GuardedMapping> mapping_;
    FileStamp stamp_;
};

/// With a racy mtime an equal stamp proves nothing, so the bytes must read the same twice.
bool reads_the_same(int fd, const char* data, std::size_t size) {
    const std::unique_ptr<char[]> again(new (std::nothrow) char[size]);
    return again && read_fully(fd, again.get(), size) == static_cast<ssize_t>(size) &&
           std::memcmp(again.get(), data, size) == 0;
}

Result<std::unique_ptr<FileBytes>> read_owned(int fd, const std::string& path, const FileStamp& stamp,
                                              std::size_t wanted, bool racy) {
    std::unique_ptr<char[]> data(new (std::nothrow) char[wanted > 0 ? wanted : 1]);
    if (!data) return Error{ErrorCode::Limit, "not enough memory to read " + path};
    const ssize_t got = read_fully(fd, data.get(), wanted);
    if (got < 0) return failure("cannot read", path, errno);
    const auto size = static_cast<std::size_t>(got);
    bool stable = size == wanted && still_carries(fd, stamp);
    if (stable && racy) stable = reads_the_same(fd, data.get(), size);
    return std::unique_ptr<FileBytes>(std::make_unique<OwnedBytes>(std::move(data), size, stamp, stable));
}

EntryType type_of(mode_t mode) {
    if (S_ISREG(mode)) return EntryType::File;
    if (S_ISDIR(mode)) return EntryType::Directory;
    return S_ISLNK(mode) ? EntryType::Symlink : EntryType::Special;
}

/// Fills type and, when `stamped`, the stamp. False when the entry vanished since the directory was read.
bool examine(int directory, const dirent64& raw, bool stamped, DirectoryEntry& entry) {
    if (raw.d_type == DT_DIR || raw.d_type == DT_LNK) {
        entry.type = raw.d_type == DT_DIR ? EntryType::Directory : EntryType::Symlink;
        return true;
    }
    if (raw.d_type == DT_REG && !stamped) return true;
    if (raw.d_type != DT_REG && raw.d_type != DT_UNKNOWN) {
        entry.type = EntryType::Special;
        return true;
    }
    struct stat s {};
    if (::fstatat(directory, raw.d_name, &s, AT_SYMLINK_NOFOLLOW) != 0) {
        entry.type = raw.d_type == DT_REG ? EntryType::File : EntryType::Special;
        return errno != ENOENT;  // unreadable: kept with an empty stamp, reading it will say why
    }
    entry.type = type_of(s.st_mode);
    if (entry.type == EntryType::File) entry.stamp = stamp_of(s);
    return true;
}

bool is_dot(const char* name) {
    return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

class Disk final : public FileSystem {
  public:
    Disk(UniqueFd root, std::uint64_t map_threshold_bytes, bool stamped)
        : root_(std::move(root)), map_threshold_bytes_(map_threshold_bytes), stamped_(stamped) {}

    Result<std::vector<DirectoryEntry>> list(const std::string& directory) override {
        const UniqueFd fd = root_.open(directory, O_RDONLY | O_DIRECTORY);
        if (!fd) return failure("cannot list", directory, errno);
        std::vector<DirectoryEntry> entries;
        alignas(dirent64) char buffer[32 * 1024];
        while (true) {
            const ssize_t filled = ::getdents64(fd.get(), buffer, sizeof buffer);
            if (filled == 0) return entries;
            if (filled < 0 && errno == EINTR) continue;
            if (filled < 0) return failure("cannot list", directory, errno);
            for (ssize_t at = 0; at < filled;) {
                const auto& raw = *reinterpret_cast<const dirent64*>(buffer + at);
                at += raw.d_reclen;
                if (is_dot(raw.d_name)) continue;
                DirectoryEntry entry;
                entry.name = raw.d_name;
                if (examine(fd.get(), raw, stamped_, entry)) entries.push_back(std::move(entry));
            }
        }
    }

    Result<std::unique_ptr<FileBytes>> read(const std::string& path, std::uint64_t limit_bytes) override {
        UniqueFd fd = root_.open(path, O_RDONLY);
        if (!fd) return failure("cannot open", path, errno);
        struct stat s {};
        if (::fstat(fd.get(), &s) != 0) return failure("cannot examine", path, errno);
        if (!S_ISREG(s.st_mode)) return Error{ErrorCode::Io, "not a regular file: " + path};
        const FileStamp stamp = stamp_of(s);
        const std::uint64_t wanted =
            limit_bytes > 0 && limit_bytes < stamp.size_bytes ? limit_bytes : stamp.size_bytes;
        const bool racy = is_racy(stamp);
        if (wanted > map_threshold_bytes_ && !racy) {
            if (auto mapping = GuardedMapping::map(fd.get(), wanted))
                return std::unique_ptr<FileBytes>(
                    std::make_unique<MappedBytes>(std::move(fd), std::move(mapping), stamp));
        }
        return read_owned(fd.get(), path, stamp, wanted, racy);
    }

  private:
    RootDirectory root_;
    std::uint64_t map_threshold_bytes_;
    bool stamped_;
};

Result<std::unique_ptr<FileSystem>> open(const std::string& root, std::uint64_t map_threshold_bytes, bool stamped) {
    UniqueFd fd(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return failure("cannot open the directory", root, errno);
    return std::unique_ptr<FileSystem>(std::make_unique<Disk>(std::move(fd), map_threshold_bytes, stamped));
}

}  // namespace

Result<std::unique_ptr<FileSystem>> open_disk(const std::string& root, std::uint64_t map_threshold_bytes) {
    return open(root, map_threshold_bytes, true);
}

Result<std::unique_ptr<FileSystem>> open_disk_without_stamps(const std::string& root) {
    return open(root, MapThresholdBytes, false);
}

}  // namespace kompress::fs
