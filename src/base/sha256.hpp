// SPDX-License-Identifier: Apache-2.0
#pragma once
/// SHA-256 (FIPS 180-4), for keys that must not collide even on purpose: answers that cost money are found by it.
/// Computed by libmd. For content and names use base/hash.hpp, which is far faster.

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace kompress {

struct Digest256 {
    std::array<std::uint8_t, 32> bytes{};
    auto operator<=>(const Digest256&) const = default;
    /// 64 lower-case hexadecimal digits.
    std::string hex() const;
    std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
};

Digest256 sha256(std::string_view bytes);

}  // namespace kompress

template <>
struct std::hash<kompress::Digest256> {
    std::size_t operator()(const kompress::Digest256& digest) const noexcept {
        std::size_t value;
        __builtin_memcpy(&value, digest.bytes.data(), sizeof value);
        return value;
    }
};
