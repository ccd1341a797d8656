// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/prompt_cache.hpp"

#include <algorithm>
#include <functional>

namespace kompress::testing::fake_llm {
namespace {

constexpr std::size_t LookBackBlocks = 20;

std::uint64_t extend(std::uint64_t hash, std::string_view bytes) {
    return std::hash<std::string_view>{}(bytes) ^ (hash * 0x9e3779b97f4a7c15u + 0x7f4a7c15u + (hash >> 29));
}

std::uint64_t seed_of(const Ask& ask) {
    return extend(static_cast<std::uint64_t>(ask.dialect) + 1, ask.model);
}

}  // namespace

bool PromptCache::alive(std::uint64_t prefix, Time now) {
    const auto found = entries_.find(prefix);
    if (found == entries_.end() || found->second.expires <= now) return false;
    found->second.expires = now + found->second.ttl;  // use refreshes
    return true;
}

CacheLookup PromptCache::look_up(const Ask& ask, Time now) {
    CacheLookup lookup;
    std::size_t bytes = 0;
    for (const Block& block : ask.blocks) bytes += block.text.size();
    lookup.input = tokens_of_bytes(bytes);
    if (!config_.enabled || ask.dialect == Dialect::Ollama) return lookup;
    const std::lock_guard lock(mutex_);
    if (ask.dialect == Dialect::Anthropic)
        look_up_blocks(ask, now, lookup);
    else
        look_up_steps(ask, now, lookup);
    return lookup;
}

void PromptCache::look_up_blocks(const Ask& ask, Time now, CacheLookup& lookup) {
    std::vector<std::uint64_t> prefixes;
    std::vector<std::int64_t> tokens;
    std::uint64_t hash = seed_of(ask);
    std::size_t bytes = 0;
    for (const Block& block : ask.blocks) {
        prefixes.push_back(hash = extend(hash, block.text));
        tokens.push_back(tokens_of_bytes(bytes += block.text.size()));
    }
    std::vector<std::size_t> breakpoints;  // the first four that are set count
    for (std::size_t i = 0; i < ask.blocks.size() && breakpoints.size() < 4; ++i)
        if (ask.blocks[i].breakpoint) breakpoints.push_back(i);
    for (const std::size_t at : breakpoints) {
        for (std::size_t back = 0; back <= std::min(at, LookBackBlocks); ++back)
            if (tokens[at - back] > lookup.read && alive(prefixes[at - back], now))
                lookup.read = tokens[at - back];
    }
    std::int64_t covered = lookup.read;
    for (const std::size_t at : breakpoints) {
        if (tokens[at] < config_.minimum_tokens) continue;
        lookup.entries.emplace_back(prefixes[at], ask.blocks[at].one_hour);
        if (tokens[at] <= covered) continue;
        (ask.blocks[at].one_hour ? lookup.write_1h : lookup.write_5m) += tokens[at] - covered;
        covered = tokens[at];
    }
}

void PromptCache::look_up_steps(const Ask& ask, Time now, CacheLookup& lookup) {
    std::string prompt;
    for (const Block& block : ask.blocks) prompt += block.text + '\n';
    std::uint64_t hash = seed_of(ask);
    std::size_t from = 0;
    std::int64_t last = 0;
    for (std::int64_t tokens = config_.minimum_tokens; static_cast<std::size_t>(tokens) * 4 <= prompt.size();
         tokens += config_.step_tokens) {
        const std::size_t to = static_cast<std::size_t>(tokens) * 4;
        hash = extend(hash, std::string_view(prompt).substr(from, to - from));
        from = to;
        lookup.entries.emplace_back(hash, false);
        if (alive(hash, now)) lookup.read = tokens;
        last = tokens;
    }
    lookup.read = std::min(lookup.read, lookup.input);
    lookup.write_5m = std::max<std::int64_t>(0, std::min(last, lookup.input) - lookup.read);
}

void PromptCache::commit(const CacheLookup& lookup, Time now) {
    const std::lock_guard lock(mutex_);
    if (entries_.size() >= prune_at_) {
        for (auto entry = entries_.begin(); entry != entries_.end();)
            entry = entry->second.expires <= now ? entries_.erase(entry) : std::next(entry);
        prune_at_ = std::max<std::size_t>(100000, 2 * entries_.size());
    }
    for (const auto& [prefix, one_hour] : lookup.entries) {
        const Time ttl = std::chrono::seconds(one_hour ? std::max<std::int64_t>(3600, config_.ttl_seconds)
                                                       : config_.ttl_seconds);
        entries_[prefix] = {now + ttl, ttl};
    }
}

}  // namespace kompress::testing::fake_llm
