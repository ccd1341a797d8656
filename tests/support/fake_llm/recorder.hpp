// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Every request as it came, kept in memory and on request appended to a file.
///
/// A line is written with one system call before the reply starts, so that it outlives both processes.
/// Threading: every method may be called from any thread.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "support/fake_llm/http_message.hpp"
#include "support/fake_llm/limiter.hpp"

namespace kompress::testing::fake_llm {

struct RecordedRequest {
    std::uint64_t number = 0;      ///< from 1, in order of arrival
    std::uint64_t connection = 0;  ///< from 1, in order of acceptance
    Time arrival{0};               ///< since the server started; the last byte of the request was read
    HttpRequest request;
};

class Recorder {
  public:
    /// Appends to `file` unless it is empty; remembers requests if `keeps` says so. Throws std::runtime_error
    /// if the file cannot be opened.
    Recorder(const std::string& file, bool keeps);
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    /// Keeps it and gives its number.
    std::uint64_t add(std::uint64_t connection, Time arrival, HttpRequest request);

    std::vector<RecordedRequest> requests() const;
    std::size_t count() const;
    bool wait_for(std::size_t count, std::chrono::milliseconds timeout) const;

  private:
    int fd_ = -1;
    const bool keeps_;
    mutable std::mutex mutex_;  // protects what follows
    mutable std::condition_variable grown_;
    std::size_t count_ = 0;
    std::vector<RecordedRequest> requests_;
};

}  // namespace kompress::testing::fake_llm
