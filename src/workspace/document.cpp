// SPDX-License-Identifier: Apache-2.0
// The Workspace's method that writes documentation.
#include <algorithm>
#include <functional>
#include <map>

#include "base/try.hpp"
#include "completion/batcher.hpp"
#include "completion/quote.hpp"
#include "docgen/generate.hpp"
#include "llm/prompt_json.hpp"
#include "workspace/state.hpp"

namespace kompress {
namespace {

/// Answers come in any order; replies go back in the order of the prompts.
std::vector<prose::Reply> ask_all(completion::Completer& completer, std::vector<Prompt> prompts) {
    std::vector<prose::Reply> replies(prompts.size());
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        completer.submit(std::move(prompts[i]), [&reply = replies[i]](const llm::Answer& answer) {
            // A text that ended too early may hold most of what was asked for.
            const bool is_usable = !answer.failure || (answer.failure.kind == llm::FailureClass::Truncated && !answer.completion.text.empty());
            if (is_usable) reply.text = answer.completion.text;
            else reply.failure = answer.failure.message;
            reply.is_pending = !is_usable && answer.failure.kind == llm::FailureClass::Budget;
        });
    }
    completer.wait();
    return replies;
}

/// Answers from what is stored, and gathers what is not for a batch.
class BatchAsker {
  public:
    BatchAsker(LlmOptions options, const completion::Environment& environment) : options_(std::move(options)), environment_(environment) {
        options_.max_requests = 0;
    }
    std::vector<prose::Reply> ask(std::vector<Prompt> prompts) {
        std::vector<Prompt> asked = prompts;
        std::vector<prose::Reply> replies(prompts.size(), prose::Reply{{}, {}, true});
        auto completer = completion::Completer::open(options_, environment_);
        if (completer) {
            replies = ask_all(**completer, std::move(asked));
            const LlmUsage usage = (*completer)->usage();
            hits_ += usage.cache_hits;
            saved_ += usage.saved;
            static_cast<void>((*completer)->finish());
        }
        for (std::size_t i = 0; i < replies.size(); ++i) {
            if (!replies[i].is_pending) continue;
            missing_.push_back(std::move(prompts[i]));
        }
        return replies;
    }
    std::vector<Prompt> take_missing() { return std::move(missing_); }
    std::uint64_t hits() const { return hits_; }
    std::int64_t saved() const { return saved_; }

  private:
    LlmOptions options_;
    const completion::Environment environment_;
    std::vector<Prompt> missing_;
    std::uint64_t hits_ = 0;
    std::int64_t saved_ = 0;
};

/// Adds up what prompts would take.
class Planner {
  public:
    explicit Planner(std::optional<tokens::ModelInfo> model) : model_(std::move(model)) {}

    void add(const Prompt& prompt) {
        // Answers are shorter than they may be: of the text that is allowed models use about two fifths.
        const std::uint64_t output = prompt.max_output_tokens * 2 / 5;
        ++plan_.requests;
        plan_.input_tokens += prompt.input_tokens;
        plan_.output_tokens += output;
        const std::uint64_t shared = shared_tokens(prompt);
        const bool is_cached = !prefixes_.emplace(prompt.system + prompt.blocks.front().text, shared).second;
        if (is_cached) plan_.shared_tokens += shared;
        auto& item = items_[prompt.label];
        item.label = prompt.label;
        item.input_tokens += prompt.input_tokens;
        if (!model_ || !model_->has_price) return;
        const Usage cold{.input = prompt.input_tokens, .output = output};
        Usage warm = cold;
        if (is_cached && model_->cache_minimum > 0 && shared >= model_->cache_minimum) warm.cache_read = std::min(shared, warm.input);
        const std::int64_t cost = tokens::price(cold, *model_).value_or(0);
        add_to(plan_.cost_cold, cost);
        add_to(plan_.cost_warm, tokens::price(warm, *model_).value_or(0));
        add_to(plan_.cost_batch, tokens::price(cold, *model_, {.is_batch = true}).value_or(0));
        add_to(plan_.cost_most, tokens::upper_bound(prompt.input_tokens, prompt.max_output_tokens, *model_).value_or(0));
        add_to(item.cost, cost);
    }
    DocumentPlan take() {
        for (auto& [label, item] : items_) plan_.dearest.push_back(std::move(item));
        std::stable_sort(plan_.dearest.begin(), plan_.dearest.end(), [](const auto& a, const auto& b) { return a.input_tokens > b.input_tokens; });
        constexpr std::size_t Shown = 10;
        if (plan_.dearest.size() > Shown) plan_.dearest.resize(Shown);
        return std::move(plan_);
    }

  private:
    static void add_to(std::int64_t& sum, std::int64_t cost) { sum = std::max<std::int64_t>(sum, 0) + cost; }
    /// About four bytes a token; exact counting of the same bytes again and again is not worth it.
    static std::uint64_t shared_tokens(const Prompt& prompt) {
        std::uint64_t bytes = prompt.system.size() + prompt.schema.size();
        for (const PromptBlock& block : prompt.blocks)
            if (block.ends_prefix) bytes += block.text.size();
        return bytes / 4;
    }

