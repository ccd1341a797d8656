// SPDX-License-Identifier: Apache-2.0
#include "llm/engine.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "support/checked_prompt.hpp"
#include "support/scripted_transport.hpp"

using namespace kompress;
using namespace kompress::llm;
using namespace kompress::test;
using namespace std::chrono_literals;

namespace {

Endpoint endpoint() {
    Endpoint result;
    result.name = "test";
    result.base_url = "http://127.0.0.1:1/v1";
    result.model = "test";
    result.traits.smallest_cached_prefix = 0;
    return result;
}

Prompt prompt(int number, std::uint64_t input = 100, std::uint32_t output = 50) {
    Prompt result;
    result.blocks = {{"question " + std::to_string(number), false}};
    result.input_tokens = input;
    result.max_output_tokens = output;
    return result;
}

/// An engine over a script, and what came out of it.
struct Bench {
    explicit Bench(ScriptedTransport::Script script, ClientOptions options = {}) {
        if (options.endpoints.empty()) options.endpoints.push_back(endpoint());
        auto made = std::make_unique<ScriptedTransport>(clock, std::move(script));
        transport = made.get();
        engine = std::make_unique<Engine>(std::move(options), std::move(made), clock);
    }
    void ask(Prompt text) {
        const Digest256 key = request_key(endpoint(), text);
        engine->submit(secrets::Gate::pass(std::move(text)), key, [this](const Answer& answer) { answers.push_back(answer); });
    }
    void run() {
        while (!engine->is_idle()) engine->step(1h);
    }
    std::size_t count(FailureClass kind) const {
        return static_cast<std::size_t>(std::count_if(answers.begin(), answers.end(), [&](const Answer& a) { return a.failure.kind == kind; }));
    }

    ManualClock clock;
    ScriptedTransport* transport = nullptr;
    std::unique_ptr<Engine> engine;
    std::vector<Answer> answers;
};

ClientOptions with_price(std::int64_t per_token, Caps caps) {
    ClientOptions options;
    options.cost = [per_token](const Usage& usage) { return static_cast<std::int64_t>(usage.input + usage.output) * per_token; };
    options.caps = caps;
    return options;
}

}  // namespace

TEST_CASE("engine: a prompt becomes an answer", "[llm]") {
    Bench bench([](const HttpRequest&) { return openai_reply("hello", 100, 5); }, with_price(2, {}));
    bench.ask(prompt(1));
    bench.run();
    REQUIRE(bench.answers.size() == 1);
    const Completion& completion = bench.answers[0].completion;
    CHECK_FALSE(bench.answers[0].failure);
    CHECK(completion.text == "hello");
    CHECK(completion.usage.output == 5);
    CHECK(completion.cost == 210);
    CHECK(completion.wall_ms == 200);
    CHECK(completion.first_token_ms == 100);
    CHECK(bench.engine->budget().snapshot().spent.cost == 210);
    CHECK(bench.engine->budget().snapshot().reserved.cost == 0);
}

TEST_CASE("engine: equal prompts share one request", "[llm]") {
    Bench bench([](const HttpRequest&) { return openai_reply("x", 1, 1); });
    for (int i = 0; i < 16; ++i) bench.ask(prompt(7));
    bench.run();
    CHECK(bench.answers.size() == 16);
    CHECK(bench.transport->requests.size() == 1);
}

TEST_CASE("engine: half a stream is never success", "[llm]") {
    int number = 0;
    Bench bench([&](const HttpRequest&) {
        ScriptedReply reply = openai_reply("partial", 1, 1);
        reply.body.pop_back();
        ++number;
        return reply;
    });
    bench.ask(prompt(1));
    bench.run();
    CHECK(bench.count(FailureClass::Transient) == 1);
    CHECK(number == 1);  // something had arrived: it is not asked for again
    CHECK(bench.answers[0].completion.text == "partial");
    CHECK(bench.answers[0].completion.usage.is_estimated);
    CHECK(bench.answers[0].completion.usage.output == 50);
}

TEST_CASE("engine: a stream that breaks before it begins is tried again", "[llm]") {
    int number = 0;
    Bench bench([&](const HttpRequest&) {
        if (++number > 2) return openai_reply("x", 1, 1);
        ScriptedReply broken;
        broken.failure = HttpFailure::Broken;
        return broken;
    });
    bench.ask(prompt(1));
    bench.run();
    CHECK(number == 3);
    CHECK(bench.count(FailureClass::None) == 1);
    CHECK(bench.answers[0].completion.attempts == 3);
}

