// SPDX-License-Identifier: Apache-2.0
// What goes wrong with the bytes of a stream, seen through a socket.
#include <catch2/catch.hpp>
#include <chrono>

#include "raw_client.hpp"
#include "support/fake_llm/server.hpp"

using namespace kompress::testing::fake_llm;
using nlohmann::json;

namespace {

const std::string Text = "Grüße aus Zürich: ☃ and 𝄞, twice.";

Script with(const Fault& fault) {
    Script script;
    script.replies.resize(1);
    script.replies[0].text = Text;
    script.faults = {fault};
    return script;
}

struct Streamed {
    Response response;
    unsigned segments = 0;
};

Streamed stream(const Fault& fault, const std::string& path = "/v1/chat/completions") {
    Server server(with(fault));
    RawClient client(server.port());
    Streamed out;
    out.response =
        client.ask("POST", path, path == "/v1/messages" ? anthropic_body("x", true) : openai_body("x", true));
    out.segments = client.segments();
    return out;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
    return found;
}

}  // namespace

TEST_CASE("stream: byte by byte it is the same stream", "[fake_llm]") {
    Fault fault;
    const Streamed whole = stream(fault);
    fault.byte_by_byte = true;
    const Streamed bytes = stream(fault);
    CHECK(bytes.response.body == whole.response.body);
    CHECK(bytes.response.complete);
    CHECK(openai_text(bytes.response.body) == Text);
    CHECK(bytes.segments > whole.segments);
}

TEST_CASE("stream: chunks that end inside of characters join to the same text", "[fake_llm]") {
    Fault fault;
    fault.split_utf8 = true;
    Server server(with(fault));
    RawClient client(server.port());
    client.send_request("POST", "/v1/chat/completions", openai_body("x", true));
    while (client.buffer().find("\r\n0\r\n\r\n") == std::string::npos && client.receive()) {
    }
    CHECK(client.buffer().find("\xC3\r\n") != std::string::npos);  // a chunk ends after the first byte of ü
    CHECK(openai_text(client.response().body) == Text);
    fault = {};
    fault.chunk_bytes = 3;
    CHECK(openai_text(stream(fault).response.body) == Text);
}

TEST_CASE("stream: line ends, byte order mark, comments, several data lines, unknown events", "[fake_llm]") {
    Fault fault;
    fault.newline = Newline::Cr;
    CHECK(stream(fault).response.body.find('\n') == std::string::npos);
    fault.newline = Newline::CrLf;
    const std::string crlf = stream(fault).response.body;
    CHECK(count(crlf, "\n") == count(crlf, "\r\n"));

    fault = {};
    fault.bom = true;
    fault.comments = true;
    fault.ids = true;
    fault.unknown_events = true;
    const std::string odd = stream(fault).response.body;
    CHECK(odd.rfind("\xEF\xBB\xBF: OPENROUTER PROCESSING\n\n", 0) == 0);
    CHECK(odd.find("retry: 3000\n") != std::string::npos);
    CHECK(odd.find("event: x_unknown\n") != std::string::npos);
    CHECK(openai_text(odd) == Text);

    fault = {};
    fault.multiline_data = true;
    fault.no_space = true;
    const std::string spread = stream(fault).response.body;
    CHECK(spread.rfind("data:{\ndata:\"choices\": [\n", 0) == 0);
    CHECK(spread.find("\ndata:[DONE]\n\n") != std::string::npos);
}

TEST_CASE("stream: the end without its marker, and the middle of nowhere", "[fake_llm]") {
    Fault fault;
    fault.omit_terminal = true;
    const Response tidy = stream(fault).response;
    CHECK(tidy.complete);
    CHECK(tidy.body.find("[DONE]") == std::string::npos);
    CHECK(stream(fault, "/v1/messages").response.body.find("message_stop") == std::string::npos);

    fault = {};
    fault.disconnect_after_bytes = 100;
    const Response cut = stream(fault).response;
    CHECK_FALSE(cut.complete);
    CHECK(cut.body.size() == 100);

    fault = {};
    fault.disconnect_after_events = 2;
    const Response two = stream(fault).response;
    CHECK_FALSE(two.complete);
    CHECK(data_lines(two.body).size() == 2);

    fault = {};
    fault.disconnect_before_headers = true;
    fault.reset = true;
    CHECK(stream(fault).response.status == 0);
}

