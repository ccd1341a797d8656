// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/recorder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "support/fake_llm/exchange.hpp"

namespace kompress::testing::fake_llm {
namespace {

std::string json_line(const RecordedRequest& recorded) {
    nlohmann::json headers = nlohmann::json::array();
    for (const Header& header : recorded.request.headers) headers.push_back({header.name, header.value});
    return dump({{"number", recorded.number},
                 {"connection", recorded.connection},
                 {"at_ms", static_cast<double>(recorded.arrival.count()) / 1e6},
                 {"method", recorded.request.method},
                 {"target", recorded.request.target},
                 {"headers", headers},
                 {"body", recorded.request.body}}) +
           "\n";
}

}  // namespace

Recorder::Recorder(const std::string& file, bool keeps) : keeps_(keeps) {
    if (file.empty()) return;
    fd_ = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd_ < 0) throw std::runtime_error("cannot record requests in " + file + ": " + std::strerror(errno));
}

Recorder::~Recorder() {
    if (fd_ >= 0) close(fd_);
}

std::uint64_t Recorder::add(std::uint64_t connection, Time arrival, HttpRequest request) {
    const std::lock_guard lock(mutex_);
    RecordedRequest recorded{++count_, connection, arrival, std::move(request)};
    if (fd_ >= 0) {
        const std::string line = json_line(recorded);
        for (std::size_t at = 0; at < line.size();) {
            const ssize_t written = write(fd_, line.data() + at, line.size() - at);
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) break;
            at += static_cast<std::size_t>(written);
        }
    }
    if (keeps_) requests_.push_back(std::move(recorded));
    grown_.notify_all();
    return count_;
}

std::vector<RecordedRequest> Recorder::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::size_t Recorder::count() const {
    const std::lock_guard lock(mutex_);
    return count_;
}

bool Recorder::wait_for(std::size_t count, std::chrono::milliseconds timeout) const {
    std::unique_lock lock(mutex_);
    return grown_.wait_for(lock, timeout, [&] { return count_ >= count; });
}

}  // namespace kompress::testing::fake_llm
