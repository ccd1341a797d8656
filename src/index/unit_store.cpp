// SPDX-License-Identifier: Apache-2.0
#include "index/unit_store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "fs/read_fully.hpp"

namespace kompress::index {
namespace {

bool write_fully(int fd, const char* data, std::size_t size, std::uint64_t offset) {
    while (size > 0) {
        const ssize_t n = ::pwrite(fd, data, size, static_cast<off_t>(offset));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        data += n, size -= static_cast<std::size_t>(n), offset += static_cast<std::uint64_t>(n);
    }
    return true;
}

}  // namespace

UnitStore::UnitStore(const std::string& directory) {
    if (!directory.empty()) file_ = fs::UniqueFd(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
}

UnitHandle UnitStore::keep(resolve::Unit unit) {
    UnitHandle handle;
    handle.uses = static_cast<std::uint32_t>(unit.uses.size());
    std::size_t light_bytes = 0;
    const std::string bytes = file_ ? unit.pack(light_bytes) : std::string();
    if (!bytes.empty() && bytes.size() < UINT32_MAX) {
        {
            const std::scoped_lock lock(mutex_);
            handle.offset = end_;
            end_ += bytes.size();
        }
        // A full disk costs memory, not the run.
        if (write_fully(file_.get(), bytes.data(), bytes.size(), handle.offset)) {
            handle.bytes = static_cast<std::uint32_t>(bytes.size());
            handle.light_bytes = static_cast<std::uint32_t>(light_bytes);
            return handle;
        }
    }
    handle.resident = std::make_shared<const resolve::Unit>(std::move(unit));
    return handle;
}

std::shared_ptr<const resolve::Unit> UnitStore::load(const UnitHandle& handle, bool is_full) const {
    if (handle.resident || handle.bytes == 0) return handle.resident;
    std::string bytes(is_full ? handle.bytes : handle.light_bytes, '\0');
    if (fs::read_fully(file_.get(), bytes.data(), bytes.size(), handle.offset) != static_cast<ssize_t>(bytes.size())) {
        has_failed_ = true;
        return std::make_shared<const resolve::Unit>();
    }
    return std::make_shared<const resolve::Unit>(resolve::Unit::unpack(bytes));
}

}  // namespace kompress::index
