// SPDX-License-Identifier: Apache-2.0
#include "resolve/definition_index.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <bit>

#include "base/hash.hpp"

namespace kompress::resolve {
namespace {

/// Names in uses and texts, as bits of their hashes: a few too many, none too few.
class MentionedNames {
  public:
    MentionedNames(const DefinitionIndex::EachUnit& each_unit, std::size_t uses) {
        bits_.assign(std::clamp(std::bit_ceil(16 * uses), MinBits, MaxBits), false);
        each_unit([&](FileIndex, const Unit& unit) {
            for (const Use& use : unit.uses) mark(use.name);
            unit.each_text([&](std::string_view text) { add_words(text); });
        });
        // What results of Java's own methods are looked up by, though no text may name it
        for (const char* name : {"String", "Class"}) mark(hash64(name));
    }
    bool contains(Key name) const { return bits_[name & (bits_.size() - 1)]; }

  private:
    static constexpr std::size_t MinBits = std::size_t{1} << 16, MaxBits = std::size_t{1} << 27;  ///< 8 KiB to 16 MiB
    void mark(Key name) { bits_[name & (bits_.size() - 1)] = true; }
    void add_words(std::string_view text) {
        for (std::size_t at = 0; at < text.size();) {
            const auto is_joint = [&](std::size_t i) { return std::string_view(".:=()[]{}\"/?,").find(text[i]) != std::string_view::npos; };
            std::size_t end = at;
            while (end < text.size() && !is_joint(end)) ++end;
            if (end > at) mark(hash64(text.substr(at, end - at)));
            at = end + 1;
        }
        mark(hash64(text));
    }
    std::vector<bool> bits_;
};

}  // namespace

DefinitionIndex::DefinitionIndex(const EachUnit& each_unit, std::size_t uses) {
    struct Entry {
        Key key;
        Definition definition;
        Outline outline;
        bool operator<(const Entry& other) const { return key != other.key ? key < other.key : definition < other.definition; }
    };
    // Of the eight million definitions of Linux most are register macros that nobody mentions: only names that some file
    // mentions are worth sorting.
    const MentionedNames mentioned(each_unit, uses);
    std::vector<Entry> entries;
    each_unit([&](FileIndex file, const Unit& unit) {
        for (std::uint32_t i = 0; i < unit.symbols.size(); ++i)
            if (mentioned.contains(unit.symbols[i].name)) entries.push_back({unit.symbols[i].name, {file, i}, outline_of(unit, i)});
        for (const Key name : unit.declared) declared_.push_back({name, file});
    });
    tbb::parallel_sort(entries.begin(), entries.end());
    tbb::parallel_sort(declared_.begin(), declared_.end());
    const std::size_t count = entries.size();
    keys_.reserve(count), definitions_.reserve(count), outlines_.reserve(count);
    for (const Entry& entry : entries) keys_.push_back(entry.key), definitions_.push_back(entry.definition), outlines_.push_back(entry.outline);
    // About two keys a bucket: hashes are spread evenly, so their top bits say where to look.
    const unsigned bits = std::max(4, static_cast<int>(std::bit_width(count / 2)));
    shift_ = 64 - bits;
    first_.assign((std::size_t{1} << bits) + 1, 0);
    std::size_t at = 0;
    for (std::size_t bucket = 0; bucket < first_.size(); ++bucket) {
        while (at < count && (keys_[at] >> shift_) < bucket) ++at;
        first_[bucket] = static_cast<std::uint32_t>(at);
    }
}

std::span<const Definition> DefinitionIndex::all(Key name) const {
    const std::size_t bucket = name >> shift_;
    const auto from = keys_.begin() + first_[bucket], to = keys_.begin() + first_[bucket + 1];
    const auto [begin, end] = std::equal_range(from, to, name);
    return {definitions_.data() + (begin - keys_.begin()), static_cast<std::size_t>(end - begin)};
}

Namesakes DefinitionIndex::of(Key name) const {
    const auto list = all(name);
    const std::size_t count = std::min(list.size(), MaxNamesakes);
    return {list.first(count), {outlines_.data() + (list.data() - definitions_.data()), count}};
}

std::vector<Definition> DefinitionIndex::in(Key name, FileIndex file) const {
    const auto list = all(name);
    std::vector<Definition> found;
    for (auto at = std::lower_bound(list.begin(), list.end(), Definition{file, 0}); at != list.end() && at->file == file && found.size() < MaxNamesakesInFile; ++at)
        found.push_back(*at);
    return found;
}

bool DefinitionIndex::is_declared(Key name, const FileSet& in) const {
    for (auto at = std::lower_bound(declared_.begin(), declared_.end(), Announcement{name, 0}); at != declared_.end() && at->name == name; ++at)
        if (in.contains(at->file)) return true;
    return false;
}

}  // namespace kompress::resolve
