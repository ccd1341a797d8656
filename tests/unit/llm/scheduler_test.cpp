// SPDX-License-Identifier: Apache-2.0
// Long runs against a simulated provider, on a clock of their own.
#include <catch2/catch.hpp>
#include <random>

#include "llm/engine.hpp"
#include "support/checked_prompt.hpp"
#include "support/scripted_transport.hpp"

using namespace kompress;
using namespace kompress::llm;
using namespace kompress::test;
using namespace std::chrono_literals;

namespace {

/// A provider's limiter: buckets for requests and for tokens, where output counts as it may become.
struct Provider {
    double requests_per_minute, tokens_per_minute;
    double requests = requests_per_minute, tokens = tokens_per_minute;
    Moment updated{0};

    void refill(Moment now) {
        const double minutes = std::chrono::duration<double>(now - updated).count() / 60;
        requests = std::min(requests_per_minute, requests + minutes * requests_per_minute);
        tokens = std::min(tokens_per_minute, tokens + minutes * tokens_per_minute);
        updated = now;
    }
    ScriptedReply offer(Moment now, double size) {
        refill(now);
        if (requests < 1 || tokens < size) {
            const double wait = std::max((1 - requests) / requests_per_minute, (size - tokens) / tokens_per_minute) * 60;
            return error_reply(429, R"({"error":{"code":"rate_limit_exceeded","message":"slow down"}})", {{"retry-after-ms", std::to_string(static_cast<int>(wait * 1000) + 1)}});
        }
        requests -= 1;
        tokens -= size;
        ScriptedReply reply = openai_reply("x", static_cast<std::uint64_t>(size) - 150, 20, 2s);
        reply.headers = {{"x-ratelimit-limit-requests", std::to_string(static_cast<int>(requests_per_minute))},
                         {"x-ratelimit-remaining-requests", std::to_string(static_cast<int>(requests))},
                         {"x-ratelimit-limit-tokens", std::to_string(static_cast<int>(tokens_per_minute))},
                         {"x-ratelimit-remaining-tokens", std::to_string(static_cast<int>(tokens))}};
        return reply;
    }
};

Endpoint endpoint() {
    Endpoint result;
    result.base_url = "http://127.0.0.1:1/v1";
    result.model = "test";
    result.traits.smallest_cached_prefix = 0;
    return result;
}

struct Run {
    std::size_t sent = 0, done = 0, failed = 0, refused = 0, refused_early = 0;
    Moment took{0};
};

/// Sends `count` prompts of `input(i)` tokens and 150 of output.
Run drive(std::size_t count, const std::function<std::uint64_t(std::size_t)>& input, const std::function<ScriptedReply(Moment, std::size_t, double)>& serve) {
    ManualClock clock;
    Run run;
    ClientOptions options;
    options.endpoints.push_back(endpoint());
    options.timers.whole = 100h;
    auto transport = std::make_unique<ScriptedTransport>(clock, [&](const HttpRequest& request) {
        const std::size_t at = request.body.find("number ");
        const double size = static_cast<double>(input(std::stoul(request.body.substr(at + 7)))) + 150;
        ScriptedReply reply = serve(clock.now(), run.sent++, size);
        if (reply.status == 429) {
            ++run.refused;
            if (clock.now() < 60s) ++run.refused_early;
        }
        return reply;
    });
    Engine engine(options, std::move(transport), clock);
    for (std::size_t i = 0; i < count; ++i) {
        Prompt prompt;
        prompt.blocks = {{"number " + std::to_string(i) + " ", false}};
        prompt.input_tokens = input(i);
        prompt.max_output_tokens = 150;
        const Digest256 key = request_key(options.endpoints[0], prompt);
        engine.submit(secrets::Gate::pass(std::move(prompt)), key, [&](const Answer& answer) { ++(answer.failure ? run.failed : run.done); });
    }
    while (!engine.is_idle()) engine.step(1h);
    run.took = clock.now();
    return run;
}

}  // namespace

