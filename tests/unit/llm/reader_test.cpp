// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "llm/dialect.hpp"
#include "llm/event_stream.hpp"

using namespace kompress;
using namespace kompress::llm;

namespace {

std::vector<std::string> sse_events(std::string_view bytes, std::size_t cut) {
    SseParser parser;
    std::vector<std::string> events;
    const EventSink sink = [&](const StreamEvent& event) { events.push_back(std::string(event.name) + "|" + std::string(event.data)); };
    for (std::size_t at = 0; at < bytes.size(); at += cut) parser.feed(bytes.substr(at, cut), sink);
    return events;
}

Reply read(Dialect dialect, std::string_view bytes, std::size_t first, std::string_view type = "text/event-stream") {
    const auto reader = make_reader(dialect, type);
    reader->feed(bytes.substr(0, first));
    reader->feed(bytes.substr(std::min(first, bytes.size())));
    reader->finish();
    return reader->reply();
}

const char* OpenAiStream =
    ": OPENROUTER PROCESSING\n\n"
    "data: {\"id\":\"c1\",\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n"
    "data: {\"id\":\"c1\",\"choices\":[{\"delta\":{\"content\":\"Gr\xC3\xBC\xC3\x9F\"}}]}\r\n\r\n"
    "data: {\"id\":\"c1\",\"choices\":[{\"delta\":{\"content\":\"e \xF0\x9F\x91\x8B\"}}]}\r\r"
    "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\n"
    "data: [DONE]\n\n";

const char* AnthropicStream =
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"model\":\"claude-x\",\"usage\":{\"input_tokens\":25,\"output_tokens\":1}}}\n\n"
    "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
    "event: ping\ndata: {\"type\": \"ping\"}\n\n"
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}}\n\n"
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" \xE2\x9C\x93\"}}\n\n"
    "event: new_thing\ndata: {\"type\":\"new_thing\"}\n\n"
    "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":15}}\n\n"
    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

const char* OllamaStream =
    "{\"model\":\"q\",\"message\":{\"role\":\"assistant\",\"content\":\"Hel\"},\"done\":false}\n"
    "{\"model\":\"q\",\"message\":{\"content\":\"lo \xE2\x9C\x93\"},\"done\":false}\n"
    "{\"model\":\"q\",\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":11,\"eval_count\":18,\"total_duration\":5}";

}  // namespace

TEST_CASE("sse: line ends, comments, several data lines, BOM, unknown fields", "[llm]") {
    const std::string text = "\xEF\xBB\xBF" "data: a\r\ndata:b\r\n\r\n: comment\nevent: e\ndata:  two\nid: 4\nretry: 1\nfoo\n\nevent: lost\n\ndata\n\ndata: cut off";
    const std::vector<std::string> expected = {"|a\nb", "e| two", "|"};
    for (std::size_t cut = 1; cut <= text.size(); ++cut) CHECK(sse_events(text, cut) == expected);
}

TEST_CASE("sse: an event of more than 8 MB is refused", "[llm]") {
    SseParser parser;
    const std::string piece(1 << 20, 'x');
    bool fits = parser.feed("data: ", [](const StreamEvent&) {});
    for (int i = 0; i < 9 && fits; ++i) fits = parser.feed(piece, [](const StreamEvent&) {});
    CHECK_FALSE(fits);
    SseParser lines;  // many short lines of one event
    fits = true;
    for (int i = 0; i < 9 && fits; ++i) fits = lines.feed("data: " + piece + "\n", [](const StreamEvent&) {});
    CHECK_FALSE(fits);
}

TEST_CASE("readers: a stream cut at any byte gives the same answer", "[llm]") {
    for (const auto& [dialect, stream] : {std::pair{Dialect::OpenAi, OpenAiStream}, {Dialect::Anthropic, AnthropicStream}, {Dialect::Ollama, OllamaStream}}) {
        const std::string_view bytes = stream;
        const Reply whole = read(dialect, bytes, bytes.size());
        CHECK(whole.is_complete);
        CHECK_FALSE(whole.failure);
        for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
            const Reply reply = read(dialect, bytes, cut);
            REQUIRE(reply.text == whole.text);
            REQUIRE(reply.usage == whole.usage);
            REQUIRE(reply.finish == whole.finish);
            REQUIRE(reply.is_complete);
        }
        // Byte by byte.
        const auto reader = make_reader(dialect, "text/event-stream");
        for (const char& byte : bytes) reader->feed({&byte, 1});
        reader->finish();
        CHECK(reader->reply().text == whole.text);
        CHECK(reader->reply().usage == whole.usage);
    }
}

