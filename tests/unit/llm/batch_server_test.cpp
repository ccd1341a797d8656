// SPDX-License-Identifier: Apache-2.0
// Batches over real sockets, against the test server.
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <thread>

#include "llm/batch.hpp"
#include "llm/curl_transport.hpp"
#include "support/checked_prompt.hpp"
#include "support/fake_llm/server.hpp"

using namespace kompress;
using namespace kompress::llm;
using namespace std::chrono_literals;
namespace fake = kompress::testing::fake_llm;

namespace {

/// When the server says that its batches were made.
sys_seconds now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

Endpoint endpoint(llm::Dialect dialect, const std::string& url) {
    Endpoint result;
    result.dialect = dialect;
    result.base_url = dialect == llm::Dialect::OpenAi ? url + "/v1" : url;
    result.model = "fake-small";
    result.key = Secret("sk-batch");
    return result;
}

std::vector<CheckedPrompt> prompts(int count) {
    std::vector<CheckedPrompt> result;
    for (int i = 0; i < count; ++i) {
        Prompt prompt;
        prompt.blocks = {{"question <" + std::to_string(i) + "> – --kompress-\r\n--", false}};
        prompt.max_output_tokens = 500;
        result.push_back(secrets::Gate::pass(std::move(prompt)));
    }
    return result;
}

fake::Script script() {
    fake::Script result;
    result.api_keys = {"sk-batch"};
    for (int i = 0; i < 10; ++i) {
        fake::ReplyRule rule;
        rule.when.match = "<" + std::to_string(i) + ">";
        rule.text = "answer " + std::to_string(i);
        result.replies.push_back(rule);
    }
    return result;
}

struct Side {
    Side(llm::Dialect dialect, const std::string& url) : where(endpoint(dialect, url)), transport(make_curl_transport()), client(where, *transport, system_clock()) {}
    Endpoint where;
    std::unique_ptr<Transport> transport;
    BatchClient client;
};

std::size_t creations(const fake::Server& server) {
    const auto all = server.requests();
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const fake::RecordedRequest& one) {
        return one.request.method == "POST" && one.request.path().ends_with("/batches");
    }));
}

constexpr llm::Dialect Both[] = {llm::Dialect::OpenAi, llm::Dialect::Anthropic};

}  // namespace

TEST_CASE("batch over sockets: handed in, waited for, collected", "[llm]") {
    for (const llm::Dialect dialect : Both) {
        fake::Script how = script();
        how.batch.error_match = "<3>";
        how.batch.expire_match = "<4>";
        fake::Server server(how);
        Side side(dialect, server.url());
        const auto asked = prompts(6);
        const auto id = side.client.submit("run-1", asked);
        INFO(id.failure.message);
        REQUIRE(id);

        const auto before = side.client.status(id.value);
        REQUIRE(before);
        CHECK(before.value.phase == BatchPhase::Running);
        CHECK(before.value.total == 6);
        CHECK(before.value.expires == now() + 24h);
        const auto after = side.client.status(id.value);
        REQUIRE(after);
        CHECK(after.value.phase == BatchPhase::Ended);
        CHECK(after.value.done == 6);

        std::map<std::string, const Prompt*> ours;
        for (const CheckedPrompt& one : asked) ours[batch_custom_id(request_key(side.where, one.prompt()))] = &one.prompt();
        std::map<std::string, BatchResult> told;
        const auto counts = side.client.collect(
            id.value,
            [&](const std::string& custom_id) {
                const auto at = ours.find(custom_id);
                return at == ours.end() ? std::nullopt : std::optional<Prompt>(*at->second);
            },
            [&](const BatchResult& result) { told[result.custom_id] = result; });
        INFO(counts.failure.message);
        REQUIRE(counts);
        CHECK(counts.value.succeeded == 4);
        CHECK(counts.value.errored == 1);
        CHECK(counts.value.expired == 1);
        CHECK(counts.value.unknown + counts.value.unreadable + counts.value.repeated == 0);
        REQUIRE(told.size() == 6);
        for (std::size_t i = 0; i < asked.size(); ++i) {
            const BatchResult& result = told.at(batch_custom_id(request_key(side.where, asked[i].prompt())));
            const Completion& completion = result.answer.completion;
            CHECK(result.is_known);
            if (i == 3 || i == 4) {
                CHECK(result.fate == (i == 3 ? BatchFate::Errored : BatchFate::Expired));
                CHECK(result.answer.failure.kind == FailureClass::Transient);
                CHECK(completion.usage == kompress::Usage{});
            } else {
                CHECK(completion.text == "answer " + std::to_string(i));
                CHECK(completion.usage.output > 0);
                CHECK_FALSE(result.answer.failure);
            }
        }
    }
}

