// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Spans of work, for `--trace` (Chrome trace format, opens in Perfetto) and for stage timings.
///
/// Threading: spans may be recorded from any thread. A null Trace costs one branch a span.

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace kompress {

class Trace {
  public:
    struct Event {
        std::string_view category;  ///< static text
        std::string name;
        std::int64_t start_us = 0, duration_us = 0;
        std::uint32_t thread = 0;
    };

    Trace() : origin_(std::chrono::steady_clock::now()) {}
    void add(std::string_view category, std::string name, std::chrono::steady_clock::time_point start,
             std::chrono::steady_clock::time_point end);
    /// The whole trace as JSON: {"traceEvents":[…]}.
    std::string to_json() const;

  private:
    std::chrono::steady_clock::time_point origin_;
    mutable std::mutex mutex_;
    std::vector<Event> events_;
};

/// Records from construction to destruction.
class Span {
  public:
    Span(Trace* trace, std::string_view category, std::string_view name) : trace_(trace), category_(category) {
        if (!trace_) return;
        name_ = name;
        start_ = std::chrono::steady_clock::now();
    }
    ~Span() {
        if (trace_) trace_->add(category_, std::move(name_), start_, std::chrono::steady_clock::now());
    }
    Span(const Span&) = delete;

  private:
    Trace* trace_;
    std::string_view category_;
    std::string name_;
    std::chrono::steady_clock::time_point start_;
};

}  // namespace kompress
