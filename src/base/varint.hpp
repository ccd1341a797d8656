// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Little-endian base-128 numbers and bounds-checked reading of stored bytes.
///
/// Stored bytes may come from a damaged or hostile file: a ByteReader never reads past its end; it turns
/// failed() and gives zeros from then on.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace kompress {

inline void put_varint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

inline std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

/// The low 48 bits.
inline void put_fixed48(std::string& out, std::uint64_t value) {
    for (int i = 0; i < 6; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

inline void put_bytes(std::string& out, std::string_view bytes) {
    put_varint(out, bytes.size());
    out.append(bytes);
}

class ByteReader {
  public:
    explicit ByteReader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    std::uint64_t varint() {
        // Most numbers are small.
        if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80) return static_cast<unsigned char>(*at_++);
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at_ == end_) return fail();
            const auto byte = static_cast<unsigned char>(*at_++);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) return value;
        }
        return fail();
    }
    std::uint64_t fixed48() {
        if (end_ - at_ < 6) return fail();
        std::uint64_t value = 0;
        for (int i = 0; i < 6; ++i) value |= static_cast<std::uint64_t>(static_cast<unsigned char>(*at_++)) << (8 * i);
        return value;
    }
    std::uint8_t byte() { return at_ == end_ ? static_cast<std::uint8_t>(fail()) : static_cast<std::uint8_t>(*at_++); }
    /// As many bytes as their number before them says.
    std::string_view bytes() { return take(varint()); }
    std::string_view take(std::uint64_t size) {
        if (size > static_cast<std::uint64_t>(end_ - at_)) {
            fail();
            return {};
        }
        const std::string_view view(at_, size);
        at_ += size;
        return view;
    }
    bool at_end() const { return at_ == end_; }
    bool failed() const { return failed_; }
    std::size_t remaining() const { return static_cast<std::size_t>(end_ - at_); }

  private:
    std::uint64_t fail() {
        failed_ = true;
        at_ = end_;
        return 0;
    }
    const char* at_;
    const char* end_;
    bool failed_ = false;
};

}  // namespace kompress
