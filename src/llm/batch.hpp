// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Batches: many prompts handed in at once, answered within a day, at half the price.
///
/// A prompt's custom_id is made from its request key, so what answers a prompt is known without the order of anything, and
/// handing in the same prompts again asks for the same ids. Nothing is kept here: who calls remembers the intent before
/// submit() and the id after it, and asks find_submitted() when it does not know whether a batch came to be.
///
/// Threading: one thread, which is blocked; the transport is its own. Requests that are turned away (429) are sent again
/// after a while, those that broke only where asking twice changes nothing. Endpoints of Ollama's dialect have no batches:
/// everything fails with Configuration.

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "llm/exchange.hpp"
#include "llm/judge.hpp"

namespace kompress::llm {

struct BatchLimits {
    std::size_t requests = 0;
    std::size_t bytes = 0;
};
/// What a provider takes in one batch (OpenAI: 50,000 and 200 MB, Anthropic: 100,000 and 256 MB); zeros where there are
/// no batches.
BatchLimits batch_limits(Dialect dialect);

/// The first 40 hexadecimal digits of a request key; providers take 64 characters.
std::string batch_custom_id(const Digest256& key);

/// Cuts `prompts`, in order, into parts of at most 80 % of each limit.
/// Errors: InvalidArgument where there are no batches, or for a prompt that is too large for any.
Result<std::vector<std::span<const CheckedPrompt>>> split_batch(const Endpoint& endpoint, std::span<const CheckedPrompt> prompts);
/// The same for other limits than the provider's usual ones.
Result<std::vector<std::span<const CheckedPrompt>>> split_batch(const Endpoint& endpoint, std::span<const CheckedPrompt> prompts, const BatchLimits& limits);

enum class BatchPhase {
    Running,
    Cancelling,
    Ended,   ///< there are results: all, or what was answered before the batch was cancelled or expired
    Failed,  ///< it was refused as a whole; nothing was answered and nothing is charged
};

struct BatchStatus {
    BatchPhase phase = BatchPhase::Running;
    std::uint64_t done = 0, total = 0;            ///< requests, whatever became of them
    std::optional<sys_seconds> created, expires;  ///< when the provider gives up what is unanswered
    std::string reason;                           ///< Failed: a sentence of the provider
};

enum class BatchFate {
    Succeeded,   ///< there is an answer, which may still be a failure: cut off, refused
    Errored,     ///< not charged
    Cancelled,   ///< not charged
    Expired,     ///< not charged
    Unreadable,  ///< the line of the results makes no sense; charged as an estimate where it is known to have been answered
};
/// "succeeded", "errored", "cancelled", "expired", "unreadable".
std::string_view batch_fate_name(BatchFate fate);

/// What became of one prompt.
struct BatchResult {
    std::string custom_id;  ///< "" when the line does not tell
    bool is_known = false;  ///< one of those that were asked for; others come with a failure
    BatchFate fate = BatchFate::Unreadable;
    Answer answer;
};
using BatchResultSink = std::function<void(const BatchResult&)>;
/// The prompt behind a custom_id, nullopt for one that is not of this batch.
using PromptOfId = std::function<std::optional<Prompt>(const std::string& custom_id)>;

struct BatchCounts {
    std::uint64_t succeeded = 0, errored = 0, cancelled = 0, expired = 0, unreadable = 0;
    std::uint64_t unknown = 0;   ///< among them, of custom_ids that were not asked for
    std::uint64_t repeated = 0;  ///< lines for a custom_id that had one before; they are not told
};

struct BatchOptions {
    ExchangeLimits limits;
    std::uint64_t seed = 0;  ///< of the pauses between attempts
};

struct BatchObject;

class BatchClient {
  public:
    /// Borrows all of them.
    BatchClient(const Endpoint& endpoint, Transport& transport, const Clock& clock, BatchOptions options = {});

    /// Hands in one part of split_batch(), in which no prompt occurs twice. `tag` goes along where the provider keeps one.
    /// Returns the provider's id. After a failure for which may_have_been_created() holds, ask find_submitted() before
    /// anything is handed in again.
    Outcome<std::string> submit(const std::string& tag, std::span<const CheckedPrompt> prompts);

    /// Whether a submit() that ended like this may have left a batch behind.
    static bool may_have_been_created(const Failure& failure);

    /// The batch that an interrupted submit() left behind, nullopt for none.
    ///
    /// OpenAI keeps the tag: the answer is certain (a compatible server that drops metadata finds nothing). Anthropic keeps
    /// nothing of ours, so a batch is taken for it that has `count` requests, was created between five minutes before
    /// `created_since` (clocks differ) and six hours after it, and is none of `taken` (ids that are remembered for other
    /// submissions); of several the one closest in time. It can be somebody else's who uses the same account: then
    /// collect() reports ids that are not known.
    Outcome<std::optional<std::string>> find_submitted(const std::string& tag, sys_seconds created_since, std::uint64_t count,
                                                       std::span<const std::string> taken = {});

    Outcome<BatchStatus> status(const std::string& id);

    /// Tells `sink` what became of each prompt, in no order, while the results arrive. Prompts of which nothing is told were
    /// lost by the provider. After a failure some have been told; collecting again tells them again.
    /// Fails with Request for a batch that has not ended or has failed, and for results that are kept no more.
    Outcome<BatchCounts> collect(const std::string& id, const PromptOfId& prompt_of, const BatchResultSink& sink);

    /// Asks the provider to answer no more of it; what is answered can be collected once the phase is Ended. A batch that
    /// has ended is left as it is.
    Failure cancel(const std::string& id);

  private:
    struct Call;
    Outcome<HttpResponse> call(const Call& call);
    Outcome<BatchObject> fetch(const std::string& id);
    std::vector<HttpRequest> result_requests(const BatchObject& batch) const;
    Outcome<std::string> create(const std::function<HttpRequest()>& make);
    Outcome<std::string> upload(const std::vector<std::string>& ids, std::span<const CheckedPrompt> prompts);
    void remove_file(const std::string& id);
    Failure check(std::span<const CheckedPrompt> prompts, std::vector<std::string>& ids) const;
    Failure without_batches() const;
    Failure unreadable(std::string_view what) const;

    const Endpoint& endpoint_;
    Transport& transport_;
    const Clock& clock_;
    BatchOptions options_;
    std::mt19937_64 random_;
};

}  // namespace kompress::llm
