// SPDX-License-Identifier: Apache-2.0
#include "index/stored_source.hpp"

#include <algorithm>

namespace kompress::index {

using resolve::Definition;
using resolve::FileIndex;
using resolve::Key;

StoredSource::StoredSource(store::IndexReader& reader, const std::vector<LinkFile>& files, const UnitStore& units)
    : reader_(reader), files_(files), units_(units) {
    for (FileIndex i = 0; i < files.size(); ++i) {
        if (!files[i].is_changed) {
            by_row_.emplace(files[i].row.id, i);
            continue;
        }
        const resolve::Unit* facts = unit(i);
        if (!facts) continue;
        for (std::uint32_t s = 0; s < facts->symbols.size(); ++s) fresh_[facts->symbols[s].name].push_back({i, s});
    }
}

const resolve::Unit* StoredSource::load(Units& into, FileIndex file, bool is_full) const {
    const LinkFile& wanted = files_[file];
    if (wanted.unit.resident) return wanted.unit.resident.get();
    if (wanted.row.content == 0) return nullptr;
    const auto [entry, is_new] = into.try_emplace(file);
    if (is_new && wanted.unit) entry->second = units_.load(wanted.unit);
    else if (is_new) {
        auto loaded = load_unit(reader_, wanted.row.content, is_full);
        if (loaded) entry->second = std::move(*loaded);
        else {
            if (!failure_) failure_ = loaded.error();
            entry->second = std::make_shared<resolve::Unit>();
        }
    }
    return entry->second.get();
}

const resolve::Unit* StoredSource::unit(FileIndex file) const {
    if (const auto known = full_.find(file); known != full_.end()) return known->second.get();
    return load(symbols_, file, false);
}

const resolve::Unit* StoredSource::full_unit(FileIndex file) const {
    const bool had_failed = failure_.has_value();
    const resolve::Unit* full = load(full_, file, true);
    if (had_failed || !failure_) return full;
    // What is known of its symbols stays: definitions that were handed out point there.
    full_.erase(file);
    load(symbols_, file, false);
    return (full_[file] = symbols_[file]).get();
}

std::vector<Definition> StoredSource::definitions_in(Key name, FileIndex file) const {
    const auto [entry, is_new] = own_.try_emplace(file);
    if (is_new)
        if (const resolve::Unit* facts = unit(file))
            for (std::uint32_t s = 0; s < facts->symbols.size(); ++s) entry->second[facts->symbols[s].name].push_back(s);
    std::vector<Definition> list;
    if (const auto found = entry->second.find(name); found != entry->second.end())
        for (const std::uint32_t symbol : found->second)
            if (list.size() < resolve::MaxNamesakesInFile) list.push_back({file, symbol});
    return list;
}

/// The value, or an empty one after the trouble was noted.
template <typename Value>
Value StoredSource::noted(Result<Value> result) const {
    if (result) return std::move(*result);
    if (!failure_) failure_ = result.error();
    return {};
}

const std::vector<FileIndex>& StoredSource::files_of_piece(std::int64_t piece) const {
    const auto [entry, is_new] = by_piece_.try_emplace(piece);
    if (!is_new) return entry->second;
    const auto content = noted(reader_.content_of_piece(piece));
    if (!content) return entry->second;
    for (const store::FileRow& row : noted(reader_.files_of_content(content->id)))
        if (const auto found = by_row_.find(row.id); found != by_row_.end()) entry->second.push_back(found->second);
    return entry->second;
}

std::vector<FileIndex> StoredSource::files_of(std::span<const std::uint32_t> pieces) const {
    std::vector<FileIndex> files;
    for (const std::uint32_t piece : pieces) {
        const auto& there = files_of_piece(piece);
        files.insert(files.end(), there.begin(), there.end());
    }
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    return files;
}

void StoredSource::expect(std::span<const FileIndex> files) const {
    std::vector<Key> names;
    for (const FileIndex file : files)
        if (const resolve::Unit* facts = full_unit(file))
            for (const resolve::Use& use : facts->uses)
                if (!known_.contains(use.name)) names.push_back(use.name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    auto pieces = noted(reader_.defining_pieces(names));
    expected_.clear();
    for (std::size_t i = 0; i < pieces.size(); ++i) expected_.emplace(names[i], std::move(pieces[i]));
}

std::vector<FileIndex> StoredSource::defining_files(Key name) const {
    if (const auto expected = expected_.find(name); expected != expected_.end()) return files_of(expected->second);
    std::vector<std::uint32_t> pieces;
    for (const store::Posting& posting : noted(reader_.postings_of(name)))
        if (posting.defines) pieces.push_back(posting.piece);
    return files_of(pieces);
}

resolve::Namesakes StoredSource::namesakes(Key name) const {
    const auto [entry, is_new] = known_.try_emplace(name);
    Known& known = entry->second;  // stays where it is
    if (is_new) {
        std::vector<Definition>& list = known.definitions;
        if (const auto fresh = fresh_.find(name); fresh != fresh_.end()) list = fresh->second;
        for (const FileIndex file : defining_files(name)) {
            const resolve::Unit* facts = unit(file);
            for (std::uint32_t s = 0; facts && s < facts->symbols.size(); ++s)
                if (facts->symbols[s].name == name) list.push_back({file, s});
        }
        std::sort(list.begin(), list.end());
        list.resize(std::min(list.size(), resolve::MaxNamesakes));
        for (const Definition& d : list) known.outlines.push_back(resolve::outline_of(*unit(d.file), d.symbol));
    }
    return {known.definitions, known.outlines};
}

std::vector<FileIndex> StoredSource::mentions(Key name) const {
    std::vector<std::uint32_t> pieces;
    for (const store::Posting& posting : noted(reader_.postings_of(name))) pieces.push_back(posting.piece);
    return files_of(pieces);
}

}  // namespace kompress::index
