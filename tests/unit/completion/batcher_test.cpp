// SPDX-License-Identifier: Apache-2.0
// Batches through the whole flow, against the test server; tests/cli/batch_test.py does it with processes and kills.
#include "completion/batcher.hpp"

#include <catch2/catch.hpp>

#include "store/response_store.hpp"
#include "support/fake_llm/server.hpp"
#include "support/temporary_tree.hpp"

using namespace kompress;
namespace fake = kompress::testing::fake_llm;

namespace {

/// The machine's clock on another day.
class LaterClock final : public Clock {
  public:
    std::chrono::seconds later{0};
    Moment now() const override { return system_clock().now(); }
    std::chrono::sys_seconds calendar() const override { return system_clock().calendar() + later; }
};

std::optional<std::string> keys_alone(const char* name) {
    return std::string_view(name).ends_with("_API_KEY") ? std::optional<std::string>("k") : std::nullopt;
}

struct Desk {
    test::TemporaryTree tree;
    LaterClock clock;
    std::string provider = "openai";

    std::unique_ptr<completion::Batcher> open(const std::string& url, LlmOptions options = {}) {
        options.provider = provider;
        options.base_url = provider == "openai" ? url + "/v1" : url;
        options.model = "fake-small";
        auto batcher = completion::Batcher::open(options, {.state_dir = tree / "state", .command = "test", .variables = keys_alone, .clock = clock});
        if (!batcher) FAIL(batcher.error().message);
        return std::move(*batcher);
    }
    store::CostSums costs() {
        auto store = store::ResponseStore::open(tree / "state", store::Access::Write, {}, clock);
        if (!store) FAIL(store.error().message);
        return (*store)->ledger().costs({})->total;
    }
};

std::vector<Prompt> prompts(std::initializer_list<int> numbers) {
    std::vector<Prompt> list;
    for (const int number : numbers) {
        Prompt prompt;
        prompt.blocks = {{"question " + std::to_string(number), false}};
        prompt.max_output_tokens = 100;
        prompt.input_tokens = 20;
        prompt.label = "page " + std::to_string(number);
        list.push_back(std::move(prompt));
    }
    return list;
}

BatchReport must(Result<BatchReport> report) {
    if (!report) FAIL(report.error().message);
    return std::move(*report);
}

constexpr auto Stored = BatchStanding::Stored, Waiting = BatchStanding::Waiting, Failed = BatchStanding::Failed;
using Standings = std::vector<BatchStanding>;

}  // namespace

TEST_CASE("batcher: tells of each prompt where it stands", "[completion]") {
    for (const char* provider : {"openai", "anthropic"}) {
        fake::Script script;
        script.batch.polls = 0;
        fake::Server server(script);
        Desk desk;
        desk.provider = provider;
        auto batcher = desk.open(server.url());
        auto report = must(batcher->submit(prompts({1, 2, 1})));
        CHECK(report.standings == Standings{Waiting, Waiting, Waiting});
        CHECK(report.handed_in == 2);  // the same prompt once
        report = must(batcher->submit(prompts({2, 3})));
        CHECK(report.standings == Standings{Waiting, Waiting});
        CHECK(report.handed_in == 1);
        report = must(batcher->collect());
        CHECK(report.answered == 3);
        CHECK(report.batches.size() == 2);
        CHECK(report.waiting == 0);
        report = must(batcher->submit(prompts({1, 2, 3, 1})));
        CHECK(report.standings == Standings{Stored, Stored, Stored, Stored});
        CHECK(desk.costs().requests == 3);
        CHECK(desk.costs().reserved == 0);
    }
}

TEST_CASE("batcher: a cap is a failure of the prompts that do not fit, and of their repeats", "[completion]") {
    fake::Server server;
    Desk desk;
    LlmOptions options;
    options.max_requests = 2;
    const auto report = must(desk.open(server.url(), options)->submit(prompts({1, 2, 3, 1, 3})));
    CHECK(report.standings == Standings{Waiting, Waiting, Failed, Waiting, Failed});
    REQUIRE(report.stopped_by);
    CHECK(report.stopped_by->code == ErrorCode::Limit);
    CHECK(report.failures.size() == 1);
    CHECK(desk.costs().reserved == 2);
}

TEST_CASE("batcher: what the provider keeps no more is waited for at first and charged in the end", "[completion]") {
    Desk desk;
    fake::Script script;
    {
        fake::Server server;
        script.port = server.port();
        CHECK(must(desk.open(server.url())->submit(prompts({1, 2}))).handed_in == 2);
    }
    fake::Server server(script);  // the same place, without memory
    auto report = must(desk.open(server.url())->collect());
    CHECK(report.waiting == 2);
    REQUIRE(report.batches.size() == 1);
    CHECK(report.batches[0].state == "unknown");
    CHECK(report.batches[0].reason.find("another key") != std::string::npos);
    CHECK(must(desk.open(server.url())->submit(prompts({1, 2}))).handed_in == 0);

    desk.clock.later = std::chrono::days(30);
    report = must(desk.open(server.url())->collect());
    CHECK(report.waiting == 0);
    CHECK(report.failures.size() == 2);
    CHECK(desk.costs().estimated == 2);
    CHECK(desk.costs().reserved == 0);
    CHECK(must(desk.open(server.url())->submit(prompts({1, 2}))).handed_in == 2);
}

TEST_CASE("batcher: a provider that is known to take no batches is not asked", "[completion]") {
    Desk desk;
    const auto refused = [&](LlmOptions options) {
        const auto batcher = completion::Batcher::open(options, {.state_dir = desk.tree / "state", .command = "test", .variables = keys_alone});
        return batcher ? std::string() : batcher.error().message;
    };
    LlmOptions options;
    options.provider = "ollama";
    options.model = "m";
    options.base_url = "http://127.0.0.1:9";
    CHECK(refused(options).find("takes no batches") != std::string::npos);
    options.provider = "openai";
    options.record = "/nowhere/run.jsonl";
    CHECK(refused(options).find("--record") != std::string::npos);
}
