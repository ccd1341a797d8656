// SPDX-License-Identifier: Apache-2.0
// Anthropic's Messages. Blocks are cached in the order tools, system, messages; cache_control marks the last
// of a prefix.
#include "support/fake_llm/dialects.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace kompress::testing::fake_llm {
namespace {

using nlohmann::json;

Block block(const std::string& role, const json& part) {
    Block out;
    out.text = role + "\n" +
               (part.is_string()        ? part.get<std::string>()
                : part.contains("text") ? part.value("text", std::string())
                                        : dump(part));
    if (part.is_object() && part.contains("cache_control") && part["cache_control"].is_object()) {
        out.breakpoint = true;
        out.one_hour = part["cache_control"].value("ttl", std::string("5m")) == "1h";
    }
    return out;
}

void add_content(Ask& ask, const std::string& role, const json& content) {
    if (content.is_array())
        for (const json& part : content) ask.blocks.push_back(block(role, part));
    else
        ask.blocks.push_back(block(role, content));
    ask.prompt += content_text(content) + "\n";
}

std::string stop_reason(const std::string& stop) {
    if (stop == "stop") return "end_turn";
    if (stop == "length") return "max_tokens";
    if (stop == "content_filter") return "refusal";
    if (stop == "context") return "model_context_window_exceeded";
    return stop;
}

json usage_json(const Answer& answer) {
    const Usage& usage = answer.usage;
    const std::int64_t written = usage.cache_write_5m + usage.cache_write_1h;
    return {{"input_tokens", std::max<std::int64_t>(0, usage.input - usage.cache_read - written)},
            {"cache_read_input_tokens", usage.cache_read},
            {"cache_creation_input_tokens", written},
            {"cache_creation",
             {{"ephemeral_5m_input_tokens", usage.cache_write_5m},
              {"ephemeral_1h_input_tokens", usage.cache_write_1h}}},
            {"output_tokens", usage.output}};
}

json message(const Ask& ask, const Answer& answer) {
    return {{"id", "msg_" + answer.id}, {"type", "message"},        {"role", "assistant"},
            {"model", ask.model},       {"content", json::array()}, {"stop_reason", nullptr},
            {"stop_sequence", nullptr}};
}

void add(Reply& reply, FrameKind kind, const char* event, json data) {
    data["type"] = event;
    reply.frames.push_back({kind, event, dump(data)});
}

void add_block(Reply& reply, int index, const json& empty, const std::string& text, std::size_t bytes,
               const char* type, const char* field) {
    add(reply, FrameKind::Other, "content_block_start", {{"index", index}, {"content_block", empty}});
    if (index == 0) add(reply, FrameKind::Other, "ping", json::object());
    for (const std::string& piece : pieces_of(text, bytes))
        add(reply, FrameKind::Delta, "content_block_delta",
            {{"index", index}, {"delta", {{"type", type}, {field, piece}}}});
    add(reply, FrameKind::Other, "content_block_stop", {{"index", index}});
}

Reply streamed(const Ask& ask, const Answer& answer) {
    Reply reply;
    reply.format = Format::Sse;
    reply.headers.push_back({"Content-Type", "text/event-stream; charset=utf-8"});
    json start = message(ask, answer);
    if (answer.usage_known) {
        start["usage"] = usage_json(answer);
        start["usage"]["output_tokens"] = 1;  // what stands here is overwritten by message_delta
    }
    add(reply, FrameKind::Start, "message_start", {{"message", start}});
    int index = 0;
    if (!answer.reasoning.empty())
        add_block(reply, index++, {{"type", "thinking"}, {"thinking", ""}, {"signature", ""}},
                  answer.reasoning, answer.delta_bytes, "thinking_delta", "thinking");
    add_block(reply, index, {{"type", "text"}, {"text", ""}}, answer.text, answer.delta_bytes, "text_delta",
              "text");
    json end = {{"delta", {{"stop_reason", stop_reason(answer.stop)}, {"stop_sequence", nullptr}}}};
    if (answer.usage_known) end["usage"] = {{"output_tokens", answer.usage.output}};
    add(reply, FrameKind::Usage, "message_delta", end);
    add(reply, FrameKind::Terminal, "message_stop", json::object());
    return reply;
}

}  // namespace

Result<Ask> read_anthropic(const json& body) {
    Ask ask;
    ask.dialect = Dialect::Anthropic;
    ask.model = body.value("model", std::string());
    ask.stream = body.value("stream", false);
    ask.max_tokens = body.value("max_tokens", std::int64_t{0});
    if (ask.model.empty()) return Error{ErrorCode::InvalidArgument, "model: Field required"};
    if (!body.contains("messages") || !body["messages"].is_array() || body["messages"].empty())
        return Error{ErrorCode::InvalidArgument, "messages: Field required"};
    if (body.contains("output_config") && body["output_config"].contains("format")) {
        ask.schema = dump(body["output_config"]["format"].at("schema"));
        ask.blocks.push_back({ask.schema});
    }
    if (body.contains("tools"))
        for (const json& tool : body["tools"]) ask.blocks.push_back(block("tool", tool));
    if (body.contains("system")) add_content(ask, "system", body["system"]);
    for (const json& part : body["messages"]) {
        const std::string role = part.value("role", std::string());
        const json& content = part.at("content");
        add_content(ask, role, content);
        if (role == "user") ask.last = content_text(content);
    }
    if (body.contains("cache_control")) ask.blocks.back().breakpoint = true;  // automatic: on the last block
    return ask;
}

Reply reply_anthropic(const Ask& ask, const Answer& answer) {
    if (ask.stream) return streamed(ask, answer);
    json body = message(ask, answer);
    if (!answer.reasoning.empty())
        body["content"].push_back({{"type", "thinking"}, {"thinking", answer.reasoning}, {"signature", ""}});
    body["content"].push_back({{"type", "text"}, {"text", answer.text}});
    body["stop_reason"] = stop_reason(answer.stop);
    if (answer.usage_known) body["usage"] = usage_json(answer);
    return json_reply(body);
}

}  // namespace kompress::testing::fake_llm
