// SPDX-License-Identifier: Apache-2.0
#include "base/trace.hpp"

#include <atomic>

namespace kompress {
namespace {

std::uint32_t thread_number() {
    static std::atomic<std::uint32_t> next{1};
    thread_local const std::uint32_t number = next.fetch_add(1);
    return number;
}

/// JSON text of bytes that need not be UTF-8: what is not plain ASCII is escaped byte by byte.
void put_json_text(std::string& out, std::string_view text) {
    static constexpr char Digits[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7f) {
            out += "\\u00";
            out += Digits[byte >> 4];
            out += Digits[byte & 15];
        } else {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
    }
    out += '"';
}

}  // namespace

void Trace::add(std::string_view category, std::string name, std::chrono::steady_clock::time_point start,
                std::chrono::steady_clock::time_point end) {
    using std::chrono::duration_cast;
    using std::chrono::microseconds;
    Event event{category, std::move(name), duration_cast<microseconds>(start - origin_).count(),
                duration_cast<microseconds>(end - start).count(), thread_number()};
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
}

std::string Trace::to_json() const {
    const std::lock_guard lock(mutex_);
    std::string out = "{\"traceEvents\":[";
    for (const Event& event : events_) {
        if (out.back() != '[') out += ',';
        out += "\n{\"ph\":\"X\",\"pid\":1,\"tid\":" + std::to_string(event.thread) + ",\"ts\":" + std::to_string(event.start_us) +
               ",\"dur\":" + std::to_string(event.duration_us) + ",\"cat\":";
        put_json_text(out, event.category);
        out += ",\"name\":";
        put_json_text(out, event.name);
        out += '}';
    }
    return out + "\n]}\n";
}

}  // namespace kompress
