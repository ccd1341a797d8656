// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Cuts a response's bytes into events: server-sent events (WHATWG HTML §9.2.6) or JSON lines.
///
/// Bytes may arrive cut anywhere, also inside a character or between CR and LF. An event of more than MaxEventBytes is
/// refused: from then on feed() gives false. Threading: a plain value.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace kompress::llm {

/// Views die with the call.
struct StreamEvent {
    std::string_view name;  ///< of `event:`; "" when there is none, and for JSON lines
    std::string_view data;  ///< lines of `data:` joined by LF, or the line
};
using EventSink = std::function<void(const StreamEvent&)>;

inline constexpr std::size_t MaxEventBytes = std::size_t{8} << 20;

/// Lines that end in LF, CR or CR LF, whole ones only.
class LineCutter {
  public:
    /// Calls `line` for each complete line. False once a line is too long.
    template <typename Line>
    bool feed(std::string_view bytes, Line&& line);
    /// What came after the last line end.
    std::string_view rest() const { return pending_; }

  private:
    std::string pending_;
    bool skip_newline_ = false;  ///< the last byte was CR: an LF now belongs to it
};

class SseParser {
  public:
    bool feed(std::string_view bytes, const EventSink& sink);

  private:
    bool take_line(std::string_view line, const EventSink& sink);

    LineCutter lines_;
    std::string name_, data_;
    bool has_data_ = false, is_first_line_ = true, failed_ = false;
};

class NdjsonParser {
  public:
    bool feed(std::string_view bytes, const EventSink& sink);
    /// The last line may lack its end.
    void finish(const EventSink& sink);

  private:
    LineCutter lines_;
    bool failed_ = false;
};

template <typename Line>
bool LineCutter::feed(std::string_view bytes, Line&& line) {
    if (skip_newline_ && !bytes.empty()) {
        if (bytes.front() == '\n') bytes.remove_prefix(1);
        skip_newline_ = false;
    }
    while (!bytes.empty()) {
        const std::size_t end = bytes.find_first_of("\r\n");
        if (end == std::string_view::npos) break;
        if (pending_.size() + end > MaxEventBytes) return false;
        if (pending_.empty()) {
            line(bytes.substr(0, end));
        } else {
            pending_.append(bytes.substr(0, end));
            line(std::string_view(pending_));
            pending_.clear();
        }
        const bool is_return = bytes[end] == '\r';
        bytes.remove_prefix(end + 1);
        if (!is_return) continue;
        if (bytes.empty()) skip_newline_ = true;
        else if (bytes.front() == '\n') bytes.remove_prefix(1);
    }
    if (pending_.size() + bytes.size() > MaxEventBytes) return false;
    pending_.append(bytes);
    return true;
}

}  // namespace kompress::llm
