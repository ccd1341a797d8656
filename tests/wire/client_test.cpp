// SPDX-License-Identifier: Apache-2.0
// The client and libcurl against a provider behind real sockets.
#include "llm/client.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <future>
#include <thread>

#include "llm/curl_transport.hpp"
#include "secrets/gate.hpp"
#include "support/fake_llm/server.hpp"
#include "support/temporary_tree.hpp"

using namespace kompress;
using namespace kompress::llm;
using namespace std::chrono_literals;
namespace fake = kompress::testing::fake_llm;

namespace {

Endpoint endpoint_of(Dialect dialect, const std::string& url) {
    Endpoint endpoint;
    endpoint.name = "test";
    endpoint.dialect = dialect;
    endpoint.base_url = *normalize_base_url(dialect, url, true);
    endpoint.model = "fake-small";
    endpoint.key = Secret("canary-key-4711");
    endpoint.traits.takes_cache_breakpoint = true;
    return endpoint;
}

CheckedPrompt checked(const std::string& text) {
    static secrets::Gate gate(secrets::Policy::Redact);
    Prompt prompt;
    prompt.blocks = {{text, false}};
    prompt.input_tokens = text.size() / 4 + 8;
    prompt.max_output_tokens = 200;
    return *gate.pass(std::move(prompt)).prompt;
}

std::unique_ptr<Client> client_of(Endpoint endpoint, ClientOptions options = {}) {
    options.endpoints.push_back(std::move(endpoint));
    return std::make_unique<Client>(std::move(options), make_curl_transport(), system_clock());
}

constexpr Dialect Dialects[] = {Dialect::OpenAi, Dialect::Anthropic, Dialect::Ollama};

}  // namespace

TEST_CASE("wire: the three dialects, in whole and byte by byte", "[wire]") {
    for (const bool byte_by_byte : {false, true}) {
        fake::Script script;
        script.replies.push_back({.when = {}, .text = "Gr\xC3\xBC\xC3\x9F" "e \xF0\x9F\x91\x8B from the server"});
        if (byte_by_byte) script.faults.push_back({.when = {}, .byte_by_byte = true});
        fake::Server server(script);
        for (const Dialect dialect : Dialects) {
            const Answer answer = client_of(endpoint_of(dialect, server.url()))->ask(checked("hello there"));
            CAPTURE(dialect_name(dialect), answer.failure.message);
            CHECK_FALSE(answer.failure);
            CHECK(answer.completion.text == "Gr\xC3\xBC\xC3\x9F" "e \xF0\x9F\x91\x8B from the server");
            CHECK(answer.completion.usage.input > 0);
            CHECK(answer.completion.usage.output > 0);
            CHECK_FALSE(answer.completion.usage.is_estimated);
        }
    }
}

TEST_CASE("wire: what servers may do to a stream changes nothing", "[wire]") {
    for (const fake::Newline newline : {fake::Newline::Lf, fake::Newline::CrLf, fake::Newline::Cr}) {
        fake::Script script;
        script.replies.push_back({.when = {}, .text = "the answer"});
        script.faults.push_back({.when = {}, .split_utf8 = true, .newline = newline, .bom = true, .comments = true, .no_space = true, .ids = true, .unknown_events = true});
        fake::Server server(script);
        for (const Dialect dialect : {Dialect::OpenAi, Dialect::Anthropic}) {
            const Answer answer = client_of(endpoint_of(dialect, server.url()))->ask(checked("hello"));
            CAPTURE(dialect_name(dialect), answer.failure.message);
            CHECK(answer.completion.text == "the answer");
        }
    }
}

TEST_CASE("wire: sixteen threads with the same prompt make one request", "[wire]") {
    fake::Script script;
    script.before_first_event_ms = 200;
    fake::Server server(script);
    const auto client = client_of(endpoint_of(Dialect::OpenAi, server.url()));
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int i = 0; i < 16; ++i) threads.emplace_back([&] { good += !client->ask(checked("the same")).failure; });
    for (std::thread& thread : threads) thread.join();
    CHECK(good == 16);
    CHECK(server.request_count() == 1);
}

