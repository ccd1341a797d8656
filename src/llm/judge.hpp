// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a reply comes to: the same rules for one that was streamed and for one that stands in the results of a batch.

#include "llm/dialect.hpp"

namespace kompress::llm {

/// What became of a prompt: a failure, or a completion. With a failure the completion holds what had arrived, for people
/// to see, and what it may cost.
struct Answer {
    Failure failure;
    Completion completion;
    /// Of attempts before the last that broke after the provider had begun: what they may have used and cost.
    Usage earlier = {};
    std::int64_t earlier_cost = 0;
};

/// None when the model stopped of its own accord.
Failure judge_finish(const Reply& reply, const Prompt& prompt);

/// At most what was reserved; an answer that is all there may have used less.
Usage estimate_usage(const Reply& reply, const Prompt& prompt);

/// Copies text, reason, model, id and usage; usage is estimated where a reply that was begun does not tell.
void take_reply(const Reply& reply, const Endpoint& endpoint, const Prompt& prompt, Completion& completion);

}  // namespace kompress::llm
