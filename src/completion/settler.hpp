// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Writes what came back before it is handed on.
///
/// The client's thread must not wait for the disk between two answers, so a thread of its own takes all that have come
/// meanwhile and stores them in one transaction: one synchronisation of the disk for many answers when they come fast.
/// Threading: any thread; `done` runs in the settler's thread, after the answer is on the disk.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "llm/engine.hpp"
#include "store/response_store.hpp"

namespace kompress::completion {

class Settler {
  public:
    Settler(store::ResponseStore& store, store::RunId run, std::string provider);
    /// Stores what is still waiting.
    ~Settler();

    /// Before requests leave: one row in the ledger for each that has none yet.
    Result<void> reserve(std::span<const llm::Sending> sendings);
    using Done = std::function<void(const llm::Answer&)>;
    void settle(const Digest256& key, const Prompt& prompt, llm::Answer answer, Done done);
    /// Runs when an answer could not be stored: nothing more should be bought.
    std::function<void(const Error&)> on_error;

  private:
    struct Item {
        Digest256 key;
        std::string label, template_version;
        llm::Answer answer;
        Done done;
    };
    void run();
    Result<void> store_all(std::vector<Item>& items);
    store::RequestId take_request(const Digest256& key);

    store::ResponseStore& store_;
    const store::RunId run_;
    const std::string provider_;
    std::mutex mutex_;  ///< of what follows
    std::condition_variable arrived_;
    std::vector<Item> items_;
    std::unordered_map<Digest256, store::RequestId> requests_;
    bool is_ending_ = false;
    std::thread thread_;
};

}  // namespace kompress::completion
