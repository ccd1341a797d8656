// SPDX-License-Identifier: Apache-2.0
#include "completion/settler.hpp"

#include "base/try.hpp"

namespace kompress::completion {
namespace {

/// What the request came to with its attempts that broke.
Usage whole_usage(const llm::Answer& answer) {
    Usage usage = answer.completion.usage;
    usage += answer.earlier;
    return usage;
}

std::int64_t whole_cost(const llm::Answer& answer) {
    const bool was_billed = answer.completion.usage.input + answer.completion.usage.output > 0;
    const std::int64_t last = was_billed ? answer.completion.cost : 0;
    return last < 0 ? -1 : last + answer.earlier_cost;
}

}  // namespace

Settler::Settler(store::ResponseStore& store, store::RunId run, std::string provider)
    : store_(store), run_(run), provider_(std::move(provider)), thread_([this] { this->run(); }) {}

Settler::~Settler() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    arrived_.notify_one();
    thread_.join();
}

Result<void> Settler::reserve(std::span<const llm::Sending> sendings) {
    std::vector<store::Reservation> reservations;
    std::vector<Digest256> keys;
    {
        const std::lock_guard lock(mutex_);
        for (const llm::Sending& sending : sendings) {
            if (requests_.contains(sending.key)) continue;  // a further attempt
            const Prompt& prompt = *sending.prompt;
            reservations.push_back({run_, sending.key, provider_, sending.endpoint->model, prompt.label, sending.reserved.cost, prompt.input_tokens,
                                    prompt.max_output_tokens, false});
            keys.push_back(sending.key);
        }
    }
    if (reservations.empty()) return {};
    KOMPRESS_TRY_VALUE(ids, store_.ledger().reserve(reservations));
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < keys.size(); ++i) requests_[keys[i]] = ids[i];
    return {};
}

void Settler::settle(const Digest256& key, const Prompt& prompt, llm::Answer answer, Done done) {
    {
        const std::lock_guard lock(mutex_);
        items_.push_back({key, prompt.label, prompt.template_version, std::move(answer), std::move(done)});
    }
    arrived_.notify_one();
}

store::RequestId Settler::take_request(const Digest256& key) {
    const std::lock_guard lock(mutex_);
    const auto at = requests_.find(key);
    if (at == requests_.end()) return 0;
    const store::RequestId id = at->second;
    requests_.erase(at);
    return id;
}

Result<void> Settler::store_all(std::vector<Item>& items) {
    std::vector<store::CachedResponse> answers;
    std::vector<store::Settlement> settlements;
    answers.reserve(items.size());  // settlements point into it
    for (Item& item : items) {
        const store::RequestId request = take_request(item.key);
        if (request == 0) continue;  // nothing was sent for it, or an equal prompt has settled it
        const Completion& completion = item.answer.completion;
        if (item.answer.failure) {
            KOMPRESS_TRY(store_.ledger().fail(request, item.answer.failure.message, whole_cost(item.answer), whole_usage(item.answer)));
            continue;
        }
        answers.push_back({completion.text, completion.finish, completion.usage, completion.cost, provider_, completion.model, item.label, item.template_version, 0});
        const Usage usage = whole_usage(item.answer);
        settlements.push_back({request, usage, whole_cost(item.answer), usage.is_estimated, &answers.back()});
    }
    return settlements.empty() ? Result<void>() : store_.ledger().settle(settlements);
}

void Settler::run() {
    for (;;) {
        std::vector<Item> items;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return is_ending_ || !items_.empty(); });
            if (items_.empty()) return;
            items.swap(items_);
        }
        const auto stored = store_all(items);
        if (!stored && on_error) on_error(stored.error());
        for (Item& item : items) {
            if (!stored && !item.answer.failure) {
                item.answer.failure.kind = llm::FailureClass::Configuration;
                item.answer.failure.message = "the answer came but could not be stored: " + stored.error().message;
            }
            item.done(item.answer);
        }
    }
}

}  // namespace kompress::completion
