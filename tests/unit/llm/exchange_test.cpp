// SPDX-License-Identifier: Apache-2.0
#include "llm/exchange.hpp"

#include <catch2/catch.hpp>

#include "support/scripted_transport.hpp"

using namespace kompress;
using namespace kompress::llm;
using namespace kompress::test;
using namespace std::chrono_literals;

namespace {

ScriptedReply reply(int status, std::vector<ScriptedReply::Piece> body) {
    ScriptedReply result;
    result.status = status;
    result.body = std::move(body);
    result.end_after = result.body.empty() ? 200ms : result.body.back().after;
    return result;
}

HttpRequest request() {
    HttpRequest result;
    result.url = "https://host.test/v1/files";
    result.body = "question";
    return result;
}

struct Bench {
    explicit Bench(ScriptedReply answer) : transport(clock, [answer](const HttpRequest&) { return answer; }) {}
    Outcome<HttpResponse> run(BodySink sink = {}) { return exchange(transport, request(), limits, clock, std::move(sink)); }

    ManualClock clock;
    ScriptedTransport transport;
    ExchangeLimits limits;
};

}  // namespace

TEST_CASE("exchange: the whole body of a good response", "[llm]") {
    ScriptedReply answer = reply(200, {{150ms, "one "}, {350ms, "two"}});
    answer.headers = {{"x-request-id", "r1"}};
    Bench bench(answer);
    const auto response = bench.run();
    REQUIRE(response);
    CHECK(response.value.status == 200);
    CHECK(response.value.body == "one two");
    CHECK(response.value.headers.at(0).value == "r1");
    CHECK(bench.transport.requests.at(0).body == "question");
}

TEST_CASE("exchange: a sink gets the body as it arrives", "[llm]") {
    Bench bench(reply(201, {{150ms, "one "}, {350ms, "two"}}));
    std::vector<std::string> pieces;
    const auto response = bench.run([&](std::string_view bytes) {
        pieces.emplace_back(bytes);
        return true;
    });
    REQUIRE(response);
    CHECK(pieces == std::vector<std::string>{"one ", "two"});
    CHECK(response.value.body.empty());
}

TEST_CASE("exchange: a refusal is classified by its body, which no sink sees", "[llm]") {
    ScriptedReply answer = reply(429, {{150ms, R"({"error":{"type":"insufficient_quota",)"}, {160ms, R"("message":"no money"}})"}});
    answer.headers = {{"request-id", "r2"}};
    Bench bench(answer);
    bool was_called = false;
    const auto response = bench.run([&](std::string_view) { return was_called = true; });
    REQUIRE(!response);
    CHECK(response.failure.kind == FailureClass::Billing);
    CHECK(response.failure.status == 429);
    CHECK(response.failure.request_id == "r2");
    CHECK_FALSE(was_called);
}

TEST_CASE("exchange: a redirect is not followed", "[llm]") {
    ScriptedReply answer = reply(302, {{150ms, ""}});
    answer.headers = {{"location", "https://elsewhere.test/"}};
    Bench bench(answer);
    const auto response = bench.run();
    CHECK(response.failure.kind == FailureClass::Request);
    CHECK(response.failure.message.find("redirect") != std::string::npos);
    CHECK(bench.transport.requests.size() == 1);
}

TEST_CASE("exchange: failures of the network", "[llm]") {
    const auto failing = [](HttpFailure how, bool has_headers) {
        ScriptedReply answer = reply(200, {});
        if (has_headers) answer.body = {{150ms, "half"}};
        answer.failure = how;
        return Bench(answer).run().failure;
    };
    CHECK(failing(HttpFailure::Connect, false).kind == FailureClass::Transient);
    CHECK(failing(HttpFailure::Connect, false).message.find("host.test") != std::string::npos);
    CHECK(failing(HttpFailure::Tls, false).kind == FailureClass::Configuration);
    CHECK(failing(HttpFailure::Broken, true).kind == FailureClass::Transient);
    CHECK(failing(HttpFailure::Broken, true).status == 0);
}

TEST_CASE("exchange: silence ends at the timer that is meant for it", "[llm]") {
    SECTION("before the response") {
        ScriptedReply answer = reply(200, {});
        answer.headers_after = 2h;
        answer.never_ends = true;
        Bench bench(answer);
        const auto response = bench.run();
        CHECK(response.failure.kind == FailureClass::Transient);
        CHECK(response.failure.message == "host.test did not answer within 120 s; check the network, then try again");
        CHECK(bench.clock.now() == 120s);
    }
    SECTION("in its middle") {
        ScriptedReply answer = reply(200, {{1s, "half"}});
        answer.never_ends = true;
        Bench bench(answer);
        CHECK(bench.run().failure.message.find("went silent") != std::string::npos);
        CHECK(bench.clock.now() == 121s);
    }
    SECTION("although it drips") {
        std::vector<ScriptedReply::Piece> drops;
        for (int i = 1; i < 200; ++i) drops.push_back({i * 60s, "."});
        Bench bench(reply(200, drops));
        CHECK(bench.run().failure.message.find("did not finish") != std::string::npos);
        CHECK(bench.clock.now() == 1h);
    }
}

TEST_CASE("exchange: a long upload may take longer", "[llm]") {
    ScriptedReply answer = reply(200, {{400s, "done"}});
    answer.headers_after = 400s;
    Bench bench(answer);
    HttpRequest large = request();
    CHECK(exchange(bench.transport, large, bench.limits, bench.clock).failure.kind == FailureClass::Transient);
    large.body.assign(40'000'000, 'x');
    CHECK(exchange(bench.transport, large, bench.limits, bench.clock).ok());
}

TEST_CASE("exchange: more than the limit is refused, and so is what the sink does not want", "[llm]") {
    Bench bench(reply(200, {{150ms, "12345"}, {160ms, "67890"}, {2h, "late"}}));
    bench.limits.most_bytes = 9;
    CHECK(bench.run().failure.kind == FailureClass::Request);
    CHECK(bench.clock.now() < 1s);
    bench.limits.most_bytes = 100;
    CHECK(bench.run([](std::string_view) { return false; }).failure.kind == FailureClass::Request);
    CHECK(bench.clock.now() < 2s);
}

TEST_CASE("exchange: the flag ends it within a tenth of a second", "[llm]") {
    Cancellation cancellation;
    ManualClock clock;
    ScriptedReply answer = reply(200, {{1s, "some"}, {100s, "more"}});
    ScriptedTransport transport(clock, [&](const HttpRequest&) { return answer; });
    ExchangeLimits limits;
    limits.cancellation = &cancellation;
    const auto response = exchange(transport, request(), limits, clock, [&](std::string_view) {
        cancellation.request();
        return true;
    });
    CHECK(response.failure.kind == FailureClass::Cancelled);
    CHECK(clock.now() <= 1100ms);
    CHECK_FALSE(wait_until(clock.now() + 1h, transport, clock, &cancellation));
    CHECK(clock.now() <= 1100ms);
    CHECK(wait_until(clock.now() + 1h, transport, clock, nullptr));
    CHECK(clock.now() >= 1h);
}
