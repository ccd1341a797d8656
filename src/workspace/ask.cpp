// SPDX-License-Identifier: Apache-2.0
// The Workspace's methods that ask language models.
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/try.hpp"
#include "completion/batcher.hpp"
#include "completion/completer.hpp"
#include "llm/prompt_json.hpp"
#include "tokens/prompt_tokens.hpp"
#include "workspace/state.hpp"

namespace kompress {
namespace {

Prompt ping_prompt() {
    Prompt prompt;
    prompt.blocks = {{"Answer with the single word: pong", false}};
    prompt.max_output_tokens = 64;
    prompt.input_tokens = 32;
    prompt.template_version = "ping/1";
    prompt.label = "llm ping";
    return prompt;
}

Result<std::string> read_whole(const std::string& path) {
    std::ifstream file;
    if (path != "-") {
        file.open(path, std::ios::binary);
        if (!file) return Error{ErrorCode::NotFound, "the prompts in " + path + " cannot be read; name a file of JSON lines"};
    }
    std::istream& in = path == "-" ? std::cin : file;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<std::vector<Prompt>> read_prompts(const std::string& path) {
    KOMPRESS_TRY_VALUE(text, read_whole(path));
    KOMPRESS_TRY_VALUE(prompts, llm::read_prompt_lines(text, path));
    for (std::size_t i = 0; i < prompts.size(); ++i)
        if (prompts[i].label.empty()) prompts[i].label = "prompt " + std::to_string(i + 1);
    return prompts;
}

}  // namespace

Result<BatchReport> Workspace::warm_cache_in_batches(const std::string& prompts_file, const LlmOptions& options) {
    KOMPRESS_TRY_VALUE(prompts, read_prompts(prompts_file));
    KOMPRESS_TRY_VALUE(configured, state_->configured(options));
    KOMPRESS_TRY_VALUE(batcher, completion::Batcher::open(configured, state_->asking("cache warm --batch")));
    for (Prompt& prompt : prompts) prompt.input_tokens = tokens::count_prompt(prompt, batcher->endpoint().model);
    return batcher->submit(std::move(prompts));
}

Result<BatchReport> Workspace::collect_batches(const LlmOptions& options) {
    KOMPRESS_TRY_VALUE(configured, state_->configured(options));
    KOMPRESS_TRY_VALUE(batcher, completion::Batcher::open(configured, state_->asking("cache warm --collect")));
    return batcher->collect();
}

Result<WarmReport> Workspace::warm_cache(const std::string& prompts_file, const LlmOptions& options) {
    KOMPRESS_TRY_VALUE(prompts, read_prompts(prompts_file));
    KOMPRESS_TRY_VALUE(configured, state_->configured(options));
    KOMPRESS_TRY_VALUE(completer, completion::Completer::open(configured, state_->asking("cache warm")));
    WarmReport report;
    report.provider = completer->endpoint().name;
    report.model = completer->endpoint().model;
    report.prompts = prompts.size();
    std::vector<llm::Failure> failures(prompts.size());
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        labels.push_back(prompts[i].label);
        prompts[i].input_tokens = tokens::count_prompt(prompts[i], report.model);
        completer->submit(std::move(prompts[i]), [&failures, i](const llm::Answer& answer) { failures[i] = answer.failure; });
    }
    completer->wait();
    KOMPRESS_TRY(completer->finish());
    for (std::size_t i = 0; i < failures.size(); ++i) {
        if (!failures[i]) ++report.answered;
        else report.failures.push_back({labels[i], std::string(llm::failure_class_name(failures[i].kind)), failures[i].message, failures[i].request_id});
    }
    report.usage = completer->usage();
    report.stopped_by = completer->stopped_by();
    return report;
}

Result<PingReport> Workspace::ping(const LlmOptions& options) {
    KOMPRESS_TRY_VALUE(asked, state_->configured(options));
    asked.use_cache = false;
    KOMPRESS_TRY_VALUE(completer, completion::Completer::open(asked, state_->asking("llm ping")));
    const llm::Answer answer = completer->ask(ping_prompt());
    KOMPRESS_TRY(completer->finish());
    // A model that thinks before it speaks may use up its few tokens: it has answered all the same.
    if (answer.failure && answer.failure.kind != llm::FailureClass::Truncated) return completion::error_of(answer.failure, completer->endpoint());
    const llm::Endpoint& endpoint = completer->endpoint();
    PingReport report;
    report.provider = endpoint.name;
    report.model = endpoint.model;
    report.url = endpoint.base_url;
    report.key_source = endpoint.key_source;
    report.answered_by = answer.completion.model;
    report.request_id = answer.completion.request_id;
    report.first_token_ms = answer.completion.first_token_ms;
    report.wall_ms = answer.completion.wall_ms;
    report.usage = completer->usage();
    return report;
}

}  // namespace kompress