TEST_CASE("wire: connections are kept and shared", "[wire]") {
    fake::Server server;
    ClientOptions options;
    options.lane.start_concurrency = options.lane.max_concurrency = 4;
    const auto client = client_of(endpoint_of(Dialect::OpenAi, server.url()), options);
    for (int i = 0; i < 10; ++i) CHECK_FALSE(client->ask(checked("question " + std::to_string(i))).failure);
    CHECK(server.request_count() == 10);
    CHECK(server.connections() == 1);
}

TEST_CASE("wire: a kept connection that dies unanswered costs no request that was not counted", "[wire]") {
    for (const bool is_reset : {false, true}) {
        for (const Dialect dialect : Dialects) {
            fake::Script script;
            script.faults.push_back({.when = {.at = {2, 4}}, .disconnect_before_headers = true, .reset = is_reset});
            fake::Server server(script);
            ClientOptions options;
            options.lane.start_concurrency = options.lane.max_concurrency = 1;
            options.caps.requests = 5;
            const auto client = client_of(endpoint_of(dialect, server.url()), options);
            for (int i = 0; i < 3; ++i) {
                const Answer answer = client->ask(checked("question " + std::to_string(i)));
                CAPTURE(dialect_name(dialect), answer.failure.message, i);
                CHECK_FALSE(answer.failure);
            }
            CHECK(server.request_count() == 5);
            CHECK(client->counts().attempts == 5);
            CHECK(client->ask(checked("one more")).failure.kind == FailureClass::Budget);
            CHECK(server.request_count() == 5);
        }
    }
}

TEST_CASE("wire: redirects are not followed, and no credential leaves", "[wire]") {
    fake::Server other;
    for (const std::string& target : {other.url() + "/v1/chat/completions", std::string("file:///etc/passwd"), std::string("gopher://127.0.0.1:1/x"),
                                      std::string("http://169.254.169.254/latest/meta-data")}) {
        for (const int status : {301, 307, 308}) {
            fake::Script script;
            fake::Fault fault;
            fault.redirect = target;
            fault.status = status;
            script.faults.push_back(fault);
            fake::Server server(script);
            const Answer answer = client_of(endpoint_of(Dialect::OpenAi, server.url()))->ask(checked("hello"));
            CHECK(answer.failure.kind == FailureClass::Request);
            CHECK(answer.failure.message.find("redirects") != std::string::npos);
        }
    }
    CHECK(other.request_count() == 0);
    CHECK(other.connections() == 0);
}

TEST_CASE("wire: certificates that must be refused are, before a byte is sent", "[wire]") {
    const fake::TestCertificates certificates = fake::make_test_certificates();
    test::TemporaryTree tree;
    ::setenv("SSL_CERT_FILE", tree.write("authority.pem", certificates.authority).c_str(), 1);
    const auto ask = [&](const fake::Identity& identity, std::size_t& requests) {
        fake::Script script;
        script.tls_certificate = identity.certificate;
        script.tls_key = identity.key;
        fake::Server server(script);
        const Answer answer = client_of(endpoint_of(Dialect::OpenAi, "https://localhost:" + std::to_string(server.port())))->ask(checked("hello"));
        requests = server.request_count();
        return answer;
    };
    std::size_t requests = 0;
    const Answer good = ask(certificates.good, requests);
    CAPTURE(good.failure.message);
    CHECK_FALSE(good.failure);
    CHECK(requests == 1);
    for (const fake::Identity* bad : {&certificates.expired, &certificates.not_yet_valid, &certificates.self_signed, &certificates.other_authority, &certificates.wrong_host}) {
        const Answer answer = ask(*bad, requests);
        CHECK(answer.failure.kind == FailureClass::Configuration);
        CHECK(answer.failure.message.find("certificate of localhost") != std::string::npos);
        CHECK(requests == 0);
    }
    ::unsetenv("SSL_CERT_FILE");
}

