// SPDX-License-Identifier: Apache-2.0
#include "completion/batch_collection.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/try.hpp"
#include "llm/prompt_json.hpp"

namespace kompress::completion {
namespace {

/// Answers that are stored with one synchronisation of the disk.
constexpr std::size_t StepSize = 256;

llm::Failure lost() {
    llm::Failure failure;
    failure.kind = llm::FailureClass::Transient;
    failure.message = "the results of the batch do not tell what became of it, nothing was charged; ask for it again";
    return failure;
}

}  // namespace

LlmFailure shown_failure(const std::string& label, const llm::Failure& failure) {
    return {label, std::string(llm::failure_class_name(failure.kind)), failure.message, failure.request_id};
}

BatchCollection::BatchCollection(store::ResponseStore& store, const store::BatchJob& job, const Pricing& pricing, BatchReport& report)
    : store_(store), job_(job), pricing_(pricing), report_(report) {}

std::optional<Prompt> BatchCollection::prompt_of(const std::string& custom_id) {
    item_.reset();
    auto found = store_.batches().item(job_.id, custom_id);
    if (!found && stored_) stored_ = found.error();
    if (!found || !*found) return std::nullopt;
    auto prompt = llm::prompt_from_json((*found)->prompt);
    if (!prompt) log_warning("a prompt of batch " + job_.provider_id + " cannot be read: " + prompt.error().message);
    prompt_ = prompt ? std::move(*prompt) : Prompt();
    item_ = std::move(**found);
    return prompt_;
}

void BatchCollection::count(const llm::Answer& answer) {
    const Usage& used = answer.completion.usage;
    LlmUsage& usage = report_.usage;
    ++usage.requests;
    usage.input_tokens += used.input;
    usage.cached_input_tokens += used.cache_read;
    usage.output_tokens += used.output;
    usage.is_estimated |= used.is_estimated;
    usage.is_priced &= answer.completion.cost >= 0;
    usage.cost += std::max<std::int64_t>(0, answer.completion.cost);
}

void BatchCollection::take(const llm::BatchResult& result) {
    if (!result.is_known || !item_ || item_->custom_id != result.custom_id) {
        ++unknown_;
        return;
    }
    if (item_->is_done || !stored_) return;
    llm::Answer answer = result.answer;
    Completion& completion = answer.completion;
    const Usage& usage = completion.usage;
    completion.cost = usage.input + usage.output > 0 ? pricing_.cost(usage, true) : 0;
    count(answer);
    done_.push_back(item_->custom_id);
    if (answer.failure) {
        report_.failures.push_back(shown_failure(item_->label, answer.failure));
        failures_.push_back({item_->request, answer.failure.message, completion.cost, usage});
    } else {
        ++report_.answered;
        answers_.push_back({completion.text, completion.finish, usage, completion.cost, job_.provider, completion.model, item_->label, prompt_.template_version, 0});
        settlements_.push_back({item_->request, usage, completion.cost, usage.is_estimated, nullptr});
    }
    item_.reset();
    if (done_.size() >= StepSize) flush();
}

/// The answers first: an item is done only when its answer is on the disk. Both may be repeated.
void BatchCollection::flush() {
    for (std::size_t i = 0; i < settlements_.size(); ++i) settlements_[i].answer = &answers_[i];
    if (stored_ && !settlements_.empty()) stored_ = store_.ledger().settle(settlements_);
    if (stored_ && !failures_.empty()) stored_ = store_.ledger().fail(failures_);
    if (stored_ && !done_.empty()) stored_ = store_.batches().mark_done(job_.id, done_);
    answers_.clear();
    settlements_.clear();
    failures_.clear();
    done_.clear();
}

Result<void> BatchCollection::interrupt() {
    flush();
    return stored_;
}

Result<void> BatchCollection::finish() {
    flush();
    KOMPRESS_TRY(stored_);
    std::string after;
    for (;;) {
        KOMPRESS_TRY_VALUE(items, store_.batches().items(job_.id, after, StepSize));
        if (items.empty()) break;
        after = items.back().custom_id;
        for (const store::BatchItem& item : items)
            if (!item.is_done) report_.failures.push_back(shown_failure(item.label, lost()));
    }
    return store_.batches().finish(job_.id, store::BatchState::Collected, lost().message);
}

}  // namespace kompress::completion
