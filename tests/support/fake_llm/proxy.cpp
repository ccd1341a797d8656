// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/proxy.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace kompress::testing::fake_llm {
namespace {

class Socket {
  public:
    explicit Socket(int fd) : fd_(fd) {}
    ~Socket() {
        if (fd_ >= 0) close(fd_);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int get() const { return fd_; }

  private:
    int fd_;
};

bool refuse(Connection& client, int status, const std::string& extra, const std::string& why) {
    return client.write(
        "HTTP/1.1 " + std::to_string(status) + " " + std::string(reason_phrase(status)) + "\r\n" + extra +
        "Content-Type: text/plain\r\nContent-Length: " + std::to_string(why.size()) + "\r\n\r\n" + why);
}

/// A connection to host:port, which must be an IPv4 address of the loopback or localhost; -1 otherwise.
int dial(const std::string& authority) {
    const auto colon = authority.rfind(':');
    std::string host = authority.substr(0, colon);
    if (host == "localhost") host = "127.0.0.1";
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(colon == std::string::npos
                                 ? 80
                                 : static_cast<std::uint16_t>(std::atoi(authority.c_str() + colon + 1)));
    if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1 ||
        (ntohl(address.sin_addr.s_addr) >> 24) != 127) {
        errno = EACCES;
        return -1;
    }
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{5, 0};  // bounds connecting, too
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (fd >= 0 && connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
    if (fd >= 0) close(fd);
    errno = ECONNREFUSED;
    return -1;
}

bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// Carries bytes both ways until either side ends.
void relay(Connection& client, int upstream) {
    std::vector<char> piece(64u << 10);
    for (;;) {
        pollfd waiting[] = {{client.fd(), POLLIN, 0}, {upstream, POLLIN, 0}};
        if (poll(waiting, 2, -1) < 0) {
            if (errno == EINTR) continue;
            return;
        }
        if (waiting[0].revents != 0) {
            const std::size_t got = client.read(piece.data(), piece.size());
            if (got == 0 || !send_all(upstream, {piece.data(), got})) return;
        }
        if (waiting[1].revents != 0) {
            const ssize_t got = recv(upstream, piece.data(), piece.size(), 0);
            if (got <= 0 || !client.write({piece.data(), static_cast<std::size_t>(got)})) return;
        }
    }
}

/// The request as its origin server wants it: only the path, nothing that was meant for the proxy, one
/// exchange.
std::string for_origin(const HttpRequest& request, const std::string& path) {
    std::string text = request.method + " " + path + " HTTP/1.1\r\nConnection: close\r\nContent-Length: " +
                       std::to_string(request.body.size()) + "\r\n";
    for (const Header& header : request.headers) {
        bool dropped = header.name.size() > 6 && equal_ignoring_case(header.name.substr(0, 6), "proxy-");
        for (const char* name : {"connection", "content-length", "transfer-encoding", "expect"})
            dropped = dropped || equal_ignoring_case(header.name, name);
        if (!dropped) text += header.name + ": " + header.value + "\r\n";
    }
    return text + "\r\n" + request.body;
}

}  // namespace

bool is_for_proxy(const HttpRequest& request) {
    return request.method == "CONNECT" || request.target.find("://") != std::string::npos;
}

bool serve_proxied(Connection& client, const HttpRequest& request, const ProxyConfig& proxy) {
    if (!proxy.credentials.empty() &&
        request.header("proxy-authorization") != "Basic " + base64(proxy.credentials))
        return refuse(client, 407, "Proxy-Authenticate: Basic realm=\"fake\"\r\n",
                      "the proxy wants credentials\n");
    const bool tunnel = request.method == "CONNECT";
    const std::size_t scheme = request.target.find("://");
    const std::size_t host_at = tunnel ? 0 : scheme + 3,
                      path_at = std::min(request.target.find('/', host_at), request.target.size());
    const std::string host = request.target.substr(host_at, path_at - host_at);
    if (!tunnel && request.target.substr(0, scheme) != "http")
        return refuse(client, 403, "", "this proxy forwards http only\n");
    const auto route = proxy.routes.find(host);
    const Socket upstream(dial(route == proxy.routes.end() ? host : route->second));
    if (upstream.get() < 0)
        return refuse(client, errno == EACCES ? 403 : 502, "", "this proxy cannot reach " + host + "\n");
    if (tunnel) {
        if (!client.write("HTTP/1.1 200 Connection established\r\n\r\n")) return false;
    } else {
        const std::string path = request.target.substr(path_at);
        if (!send_all(upstream.get(), for_origin(request, path.empty() ? "/" : path))) return false;
    }
    relay(client, upstream.get());
    return false;
}

}  // namespace kompress::testing::fake_llm
