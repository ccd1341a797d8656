// SPDX-License-Identifier: Apache-2.0
// OpenAI's Chat Completions, which vLLM, llama.cpp, OpenRouter and Gemini's compatible endpoint speak too.
#include "support/fake_llm/dialects.hpp"

#include <nlohmann/json.hpp>

namespace kompress::testing::fake_llm {
namespace {

using nlohmann::json;

constexpr std::int64_t Created = 1760000000;  // a constant: replies depend on the request alone

json usage_json(const Answer& answer) {
    const Usage& usage = answer.usage;
    json out = {{"prompt_tokens", usage.input},
                {"completion_tokens", usage.output},
                {"total_tokens", usage.input + usage.output},
                {"prompt_tokens_details", {{"cached_tokens", usage.cache_read}}},
                {"completion_tokens_details", {{"reasoning_tokens", usage.reasoning}}}};
    if (answer.report_cache_writes)
        out["prompt_tokens_details"]["cache_write_tokens"] = usage.cache_write_5m + usage.cache_write_1h;
    if (usage.cost >= 0) {
        out["cost"] = usage.cost;
        out["cost_details"] = {{"upstream_inference_cost", usage.cost}};
    }
    return out;
}

/// A refusal is no finish reason of this dialect: it is another field of the message.
std::string finish_reason(const Answer& answer) {
    if (answer.stop == "refusal") return "stop";
    return answer.stop == "context" ? "length" : answer.stop;
}

json chunk(const Ask& ask, const Answer& answer, json delta, json finish) {
    return {{"id", "chatcmpl-" + answer.id},
            {"object", "chat.completion.chunk"},
            {"created", Created},
            {"model", ask.model},
            {"system_fingerprint", "fp_fake"},
            {"choices", json::array({{{"index", 0},
                                      {"delta", std::move(delta)},
                                      {"logprobs", nullptr},
                                      {"finish_reason", std::move(finish)}}})}};
}

Reply streamed(const Ask& ask, const Answer& answer) {
    Reply reply;
    reply.format = Format::Sse;
    reply.headers.push_back({"Content-Type", "text/event-stream; charset=utf-8"});
    const bool with_usage = ask.include_usage && answer.usage_known;
    const auto add = [&](FrameKind kind, json data) {
        if (with_usage && kind != FrameKind::Usage) data["usage"] = nullptr;
        reply.frames.push_back({kind, "", dump(data)});
    };
    const char* field = answer.stop == "refusal" ? "refusal" : "content";
    add(FrameKind::Start, chunk(ask, answer, {{"role", "assistant"}, {"content", ""}}, nullptr));
    for (const std::string& piece : pieces_of(answer.reasoning, answer.delta_bytes))
        add(FrameKind::Delta, chunk(ask, answer, {{"reasoning_content", piece}}, nullptr));
    for (const std::string& piece : pieces_of(answer.text, answer.delta_bytes))
        add(FrameKind::Delta, chunk(ask, answer, {{field, piece}}, nullptr));
    add(FrameKind::Other, chunk(ask, answer, json::object(), finish_reason(answer)));
    if (with_usage) {
        json last = chunk(ask, answer, json::object(), nullptr);
        last["choices"] = json::array();
        last["usage"] = usage_json(answer);
        add(FrameKind::Usage, std::move(last));
    }
    reply.frames.push_back({FrameKind::Terminal, "", "[DONE]"});
    return reply;
}

}  // namespace

Result<Ask> read_openai(const json& body) {
    Ask ask;
    ask.dialect = Dialect::OpenAi;
    ask.model = body.value("model", std::string());
    ask.stream = body.value("stream", false);
    ask.include_usage = !ask.stream || (body.contains("stream_options") &&
                                        body["stream_options"].value("include_usage", false));
    ask.max_tokens = body.value("max_completion_tokens", body.value("max_tokens", std::int64_t{0}));
    if (ask.model.empty()) return Error{ErrorCode::InvalidArgument, "you must provide a model parameter"};
    if (!body.contains("messages") || !body["messages"].is_array() || body["messages"].empty())
        return Error{ErrorCode::InvalidArgument, "Missing required parameter: 'messages'."};
    if (body.contains("response_format")) {
        const json& format = body["response_format"];
        if (format.value("type", std::string()) == "json_schema") {
            ask.schema = dump(format.at("json_schema").at("schema"));
            ask.blocks.push_back({ask.schema});
        }
        ask.any_json = format.value("type", std::string()) == "json_object";
    }
    for (const json& message : body["messages"]) {
        const std::string role = message.value("role", std::string());
        const std::string text = message.contains("content") ? content_text(message["content"]) : "";
        ask.blocks.push_back({role + "\n" + text});
        ask.prompt += text + "\n";
        if (role == "user") ask.last = text;
    }
    return ask;
}

Reply reply_openai(const Ask& ask, const Answer& answer) {
    if (ask.stream) return streamed(ask, answer);
    const bool refused = answer.stop == "refusal";
    json message = {{"role", "assistant"},
                    {"content", refused ? json() : json(answer.text)},
                    {"refusal", refused ? json(answer.text) : json()}};
    if (!answer.reasoning.empty()) message["reasoning_content"] = answer.reasoning;
    json body = {{"id", "chatcmpl-" + answer.id},
                 {"object", "chat.completion"},
                 {"created", Created},
                 {"model", ask.model},
                 {"choices", json::array({{{"index", 0},
                                           {"message", message},
                                           {"logprobs", nullptr},
                                           {"finish_reason", finish_reason(answer)}}})},
                 {"system_fingerprint", "fp_fake"}};
    if (answer.usage_known) body["usage"] = usage_json(answer);
    return json_reply(body);
}

}  // namespace kompress::testing::fake_llm
