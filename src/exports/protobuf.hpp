// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The wire format of Protocol Buffers, as far as writing needs it. Field order is the caller's.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kompress::exports {

class Message {
  public:
    void number(std::uint32_t field, std::uint64_t value) {
        if (value == 0) return;  // proto3: zero is what is not there
        varint(field << 3);
        varint(value);
    }
    /// `value` must be UTF-8 where the schema says string.
    void text(std::uint32_t field, std::string_view value) {
        if (!value.empty()) bytes(field, value);
    }
    void message(std::uint32_t field, const Message& value) { bytes(field, value.bytes_); }
    void packed(std::uint32_t field, const std::vector<std::uint32_t>& values) {
        Message inner;
        for (const std::uint32_t value : values) inner.varint(value);
        bytes(field, inner.bytes_);
    }
    /// Fields of another message of the same type.
    void append(const Message& other) { bytes_ += other.bytes_; }
    const std::string& bytes() const { return bytes_; }
    void clear() { bytes_.clear(); }

  private:
    void varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
        bytes_ += static_cast<char>(value);
    }
    void bytes(std::uint32_t field, std::string_view value) {
        varint(field << 3 | 2);
        varint(value.size());
        bytes_ += value;
    }
    std::string bytes_;
};

}  // namespace kompress::exports
