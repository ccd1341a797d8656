// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "support/fake_llm/connection.hpp"
#include "support/fake_llm/proxy.hpp"
#include "support/fake_llm/wire.hpp"

namespace kompress::testing::fake_llm {
namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

Server::Server(Script script)
    : start_(std::chrono::steady_clock::now()),
      recorder_(script.record_file, script.keep_requests),
      provider_(std::move(script), std::chrono::system_clock::now()) {
    const Script& kept = provider_.script();
    if (!kept.tls_certificate.empty())
        tls_ = std::make_unique<TlsContext>(kept.tls_certificate, kept.tls_key);
    listen_on(kept.port);
    if (pipe2(wake_, O_CLOEXEC) != 0) fail("cannot make a pipe");
    if (kept.accept == Accept::Normal) acceptor_ = std::thread([this] { accept_loop(); });
}

Server::~Server() {
    stop();
}

Time Server::now() const {
    return std::chrono::steady_clock::now() - start_;
}

std::string Server::url() const {
    return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
}

void Server::listen_on(std::uint16_t port) {
    const Accept how = provider_.script().accept;
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int one = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    sockaddr_in address = loopback(port);
    socklen_t size = sizeof address;
    if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0)
        fail("cannot listen on 127.0.0.1:" + std::to_string(port));
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    if (how == Accept::Refuse)
        return;  // bound, but nobody listens: connections are refused and the port stays ours
    if (listen(listener_, how == Accept::Never ? 0 : 512) != 0)
        fail("cannot listen on 127.0.0.1:" + std::to_string(port_));
    if (how != Accept::Never) return;
    for (int i = 0; i < 3;
         ++i) {  // the queue of a listener who never accepts: once full, the kernel drops what comes
        fillers_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        connect(fillers_.back(), reinterpret_cast<sockaddr*>(&address), size);
    }
}

void Server::accept_loop() {
    block_sigpipe();
    for (;;) {
        pollfd waiting[] = {{listener_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
        if (poll(waiting, 2, -1) < 0 && errno != EINTR) return;
        if (waiting[1].revents != 0) return;
        if (waiting[0].revents == 0) continue;
        if (const auto delay = provider_.script().accept_delay_ms; delay > 0) {
            pollfd stop{wake_[0], POLLIN, 0};
            if (poll(&stop, 1, static_cast<int>(delay)) > 0) return;
        }
        const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) continue;
        reap();
        const std::uint64_t id = ++connections_;
        const std::lock_guard lock(mutex_);
        Worker& worker = workers_.emplace_back();
        worker.thread = std::thread([this, &worker, fd, id] { serve(worker, fd, id); });
    }
}

/// Joins the threads that have ended.
void Server::reap() {
    std::list<Worker> ended;
    {
        const std::lock_guard lock(mutex_);
        for (auto worker = workers_.begin(); worker != workers_.end();) {
            const auto next = std::next(worker);
            if (worker->done) ended.splice(ended.end(), workers_, worker);
            worker = next;
        }
    }
    for (Worker& worker : ended) worker.thread.join();
}

void Server::serve(Worker& worker, int fd, std::uint64_t id) {
    block_sigpipe();
    {
        Connection connection(fd);
        {
            const std::lock_guard lock(mutex_);
            worker.connection = &connection;
            if (stopping_) connection.hang_up();
        }
        if (provider_.script().tls_stall)
            connection.pause(std::chrono::milliseconds(-1));
        else if (tls_ && !connection.accept_tls(tls_->get()))
            ++bad_handshakes_;
        else
            converse(connection, id);
        const std::lock_guard lock(mutex_);
        worker.connection = nullptr;
    }
    const std::lock_guard lock(mutex_);
    worker.done = true;
}

void Server::converse(Connection& connection, std::uint64_t id) {
    std::string buffer;
    std::vector<char> piece(64u << 10);
    bool continued = false;
    for (;;) {
        HttpRequest request;
        const Parsed parsed = parse_request(buffer, request);
        if (parsed == Parsed::Bad) {
            connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }
        if (parsed == Parsed::Complete) {
            continued = false;
            const std::uint64_t number = recorder_.add(id, now(), request);
            const ProxyConfig& proxy = provider_.script().proxy;
            if (proxy.enabled && is_for_proxy(request)) {
                if (!serve_proxied(connection, request, proxy)) return;
            } else if (!answer(connection, request, number)) {
                return;
            }
            continue;
        }
        if (parsed == Parsed::NeedMoreAfterContinue && !continued) {
            continued = true;
            if (!connection.write("HTTP/1.1 100 Continue\r\n\r\n")) return;
        }
        const std::size_t got = connection.read(piece.data(), piece.size());
        if (got == 0) return;
        buffer.append(piece.data(), got);
    }
}

bool Server::answer(Connection& connection, const HttpRequest& request, std::uint64_t number) {
    const std::int64_t working = ++at_work_;
    for (std::int64_t peak = peak_; working > peak && !peak_.compare_exchange_weak(peak, working);) {
    }
    Exchange exchange = provider_.begin(request, number, now());
    const Delays delays = delays_of(provider_.script(), exchange.fault);
    bool working_still = true;
    Milestones milestones;
    milestones.started = [&] { provider_.started(exchange, now()); };
    milestones.finished = [&] {
        if (working_still) --at_work_;
        working_still = false;
        provider_.finished(exchange, now());
    };
    const bool keep_alive =
        request.version != "HTTP/1.0" && !equal_ignoring_case(request.header("connection"), "close");
    const bool usable = send_reply(connection, exchange, delays, keep_alive, request.method == "HEAD",
                                   http_date(std::chrono::system_clock::now()), milestones);
    milestones.finished();
    return usable;
}

void Server::stop() {
    const std::lock_guard once(stop_mutex_);
    if (stopping_.exchange(true)) return;
    const char byte = 0;
    if (write(wake_[1], &byte, 1) < 0) fail("cannot wake the acceptor");
    if (acceptor_.joinable()) acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (Worker& worker : workers_)
            if (worker.connection) worker.connection->hang_up();
    }
    for (Worker& worker : workers_)
        worker.thread.join();  // with the acceptor gone nobody else touches the list
    workers_.clear();
    for (const int fd : fillers_) close(fd);
    close(listener_);
    close(wake_[0]);
    close(wake_[1]);
}

}  // namespace kompress::testing::fake_llm
