// SPDX-License-Identifier: Apache-2.0
#pragma once
/// XXH3 hashes (https://xxhash.com), the only hash for content, facts and names.
///
/// Not cryptographic: two files made to collide on purpose share facts, which harms only their author.

#include <cstddef>
#include <cstdint>
#include <compare>
#include <memory>
#include <string>
#include <string_view>

namespace kompress {

struct Hash128 {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    auto operator<=>(const Hash128&) const = default;
    /// 32 lower-case hexadecimal digits.
    std::string hex() const;
};

Hash128 hash128(std::string_view bytes);
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);

/// A 128-bit hash of bytes that arrive in pieces.
class Hasher {
  public:
    Hasher();
    ~Hasher();
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;
    void update(std::string_view bytes);
    void update_number(std::uint64_t value);
    Hash128 digest() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace kompress

template <>
struct std::hash<kompress::Hash128> {
    std::size_t operator()(const kompress::Hash128& h) const noexcept { return h.low; }
};
