// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What choosing among files needs to know of all of them at once: kept as one row, read in a millisecond where asking for
/// each file would take a query.
///
/// Threading: pure, immutable once read.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/types.hpp"

namespace kompress::store {

/// A file with facts.
struct RosterEntry {
    std::int64_t file = 0;         ///< row id
    std::int64_t first_piece = 0;
    std::uint32_t pieces = 0;
    Language language = Language::None;
    FileRole role = FileRole::Source;
    std::uint64_t bytes = 0;       ///< of source
    std::uint64_t symbols = 0;
    float rank = 1;                ///< PageRank (resolve/rank.hpp); 1 is the average

    bool operator==(const RosterEntry&) const = default;
};

class Roster {
  public:
    static constexpr std::uint32_t None = 0xffffffffu;

    /// `entries` by file.
    static std::string pack(const std::vector<RosterEntry>& entries);
    /// nullopt: damaged.
    static std::optional<Roster> unpack(std::string_view bytes);

    const std::vector<RosterEntry>& entries() const { return entries_; }
    /// Index of the file with this row id, or None.
    std::uint32_t find(std::int64_t file) const;
    /// Calls `visit` with the index of every file that has this piece: several, where they have the same content.
    template <typename Visit>
    void each_of_piece(std::int64_t piece, Visit visit) const {
        if (piece < 0 || static_cast<std::size_t>(piece) >= content_of_piece_.size()) return;
        const std::uint32_t first = content_of_piece_[static_cast<std::size_t>(piece)];
        for (std::uint32_t at = first; at != None; at = same_content_[at]) visit(at);
    }

  private:
    std::vector<RosterEntry> entries_;
    std::vector<std::uint32_t> content_of_piece_;  ///< by piece: the first file that has it
    std::vector<std::uint32_t> same_content_;      ///< by file: the next file of the same content
};

}  // namespace kompress::store
