// SPDX-License-Identifier: Apache-2.0
#include "store/roster.hpp"

#include <algorithm>
#include <cstring>

#include "base/varint.hpp"
#include "store/postings.hpp"

namespace kompress::store {

std::string Roster::pack(const std::vector<RosterEntry>& entries) {
    std::string bytes;
    RosterEntry before;
    for (const RosterEntry& entry : entries) {
        put_varint(bytes, static_cast<std::uint64_t>(entry.file - before.file));
        put_varint(bytes, zigzag(entry.first_piece - before.first_piece));
        put_varint(bytes, entry.pieces);
        bytes.push_back(static_cast<char>(entry.language));
        bytes.push_back(static_cast<char>(entry.role));
        put_varint(bytes, entry.bytes);
        put_varint(bytes, entry.symbols);
        bytes.append(reinterpret_cast<const char*>(&entry.rank), sizeof entry.rank);
        before = entry;
    }
    return bytes;
}

std::optional<Roster> Roster::unpack(std::string_view bytes) {
    Roster roster;
    ByteReader in(bytes);
    RosterEntry entry;
    std::int64_t pieces = 0;
    constexpr std::size_t BytesOfOne = 13;  // about, of Linux
    roster.entries_.reserve(bytes.size() / BytesOfOne);
    while (in.remaining() > 0) {
        const std::int64_t file = entry.file;
        entry.file = static_cast<std::int64_t>(static_cast<std::uint64_t>(entry.file) + in.varint());
        entry.first_piece = static_cast<std::int64_t>(static_cast<std::uint64_t>(entry.first_piece) + static_cast<std::uint64_t>(unzigzag(in.varint())));
        const std::uint64_t count = in.varint();
        const std::uint8_t language = in.byte(), role = in.byte();
        entry.bytes = in.varint();
        entry.symbols = in.varint();
        const std::string_view rank = in.take(sizeof entry.rank);
        if (in.failed() || language >= LanguageCount || role >= FileRoleCount || count > PostingBuffer::MaxPiece) return std::nullopt;
        if (entry.file <= file || entry.first_piece < 0 || entry.first_piece > PostingBuffer::MaxPiece - static_cast<std::int64_t>(count)) return std::nullopt;
        entry.pieces = static_cast<std::uint32_t>(count);
        entry.language = static_cast<Language>(language);
        entry.role = static_cast<FileRole>(role);
        std::memcpy(&entry.rank, rank.data(), sizeof entry.rank);
        roster.entries_.push_back(entry);
        pieces = std::max(pieces, entry.first_piece + static_cast<std::int64_t>(count));
    }
    roster.content_of_piece_.assign(static_cast<std::size_t>(pieces), None);
    roster.same_content_.assign(roster.entries_.size(), None);
    std::uint64_t claimed = 0;  // contents do not share pieces: a foreign file must not make this quadratic
    for (std::uint32_t i = 0; i < roster.entries_.size(); ++i) {
        const RosterEntry& one = roster.entries_[i];
        if (one.pieces == 0) continue;
        const auto first = roster.content_of_piece_.begin() + one.first_piece;
        if (*first != None) {
            roster.same_content_[i] = roster.same_content_[*first];
            roster.same_content_[*first] = i;
            continue;
        }
        claimed += one.pieces;
        if (claimed > static_cast<std::uint64_t>(pieces)) return std::nullopt;
        std::fill(first, first + one.pieces, i);
    }
    return roster;
}

std::uint32_t Roster::find(std::int64_t file) const {
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), file, [](const RosterEntry& e, std::int64_t id) { return e.file < id; });
    return at != entries_.end() && at->file == file ? static_cast<std::uint32_t>(at - entries_.begin()) : None;
}

}  // namespace kompress::store