TEST_CASE("stream: an error arrives as an event after output has begun", "[fake_llm]") {
    Fault fault;
    fault.error = "overloaded";
    fault.error_after_events = 4;
    const std::string anthropic = stream(fault, "/v1/messages").response.body;
    CHECK(anthropic.find(
              "event: error\ndata: {\"error\":{\"message\":\"Overloaded\",\"type\":\"overloaded_error\"}") !=
          std::string::npos);
    CHECK(anthropic.find("message_stop") == std::string::npos);
    const auto lines = data_lines(stream(fault).response.body);
    REQUIRE(lines.size() == 5);
    CHECK(json::parse(lines[4])["choices"][0]["finish_reason"] == "error");
}

TEST_CASE("stream: malformed, giant and endless events", "[fake_llm]") {
    Fault fault;
    fault.malformed_at = 1;
    CHECK(json::parse(data_lines(stream(fault).response.body)[1], nullptr, false).is_discarded());

    fault = {};
    fault.giant_event_bytes = 9u << 20;
    const auto lines = data_lines(stream(fault).response.body);
    CHECK(lines[1].size() == fault.giant_event_bytes);
    CHECK(json::parse(lines[1])["choices"][0]["delta"]["content"].is_string());

    fault = {};
    fault.endless = true;
    Server server(with(fault));
    RawClient client(server.port());
    client.send_request("POST", "/v1/chat/completions", openai_body("x", true));
    while (client.buffer().size() < (1u << 20)) REQUIRE(client.receive());
    CHECK(client.buffer().find("[DONE]") == std::string::npos);
}

TEST_CASE("stream: pings flow while nothing is said", "[fake_llm]") {
    Fault fault;
    fault.stall_after_events = 3;
    fault.stall = Stall::Ping;
    fault.ping_every_ms = 1;
    fault.stall_ms = 100;
    const Response paused = stream(fault, "/v1/messages").response;
    CHECK(paused.complete);
    CHECK(count(paused.body, "event: ping") > 1);
    CHECK(paused.body.find("message_stop") != std::string::npos);

    fault.stall_ms = -1;  // and nothing ever is
    Server server(with(fault));
    RawClient client(server.port());
    client.send_request("POST", "/v1/messages", anthropic_body("x", true));
    while (count(client.buffer(), "event: ping") < 20) REQUIRE(client.receive());
    CHECK(client.buffer().find("message_stop") == std::string::npos);
    server.stop();  // does not wait for it
}

TEST_CASE("silence: not a byte until the server is stopped", "[fake_llm]") {
    Fault fault;
    fault.silence = true;
    Server server(with(fault));
    RawClient client(server.port());
    client.send_request("POST", "/v1/chat/completions", openai_body("x", true));
    REQUIRE(server.wait_for_requests(1, std::chrono::seconds(20)));
    CHECK_FALSE(client.readable(50));
    server.stop();
    CHECK(client.readable(20000));
    CHECK_FALSE(client.receive());
}

TEST_CASE("latency: headers, first event and later events wait as told", "[fake_llm]") {
    Fault fault;
    fault.before_headers_ms = 30;
    fault.before_first_event_ms = 40;
    fault.between_events_ms = 5;
    const auto start = std::chrono::steady_clock::now();
    const Response response = stream(fault).response;
    const auto events = static_cast<int>(data_lines(response.body).size());
    CHECK(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(30 + 40 + 5 * (events - 1)));
}
