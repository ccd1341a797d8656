// SPDX-License-Identifier: Apache-2.0
#pragma once
/// TLS for the server, and certificates made at run time: good ones and those that a client must refuse.
///
/// Threading: values; a TlsContext may be used by many connections at once.

#include <openssl/ssl.h>

#include <string>

namespace kompress::testing::fake_llm {

/// A server's certificate and key. Throws std::runtime_error if they cannot be read or do not belong
/// together.
class TlsContext {
  public:
    TlsContext(const std::string& certificate_pem, const std::string& key_pem);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;
    SSL_CTX* get() const { return context_; }

  private:
    SSL_CTX* context_;
};

struct Identity {
    std::string certificate;  ///< PEM
    std::string key;          ///< PEM, without a passphrase
};

/// All but `self_signed` and `other_authority` are signed by the authority whose certificate is `authority`;
/// all but `wrong_host` are for localhost, 127.0.0.1 and ::1.
struct TestCertificates {
    std::string authority;  ///< PEM; what a client is told to trust
    Identity good;
    Identity expired;          ///< until yesterday
    Identity not_yet_valid;    ///< from tomorrow
    Identity self_signed;      ///< valid, but vouched for by nobody
    Identity other_authority;  ///< signed by an authority that the client does not know
    Identity wrong_host;       ///< for wrong.example
};

/// Keys on P-256; takes a few milliseconds. Throws std::runtime_error if OpenSSL refuses.
TestCertificates make_test_certificates();

}  // namespace kompress::testing::fake_llm
