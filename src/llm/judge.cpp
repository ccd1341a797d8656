// SPDX-License-Identifier: Apache-2.0
#include "llm/judge.hpp"

#include <algorithm>

namespace kompress::llm {

Failure judge_finish(const Reply& reply, const Prompt& prompt) {
    Failure failure;
    switch (reply.finish) {
        case FinishReason::Stop: break;
        case FinishReason::Length:
            failure.kind = FailureClass::Truncated;
            failure.message = "the answer reached its limit of " + std::to_string(prompt.max_output_tokens) + " tokens before its end";
            break;
        case FinishReason::Refusal:
            failure.kind = FailureClass::Content;
            failure.message = "the model refused to answer";
            break;
        case FinishReason::ContentFilter:
            failure.kind = FailureClass::Content;
            failure.message = "the provider's content filter stopped the answer";
            break;
        case FinishReason::ContextExceeded:
            failure.kind = FailureClass::Context;
            failure.message = "the prompt and its answer do not fit the model's context";
            break;
        case FinishReason::Other:
            failure.kind = FailureClass::Request;
            failure.message = "the model stopped for a reason that is no answer";
            break;
    }
    return failure;
}

Usage estimate_usage(const Reply& reply, const Prompt& prompt) {
    Usage usage;
    usage.is_estimated = true;
    usage.input = prompt.input_tokens;
    usage.output = prompt.max_output_tokens;
    // A whole answer without usage: three bytes a token are few for prose, so this errs upwards.
    if (reply.is_complete) usage.output = std::min<std::uint64_t>(usage.output, reply.text.size() / 3 + 1);
    return usage;
}

void take_reply(const Reply& reply, const Endpoint& endpoint, const Prompt& prompt, Completion& completion) {
    completion.text = reply.text;
    completion.finish = reply.finish;
    completion.model = reply.model.empty() ? endpoint.model : reply.model;
    if (completion.request_id.empty()) completion.request_id = reply.id;
    if (reply.is_complete && reply.usage) completion.usage = *reply.usage;
    else if (reply.has_started || reply.is_complete || !reply.failure) completion.usage = estimate_usage(reply, prompt);
}

}  // namespace kompress::llm
