// SPDX-License-Identifier: Apache-2.0
/// Puts runs, requests and answers into a state directory, for scripts that drive the real binary.
///
/// usage: fill_responses STATE_DIRECTORY RUNS REQUESTS_A_RUN
#include <cstdio>
#include <cstdlib>
#include <string>

#include "store/response_store.hpp"

using namespace kompress;

namespace {

constexpr std::int64_t Cent = 10'000'000'000;

bool fill_run(store::ResponseStore& store, int run_number, int requests) {
    auto& ledger = store.ledger();
    const auto run = ledger.begin_run("doc");
    if (!run) return false;
    for (int i = 0; i < requests; ++i) {
        const std::string page = "src/page" + std::to_string(i) + ".md", model = i % 2 ? "gpt-5-mini" : "gpt-5";
        const Digest256 key = sha256(std::to_string(run_number) + " " + page);
        const auto id = ledger.reserve({.run = *run, .key = key, .provider = "openai", .model = model, .label = page, .cost = 3 * Cent, .input_tokens = 3000, .output_tokens = 500});
        if (!id) return false;
        store::CachedResponse answer;
        answer.text = "What " + page + " does.";
        answer.finish = FinishReason::Stop;
        answer.usage = {.input = 2000, .cache_read = 1500, .output = 300};
        answer.cost = (i + 1) * Cent;
        answer.provider = "openai";
        answer.model = model;
        answer.label = page;
        if (i == 3 ? !ledger.fail(*id, "refused") : !ledger.settle({.request = *id, .usage = answer.usage, .cost = answer.cost, .answer = &answer})) return false;
    }
    return ledger.add_cache_hits(*run, 2, 5 * Cent).ok() && ledger.end_run(*run, store::RunState::Done).ok();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    auto store = store::ResponseStore::open(argv[1], store::Access::Write);
    if (!store) {
        std::fprintf(stderr, "%s\n", store.error().message.c_str());
        return 1;
    }
    for (int run = 0; run < std::atoi(argv[2]); ++run)
        if (!fill_run(**store, run, std::atoi(argv[3]))) return 1;
    return 0;
}