TEST_CASE("batch over sockets: a submission whose id was lost is found, not repeated", "[llm]") {
    for (const llm::Dialect dialect : Both) {
        fake::Script how = script();
        fake::Fault lost;  // made, but the answer never arrives
        lost.when.path = "/batches";
        lost.when.at = {1};
        lost.disconnect_before_headers = true;
        how.faults = {lost};
        fake::Server server(how);
        Side side(dialect, server.url());
        const auto asked = prompts(3);
        const auto id = side.client.submit("run-1", asked);
        REQUIRE(!id);
        CHECK(id.failure.kind == FailureClass::Transient);
        CHECK(BatchClient::may_have_been_created(id.failure));
        CHECK(creations(server) == 1);

        const auto found = side.client.find_submitted("run-1", now(), 3);
        REQUIRE(found);
        REQUIRE(found.value);
        const auto status = side.client.status(*found.value);
        REQUIRE(status);
        CHECK(status.value.total == 3);
        CHECK(creations(server) == 1);
        const std::string taken[] = {*found.value};
        CHECK_FALSE(side.client.find_submitted("run-2", now(), 3, taken).value);
        CHECK_FALSE(side.client.find_submitted("run-2", now(), 4).value);
    }
}

TEST_CASE("batch over sockets: found among hundreds", "[llm]") {
    for (const llm::Dialect dialect : Both) {
        fake::Server server(script());
        Side side(dialect, server.url());
        std::string mine;
        for (int i = 0; i < 230; ++i) {
            const bool is_mine = i == 5;
            const auto id = side.client.submit(is_mine ? "mine" : "other", prompts(is_mine ? 3 : 2));
            REQUIRE(id);
            if (is_mine) mine = id.value;
        }
        CHECK(side.client.find_submitted("mine", now(), 3).value == mine);
    }
}

TEST_CASE("batch over sockets: cancelled", "[llm]") {
    for (const llm::Dialect dialect : Both) {
        fake::Server server(script());
        Side side(dialect, server.url());
        const auto id = side.client.submit("run-1", prompts(2));
        REQUIRE(id);
        CHECK_FALSE(side.client.cancel(id.value));
        CHECK(side.client.status(id.value).value.phase == BatchPhase::Ended);
        CHECK_FALSE(side.client.cancel(id.value));
    }
}

TEST_CASE("batch over sockets: a wrong key", "[llm]") {
    for (const llm::Dialect dialect : Both) {
        fake::Script how = script();
        how.api_keys = {"sk-another"};
        fake::Server server(how);
        Side side(dialect, server.url());
        CHECK(side.client.submit("run-1", prompts(1)).failure.kind == FailureClass::Auth);
        CHECK(side.client.status("b1").failure.kind == FailureClass::Auth);
        CHECK(server.request_count() == 2);
    }
}

TEST_CASE("batch over sockets: killed anywhere in a submission, the next run makes one batch of it", "[llm]") {
    for (const llm::Dialect dialect : Both) {
        for (int round = 0; round < 20; ++round) {
            int pipe[2];
            REQUIRE(::pipe(pipe) == 0);
            const pid_t child = ::fork();  // before the server has threads
            if (child == 0) {
                std::uint16_t port = 0;
                if (::read(pipe[0], &port, sizeof port) == sizeof port) {
                    Side side(dialect, "http://127.0.0.1:" + std::to_string(port));
                    (void)side.client.submit("run-1", prompts(3));
                }
                ::_exit(0);
            }
            fake::Script how = script();
            how.before_headers_ms = 20;
            fake::Server server(how);
            const std::uint16_t port = server.port();
            REQUIRE(::write(pipe[1], &port, sizeof port) == sizeof port);
            // OpenAI's submission is two requests: killed within the first or the second, or a moment later.
            server.wait_for_requests(static_cast<std::size_t>(1 + (dialect == llm::Dialect::OpenAi ? round % 2 : 0)), 10s);
            if (round % 4 == 3) std::this_thread::sleep_for(30ms);
            ::kill(child, SIGKILL);
            REQUIRE(::waitpid(child, nullptr, 0) == child);
            ::close(pipe[0]);
            ::close(pipe[1]);
            std::this_thread::sleep_for(60ms);  // what the server has begun

            const std::size_t made = creations(server);
            REQUIRE(made <= 1);
            Side side(dialect, server.url());
            const auto found = side.client.find_submitted("run-1", now(), 3);
            REQUIRE(found);
            CHECK(found.value.has_value() == (made == 1));
            if (!found.value) CHECK(side.client.submit("run-1", prompts(3)));
            CHECK(creations(server) == 1);
        }
    }
}
