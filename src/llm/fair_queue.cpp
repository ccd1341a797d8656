// SPDX-License-Identifier: Apache-2.0
#include "llm/fair_queue.hpp"

#include <algorithm>

namespace kompress::llm {

FairQueue::Share& FairQueue::share_of(const std::string& name) {
    Share& share = shares_[name];
    // A share that was idle has no claim on the past.
    if (share.size == 0) share.virtual_time = std::max(share.virtual_time, virtual_now_);
    return share;
}

void FairQueue::insert(QueueItem&& item, bool at_front) {
    chosen_ = nullptr;
    Share& share = share_of(item.share);
    std::deque<Group>& groups = share.classes[item.priority];
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.prefix == item.prefix; });
    if (group == groups.end()) {
        if (at_front) groups.push_front({item.prefix, {}});
        else groups.push_back({item.prefix, {}});
        group = at_front ? groups.begin() : groups.end() - 1;
    }
    if (at_front) group->items.push_front(std::move(item));
    else group->items.push_back(std::move(item));
    ++share.size;
    ++size_;
}

void FairQueue::push(QueueItem item) { insert(std::move(item), false); }
void FairQueue::push_front(QueueItem item) { insert(std::move(item), true); }

FairQueue::Group* FairQueue::pick(Share& share, const Allows& allows, std::int32_t& priority) {
    for (auto& [level, groups] : share.classes) {
        Group* first = nullptr;
        for (Group& group : groups) {
            if (!allows(group.prefix)) continue;
            if (group.prefix == share.last_prefix) {
                first = &group;
                break;
            }
            if (!first) first = &group;
        }
        if (!first) continue;
        priority = level;
        return first;
    }
    return nullptr;
}

const QueueItem* FairQueue::next(const Allows& allows) {
    chosen_ = nullptr;
    chosen_share_ = nullptr;
    for (auto& [name, share] : shares_) {
        if (share.size == 0 || (chosen_share_ && share.virtual_time >= chosen_share_->virtual_time)) continue;
        std::int32_t priority = 0;
        Group* group = pick(share, allows, priority);
        if (!group) continue;
        chosen_share_ = &share;
        chosen_priority_ = priority;
        chosen_ = group;
    }
    return chosen_ ? &chosen_->items.front() : nullptr;
}

QueueItem FairQueue::take() {
    Share& share = *chosen_share_;
    QueueItem item = std::move(chosen_->items.front());
    chosen_->items.pop_front();
    virtual_now_ = share.virtual_time;
    share.virtual_time += item.cost / std::max(item.weight, 1u);
    share.last_prefix = item.prefix;
    --share.size;
    --size_;
    if (chosen_->items.empty()) {
        std::deque<Group>& groups = share.classes[chosen_priority_];
        groups.erase(std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return &g == chosen_; }));
        if (groups.empty()) share.classes.erase(chosen_priority_);
    }
    chosen_ = nullptr;
    return item;
}

std::vector<QueueItem> FairQueue::drain() {
    std::vector<QueueItem> items;
    while (next([](const Digest256&) { return true; })) items.push_back(take());
    return items;
}

}  // namespace kompress::llm
