// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A client of raw sockets for the tests of the server: nothing between the bytes and the test.

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/fake_llm/http_message.hpp"

namespace kompress::testing::fake_llm {

struct Response {
    int status = 0;
    Headers headers;
    std::string body;       ///< without the framing of chunks
    bool complete = false;  ///< the body ended as its framing says
    std::string_view header(std::string_view name) const { return header_value(headers, name); }
    nlohmann::json json() const { return nlohmann::json::parse(body); }
};

class RawClient {
  public:
    explicit RawClient(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval patience{20, 0};
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawClient() { close(); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool connected() const { return connected_; }
    int fd() const { return fd_; }
    void close() {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }

    void send_text(std::string_view text) {
        while (!text.empty()) {
            const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    void send_request(const std::string& method, const std::string& target, const std::string& body = "",
                      const std::string& headers = "") {
        send_text(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers +
                  "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    /// More bytes into the buffer; false at the end, at a reset and when patience ends.
    bool receive() {
        char piece[65536];
        const ssize_t got = recv(fd_, piece, sizeof piece, 0);
        if (got > 0) buffer_.append(piece, static_cast<std::size_t>(got));
        return got > 0;
    }
    /// True if bytes or the end arrive within the time.
    bool readable(int milliseconds) const {
        pollfd waiting{fd_, POLLIN, 0};
        return poll(&waiting, 1, milliseconds) > 0;
    }
    Response response() {
        Response out;
        while (buffer_.find("\r\n\r\n") == std::string::npos)
            if (!receive()) return out;
        take_head(out);
        if (equal_ignoring_case(out.header("transfer-encoding"), "chunked")) {
            take_chunks(out);
        } else {
            const auto length = std::stoul("0" + std::string(out.header("content-length")));
            while (buffer_.size() < length && receive()) {
            }
            out.complete = buffer_.size() >= length;
            out.body = buffer_.substr(0, length);
            buffer_.erase(0, length);
        }
        return out;
    }
    Response ask(const std::string& method, const std::string& target, const std::string& body = "",
                 const std::string& headers = "") {
        send_request(method, target, body, headers);
        return response();
    }
    /// TCP segments with data so far: how the peer sent, whenever we read.
    unsigned segments() const {
        tcp_info info{};
        socklen_t size = sizeof info;
        getsockopt(fd_, IPPROTO_TCP, TCP_INFO, &info, &size);
        return info.tcpi_data_segs_in;
    }
    std::string& buffer() { return buffer_; }

  private:
    void take_head(Response& out) {
        const auto end = buffer_.find("\r\n\r\n");
        out.status = std::stoi(buffer_.substr(9, 3));
        for (auto at = buffer_.find("\r\n"); at < end;) {
            const auto next = buffer_.find("\r\n", at + 2);
            const std::string line = buffer_.substr(at + 2, next - at - 2);
            const auto colon = line.find(": ");
            if (colon != std::string::npos)
                out.headers.push_back({line.substr(0, colon), line.substr(colon + 2)});
            at = next;
        }
        buffer_.erase(0, end + 4);
    }
    void take_chunks(Response& out) {
        for (;;) {
            std::size_t line;
            while ((line = buffer_.find("\r\n")) == std::string::npos)
                if (!receive()) return;
            const std::size_t size = std::stoul(buffer_, nullptr, 16);
            while (buffer_.size() < line + 2 + size + 2)
                if (!receive()) {  // what came of a chunk that breaks off
                    out.body += buffer_.substr(line + 2, size);
                    return;
                }
            out.body += buffer_.substr(line + 2, size);
            buffer_.erase(0, line + 2 + size + 2);
            if (size == 0) {
                out.complete = true;
                return;
            }
        }
    }

    int fd_;
    bool connected_ = false;
    std::string buffer_;
};

/// The payloads of the "data" lines of a stream that uses plain line feeds.
inline std::vector<std::string> data_lines(const std::string& body) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < body.size();) {
        const std::size_t end = std::min(body.find('\n', at), body.size());
        if (body.compare(at, 6, "data: ") == 0) out.push_back(body.substr(at + 6, end - at - 6));
        at = end + 1;
    }
    return out;
}

inline std::string openai_body(const std::string& prompt, bool stream) {
    return nlohmann::json{{"model", "fake-small"},
                          {"messages", nlohmann::json::array({{{"role", "user"}, {"content", prompt}}})},
                          {"stream", stream},
                          {"stream_options", {{"include_usage", true}}}}
        .dump();
}

inline std::string anthropic_body(const std::string& prompt, bool stream) {
    return nlohmann::json{{"model", "fake-small"},
                          {"max_tokens", 256},
                          {"messages", nlohmann::json::array({{{"role", "user"}, {"content", prompt}}})},
                          {"stream", stream}}
        .dump();
}

/// The text of an OpenAI stream, its markers and usage left out.
inline std::string openai_text(const std::string& body) {
    std::string text;
    for (const std::string& data : data_lines(body)) {
        const auto chunk = nlohmann::json::parse(data, nullptr, false);
        if (chunk.is_object() && chunk.contains("choices") && !chunk["choices"].empty())
            text += chunk["choices"][0]["delta"].value("content", std::string());
    }
    return text;
}

}  // namespace kompress::testing::fake_llm
