// SPDX-License-Identifier: Apache-2.0
/// Results of batches, what providers say about batches, and prompts as JSON. The first byte picks the parser, the second
/// where the bytes are cut.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "llm/batch_results.hpp"
#include "llm/batch_wire.hpp"
#include "llm/prompt_json.hpp"

namespace {

using namespace kompress;
using namespace kompress::llm;

void check_message(std::string_view message) {
    if (message.empty()) std::abort();
    for (const char c : message)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) std::abort();  // it goes to a terminal
}

std::optional<Prompt> prompt_of(const std::string& id) {
    if (id.size() > 3) return std::nullopt;
    Prompt prompt;
    prompt.input_tokens = 10;
    return prompt;
}

void check(const BatchResult& result) {
    const Answer& answer = result.answer;
    const Usage& usage = answer.completion.usage;
    if (answer.failure) check_message(answer.failure.message);
    if (result.fate != BatchFate::Succeeded && !answer.failure) std::abort();
    if (!result.is_known && !answer.failure) std::abort();
    if (result.custom_id.empty() && result.fate != BatchFate::Unreadable) std::abort();
    const bool is_free = result.fate == BatchFate::Errored || result.fate == BatchFate::Cancelled || result.fate == BatchFate::Expired;
    if (is_free && !(usage == Usage{})) std::abort();
    if (usage.uncached() > usage.input) std::abort();
}

/// All that was told, and the counts.
std::string collected(Dialect dialect, std::string_view bytes, std::size_t cut) {
    static const Clock& clock = system_clock();
    Endpoint endpoint;
    endpoint.dialect = dialect;
    endpoint.model = "m";
    std::string all;
    std::uint64_t told = 0;
    const PromptOfId of = prompt_of;
    const BatchResultSink sink = [&](const BatchResult& result) {
        check(result);
        ++told;
        all += result.custom_id + '\x01' + std::string(batch_fate_name(result.fate)) + '\x01' + result.answer.completion.text + '\x01' + result.answer.failure.message + '\x02';
    };
    BatchResultReader reader(endpoint, clock, of, sink);
    reader.begin();
    reader.feed(bytes.substr(0, bytes.size() / 2));  // which then breaks
    reader.begin_again();
    for (; !bytes.empty(); bytes.remove_prefix(std::min(cut, bytes.size()))) reader.feed(bytes.substr(0, cut));
    reader.finish();
    const BatchCounts& counts = reader.counts();
    if (counts.succeeded + counts.errored + counts.cancelled + counts.expired + counts.unreadable != told) std::abort();
    return all + std::to_string(counts.unknown) + "," + std::to_string(counts.repeated);
}

void describe(Dialect dialect, std::string_view json) {
    if (const auto page = read_batch_page(dialect, json))
        for (const BatchObject& batch : page->batches)
            if (!is_safe_id(batch.id)) std::abort();
    if (const auto file = read_file_id(json); file && !is_safe_id(*file)) std::abort();
    const auto batch = read_batch_object(dialect, json);
    if (!batch) return;
    if (!is_safe_id(batch->id) || batch->id.find("..") == 0) std::abort();
    for (const char c : batch->status.reason)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) std::abort();
}

void read_prompts(std::string_view text) {
    if (const auto prompt = prompt_from_json(text)) {
        const std::string written = prompt_to_json(*prompt);
        const auto again = prompt_from_json(written);
        if (!again || prompt_to_json(*again) != written) std::abort();
        if (again->schema != prompt->schema || again->temperature != prompt->temperature || again->blocks.size() != prompt->blocks.size()) std::abort();
    } else {
        check_message(prompt.error().message);
    }
    const auto lines = read_prompt_lines(text, "file");
    if (!lines) check_message(lines.error().message);
    else if (lines->empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    const Dialect dialect = data[0] & 1 ? Dialect::Anthropic : Dialect::OpenAi;
    switch (data[0] / 2 % 3) {
        case 0:
            if (collected(dialect, bytes, bytes.size() + 1) != collected(dialect, bytes, 1 + data[1] % 32)) std::abort();
            break;
        case 1: describe(dialect, bytes); break;
        default: read_prompts(bytes); break;
    }
    return 0;
}