TEST_CASE("readers: what the three dialects say", "[llm]") {
    const Reply openai = read(Dialect::OpenAi, OpenAiStream, 7);
    CHECK(openai.text == "Gr\xC3\xBC\xC3\x9F" "e \xF0\x9F\x91\x8B");
    CHECK(openai.usage->input == 9);
    CHECK(openai.model == "gpt-x");
    CHECK(openai.finish == FinishReason::Stop);
    const Reply anthropic = read(Dialect::Anthropic, AnthropicStream, 7);
    CHECK(anthropic.text == "Hello \xE2\x9C\x93");
    CHECK(anthropic.usage->input == 25);
    CHECK(anthropic.usage->output == 15);
    CHECK(anthropic.id == "m1");
    const Reply ollama = read(Dialect::Ollama, OllamaStream, 7);
    CHECK(ollama.text == "Hello \xE2\x9C\x93");
    CHECK(ollama.usage->output == 18);
}

TEST_CASE("readers: the end of the bytes is not the end of the answer", "[llm]") {
    for (const auto& [dialect, stream] : {std::pair{Dialect::OpenAi, OpenAiStream}, {Dialect::Anthropic, AnthropicStream}, {Dialect::Ollama, OllamaStream}}) {
        const std::string_view bytes = stream;
        const std::string_view mark = dialect == Dialect::OpenAi ? "data: [DONE]" : dialect == Dialect::Anthropic ? "event: message_stop" : "{\"model\":\"q\",\"message\":{\"content\":\"\"},\"done\":true";
        const Reply reply = read(dialect, bytes.substr(0, bytes.find(mark)), 3);
        CHECK_FALSE(reply.is_complete);
        CHECK(reply.has_started);
    }
}

TEST_CASE("readers: pings and comments are no progress", "[llm]") {
    const auto reader = make_reader(Dialect::Anthropic, "text/event-stream");
    reader->feed("event: ping\ndata: {\"type\":\"ping\"}\n\n: still here\n\n");
    CHECK(reader->reply().events == 0);
    const auto other = make_reader(Dialect::OpenAi, "text/event-stream");
    other->feed(": OPENROUTER PROCESSING\n\n");
    CHECK(other->reply().events == 0);
}

TEST_CASE("readers: an error inside the stream ends it", "[llm]") {
    CHECK(read(Dialect::OpenAi, "data: {\"error\":{\"code\":502,\"message\":\"x\"},\"choices\":[]}\n\n", 5).failure.kind == FailureClass::Transient);
    CHECK(read(Dialect::Anthropic, "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n", 5).failure.kind == FailureClass::Overload);
    CHECK(read(Dialect::Ollama, "{\"error\":\"model runner has unexpectedly stopped\"}\n", 5).failure.kind == FailureClass::Transient);
    CHECK(read(Dialect::OpenAi, "data: {oops\n\n", 5).failure.kind == FailureClass::Transient);
    CHECK(read(Dialect::OpenAi, "data: [{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"x\"}}]\n\n", 5).failure.kind == FailureClass::Throttle);
}

TEST_CASE("readers: reasons that are no success", "[llm]") {
    const auto openai = [](const char* reason) { return read(Dialect::OpenAi, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"" + std::string(reason) + "\"}]}\n\ndata: [DONE]\n\n", 5).finish; };
    CHECK(openai("length") == FinishReason::Length);
    CHECK(openai("content_filter") == FinishReason::ContentFilter);
    CHECK(openai("tool_calls") == FinishReason::Other);
    CHECK(read(Dialect::OpenAi, "data: {\"choices\":[{\"delta\":{\"refusal\":\"I can't\"},\"finish_reason\":null}]}\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n", 5).finish == FinishReason::Refusal);
    const auto anthropic = [](const char* reason) { return read(Dialect::Anthropic, "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + std::string(reason) + "\"}}\n\n", 5).finish; };
    CHECK(anthropic("refusal") == FinishReason::Refusal);
    CHECK(anthropic("pause_turn") == FinishReason::Other);
    CHECK(anthropic("max_tokens") == FinishReason::Length);
    CHECK(anthropic("model_context_window_exceeded") == FinishReason::ContextExceeded);
}

TEST_CASE("readers: a server that does not stream", "[llm]") {
    const Reply openai = read(Dialect::OpenAi, R"({"id":"c","model":"m","choices":[{"message":{"content":"All at once"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":3}})", 20, "application/json");
    CHECK(openai.text == "All at once");
    CHECK(openai.is_complete);
    const Reply anthropic = read(Dialect::Anthropic, R"({"type":"message","id":"m","model":"c","content":[{"type":"text","text":"All"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":1}})", 20, "application/json; charset=utf-8");
    CHECK(anthropic.text == "All");
    CHECK(anthropic.is_complete);
    CHECK(anthropic.finish == FinishReason::Stop);
}

TEST_CASE("reader: JSON that nests without end is refused, not followed", "[llm]") {
    for (const Dialect dialect : {Dialect::OpenAi, Dialect::Anthropic}) {
        const auto reader = make_reader(dialect, "application/json");
        reader->feed("{\"error\":" + std::string(4'000'000, '['));
        reader->feed(std::string(4'000'000, ']') + "}");
        reader->finish();
        CHECK(reader->reply().failure.kind == FailureClass::Transient);
    }
}
