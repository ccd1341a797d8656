// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Interns the names of one piece: text to NameId, in order of first appearance.
///
/// Threading: one thread. reset() costs nothing: slots carry the generation that filled them. Every piece begins with few
/// slots, so that a small file after a huge one finds its names in the nearest cache.

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/parsed_file.hpp"

namespace kompress::parse {

class NameTable {
  public:
    NameTable() : slots_(InitialSlots) {}

    void reset(ParsedFile& file) {
        file_ = &file;
        mask_ = InitialSlots - 1;
        begin_generation();
    }

    /// `hash` is hash64 of the text.
    NameId intern(std::string_view text, std::uint64_t hash) {
        std::size_t at = hash & mask_;
        while (slots_[at].generation == generation_) {
            if (slots_[at].hash == hash && file_->names[slots_[at].id] == text) return slots_[at].id;
            at = (at + 1) & mask_;
        }
        const auto id = static_cast<NameId>(file_->names.size());
        slots_[at] = {hash, id, generation_};
        file_->names.push_back(text);
        file_->name_hashes.push_back(hash);
        if (file_->names.size() * 2 > mask_) grow();
        return id;
    }

  private:
    static constexpr std::size_t InitialSlots = 4096;
    struct Slot {
        std::uint64_t hash = 0;
        NameId id = 0;
        std::uint32_t generation = 0;
    };

    void begin_generation() {
        if (++generation_ > 0) return;
        slots_.assign(slots_.size(), {});
        generation_ = 1;
    }

    void grow() {
        mask_ = mask_ * 2 + 1;
        if (slots_.size() <= mask_) slots_.resize(mask_ + 1);
        begin_generation();
        for (NameId id = 0; id < file_->names.size(); ++id) {
            const std::uint64_t hash = file_->name_hashes[id];
            std::size_t at = hash & mask_;
            while (slots_[at].generation == generation_) at = (at + 1) & mask_;
            slots_[at] = {hash, id, generation_};
        }
    }

    std::vector<Slot> slots_;
    std::size_t mask_ = InitialSlots - 1;  ///< slots in use, a power of two, less one
    std::uint32_t generation_ = 0;
    ParsedFile* file_ = nullptr;
};

}  // namespace kompress::parse
