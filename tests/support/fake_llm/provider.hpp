// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A provider without sockets: a request and the time go in, the reply and what is to happen to its bytes
/// come out.
///
/// The server puts it behind sockets; a simulation may call it directly on a manual clock:
/// begin, started (when the first byte of the answer leaves), finished (when the last has left or the client
/// has).
///
/// Threading: every method may be called from any thread.

#include <map>
#include <mutex>

#include "support/fake_llm/batches.hpp"
#include "support/fake_llm/errors.hpp"
#include "support/fake_llm/prompt_cache.hpp"
#include "support/fake_llm/script.hpp"

namespace kompress::testing::fake_llm {

struct Exchange {
    Reply reply;
    Fault fault;  ///< how the bytes are to be mistreated; the frames are already as it wants them
    CacheLookup cache;
    bool admitted = false;  ///< holds a place in the limiter until finished
    std::int64_t reserved_output = 0;
    std::int64_t output = 0;
};

class Provider {
  public:
    /// `wall_start` is what the calendar says at time zero; dates in headers follow from it.
    Provider(Script script, std::chrono::system_clock::time_point wall_start);

    /// `number` tells this request from others in identifiers of the reply.
    Exchange begin(const HttpRequest& request, std::uint64_t number, Time now);
    void started(Exchange& exchange, Time now);
    void finished(Exchange& exchange, Time now);

    RateLimiter& limiter() { return limiter_; }
    const Script& script() const { return script_; }

  private:
    Fault pick_fault(const HttpRequest& request, const std::string& prompt);
    const ReplyRule* pick_reply(const std::string& prompt, const std::string& path);
    bool picks(const Selector& when, std::size_t rule, const std::string& prompt, const std::string& path);
    Reply fault_reply(const Fault& fault, Dialect dialect, const ErrorFacts& facts, bool stream,
                      Time now) const;
    bool authorised(const HttpRequest& request) const;
    std::optional<Reply> refusal(const Ask& ask, std::int64_t input) const;
    std::optional<Reply> admit(Exchange& exchange, const Ask& ask, Time now, Headers& headers);
    Reply other_endpoint(const HttpRequest& request, Dialect dialect, Time now);
    Reply complete(Exchange& exchange, const Ask& ask, const std::string& path, std::uint64_t number,
                   Time now);
    Answer make_answer(const Ask& ask, const Fault& fault, const CacheLookup& cache, const std::string& path,
                       std::uint64_t number);
    Reply complete_one(Dialect dialect, const std::string& body, std::uint64_t number);
    void charge(const Usage& usage, bool is_batch);
    Reply spent();
    std::chrono::system_clock::time_point wall(Time now) const;

    const Script script_;
    const std::chrono::system_clock::time_point wall_start_;
    RateLimiter limiter_;
    PromptCache cache_;
    Author author_;
    OpenAiBatches openai_batches_;
    AnthropicBatches anthropic_batches_;
    std::mutex mutex_;                 // protects what follows
    std::int64_t spent_ = 0;           // in pico-dollars
    std::uint64_t charged_ = 0;        // answers, also those of batches
    std::vector<std::uint64_t> seen_;  // per rule, faults first: requests that its match and path let through
};

}  // namespace kompress::testing::fake_llm
