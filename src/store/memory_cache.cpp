// SPDX-License-Identifier: Apache-2.0
#include "store/memory_cache.hpp"

namespace kompress::store {
namespace {

/// What the list and the table take beside the texts.
constexpr std::uint64_t EntryBytes = sizeof(MemoryCache::Entry) + 96;

std::uint64_t size_of(const CachedResponse& response) {
    return EntryBytes + response.text.size() + response.provider.size() + response.model.size() + response.label.size() +
           response.template_version.size();
}

}  // namespace

std::optional<MemoryCache::Entry> MemoryCache::find(const Digest256& key) {
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return std::nullopt;
    entries_.splice(entries_.begin(), entries_, found->second);
    return entries_.front();
}

void MemoryCache::put(Entry entry) {
    const std::uint64_t size = size_of(entry.response);
    const std::lock_guard lock(mutex_);
    if (const auto found = by_key_.find(entry.key); found != by_key_.end()) drop(found->second);
    if (size > max_bytes_ / 8) return;
    while (bytes_ + size > max_bytes_) drop(std::prev(entries_.end()));
    entries_.push_front(std::move(entry));
    by_key_.emplace(entries_.front().key, entries_.begin());
    bytes_ += size;
}

void MemoryCache::drop(std::list<Entry>::iterator at) {
    bytes_ -= size_of(at->response);
    by_key_.erase(at->key);
    entries_.erase(at);
}

void MemoryCache::clear() {
    const std::lock_guard lock(mutex_);
    by_key_.clear();
    entries_.clear();
    bytes_ = 0;
}

std::uint64_t MemoryCache::bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
}

}  // namespace kompress::store