TEST_CASE("scheduler: 10,000 requests within a provider's limits", "[llm]") {
    struct Limits {
        const char* bound_by;
        double rpm, tpm;
        std::uint64_t mean;
    };
    for (const Limits& limits : {Limits{"requests", 60, 40'000, 300}, Limits{"tokens", 60, 40'000, 1200}, Limits{"both", 60, 40'000, 516}}) {
        Provider provider{limits.rpm, limits.tpm};
        std::mt19937_64 random(7);
        std::vector<std::uint64_t> sizes(10'000);
        double total = 0;
        for (std::uint64_t& size : sizes) {
            size = limits.mean / 2 + random() % limits.mean;
            total += static_cast<double>(size) + 150;
        }
        const Run run = drive(sizes.size(), [&](std::size_t i) { return sizes[i]; }, [&](Moment now, std::size_t, double size) { return provider.offer(now, size); });
        const double minutes = std::chrono::duration<double>(run.took).count() / 60;
        const double ideal = std::max(10'000 / limits.rpm, total / limits.tpm);
        const double late = static_cast<double>(run.refused - run.refused_early) / static_cast<double>(run.sent);
        WARN("bound by " << limits.bound_by << ": " << run.sent << " sent, " << run.refused << " refused (" << run.refused_early << " in the first minute), "
                         << 100 * ideal / minutes << " % of the limit");
        CHECK(run.done == 10'000);
        CHECK(late <= 0.01);
        CHECK(ideal / minutes >= 0.9);
    }
}

TEST_CASE("scheduler: nobody comes back before Retry-After", "[llm]") {
    std::mt19937_64 random(3);
    Moment said_at{0}, not_before{0};
    std::size_t early = 0, asked = 0;
    const Run run = drive(2000, [](std::size_t) { return 100; }, [&](Moment now, std::size_t, double) {
        if (now > said_at && now < not_before) ++early;  // at said_at itself others were on their way
        if (random() % 10 > 0) return openai_reply("x", 1, 1);
        const int seconds = 1 + static_cast<int>(random() % 60);
        ++asked;
        ScriptedReply reply = error_reply(random() % 2 ? 429 : 529, "", {{"retry-after", std::to_string(seconds)}});
        reply.headers_after = reply.end_after = 0ms;
        reply.body.clear();
        said_at = now;
        not_before = std::max<Moment>(not_before, now + std::chrono::seconds(seconds));
        return reply;
    });
    CHECK(asked > 100);
    CHECK(early == 0);
    CHECK(run.done == 2000);
}

TEST_CASE("scheduler: outages of 30 % of the time cost few attempts", "[llm]") {
    std::mt19937_64 random(11);
    // Up for 70 to 700 s, down for 30 to 300 s: 30 % of the time every answer is a 5xx.
    std::vector<std::pair<Moment, bool>> phases;
    Moment at{0};
    for (int i = 0; i < 400; ++i) {
        const bool is_down = i % 2 == 1;
        at += std::chrono::seconds((is_down ? 30 : 70) * (1 + static_cast<int>(random() % 10)));
        phases.emplace_back(at, is_down);
    }
    const Run run = drive(10'000, [](std::size_t) { return 100; }, [&](Moment now, std::size_t, double) {
        const auto phase = std::lower_bound(phases.begin(), phases.end(), std::pair{now, false});
        static constexpr int Status[] = {500, 502, 503, 504};
        return phase != phases.end() && phase->second ? error_reply(Status[random() % 4], "") : openai_reply("x", 1, 1, 20s);
    });
    WARN("outages: " << run.sent << " attempts for 10,000 requests, " << run.failed << " not done");
    CHECK(run.failed == 0);
    CHECK(static_cast<double>(run.sent) <= 1.15 * 10'000);
}

TEST_CASE("scheduler: a 5xx for 30 % of single requests, independently", "[llm]") {
    std::mt19937_64 random(13);
    const Run run = drive(10'000, [](std::size_t) { return 100; },
                          [&](Moment, std::size_t, double) { return random() % 100 < 30 ? error_reply(500, "") : openai_reply("x", 1, 1); });
    // Each answer takes 1/0.7 attempts whoever asks: 1.43 is the least that gets all done.
    WARN("independent errors: " << run.sent << " attempts for 10,000 requests, " << run.failed << " not done");
    CHECK(run.failed <= 3);
    CHECK(static_cast<double>(run.sent) <= 1.45 * 10'000);
}
