// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One accepted TCP connection, in the clear or under TLS.
///
/// Threading: one thread uses it; hang_up() may be called from any other and ends every wait of that thread.
/// Lifetime:  closes its socket when destroyed. A write to a peer that has gone is a false, never a SIGPIPE,
/// as long as the thread has called block_sigpipe().

#include <openssl/ssl.h>

#include <chrono>
#include <cstddef>
#include <string_view>

namespace kompress::testing::fake_llm {

/// OpenSSL writes without MSG_NOSIGNAL, so the signal is blocked in the threads of the server.
void block_sigpipe();

class Connection {
  public:
    explicit Connection(int fd);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Answers the handshake of a client; false if it gave up or refused our certificate.
    bool accept_tls(SSL_CTX* context);

    /// Bytes read, 0 when the peer has ended or the connection is broken.
    std::size_t read(char* to, std::size_t size);
    bool write(std::string_view bytes);

    /// Waits; false as soon as the peer has closed or hang_up was called. A negative duration waits for that.
    bool pause(std::chrono::milliseconds duration);

    /// Ends the conversation with a TCP reset when the socket is closed.
    void reset_on_close();
    void hang_up();
    int fd() const { return fd_; }
    bool is_tls() const { return tls_ != nullptr; }

  private:
    const int fd_;
    SSL* tls_ = nullptr;
    bool polite_ = false;  // TLS says goodbye
};

}  // namespace kompress::testing::fake_llm
