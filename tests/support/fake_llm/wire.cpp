// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/wire.hpp"

#include <algorithm>
#include <cstdio>

#include "support/fake_llm/distort.hpp"

namespace kompress::testing::fake_llm {
namespace {

using std::chrono::milliseconds;

class Sender {
  public:
    Sender(Connection& connection, const Exchange& exchange, const Delays& delays,
           const Milestones& milestones)
        : connection_(connection),
          reply_(exchange.reply),
          fault_(exchange.fault),
          delays_(delays),
          milestones_(milestones) {}

    bool head(bool keep_alive, const std::string& date);
    bool plain();
    bool stream();

  private:
    bool bytes(std::string_view text);
    bool chunk(std::string_view payload);
    bool payload(std::string_view text);
    bool event(const Frame& frame, std::size_t index);
    bool stall();
    bool break_off();

    Connection& connection_;
    const Reply& reply_;
    const Fault& fault_;
    const Delays& delays_;
    const Milestones& milestones_;
    std::size_t body_bytes_ = 0;
};

bool Sender::bytes(std::string_view text) {
    if (!fault_.byte_by_byte) return connection_.write(text);
    return std::all_of(text.begin(), text.end(), [&](const char& byte) {
        return connection_.write({&byte, 1});
    });
}

bool Sender::break_off() {
    if (fault_.reset) connection_.reset_on_close();
    return false;
}

bool Sender::chunk(std::string_view payload) {
    char size[24];
    std::snprintf(size, sizeof size, "%zx\r\n", payload.size());
    return bytes(std::string(size).append(payload).append("\r\n"));
}

/// Bytes of a chunked body, up to the point at which the connection is to break.
bool Sender::payload(std::string_view text) {
    const std::size_t room =
        fault_.disconnect_after_bytes
            ? *fault_.disconnect_after_bytes - std::min(*fault_.disconnect_after_bytes, body_bytes_)
            : text.size();
    const bool cut = fault_.disconnect_after_bytes && room <= text.size();
    if (cut) text = text.substr(0, room);
    body_bytes_ += text.size();
    for (const std::string_view piece : chunks_of(text, fault_))
        if (!chunk(piece)) return false;
    return cut ? break_off() : true;
}

bool Sender::head(bool keep_alive, const std::string& date) {
    std::string text = "HTTP/1.1 " + std::to_string(reply_.status) + " " +
                       std::string(reason_phrase(reply_.status)) + "\r\n";
    text += "Date: " + date + "\r\nServer: kompress-fake-llm\r\n";
    for (const Header& header : reply_.headers) text += header.name + ": " + header.value + "\r\n";
    text += reply_.format == Format::Plain ? "Content-Length: " + std::to_string(reply_.body.size())
                                           : "Transfer-Encoding: chunked";
    text += keep_alive ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n";
    return bytes(text);
}

bool Sender::plain() {
    if (!connection_.pause(delays_.before_first_event)) return false;
    milestones_.started();
    milestones_.finished();
    if (!fault_.disconnect_after_bytes) return bytes(reply_.body);
    return bytes(std::string_view(reply_.body).substr(0, *fault_.disconnect_after_bytes)) && break_off();
}

bool Sender::stall() {
    const auto end = std::chrono::steady_clock::now() + milliseconds(fault_.stall_ms);
    const milliseconds step(fault_.stall == Stall::Ping ? std::max<std::int64_t>(1, fault_.ping_every_ms)
                                                        : fault_.stall_ms);
    while (fault_.stall_ms < 0 || std::chrono::steady_clock::now() < end) {
        if (!connection_.pause(step)) return false;
        if (fault_.stall == Stall::Ping && !payload(render_ping(reply_, fault_))) return false;
    }
    return true;
}

bool Sender::event(const Frame& frame, std::size_t index) {
    if (fault_.stall_after_events && index == *fault_.stall_after_events && !stall()) return false;
    if (fault_.disconnect_after_events && index == *fault_.disconnect_after_events) return break_off();
    return connection_.pause(index == 0 ? delays_.before_first_event : delays_.between_events) &&
           payload(render(frame, reply_.format, fault_, index));
}

bool Sender::stream() {
    std::size_t index = 0;
    if (fault_.disconnect_after_bytes == std::size_t{0}) return break_off();
    for (const Frame& frame : reply_.frames) {
        if (index == 0) milestones_.started();
        if (&frame == &reply_.frames.back()) {
            if (fault_.endless) break;
            milestones_.finished();
        }
        if (!event(frame, index++)) return false;
    }
    if (fault_.endless) {
        const auto delta = std::find_if(reply_.frames.begin(), reply_.frames.end(),
                                        [](const Frame& frame) { return frame.kind == FrameKind::Delta; });
        while (delta != reply_.frames.end() && event(*delta, index++)) {
        }
        return false;
    }
    if (fault_.stall_after_events && index <= *fault_.stall_after_events && !stall()) return false;
    if (fault_.disconnect_after_events && index <= *fault_.disconnect_after_events) return break_off();
    return bytes("0\r\n\r\n");
}

}  // namespace

Delays delays_of(const Script& script, const Fault& fault) {
    return {milliseconds(fault.before_headers_ms.value_or(script.before_headers_ms)),
            milliseconds(fault.before_first_event_ms.value_or(script.before_first_event_ms)),
            milliseconds(fault.between_events_ms.value_or(script.between_events_ms))};
}

bool send_reply(Connection& connection, const Exchange& exchange, const Delays& delays, bool keep_alive,
                bool head_only, const std::string& date, const Milestones& milestones) {
    Sender sender(connection, exchange, delays, milestones);
    const Fault& fault = exchange.fault;
    if (fault.silence) {
        connection.pause(milliseconds(-1));
        return false;
    }
    if (!connection.pause(delays.before_headers)) return false;
    if (fault.disconnect_before_headers) {
        if (fault.reset) connection.reset_on_close();
        return false;
    }
    if (!sender.head(keep_alive, date)) return false;
    if (head_only) return keep_alive;
    return (exchange.reply.format == Format::Plain ? sender.plain() : sender.stream()) && keep_alive;
}

}  // namespace kompress::testing::fake_llm
