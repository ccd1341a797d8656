// SPDX-License-Identifier: Apache-2.0
// The server as a server: connections, recording, TCP that does not answer, proxies, many clients at once.
#include <catch2/catch.hpp>
#include <ctime>
#include <fstream>
#include <thread>

#include "raw_client.hpp"
#include "support/fake_llm/script_json.hpp"
#include "support/fake_llm/server.hpp"
#include "support/temporary_tree.hpp"

using namespace kompress::testing::fake_llm;
using nlohmann::json;

TEST_CASE("server: what was sent is kept, with its connection, in order", "[fake_llm]") {
    Server server;
    RawClient one(server.port()), two(server.port());
    one.ask("GET", "/v1/models?limit=2", "", "Authorization: Bearer sk-secret\r\n");
    one.ask("POST", "/v1/chat/completions", openai_body("canary", false));
    two.ask("GET", "/health");
    const auto requests = server.requests();
    REQUIRE(requests.size() == 3);
    CHECK(requests[0].request.header("authorization") == "Bearer sk-secret");
    CHECK(requests[0].request.query("limit") == "2");
    CHECK(requests[1].request.body.find("canary") != std::string::npos);
    CHECK(requests[0].connection == requests[1].connection);
    CHECK(requests[2].connection != requests[1].connection);
    CHECK(requests[2].number == 3);
    CHECK(requests[1].arrival <= requests[2].arrival);
}

TEST_CASE("server: the record stands in the file before the reply starts", "[fake_llm]") {
    kompress::test::TemporaryTree tree;
    Script script;
    script.record_file = tree / "sent.jsonl";
    script.faults.resize(1);
    script.faults[0].silence = true;
    script.faults[0].when.match = "never answered";
    Server server(script);
    RawClient client(server.port());
    client.ask("GET", "/v1/models");
    client.send_request("POST", "/v1/chat/completions", openai_body("never answered", true),
                        "X-Api-Key: k\r\n");
    REQUIRE(server.wait_for_requests(2, std::chrono::seconds(20)));
    std::ifstream file(script.record_file);
    std::string line;
    std::vector<json> lines;
    while (std::getline(file, line)) lines.push_back(json::parse(line));
    REQUIRE(lines.size() == 2);
    CHECK(lines[0]["target"] == "/v1/models");
    CHECK(lines[1]["method"] == "POST");
    CHECK(lines[1]["body"].get<std::string>().find("never answered") != std::string::npos);
    CHECK(lines[1]["headers"][1] == json::array({"X-Api-Key", "k"}));
}

