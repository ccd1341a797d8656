// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <limits>

namespace kompress::testing::fake_llm {

void block_sigpipe() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

Connection::Connection(int fd) : fd_(fd) {
    const int one = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);  // a byte on its own leaves on its own
}

Connection::~Connection() {
    if (polite_) SSL_shutdown(tls_);
    if (tls_) SSL_free(tls_);
    close(fd_);
}

bool Connection::accept_tls(SSL_CTX* context) {
    tls_ = SSL_new(context);
    polite_ = tls_ && SSL_set_fd(tls_, fd_) == 1 && SSL_accept(tls_) == 1;
    return polite_;
}

std::size_t Connection::read(char* to, std::size_t size) {
    if (tls_)
        return static_cast<std::size_t>(
            std::max(0, SSL_read(tls_, to, static_cast<int>(std::min<std::size_t>(size, 1 << 20)))));
    for (;;) {
        const ssize_t got = recv(fd_, to, size, 0);
        if (got < 0 && errno == EINTR) continue;
        return got < 0 ? 0 : static_cast<std::size_t>(got);
    }
}

bool Connection::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = tls_ ? SSL_write(tls_, bytes.data(),
                                              static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20)))
                                  : send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && !tls_ && errno == EINTR) continue;
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Connection::pause(std::chrono::milliseconds duration) {
    using Clock = std::chrono::steady_clock;
    const bool forever = duration.count() < 0;
    const auto end = Clock::now() + duration;
    pollfd waiting{fd_, POLLRDHUP, 0};
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
        if (!forever && left <= 0) return true;
        const int ready =
            poll(&waiting, 1,
                 forever ? -1 : static_cast<int>(std::min<long>(left, std::numeric_limits<int>::max())));
        if (ready > 0) return false;
        if (ready < 0 && errno != EINTR) return false;
    }
}

void Connection::reset_on_close() {
    const linger now{1, 0};
    polite_ = false;
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void Connection::hang_up() {
    shutdown(fd_, SHUT_RDWR);
}

}  // namespace kompress::testing::fake_llm