TEST_CASE("engine: timers end what stalls, and pings do not help", "[llm]") {
    ScriptedReply pings;
    pings.never_ends = true;
    for (int i = 1; i < 5000; ++i) pings.body.push_back({std::chrono::seconds(i), "data: {\"type\":\"ping\"}\n\n: comment\n\n"});
    ClientOptions options;
    options.endpoints.push_back(endpoint());
    options.endpoints[0].dialect = Dialect::Anthropic;
    options.endpoints[0].base_url = "https://example.com";
    Bench silent([&](const HttpRequest&) { return pings; }, options);
    silent.ask(prompt(1));
    silent.run();
    REQUIRE(silent.count(FailureClass::Transient) == 1);
    CHECK(silent.answers[0].failure.message.find("did not begin to answer within 120 s") != std::string::npos);

    pings.body.insert(pings.body.begin(), {500ms, "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n"});
    Bench stalled([&](const HttpRequest&) { return pings; }, options);
    stalled.ask(prompt(1));
    stalled.run();
    REQUIRE(stalled.count(FailureClass::Transient) == 1);
    CHECK(stalled.transport->requests.size() == 1);
    CHECK(stalled.answers[0].failure.message.find("in the middle of its answer") != std::string::npos);
    CHECK(stalled.clock.now() < 122s);
}

TEST_CASE("engine: an answer that never ends is bounded as a whole", "[llm]") {
    ScriptedReply drip;
    drip.never_ends = true;
    for (int i = 1; i < 5000; ++i) drip.body.push_back({std::chrono::seconds(i), "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"});
    Bench bench([&](const HttpRequest&) { return drip; });
    bench.ask(prompt(1));
    bench.run();
    CHECK(bench.count(FailureClass::Transient) == 1);
    CHECK(bench.clock.now() <= 601s);
}

TEST_CASE("engine: a billing error stops everything", "[llm]") {
    int number = 0;
    Bench bench([&](const HttpRequest&) {
        if (++number < 20) return openai_reply("x", 1, 1);
        return error_reply(429, R"({"error":{"type":"insufficient_quota","message":"no money"}})");
    });
    for (int i = 0; i < 500; ++i) bench.ask(prompt(i));
    std::size_t after = 0;
    while (!bench.engine->is_idle()) {
        const bool was_told = bench.count(FailureClass::Billing) > 0;
        const std::size_t before = bench.transport->requests.size();
        bench.engine->step(1h);
        if (was_told) after += bench.transport->requests.size() - before;
    }
    CHECK(after == 0);
    CHECK(bench.answers.size() == 500);
    CHECK(bench.count(FailureClass::Billing) > 400);
    bench.ask(prompt(9999));
    CHECK(bench.answers.back().failure.kind == FailureClass::Billing);
}

TEST_CASE("engine: a server that is down is given up in seconds, not page by page", "[llm]") {
    Bench bench([](const HttpRequest&) {
        ScriptedReply refused;
        refused.failure = HttpFailure::Connect;
        refused.end_after = 1ms;
        return refused;
    });
    for (int i = 0; i < 500; ++i) bench.ask(prompt(i));
    bench.run();
    CHECK(bench.count(FailureClass::Transient) == 500);
    CHECK(bench.transport->requests.size() < 20);
    CHECK(bench.clock.now() < 30s);
}

TEST_CASE("engine: the cap holds before each request, and what waits for money goes on", "[llm]") {
    // Each may cost 150 and costs 105: a cap of 1,000 is enough for nine if they wait for each other's change.
    Bench bench([](const HttpRequest&) { return openai_reply("x", 100, 5); }, with_price(1, {1000, {}, {}}));
    for (int i = 0; i < 20; ++i) bench.ask(prompt(i));
    while (!bench.engine->is_idle()) {
        bench.engine->step(1h);
        const Budget::Sums sums = bench.engine->budget().snapshot();
        REQUIRE(sums.spent.cost + sums.reserved.cost <= 1000);
    }
    CHECK(bench.count(FailureClass::None) == 9);
    CHECK(bench.count(FailureClass::Budget) == 11);
    const auto refused = std::find_if(bench.answers.begin(), bench.answers.end(), [](const Answer& a) { return a.failure.kind == FailureClass::Budget; });
    CHECK(refused->failure.message.find("--max-cost of at least") != std::string::npos);
}

