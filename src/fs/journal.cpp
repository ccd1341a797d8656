// SPDX-License-Identifier: Apache-2.0
#include "fs/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/system_error.hpp"
#include "fs/small_file.hpp"

namespace kompress::fs {
namespace {

constexpr const char* Instead = "choose another place";

/// False when the process that held the lock has finished and deleted the file under us.
bool is_still_at(int fd, const std::string& path) {
    struct stat ours {}, theirs {};
    return ::fstat(fd, &ours) == 0 && ::stat(path.c_str(), &theirs) == 0 && ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const std::string& path) {
    for (;;) {
        UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0666));
        if (!file) return system_error("opening " + path, errno, Instead);
        if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno == EINTR) continue;
            if (errno != EWOULDBLOCK) return system_error("locking " + path, errno, Instead);
            return Error{ErrorCode::Busy, "another kompress is writing beside " + path + "; wait for it, or choose another place"};
        }
        if (is_still_at(file.get(), path)) return std::unique_ptr<Journal>(new Journal(path, std::move(file)));
    }
}

std::vector<std::string> Journal::lines_of(const std::string& path) {
    const auto text = read_small_file(path);
    std::vector<std::string> lines;
    if (!text) return lines;
    for (std::size_t at = 0, end; (end = text->find('\n', at)) != std::string::npos; at = end + 1) lines.push_back(text->substr(at, end - at));
    return lines;
}

Result<void> Journal::add(std::string_view line) {
    std::string text(line);
    text += '\n';
    const off_t before = ::lseek(file_.get(), 0, SEEK_END);
    ssize_t count;
    do count = ::write(file_.get(), text.data(), text.size());
    while (count < 0 && errno == EINTR);
    if (count == static_cast<ssize_t>(text.size())) return {};
    const int number = count < 0 ? errno : ENOSPC;
    if (count > 0) static_cast<void>(!::ftruncate(file_.get(), before));
    return system_error("writing " + path_, number, Instead);
}

void Journal::finish() {
    ::unlink(path_.c_str());
    file_.reset();
}

}  // namespace kompress::fs
