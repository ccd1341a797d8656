// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The tokens of an encoding, embedded as a finished hash table.
///
/// Threading: constant data. Nothing is built: the operating system maps the pages that are looked at. The format is
/// described in cmake/make_token_tables.py, which writes it.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace kompress::tokens {

constexpr std::uint32_t NoToken = UINT32_MAX;

class RankTable {
  public:
    explicit RankTable(const unsigned char* data);

    /// The id of the token that is exactly these `size` >= 1 bytes, or NoToken. Lower ids are merged first.
    std::uint32_t find(const char* bytes, std::size_t size) const;
    std::uint32_t token_count() const { return tokens_; }
    std::size_t longest_token() const { return longest_; }
    /// The bytes of every token by id. Walks the table: for tests.
    std::vector<std::string_view> all_tokens() const;

  private:
    const unsigned char* slots_;
    const unsigned char* pool_;
    std::uint32_t tokens_, slot_count_, pool_size_, longest_;
};

}  // namespace kompress::tokens
