// SPDX-License-Identifier: Apache-2.0
// X.509 certificates made by OpenSSL's library, so that none lies in the tree to expire one day.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <memory>
#include <stdexcept>

#include "support/fake_llm/tls.hpp"

namespace kompress::testing::fake_llm {
namespace {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

constexpr long Day = 24L * 60 * 60;

void check(bool ok, const char* what) {
    if (!ok) throw std::runtime_error(std::string("OpenSSL cannot make a certificate: ") + what);
}

std::string contents(const Bio& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string pem(X509* certificate) {
    const Bio bio(BIO_new(BIO_s_mem()));
    check(PEM_write_bio_X509(bio.get(), certificate) == 1, "write");
    return contents(bio);
}

std::string pem(EVP_PKEY* key) {
    const Bio bio(BIO_new(BIO_s_mem()));
    check(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "write key");
    return contents(bio);
}

struct Authority {
    Key key;
    Certificate certificate;
};

struct Subject {
    const char* name;
    const char* hosts = nullptr;  // subjectAltName; none for an authority
    long from = -Day;             // seconds from now
    long until = 30 * Day;
};

void extend(X509* certificate, X509* issuer, int id, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value);
    check(extension && X509_add_ext(certificate, extension, -1) == 1, value);
    X509_EXTENSION_free(extension);
}

/// Signed by `authority`, or by its own key if that is null.
Certificate sign(const Subject& subject, EVP_PKEY* key, const Authority* authority) {
    static std::atomic<long> serial{0};
    Certificate certificate(X509_new());
    X509* x = certificate.get();
    check(x && X509_set_version(x, 2) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial) == 1,
          "serial");
    X509_gmtime_adj(X509_getm_notBefore(x), subject.from);
    X509_gmtime_adj(X509_getm_notAfter(x), subject.until);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(subject.name), -1, -1, 0);
    X509* issuer = authority ? authority->certificate.get() : x;
    check(X509_set_issuer_name(x, X509_get_subject_name(issuer)) == 1 && X509_set_pubkey(x, key) == 1,
          "names");
    extend(x, issuer, NID_subject_key_identifier, "hash");
    extend(x, issuer, NID_authority_key_identifier, "keyid:always");
    extend(x, issuer, NID_basic_constraints, subject.hosts ? "critical,CA:FALSE" : "critical,CA:TRUE");
    extend(x, issuer, NID_key_usage,
           subject.hosts ? "critical,digitalSignature" : "critical,keyCertSign,cRLSign");
    if (subject.hosts) {
        extend(x, issuer, NID_ext_key_usage, "serverAuth");
        extend(x, issuer, NID_subject_alt_name, subject.hosts);
    }
    check(X509_sign(x, authority ? authority->key.get() : key, EVP_sha256()) > 0, "sign");
    return certificate;
}

Authority make_authority(const char* name) {
    Authority authority;
    authority.key.reset(EVP_EC_gen("P-256"));
    check(authority.key != nullptr, "key");
    authority.certificate = sign({name}, authority.key.get(), nullptr);
    return authority;
}

Identity make_identity(const Subject& subject, const Authority* authority) {
    const Key key(EVP_EC_gen("P-256"));
    check(key != nullptr, "key");
    return {pem(sign(subject, key.get(), authority).get()), pem(key.get())};
}

}  // namespace

TestCertificates make_test_certificates() {
    const char* here = "DNS:localhost,IP:127.0.0.1,IP:::1";
    const Authority authority = make_authority("kompress test authority"),
                    stranger = make_authority("another authority");
    TestCertificates made;
    made.authority = pem(authority.certificate.get());
    made.good = make_identity({"localhost", here}, &authority);
    made.expired = make_identity({"localhost", here, -30 * Day, -Day}, &authority);
    made.not_yet_valid = make_identity({"localhost", here, Day, 30 * Day}, &authority);
    made.self_signed = make_identity({"localhost", here}, nullptr);
    made.other_authority = make_identity({"localhost", here}, &stranger);
    made.wrong_host = make_identity({"wrong.example", "DNS:wrong.example"}, &authority);
    return made;
}

}  // namespace kompress::testing::fake_llm