TEST_CASE("wire: failures on the wire are told apart", "[wire]") {
    const auto ask = [](const fake::Fault& fault, Dialect dialect = Dialect::OpenAi) {
        fake::Script script;
        script.faults.push_back(fault);
        fake::Server server(script);
        ClientOptions options;
        options.timers.first_event_loopback = 1s;
        options.timers.idle = 500ms;
        return client_of(endpoint_of(dialect, server.url()), options)->ask(checked("hello"));
    };
    for (const Dialect dialect : Dialects) {
        CAPTURE(dialect_name(dialect));
        Answer answer = ask({.when = {}, .disconnect_after_events = 2}, dialect);
        CHECK(answer.failure.kind == FailureClass::Transient);
        CHECK(answer.failure.message.find("middle of the answer") != std::string::npos);
        answer = ask({.when = {}, .omit_terminal = true}, dialect);
        CHECK(answer.failure.kind == FailureClass::Transient);
        answer = ask({.when = {}, .malformed_at = 1}, dialect);
        CHECK(answer.failure.kind == FailureClass::Transient);
        answer = ask({.when = {}, .stall_after_events = 2, .stall = fake::Stall::Ping}, dialect);
        CHECK(answer.failure.kind == FailureClass::Transient);
        CHECK(answer.failure.message.find("stopped in the middle") != std::string::npos);
        answer = ask({.when = {}, .giant_event_bytes = std::size_t{9} << 20}, dialect);
        CHECK(answer.failure);
        answer = ask({.when = {}, .omit_usage = true}, dialect);
        CHECK_FALSE(answer.failure);
        if (dialect == Dialect::OpenAi) CHECK(answer.completion.usage.is_estimated);
        if (dialect != Dialect::Ollama) CHECK(ask({.when = {}, .stop = "refusal"}, dialect).failure.kind == FailureClass::Content);
    }
}

TEST_CASE("wire: a client that ends cancels what is in flight", "[wire]") {
    fake::Script script;
    script.faults.push_back({.when = {}, .silence = true});
    fake::Server server(script);
    std::promise<Answer> heard;
    {
        const auto client = client_of(endpoint_of(Dialect::OpenAi, server.url()));
        client->submit(checked("hello"), [&](const Answer& answer) { heard.set_value(answer); });
        REQUIRE(server.wait_for_requests(1, 10s));
    }
    CHECK(heard.get_future().get().failure.kind == FailureClass::Cancelled);
}

TEST_CASE("wire: the provider's cache sees one prefix", "[wire]") {
    fake::Server server;
    for (const Dialect dialect : {Dialect::OpenAi, Dialect::Anthropic}) {
        static secrets::Gate gate(secrets::Policy::Redact);
        ClientOptions options;
        options.lane.start_concurrency = 16;
        const auto client = client_of(endpoint_of(dialect, server.url()), options);
        const std::string shared(16'000, dialect == Dialect::OpenAi ? 'a' : 'b');
        std::vector<std::promise<Answer>> answers(40);
        for (std::size_t i = 0; i < answers.size(); ++i) {
            Prompt prompt;
            prompt.blocks = {{shared, true}, {"page " + std::to_string(i), false}};
            prompt.input_tokens = 4010;
            prompt.max_output_tokens = 100;
            client->submit(*gate.pass(std::move(prompt)).prompt, [&answers, i](const Answer& answer) { answers[i].set_value(answer); });
        }
        std::uint64_t input = 0, cached = 0, first = 0;
        for (auto& promise : answers) {
            const Answer answer = promise.get_future().get();
            REQUIRE_FALSE(answer.failure);
            input += 4000;
            cached += answer.completion.usage.cache_read;
            first += answer.completion.usage.cache_read == 0;
        }
        CAPTURE(dialect_name(dialect), input, cached);
        CHECK(first == 1);  // the leader
        CHECK(static_cast<double>(cached) >= 0.95 * 4000 * 39);
    }
}
