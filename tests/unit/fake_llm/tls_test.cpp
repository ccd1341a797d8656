// SPDX-License-Identifier: Apache-2.0
// Certificates, judged by OpenSSL's own client.
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <catch2/catch.hpp>

#include "raw_client.hpp"
#include "support/fake_llm/server.hpp"

using namespace kompress::testing::fake_llm;

namespace {

struct Visit {
    long verdict = -1;  ///< X509_V_OK or why the certificate was refused
    std::string reply;
};

/// Connects, trusts `authority` alone, insists on `host`, asks for the models.
Visit visit(const Identity& identity, const std::string& authority, const std::string& host = "localhost") {
    Script script;
    script.tls_certificate = identity.certificate;
    script.tls_key = identity.key;
    Server server(script);
    CHECK(server.url().rfind("https://127.0.0.1:", 0) == 0);
    RawClient socket(server.port());
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    BIO* text = BIO_new_mem_buf(authority.data(), static_cast<int>(authority.size()));
    X509* trusted = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), trusted);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL* tls = SSL_new(context);
    SSL_set1_host(tls, host.c_str());
    SSL_set_fd(tls, socket.fd());
    Visit out;
    const bool open = SSL_connect(tls) == 1;
    out.verdict = SSL_get_verify_result(tls);
    if (open) {
        const std::string request = "GET /v1/models HTTP/1.1\r\nConnection: close\r\n\r\n";
        SSL_write(tls, request.data(), static_cast<int>(request.size()));
        char piece[4096];
        for (int got; (got = SSL_read(tls, piece, sizeof piece)) > 0;)
            out.reply.append(piece, static_cast<std::size_t>(got));
    }
    SSL_free(tls);
    X509_free(trusted);
    BIO_free(text);
    SSL_CTX_free(context);
    socket.close();
    server.stop();
    CHECK(server.failed_handshakes() == (open ? 0u : 1u));
    CHECK(server.request_count() == (open ? 1u : 0u));
    return out;
}

}  // namespace

TEST_CASE("tls: the good certificate serves, each of the others is refused for its own reason",
          "[fake_llm]") {
    const TestCertificates made = make_test_certificates();
    const Visit good = visit(made.good, made.authority);
    CHECK(good.verdict == X509_V_OK);
    CHECK(good.reply.find("fake-small") != std::string::npos);
    CHECK(visit(made.expired, made.authority).verdict == X509_V_ERR_CERT_HAS_EXPIRED);
    CHECK(visit(made.not_yet_valid, made.authority).verdict == X509_V_ERR_CERT_NOT_YET_VALID);
    CHECK(visit(made.self_signed, made.authority).verdict == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
    CHECK(visit(made.other_authority, made.authority).verdict ==
          X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    CHECK(visit(made.wrong_host, made.authority).verdict == X509_V_ERR_HOSTNAME_MISMATCH);
    CHECK(visit(made.wrong_host, made.authority, "wrong.example").verdict == X509_V_OK);
}

TEST_CASE("tls: a certificate and the key of another are not taken", "[fake_llm]") {
    const TestCertificates made = make_test_certificates();
    CHECK_THROWS_AS(TlsContext(made.good.certificate, made.expired.key), std::runtime_error);
    CHECK_THROWS_AS(TlsContext("nonsense", made.good.key), std::runtime_error);
}
