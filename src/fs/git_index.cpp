// SPDX-License-Identifier: Apache-2.0
#include "fs/git_index.hpp"

#include <algorithm>
#include <cstdint>

namespace kompress::fs {
namespace {

constexpr std::size_t HeaderBytes = 12;
constexpr std::size_t StatBytes = 40;
constexpr std::uint16_t ExtendedFlag = 0x4000;

std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

Error corrupt() {
    return {ErrorCode::Corrupt, "the git index is damaged"};
}

/// The variable-length number of version 4: seven bits a byte, each continuation adds one.
bool read_offset(std::string_view bytes, std::size_t& at, std::size_t& value) {
    value = 0;
    for (int i = 0; i < 5; ++i) {
        if (at >= bytes.size()) return false;
        const auto byte = static_cast<unsigned char>(bytes[at++]);
        value = (i == 0 ? 0 : (value + 1) << 7) | (byte & 0x7f);
        if (!(byte & 0x80)) return true;
    }
    return false;
}

struct Cursor {
    std::string_view bytes;  // without the checksum at the end
    std::size_t hash_bytes;
    std::uint32_t version;
    std::size_t at = HeaderBytes;

    /// Reads one entry; `path` holds the previous one and receives the new one.
    bool next(std::string& path) {
        const std::size_t begin = at;
        const std::size_t flags_at = begin + StatBytes + hash_bytes;
        if (bytes.size() < flags_at + 2) return false;
        const auto flags = big_endian(bytes, flags_at, 2);
        at = flags_at + ((flags & ExtendedFlag) && version >= 3 ? 4 : 2);
        std::size_t keep = 0;
        if (version == 4) {
            std::size_t drop = 0;
            if (!read_offset(bytes, at, drop) || drop > path.size()) return false;
            keep = path.size() - drop;
        }
        if (at >= bytes.size()) return false;
        const auto end = bytes.find('\0', at);
        if (end == std::string_view::npos) return false;
        path.resize(keep);
        path.append(bytes.substr(at, end - at));
        at = version == 4 ? end + 1 : begin + ((end - begin + 8) & ~std::size_t{7});
        return at <= bytes.size();
    }

    /// False when the extensions hold one that changes what the entries mean.
    bool extensions_are_optional() const {
        for (std::size_t i = at; i + 8 <= bytes.size();) {
            const auto name = bytes.substr(i, 4);
            const bool required = !(name[0] >= 'A' && name[0] <= 'Z');
            if (required && name != "sdir") return false;  // sparse directories only leave paths out
            i += 8 + std::size_t{big_endian(bytes, i + 4, 4)};
        }
        return true;
    }
};

}  // namespace

Result<GitIndex> GitIndex::parse(std::string_view bytes, bool sha256) {
    const std::size_t hash_bytes = sha256 ? 32 : 20;
    if (bytes.size() < HeaderBytes + hash_bytes || !bytes.starts_with("DIRC")) return corrupt();
    const auto version = big_endian(bytes, 4, 4);
    if (version < 2 || version > 4)
        return Error{ErrorCode::Incompatible,
                     "git index version " + std::to_string(version) + " is not known"};
    const std::size_t count = big_endian(bytes, 8, 4);
    bytes.remove_suffix(hash_bytes);
    if (count > bytes.size() / (StatBytes + hash_bytes)) return corrupt();

    GitIndex index;
    index.paths_.reserve(count);
    Cursor cursor{bytes, hash_bytes, version};
    std::string path;
    for (std::size_t i = 0; i < count; ++i) {
        if (!cursor.next(path)) return corrupt();
        index.paths_.push_back(path);
    }
    if (!cursor.extensions_are_optional())
        return Error{ErrorCode::Incompatible, "the git index is split or has an extension that is not known"};
    if (!std::is_sorted(index.paths_.begin(), index.paths_.end()))
        std::sort(index.paths_.begin(), index.paths_.end());
    return index;
}

bool GitIndex::has(std::string_view path) const {
    return std::binary_search(paths_.begin(), paths_.end(), path, std::less<>());
}

bool GitIndex::has_below(std::string_view directory) const {
    const std::string start = std::string(directory) + "/";
    const auto first = std::lower_bound(paths_.begin(), paths_.end(), start);
    return first != paths_.end() && first->starts_with(start);
}

}  // namespace kompress::fs
