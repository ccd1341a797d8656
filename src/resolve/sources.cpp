// SPDX-License-Identifier: Apache-2.0
#include "resolve/sources.hpp"

#include <tbb/enumerable_thread_specific.h>

#include <array>
#include <mutex>
#include <unordered_map>

namespace kompress::resolve {
namespace {

std::size_t count_uses(const std::vector<std::shared_ptr<const Unit>>& units) {
    std::size_t uses = 0;
    for (const auto& unit : units) uses += unit ? unit->uses.size() : 0;
    return uses;
}

}  // namespace

MemorySource::MemorySource(std::vector<std::shared_ptr<const Unit>> units)
    : units_(std::move(units)),
      definitions_([this](const auto& visit) {
          for (FileIndex file = 0; file < units_.size(); ++file)
              if (units_[file]) visit(file, *units_[file]);
      }, count_uses(units_)) {}

struct FetchingSource::State {
    using Units = std::unordered_map<FileIndex, std::shared_ptr<const Unit>>;
    /// Two generations: what is asked for becomes young, and when the young are too many the old ones go.
    struct Shard {
        std::mutex mutex;
        Units young, old;
        std::size_t young_bytes = 0;
    };
    /// What a thread's file asked for.
    struct Held {
        std::vector<const Unit*> units;  ///< by file; null for the others
        std::vector<bool> is_full;       ///< by file
        std::vector<std::pair<FileIndex, std::shared_ptr<const Unit>>> owned;
    };
    static constexpr std::size_t ShardCount = 16;

    State(std::size_t file_count, Fetch fetch_unit) : files(file_count), fetch(std::move(fetch_unit)) {}
    std::shared_ptr<const Unit> cached(FileIndex file);
    const Unit* keep(Held& here, FileIndex file, std::shared_ptr<const Unit> unit, bool is_full) const;

    const std::size_t files;
    const Fetch fetch;
    std::size_t bytes_a_generation = 0;
    std::array<Shard, ShardCount> shards;
    tbb::enumerable_thread_specific<Held> held;
};

std::shared_ptr<const Unit> FetchingSource::State::cached(FileIndex file) {
    Shard& shard = shards[file % ShardCount];
    const std::scoped_lock lock(shard.mutex);
    if (const auto known = shard.young.find(file); known != shard.young.end()) return known->second;
    std::shared_ptr<const Unit> unit;
    if (const auto known = shard.old.find(file); known != shard.old.end()) unit = std::move(known->second), shard.old.erase(known);
    else unit = fetch(file, false);
    if (shard.young_bytes > bytes_a_generation) {
        shard.old = std::move(shard.young);
        shard.young.clear();
        shard.young_bytes = 0;
    }
    shard.young_bytes += unit ? unit->memory_bytes() : 0;
    shard.young.emplace(file, unit);
    return unit;
}

const Unit* FetchingSource::State::keep(Held& here, FileIndex file, std::shared_ptr<const Unit> unit, bool is_full) const {
    if (here.units.empty()) here.units.assign(files, nullptr), here.is_full.assign(files, false);
    here.units[file] = unit.get();
    here.is_full[file] = is_full;
    here.owned.emplace_back(file, std::move(unit));  // what was there before may be in use
    return here.units[file];
}

FetchingSource::FetchingSource(std::size_t files, std::size_t uses, Fetch fetch)
    : state_(std::make_unique<State>(files, std::move(fetch))),
      definitions_([this](const auto& visit) {
          for (FileIndex file = 0; file < state_->files; ++file)
              if (const auto unit = state_->fetch(file, true)) visit(file, *unit);
      }, uses) {}

FetchingSource::~FetchingSource() = default;

void FetchingSource::hold(std::size_t bytes) { state_->bytes_a_generation = bytes / State::ShardCount / 2; }

const Unit* FetchingSource::unit(FileIndex file) const {
    State::Held& here = state_->held.local();
    if (!here.units.empty() && here.units[file]) return here.units[file];
    return state_->keep(here, file, state_->cached(file), false);
}

const Unit* FetchingSource::full_unit(FileIndex file) const {
    State::Held& here = state_->held.local();
    if (!here.units.empty() && here.is_full[file]) return here.units[file];
    return state_->keep(here, file, state_->fetch(file, true), true);
}

std::shared_ptr<const Unit> FetchingSource::borrow(FileIndex file) const {
    const State::Held& here = state_->held.local();
    if (!here.units.empty() && here.is_full[file]) return {std::shared_ptr<const Unit>(), here.units[file]};
    return state_->fetch(file, true);
}

void FetchingSource::release() const {
    State::Held& here = state_->held.local();
    for (const auto& [file, unit] : here.owned) here.units[file] = nullptr, here.is_full[file] = false;
    here.owned.clear();
}

}  // namespace kompress::resolve
