// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The answers that this process used last, bounded in bytes.
///
/// Threading: any thread.

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/sha256.hpp"
#include "model/prompt.hpp"

namespace kompress::store {

/// An answer as it is kept.
struct CachedResponse {
    std::string text;  ///< untrusted, as when it came
    FinishReason finish = FinishReason::Other;
    Usage usage;
    std::int64_t cost = -1;  ///< in pico-dollars; -1: the price is not known
    std::string provider, model, label;
    std::string template_version;
    std::int64_t created = 0;  ///< seconds since 1970 UTC
    bool operator==(const CachedResponse&) const = default;
};

class MemoryCache {
  public:
    struct Entry {
        Digest256 key;
        std::int64_t id;  ///< of the row in the database
        CachedResponse response;
    };

    explicit MemoryCache(std::uint64_t max_bytes) : max_bytes_(max_bytes) {}
    std::optional<Entry> find(const Digest256& key);
    /// Replaces what was there; what is larger than an eighth of the bound is not kept.
    void put(Entry entry);
    void clear();
    std::uint64_t bytes() const;

  private:
    void drop(std::list<Entry>::iterator at);

    mutable std::mutex mutex_;
    std::uint64_t max_bytes_, bytes_ = 0;
    std::list<Entry> entries_;  ///< last used first
    std::unordered_map<Digest256, std::list<Entry>::iterator> by_key_;
};

}  // namespace kompress::store