TEST_CASE("server: requests in pieces, in chunks, after a 100, one behind the other", "[fake_llm]") {
    Server server;
    RawClient client(server.port());
    client.send_text("POST /v1/messages/count_tokens HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string body = anthropic_body("hello", false);
    for (const char byte : body) client.send_text(std::string("1\r\n") + byte + "\r\n");
    client.send_text("0\r\n\r\n");
    CHECK(client.response().json()["input_tokens"] == 3);

    client.send_text("POST /v1/messages/count_tokens HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: " +
                     std::to_string(body.size()) + "\r\n\r\n");
    CHECK(client.response().status == 100);
    client.send_text(body);
    CHECK(client.response().json()["input_tokens"] == 3);

    client.send_text("GET /health HTTP/1.1\r\n\r\nGET /v1/models HTTP/1.1\r\nConnection: close\r\n\r\n");
    CHECK(client.response().json()["status"] == "ok");
    CHECK(client.response().status == 200);
    CHECK_FALSE(client.receive());

    RawClient nonsense(server.port());
    nonsense.send_text("\x16\x03\x01 this is no HTTP\r\n\r\n");
    CHECK(nonsense.response().status == 400);
}

TEST_CASE("server: connections refused, and connections that are never accepted", "[fake_llm]") {
    Script script;
    script.accept = Accept::Refuse;
    {
        Server server(script);
        CHECK_FALSE(RawClient(server.port()).connected());
    }
    script.accept = Accept::Never;
    Server server(script);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
    pollfd waiting{fd, POLLOUT, 0};
    CHECK(poll(&waiting, 1, 100) == 0);
    close(fd);
}

TEST_CASE("server: 64 clients at once, and a port of its own for each server", "[fake_llm]") {
    Server server, other;
    CHECK(server.port() != other.port());
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int i = 0; i < 64; ++i)
        threads.emplace_back([&, i] {
            RawClient client(server.port());
            for (int j = 0; j < 20; ++j) {
                const std::string prompt = "prompt " + std::to_string(i) + " " + std::to_string(j);
                const Response response =
                    client.ask("POST", "/v1/chat/completions", openai_body(prompt, true));
                if (response.complete && openai_text(response.body).find(prompt) != std::string::npos) ++good;
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(good == 64 * 20);
    CHECK(server.connections() == 64);
    CHECK(server.request_count() == 64 * 20);
    CHECK(other.request_count() == 0);
}

TEST_CASE("server: a request costs less than a millisecond of processor time", "[.load]") {
    constexpr int Clients = 64, Each = 200;
    Server server;
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    const std::clock_t before = std::clock();  // of the whole process: server and clients
    for (int i = 0; i < Clients; ++i)
        threads.emplace_back([&] {
            RawClient client(server.port());
            for (int j = 0; j < Each; ++j)
                good += client.ask("POST", "/v1/chat/completions", openai_body(std::string(4000, 'x'), true))
                            .complete;
        });
    for (std::thread& thread : threads) thread.join();
    const double ms = 1e3 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC / (Clients * Each);
    WARN("processor time a request, both sides: " << ms << " ms");
    CHECK(good == Clients * Each);
    CHECK(ms < 1);
}

TEST_CASE("server: a full queue refuses, and a place is free when the last event has come", "[fake_llm]") {
    Script script;
    script.limits.max_concurrency = 1;
    script.faults.resize(1);
    script.faults[0].when.match = "slow";
    script.faults[0].stall_after_events = 1;
    Server server(script);
    RawClient slow(server.port()), quick(server.port());
    slow.send_request("POST", "/v1/chat/completions", openai_body("slow", true));
    while (slow.buffer().find("data: ") == std::string::npos) REQUIRE(slow.receive());
    CHECK(quick.ask("POST", "/v1/chat/completions", openai_body("quick", true)).status == 503);
    slow.close();
    Response response;
    while ((response = quick.ask("POST", "/v1/chat/completions", openai_body("quick", true))).status == 503)
        std::this_thread::yield();
    CHECK(response.status == 200);
    for (int i = 0; i < 50; ++i)
        CHECK(quick.ask("POST", "/v1/chat/completions", openai_body("quick", true)).status == 200);
    CHECK(server.peak_concurrency() == 2);
}

TEST_CASE("proxy: tunnels and forwarded requests, with credentials where they are demanded", "[fake_llm]") {
    Server origin;
    Script script;
    script.proxy.enabled = true;
    script.proxy.credentials = "user:word";
    script.proxy.routes = {{"api.example:80", "127.0.0.1:" + std::to_string(origin.port())}};
    Server proxy(script);
    const std::string credentials = "Proxy-Authorization: Basic dXNlcjp3b3Jk\r\n";

    RawClient client(proxy.port());
    const Response demanded = client.ask("CONNECT", "api.example:80");
    CHECK(demanded.status == 407);
    CHECK(demanded.header("proxy-authenticate") == "Basic realm=\"fake\"");
    CHECK(client.ask("CONNECT", "unknown.example:80", "", credentials).status == 403);
    CHECK(client.ask("CONNECT", "api.example:80", "", credentials).status == 200);
    CHECK(client.ask("GET", "/v1/models").json()["object"] == "list");

    RawClient plain(proxy.port());
    CHECK(plain.ask("GET", "http://127.0.0.1:" + std::to_string(origin.port()) + "/health", "", credentials)
              .json()["status"] == "ok");
    const auto seen = origin.requests();
    REQUIRE(seen.size() == 2);
    CHECK(seen[1].request.target == "/health");
    CHECK(seen[1].request.header("proxy-authorization").empty());
}

TEST_CASE("script: JSON says all that the structure can, and mistakes are named", "[fake_llm]") {
    const auto script = parse_script(R"({
        "seed": 7, "dialect": "anthropic", "api_keys": ["k"], "models": [{"id": "m", "context": 5}],
        "limits": {"requests_per_minute": 60, "tokens_per_minute": 40000},
        "replies": [{"match": "x", "text": "y", "stop": "length", "usage": {"input": 3, "output": 4}}],
        "faults": [{"at": [1, 3], "error": "overloaded", "retry_after": "2", "headers": {"x-a": "b"}},
                   {"probability": 0.5, "stall_after_events": 0, "stall": "ping", "newline": "crlf"}],
        "proxy": {"credentials": "a:b"}})");
    REQUIRE(script);
    CHECK(script->seed == 7);
    CHECK(script->dialect == Dialect::Anthropic);
    CHECK(script->limits.tokens_per_minute == 40000);
    CHECK(script->replies[0].usage->output == 4);
    CHECK(script->faults[0].when.at == std::vector<std::uint64_t>{1, 3});
    CHECK(header_value(script->faults[0].headers, "x-a") == "b");
    CHECK(script->faults[1].stall_after_events == 0u);
    CHECK(script->faults[1].stall == Stall::Ping);
    CHECK(script->proxy.enabled);

    CHECK(parse_script(R"({"fault": []})").error().message == "script: there is no field 'fault'");
    CHECK(parse_script(R"({"faults": [{"newline": "lfcr"}]})").error().message ==
          "script.faults[0].newline: 'lfcr' is none of lf, crlf, cr");
    CHECK(parse_script(R"({"faults": [{"at": "1"}]})").error().message ==
          "script.faults[0].at: is of the wrong type");
    CHECK(parse_script(R"({"faults": [{"error": "oops"}]})")
              .error()
              .message.rfind("script.faults[0].error: 'oops' is none of rate_limit, ", 0) == 0);
    CHECK_FALSE(parse_script("{"));
    CHECK_FALSE(read_script_file("/does/not/exist"));
}
