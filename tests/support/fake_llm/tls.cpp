// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/tls.hpp"

#include <openssl/pem.h>

#include <memory>
#include <stdexcept>

namespace kompress::testing::fake_llm {
namespace {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

Bio reading(const std::string& pem) {
    return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

}  // namespace

TlsContext::TlsContext(const std::string& certificate_pem, const std::string& key_pem)
    : context_(SSL_CTX_new(TLS_server_method())) {
    const Bio certificate_text = reading(certificate_pem), key_text = reading(key_pem);
    const std::unique_ptr<X509, Freed<X509_free>> certificate(
        PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr));
    const std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>> key(
        PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
    if (!context_ || !certificate || !key || SSL_CTX_use_certificate(context_, certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context_, key.get()) != 1 || SSL_CTX_check_private_key(context_) != 1) {
        SSL_CTX_free(context_);
        throw std::runtime_error(
            "the certificate and the key for TLS cannot be read or do not belong together");
    }
    SSL_CTX_set_mode(context_, SSL_MODE_AUTO_RETRY);
}

TlsContext::~TlsContext() {
    SSL_CTX_free(context_);
}

}  // namespace kompress::testing::fake_llm
