// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.hpp"

#include <sys/types.h>
#include <sha2.h>

namespace kompress {

Digest256 sha256(std::string_view bytes) {
    SHA2_CTX context;
    ::SHA256Init(&context);
    ::SHA256Update(&context, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    Digest256 digest;
    ::SHA256Final(digest.bytes.data(), &context);
    return digest;
}

std::string Digest256::hex() const {
    static constexpr char Digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text.push_back(Digits[byte >> 4]);
        text.push_back(Digits[byte & 15]);
    }
    return text;
}

}  // namespace kompress
