// SPDX-License-Identifier: Apache-2.0
// Shapes after what the providers' documentation and users' reports show:
//   OpenAI      {"error":{"message","type","param","code":"a_string"}}
//   llama.cpp   {"error":{"code":400,"message","type",…numbers}}
//   Anthropic   {"type":"error","error":{"type","message"},"request_id"}
//   Ollama      {"error":"a sentence"}
//   Gemini      [{"error":{"code":429,"status","message","details":[{"@type":…RetryInfo,"retryDelay":"44s"}]}}]
//   OpenRouter  {"error":{"code":402,"message","metadata"}}, or status 200 and the error in a data event
#include "support/fake_llm/errors.hpp"

#include <functional>
#include <nlohmann/json.hpp>

namespace kompress::testing::fake_llm {
namespace {

using nlohmann::json;
using Make = std::function<Reply(const ErrorFacts&)>;

std::string say(const ErrorFacts& facts, std::string usual) {
    return facts.message.empty() ? usual : facts.message;
}

Make openai(int status, std::string type, json code, std::string message) {
    return [=](const ErrorFacts& facts) {
        return json_reply(
            {{"error",
              {{"message", say(facts, message)}, {"type", type}, {"param", nullptr}, {"code", code}}}},
            status);
    };
}

Make anthropic(int status, std::string type, std::string message) {
    return [=](const ErrorFacts& facts) {
        return json_reply({{"type", "error"},
                           {"error", {{"type", type}, {"message", say(facts, message)}}},
                           {"request_id", "req_fake"}},
                          status);
    };
}

Make ollama(int status, std::string message) {
    return [=](const ErrorFacts& facts) { return json_reply({{"error", say(facts, message)}}, status); };
}

Reply openai_context(const ErrorFacts& facts) {
    const std::string message = "This model's maximum context length is " + std::to_string(facts.limit) +
                                " tokens. However, your messages resulted in " +
                                std::to_string(facts.requested) +
                                " tokens. Please reduce the length of the messages.";
    return json_reply({{"error",
                        {{"message", say(facts, message)},
                         {"type", "invalid_request_error"},
                         {"param", "messages"},
                         {"code", "context_length_exceeded"}}}},
                      400);
}

Reply anthropic_context(const ErrorFacts& facts) {
    return anthropic(400, "invalid_request_error",
                     "prompt is too long: " + std::to_string(facts.requested) + " tokens > " +
                         std::to_string(facts.limit) + " maximum")(facts);
}

Reply llamacpp_context(const ErrorFacts& facts) {
    return json_reply(
        {{"error",
          {{"code", 400},
           {"message", say(facts, "the request exceeds the available context size, try increasing it")},
           {"type", "exceed_context_size_error"},
           {"n_prompt_tokens", facts.requested},
           {"n_ctx", facts.limit}}}},
        400);
}

Reply model_not_found(Dialect dialect, const ErrorFacts& facts) {
    if (dialect == Dialect::Anthropic)
        return anthropic(404, "not_found_error", "model: " + facts.model)(facts);
    if (dialect == Dialect::Ollama) return ollama(404, "model '" + facts.model + "' not found")(facts);
    return openai(404, "invalid_request_error", "model_not_found",
                  "The model `" + facts.model + "` does not exist or you do not have access to it.")(facts);
}

Reply gemini_exhausted(const ErrorFacts& facts) {
    const std::string delay = std::to_string(facts.retry_seconds > 0 ? facts.retry_seconds : 44) + "s";
    const json details = json::array(
        {{{"@type", "type.googleapis.com/google.rpc.QuotaFailure"},
          {"violations", json::array({{{"quotaId", "GenerateRequestsPerMinutePerProjectPerModel"}}})}},
         {{"@type", "type.googleapis.com/google.rpc.RetryInfo"}, {"retryDelay", delay}}});
    return json_reply(
        json::array(
            {{{"error",
               {{"code", 429},
                {"message", say(facts, "You exceeded your current quota. Please retry in " + delay + ".")},
                {"status", "RESOURCE_EXHAUSTED"},
                {"details", details}}}}}),
        429);
}

Reply openrouter(int status, const json& code, const std::string& message, const ErrorFacts& facts) {
    return json_reply(
        {{"error",
          {{"code", code}, {"message", say(facts, message)}, {"metadata", {{"provider_name", "Fake"}}}}},
         {"user_id", "user_fake"}},
        status);
}

Reply cloudflare(int status, const ErrorFacts& facts) {
    Reply reply;
    reply.status = status;
    reply.headers = {{"Content-Type", "text/html; charset=UTF-8"}, {"CF-RAY", "0123456789abcdef-FRA"}};
    const std::string title = std::to_string(status) + ": " + say(facts, "Bad gateway");
    reply.body = "<!DOCTYPE html>\n<html lang=\"en-US\">\n<head><title>api.example | " + title +
                 "</title></head>\n<body><h1>Error " + title +
                 "</h1><p>The web server reported a bad gateway error.</p></body>\n</html>\n";
    return reply;
}

struct Shape {
    std::string_view name;
    Make by_dialect[3];  // OpenAi, Anthropic, Ollama
};

Shape everywhere(std::string_view name, Make make) {
    return {name, {make, make, make}};
}

const std::vector<Shape>& shapes() {
    static const std::vector<Shape> table = {
        {"rate_limit",
         {openai(429, "requests", "rate_limit_exceeded",
                 "Rate limit reached for requests per min. Please try again later."),
          anthropic(429, "rate_limit_error", "This request would exceed your organization's rate limit."),
          ollama(429, "too many requests")}},
        {"slow_down",
         {openai(429, "requests", "slow_down", "Traffic to this model grew too quickly. Please slow down."),
          anthropic(429, "rate_limit_error", "Your traffic grew faster than the acceleration limit allows."),
          ollama(429, "too many requests")}},
        {"too_large",
         {openai(429, "tokens", "rate_limit_exceeded",
                 "Request too large: it exceeds the limit on tokens per min."),
          anthropic(429, "rate_limit_error",
                    "This request exceeds your organization's limit of input tokens per minute."),
          ollama(429, "request too large")}},
        {"queue_full",
         {openai(503, "server_error", "server_is_overloaded", "The server is busy: its queue is full."),
          anthropic(529, "overloaded_error", "Overloaded"),
          ollama(503, "server busy, please try again.  maximum pending requests exceeded")}},
        {"overloaded",
         {openai(503, "server_error", "server_is_overloaded",
                 "The server is currently overloaded. Please try again later."),
          anthropic(529, "overloaded_error", "Overloaded"), ollama(503, "server overloaded")}},
        {"server_error",
         {openai(500, "server_error", nullptr, "The server had an error while processing your request."),
          anthropic(500, "api_error", "Internal server error"),
          ollama(500, "an error was encountered while running the model")}},
        {"bad_gateway",
         {openai(502, "server_error", nullptr, "Bad gateway."), anthropic(502, "api_error", "Bad gateway"),
          ollama(502, "bad gateway")}},
        {"timeout",
         {openai(504, "server_error", "timeout", "The request timed out."),
          anthropic(504, "timeout_error", "Request timed out"), ollama(504, "timed out")}},
        {"auth",
         {openai(401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
          anthropic(401, "authentication_error", "invalid x-api-key"), ollama(401, "unauthorized")}},
        {"permission",
         {openai(403, "invalid_request_error", "unsupported_country_region_territory",
                 "Country, region, or territory not supported."),
          anthropic(403, "permission_error",
                    "Your API key does not have permission to use the specified resource."),
          ollama(403, "forbidden")}},
        {"billing",
         {openai(429, "insufficient_quota", "insufficient_quota",
                 "You exceeded your current quota, please check your plan and billing details."),
          anthropic(400, "invalid_request_error", "Your credit balance is too low to access the API."),
          ollama(402, "you have reached your usage limit")}},
        {"credit_balance_exhausted",
         {openai(429, "insufficient_quota", "credit_balance_exhausted", "Your credit balance is exhausted."),
          anthropic(402, "billing_error", "Your credit balance is exhausted."),
          ollama(402, "no credit left")}},
        {"spend_limit",
         {openai(429, "insufficient_quota", "organization_spend_limit_exceeded",
                 "Your organization has reached its spend limit."),
          anthropic(429, "enforced_spend_limit_reached", "Your organization has reached its spend limit."),
          ollama(402, "spend limit reached")}},
        {"context",
         {openai_context, anthropic_context, ollama(400, "the input length exceeds the context length")}},
        {"model_not_found",
         {[](const ErrorFacts& f) { return model_not_found(Dialect::OpenAi, f); },
          [](const ErrorFacts& f) { return model_not_found(Dialect::Anthropic, f); },
          [](const ErrorFacts& f) { return model_not_found(Dialect::Ollama, f); }}},
        {"not_found",
         {openai(404, "invalid_request_error", nullptr, "Invalid URL."),
          anthropic(404, "not_found_error", "Not found"), ollama(404, "404 page not found")}},
        {"bad_request",
         {openai(400, "invalid_request_error", nullptr, "The request is invalid."),
          anthropic(400, "invalid_request_error", "The request is invalid."),
          ollama(400, "invalid request")}},
        {"body_too_large",
         {openai(413, "invalid_request_error", nullptr, "The request is too large."),
          anthropic(413, "request_too_large", "Request exceeds the maximum size"),
          ollama(413, "request too large")}},
        everywhere("llamacpp_context", llamacpp_context),
        everywhere(
            "llamacpp_loading",
            [](const ErrorFacts&) {
                return json_reply(
                    {{"error", {{"code", 503}, {"message", "Loading model"}, {"type", "unavailable_error"}}}},
                    503);
            }),
        everywhere("gemini_exhausted", gemini_exhausted),
        everywhere("openrouter_credits",
                   [](const ErrorFacts& f) {
                       return openrouter(402, 402, "Insufficient credits. Add more and try again.", f);
                   }),
        everywhere("openrouter_rate_limit",
                   [](const ErrorFacts& f) { return openrouter(429, 429, "Provider returned error", f); }),
        everywhere("openrouter_generation",
                   [](const ErrorFacts& f) {
                       return openrouter(200, "server_error", "Provider disconnected unexpectedly", f);
                   }),
        everywhere("cloudflare_html", [](const ErrorFacts& f) { return cloudflare(502, f); }),
        everywhere("cloudflare_524", [](const ErrorFacts& f) { return cloudflare(524, f); }),
        everywhere("plain_text",
                   [](const ErrorFacts& f) {
                       Reply reply;
                       reply.status = 500;
                       reply.headers = {{"Content-Type", "text/plain"}};
                       reply.body = say(f, "upstream connect error") + "\n";
                       return reply;
                   }),
        everywhere("empty_body",
                   [](const ErrorFacts&) {
                       Reply reply;
                       reply.status = 500;
                       return reply;
                   }),
    };
    return table;
}

}  // namespace

std::optional<Reply> error_reply(std::string_view name, Dialect dialect, const ErrorFacts& facts) {
    for (const Shape& shape : shapes())
        if (shape.name == name) return shape.by_dialect[static_cast<std::size_t>(dialect)](facts);
    return std::nullopt;
}

Frame error_frame(std::string_view name, Dialect dialect, const ErrorFacts& facts) {
    const auto reply = error_reply(name, dialect, facts);
    json body = reply ? json::parse(reply->body, nullptr, false) : json();
    if (body.is_array() && !body.empty()) body = body[0];
    if (!body.is_object())
        body = {{"error",
                 {{"message", facts.message.empty() ? "the provider failed" : facts.message},
                  {"code", "server_error"}}}};
    Frame frame;
    if (dialect == Dialect::Anthropic) frame.event = "error";
    if (dialect == Dialect::OpenAi) {
        body["id"] = "gen-fake";
        body["object"] = "chat.completion.chunk";
        body["created"] = 1760000000;
        body["model"] = facts.model;
        body["choices"] =
            json::array({{{"index", 0}, {"delta", {{"content", ""}}}, {"finish_reason", "error"}}});
    }
    frame.data = dump(body);
    return frame;
}

std::vector<std::string_view> error_names() {
    std::vector<std::string_view> names;
    for (const Shape& shape : shapes()) names.push_back(shape.name);
    return names;
}

}  // namespace kompress::testing::fake_llm
