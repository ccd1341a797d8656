// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The test server: a provider behind real sockets on 127.0.0.1.
///
///     Script script;
///     script.faults.push_back({.when = {.at = {1}}, .error = "rate_limit", .retry_after = "2"});
///     Server server(script);
///     … base URL: server.url() + "/v1" …
///     CHECK(server.requests().at(0).request.header("authorization") == "Bearer …");
///
/// One thread accepts, one more serves each connection. Threading: every method may be called from any
/// thread. Lifetime: the destructor ends all connections, however they stall, and joins all threads.

#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "support/fake_llm/provider.hpp"
#include "support/fake_llm/recorder.hpp"
#include "support/fake_llm/tls.hpp"

namespace kompress::testing::fake_llm {

class Connection;

class Server {
  public:
    /// Listens when it returns. Throws std::runtime_error if the port is taken, the record file cannot be
    /// opened or the certificate and key do not belong together.
    explicit Server(Script script = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// http://127.0.0.1:PORT or https://…, without a slash at the end.
    std::string url() const;
    std::uint16_t port() const { return port_; }

    std::vector<RecordedRequest> requests() const { return recorder_.requests(); }
    std::size_t request_count() const { return recorder_.count(); }
    /// True as soon as that many requests have come; false at the timeout.
    bool wait_for_requests(std::size_t count, std::chrono::milliseconds timeout) const {
        return recorder_.wait_for(count, timeout);
    }

    std::uint64_t connections() const { return connections_; }  ///< accepted so far
    std::uint64_t failed_handshakes() const {
        return bad_handshakes_;
    }                                                        ///< clients that refused our certificate, say
    std::int64_t peak_concurrency() const { return peak_; }  ///< requests at work at the same time
    RateLimiter& limiter() { return provider_.limiter(); }

    /// Ends everything; may be called again.
    void stop();

  private:
    struct Worker {
        std::thread thread;
        Connection* connection = nullptr;  // while it is open
        bool done = false;
    };
    void listen_on(std::uint16_t port);
    void accept_loop();
    void serve(Worker& worker, int fd, std::uint64_t id);
    void converse(Connection& connection, std::uint64_t id);
    bool answer(Connection& connection, const HttpRequest& request, std::uint64_t number);
    void reap();
    Time now() const;

    const std::chrono::steady_clock::time_point start_;
    Recorder recorder_;
    Provider provider_;
    std::unique_ptr<TlsContext> tls_;
    int listener_ = -1;
    int wake_[2] = {-1, -1};    // a byte in it ends the acceptor
    std::vector<int> fillers_;  // connections to ourselves that keep the backlog full (Accept::Never)
    std::uint16_t port_ = 0;
    std::thread acceptor_;
    std::atomic<bool> stopping_{false};
    std::atomic<std::uint64_t> connections_{0}, bad_handshakes_{0};
    std::atomic<std::int64_t> at_work_{0}, peak_{0};
    std::mutex mutex_;  // protects workers_ and what is in them but the threads
    std::list<Worker> workers_;
    std::mutex stop_mutex_;  // one stop at a time
};

}  // namespace kompress::testing::fake_llm
