// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Whose turn it is: requests of several shares (jobs, users), each by weight, ordered within.
///
/// Between shares: the one that has had least for its weight goes next (start-time fair queueing, Goyal 1996, with tokens
/// as the measure). Within a share: higher priority first; then requests with the prefix that was sent last, so that
/// providers' caches are used; then in order of arrival. Threading: the scheduler's thread.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/sha256.hpp"

namespace kompress::llm {

struct QueueItem {
    std::uint64_t id = 0;
    std::string share;
    std::uint32_t weight = 1;
    std::int32_t priority = 0;
    Digest256 prefix;  ///< all zero: none
    double cost = 1;   ///< tokens
};

class FairQueue {
  public:
    void push(QueueItem item);
    /// Before all of its priority: a retry.
    void push_front(QueueItem item);
    using Allows = std::function<bool(const Digest256& prefix)>;
    /// The next whose prefix is allowed; nullptr when there is none. Dies with the next change.
    const QueueItem* next(const Allows& allows);
    /// Removes what next() gave, and counts it against its share.
    QueueItem take();
    /// Removes everything.
    std::vector<QueueItem> drain();
    bool empty() const { return size_ == 0; }

  private:
    struct Group {
        Digest256 prefix;
        std::deque<QueueItem> items;
    };
    struct Share {
        double virtual_time = 0;
        std::map<std::int32_t, std::deque<Group>, std::greater<>> classes;  ///< by priority
        Digest256 last_prefix;
        std::size_t size = 0;
    };
    void insert(QueueItem&& item, bool at_front);
    Share& share_of(const std::string& name);
    static Group* pick(Share& share, const Allows& allows, std::int32_t& priority);

    std::map<std::string, Share> shares_;
    std::size_t size_ = 0;
    double virtual_now_ = 0;
    Share* chosen_share_ = nullptr;
    std::int32_t chosen_priority_ = 0;
    Group* chosen_ = nullptr;
};

}  // namespace kompress::llm