TEST_CASE("engine: spent never exceeds the cap, whatever fails", "[llm]") {
    std::mt19937_64 random(1);
    const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
    for (int round = 0; round < 10'000; ++round) {
        const Caps caps{static_cast<std::int64_t>(random() % 3000), random() % 4000, random() % 20};
        ClientOptions options = with_price(1, caps);
        options.seed = random();
        options.lane.start_concurrency = 1 + static_cast<unsigned>(random() % 8);
        Bench bench([&](const HttpRequest&) {
            if (chance(10)) return error_reply(500, "");
            if (chance(5)) return error_reply(429, "", {{"retry-after", "2"}});
            ScriptedReply reply = openai_reply("x", 100, random() % 51, std::chrono::milliseconds(1 + random() % 300));
            if (chance(10)) reply.body.pop_back();
            if (chance(5)) reply.failure = HttpFailure::Broken;
            return reply;
        }, options);
        const int count = 1 + static_cast<int>(random() % 15);
        for (int i = 0; i < count; ++i) bench.ask(prompt(i));
        while (!bench.engine->is_idle()) {
            bench.engine->step(1h);
            const Budget::Sums sums = bench.engine->budget().snapshot();
            REQUIRE(sums.spent.cost + sums.reserved.cost <= *caps.cost);
            REQUIRE(sums.spent.tokens + sums.reserved.tokens <= *caps.tokens);
            REQUIRE(sums.spent.requests + sums.reserved.requests <= *caps.requests);
            if (round % 7 == 0 && chance(5)) bench.engine->stop({FailureClass::Cancelled, 0, "", "stopped", "", {}, {}, {}}, 0s);
        }
        REQUIRE(bench.answers.size() == static_cast<std::size_t>(count));
        REQUIRE(bench.engine->budget().snapshot().reserved.requests == 0);
    }
}

TEST_CASE("engine: a hook that refuses withholds the request", "[llm]") {
    ClientOptions options;
    options.before_send = [](std::span<const Sending>) -> Result<void> { return Error{ErrorCode::Io, "the ledger cannot be written"}; };
    Bench bench([](const HttpRequest&) { return openai_reply("x", 1, 1); }, options);
    for (int i = 0; i < 5; ++i) bench.ask(prompt(i));
    bench.run();
    CHECK(bench.transport->requests.empty());
    CHECK(bench.count(FailureClass::Configuration) == 5);
}

TEST_CASE("engine: the leader of a prefix goes alone, then the others", "[llm]") {
    ClientOptions options;
    options.endpoints.push_back(endpoint());
    options.endpoints[0].traits.smallest_cached_prefix = 1024;
    options.lane.start_concurrency = 16;
    std::vector<Moment> sent;
    Bench* self = nullptr;
    Bench bench([&](const HttpRequest&) {
        sent.push_back(self->clock.now());
        return openai_reply("x", 1, 1);
    }, options);
    self = &bench;
    for (int i = 0; i < 10; ++i) {
        Prompt text = prompt(i);
        text.blocks.insert(text.blocks.begin(), {"the shared prefix", true});
        bench.ask(std::move(text));
    }
    bench.run();
    REQUIRE(sent.size() == 10);
    CHECK(sent[0] == 0ms);
    for (std::size_t i = 1; i < sent.size(); ++i) CHECK(sent[i] == 100ms);  // at the leader's first event
}

TEST_CASE("engine: the deadline ends a run", "[llm]") {
    ClientOptions options;
    options.deadline = 10s;
    options.lane.max_concurrency = 1;
    Bench bench([](const HttpRequest&) { return openai_reply("x", 1, 1, 3s); }, options);
    for (int i = 0; i < 10; ++i) bench.ask(prompt(i));
    bench.run();
    CHECK(bench.count(FailureClass::None) == 4);  // the one in flight at the deadline had two seconds more
    CHECK(bench.count(FailureClass::Budget) == 6);
}

TEST_CASE("retry budget: a tenth of first attempts, half of the answers, at least three a minute", "[llm]") {
    RetryBudget silent;
    for (int i = 0; i < 100; ++i) silent.on_first_attempt(1s);
    int granted = 0;
    while (silent.take(2s)) ++granted;
    CHECK(granted == 10);
    CHECK_FALSE(silent.take(60s));
    CHECK(silent.take(63s));  // a minute later three again
    RetryBudget answering;
    for (int i = 0; i < 100; ++i) answering.on_answer(1s);
    granted = 0;
    while (answering.take(2s)) ++granted;
    CHECK(granted == 50);
}

TEST_CASE("budget: the cap that a refusal names is enough", "[llm]") {
    std::mt19937_64 random(5);
    for (int i = 0; i < 1000; ++i) {
        const auto needed = static_cast<std::int64_t>(random() % (std::uint64_t{1} << (10 + i % 44))) + 1;
        Budget tight({0, {}, {}});
        REQUIRE(tight.reserve({needed, 1, 1}) == Budget::Answer::Never);
        const std::string refusal = tight.refusal({needed, 1, 1});
        const std::string named = refusal.substr(refusal.find("at least $") + 10);
        const auto cap = static_cast<std::int64_t>(std::llround(std::stold(named) * 1e12L));
        CHECK(Budget({cap, {}, {}}).reserve({needed, 1, 1}) == Budget::Answer::Granted);
    }
}
