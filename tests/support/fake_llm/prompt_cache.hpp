// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The prompt cache that providers keep, as far as a client can see it: which prefixes were there, which are
/// now.
///
/// With breakpoints (Anthropic): prefixes end at blocks; a lookup goes back from each breakpoint over at most
/// 20 blocks; what lies between the longest prefix found and the last breakpoint is written. Without
/// (OpenAI): prefixes of `minimum_tokens` and then in steps of `step_tokens`. An entry can be read only after
/// commit, which belongs at the start of the response that wrote it: requests sent together do not find each
/// other's prefix.
///
/// Threading: every method may be called from any thread.

#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "support/fake_llm/exchange.hpp"
#include "support/fake_llm/limiter.hpp"
#include "support/fake_llm/script.hpp"

namespace kompress::testing::fake_llm {

struct CacheLookup {
    std::int64_t input = 0;  ///< all tokens of the prompt
    std::int64_t read = 0;
    std::int64_t write_5m = 0;
    std::int64_t write_1h = 0;
    std::vector<std::pair<std::uint64_t, bool>> entries;  ///< prefixes to commit, and whether for an hour
};

class PromptCache {
  public:
    explicit PromptCache(CacheConfig config) : config_(config) {}

    CacheLookup look_up(const Ask& ask, Time now);
    void commit(const CacheLookup& lookup, Time now);

  private:
    bool alive(std::uint64_t prefix, Time now);
    void look_up_blocks(const Ask& ask, Time now, CacheLookup& lookup);
    void look_up_steps(const Ask& ask, Time now, CacheLookup& lookup);

    const CacheConfig config_;
    std::mutex mutex_;  // protects what follows
    struct Entry {
        Time expires, ttl;
    };
    std::unordered_map<std::uint64_t, Entry> entries_;
    std::size_t prune_at_ = 100000;  // the size at which what has expired is thrown out
};

}  // namespace kompress::testing::fake_llm
