// SPDX-License-Identifier: Apache-2.0
// Ollama's native chat: JSON lines, "done":true at the end, durations in nanoseconds, streaming unless told
// otherwise.
#include "support/fake_llm/dialects.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace kompress::testing::fake_llm {
namespace {

using nlohmann::json;

constexpr const char* Created =
    "2026-01-01T00:00:00.000000Z";  // a constant: replies depend on the request alone

json line(const Ask& ask, const std::string& content, bool done) {
    return {{"model", ask.model},
            {"created_at", Created},
            {"message", {{"role", "assistant"}, {"content", content}}},
            {"done", done}};
}

void finish(json& out, const Answer& answer) {
    const std::string& stop = answer.stop;
    out["done_reason"] = stop == "context"                               ? "length"
                         : stop == "refusal" || stop == "content_filter" ? "stop"
                                                                         : stop;
    if (!answer.usage_known) return;
    out["total_duration"] = 1000000 * (answer.usage.input + 10 * answer.usage.output) + 1000000;
    out["load_duration"] = 1000000;
    out["prompt_eval_count"] = answer.usage.input;
    out["prompt_eval_duration"] = 1000000 * answer.usage.input;
    out["eval_count"] = answer.usage.output;
    out["eval_duration"] = 10000000 * answer.usage.output;
}

}  // namespace

Result<Ask> read_ollama(const json& body) {
    Ask ask;
    ask.dialect = Dialect::Ollama;
    ask.model = body.value("model", std::string());
    ask.stream = body.value("stream", true);
    ask.truncate = body.value("truncate", true);
    if (ask.model.empty()) return Error{ErrorCode::InvalidArgument, "model is required"};
    if (body.contains("options") && body["options"].is_object()) {
        ask.num_ctx = body["options"].value("num_ctx", std::int64_t{0});
        ask.max_tokens = std::max<std::int64_t>(0, body["options"].value("num_predict", std::int64_t{0}));
    }
    if (body.contains("format")) {
        if (body["format"].is_object()) ask.schema = dump(body["format"]);
        ask.any_json = body["format"] == "json";
    }
    if (body.contains("messages"))
        for (const json& message : body["messages"]) {
            const std::string role = message.value("role", std::string()),
                              text = content_text(message.value("content", json()));
            ask.blocks.push_back({role + "\n" + text});
            ask.prompt += text + "\n";
            if (role == "user") ask.last = text;
        }
    return ask;
}

Reply reply_ollama(const Ask& ask, const Answer& answer) {
    if (!ask.stream) {
        json body = line(ask, answer.text, true);
        if (!answer.reasoning.empty()) body["message"]["thinking"] = answer.reasoning;
        finish(body, answer);
        return json_reply(body);
    }
    Reply reply;
    reply.format = Format::Ndjson;
    reply.headers.push_back({"Content-Type", "application/x-ndjson"});
    for (const std::string& piece : pieces_of(answer.reasoning, answer.delta_bytes)) {
        json thinking = line(ask, "", false);
        thinking["message"]["thinking"] = piece;
        reply.frames.push_back({FrameKind::Delta, "", dump(thinking)});
    }
    for (const std::string& piece : pieces_of(answer.text, answer.delta_bytes))
        reply.frames.push_back({FrameKind::Delta, "", dump(line(ask, piece, false))});
    json last = line(ask, "", true);
    finish(last, answer);
    reply.frames.push_back({FrameKind::Terminal, "", dump(last)});
    return reply;
}

}  // namespace kompress::testing::fake_llm