    const std::optional<tokens::ModelInfo> model_;
    DocumentPlan plan_;
    std::map<std::string, std::uint64_t> prefixes_;
    std::map<std::string, DocumentPlan::Item> items_;
};

using Generate = std::function<Result<DocumentReport>(const docgen::ProseHost*)>;

Result<DocumentReport> plan_prose(const LlmOptions& llm, const completion::Environment& environment, const std::string& prompts_file, const Generate& generate) {
    KOMPRESS_TRY_VALUE(quote, completion::quote(llm, environment));
    Planner planner(quote.info);
    std::string lines;
    docgen::ProseHost host;
    host.model = quote.model;
    host.plan = [&](const Prompt& prompt) {
        planner.add(prompt);
        if (!prompts_file.empty()) lines += llm::prompt_to_json(prompt) + "\n";
    };
    KOMPRESS_TRY_VALUE(report, generate(&host));
    report.prose.provider = quote.provider;
    report.prose.model = quote.model;
    report.plan = planner.take();
    if (!prompts_file.empty()) KOMPRESS_TRY(fs::write_file_atomically(prompts_file, lines, false));
    return report;
}

Result<DocumentReport> write_in_batches(const LlmOptions& llm, const completion::Environment& environment, bool hands_in, bool collects, const Generate& generate) {
    KOMPRESS_TRY_VALUE(batcher, completion::Batcher::open(llm, environment));
    BatchReport collected;
    if (collects) {
        KOMPRESS_TRY_VALUE(result, batcher->collect());
        collected = std::move(result);
    }
    BatchAsker asker(llm, environment);
    docgen::ProseHost host;
    host.model = batcher->endpoint().model;
    host.asker = [&](std::vector<Prompt> prompts) { return asker.ask(std::move(prompts)); };
    KOMPRESS_TRY_VALUE(report, generate(&host));
    ProseReport& prose = report.prose;
    prose.usage = collected.usage;
    if (hands_in) {
        KOMPRESS_TRY_VALUE(submitted, batcher->submit(asker.take_missing()));
        prose.usage.redactions += submitted.usage.redactions;
        submitted.answered = collected.answered;
        submitted.failures.insert(submitted.failures.end(), collected.failures.begin(), collected.failures.end());
        collected = std::move(submitted);
    }
    prose.batch = std::move(collected);
    prose.usage.cache_hits += asker.hits();
    prose.usage.saved += asker.saved();
    prose.provider = batcher->endpoint().name;
    prose.model = batcher->endpoint().model;
    prose.stopped_by = prose.batch.stopped_by;
    return report;
}

Result<DocumentReport> write_now(const LlmOptions& llm, const completion::Environment& environment, const Generate& generate) {
    KOMPRESS_TRY_VALUE(completer, completion::Completer::open(llm, environment));
    docgen::ProseHost host;
    host.model = completer->endpoint().model;
    host.asker = [&](std::vector<Prompt> prompts) {
        std::vector<prose::Reply> replies = ask_all(*completer, std::move(prompts));
        for (prose::Reply& reply : replies) reply.is_pending = false;  // a cap that is reached ends the matter
        return replies;
    };
    auto report = generate(&host);
    KOMPRESS_TRY(completer->finish());
    if (!report) return report;
    report->prose.provider = completer->endpoint().name;
    report->prose.model = completer->endpoint().model;
    report->prose.usage = completer->usage();
    report->prose.stopped_by = completer->stopped_by();
    return report;
}

}  // namespace

Result<DocumentReport> Workspace::document(const IndexOptions& index, const DocumentOptions& options) {
    KOMPRESS_TRY(this->index(index));
    KOMPRESS_TRY_VALUE(reader, state_->reader());
    KOMPRESS_TRY_VALUE(files, state_->file_system());
    DocumentOptions resolved = options;
    if (resolved.out.empty()) resolved.out = state_->state_dir + (options.format == DocumentFormat::Html ? "/site" : "/docs");
    if (resolved.prose_from.empty()) resolved.prose_from = state_->state_dir + "/docs";
    const Span span(state_->trace.get(), "stage", "document");
    const Generate generate = [&](const docgen::ProseHost* host) {
        return docgen::generate(*reader, *files, state_->root, resolved, state_->progress, &state_->cancellation, host);
    };
    if (!options.with_model || options.check) return generate(nullptr);
    KOMPRESS_TRY_VALUE(llm, state_->configured(options.llm));
    if (options.dry_run) return plan_prose(llm, state_->asking("doc"), options.prompts_file, generate);
    if (options.batch || options.collect)
        return write_in_batches(llm, state_->asking(options.batch ? "doc --batch" : "doc --collect"), options.batch, options.collect, generate);
    return write_now(llm, state_->asking("doc"), generate);
}

}  // namespace kompress
