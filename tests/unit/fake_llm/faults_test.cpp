// SPDX-License-Identifier: Apache-2.0
// What goes wrong at the level of HTTP: statuses, headers, shapes of errors, which request is meant. No
// sockets: the provider is asked directly, on a clock that the test holds.
#include <catch2/catch.hpp>
#include <set>

#include "raw_client.hpp"
#include "support/fake_llm/provider.hpp"

using namespace kompress::testing::fake_llm;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr std::chrono::system_clock::time_point WallStart{1793995200s};  // 2026-11-06T20:00:00Z

HttpRequest post(const std::string& path, const std::string& body) {
    return {"POST", path, "HTTP/1.1", {}, body};
}

HttpRequest openai(const std::string& prompt, bool stream = true) {
    return post("/v1/chat/completions", openai_body(prompt, stream));
}

Fault named(const std::string& error) {
    Fault fault;
    fault.error = error;
    return fault;
}

Reply reply_with(const Fault& fault, const HttpRequest& request) {
    Script script;
    script.faults = {fault};
    Provider provider(script, WallStart);
    return provider.begin(request, 1, 0s).reply;
}

json error_body(const std::string& error, const HttpRequest& request) {
    return json::parse(reply_with(named(error), request).body);
}

}  // namespace

TEST_CASE("errors: each dialect says the same in its own shape", "[fake_llm]") {
    const HttpRequest chat = openai("x"), messages = post("/v1/messages", anthropic_body("x", true)),
                      ollama = post("/api/chat", R"({"model":"m","messages":[]})");
    CHECK(reply_with(named("rate_limit"), chat).status == 429);
    CHECK(error_body("rate_limit", chat)["error"]["code"] == "rate_limit_exceeded");
    CHECK(error_body("rate_limit", messages)["error"]["type"] == "rate_limit_error");
    CHECK(error_body("rate_limit", ollama)["error"].is_string());
    CHECK(reply_with(named("overloaded"), messages).status == 529);
    CHECK(error_body("billing", chat)["error"]["type"] == "insufficient_quota");
    CHECK(error_body("spend_limit", messages)["error"]["type"] == "enforced_spend_limit_reached");
    CHECK(reply_with(named("queue_full"), ollama).status == 503);
    CHECK(error_body("auth", messages)["error"]["type"] == "authentication_error");
}

TEST_CASE("errors: servers behind a compatible endpoint keep their own shapes", "[fake_llm]") {
    const HttpRequest chat = openai("x");
    CHECK(error_body("llamacpp_context", chat)["error"]["code"] == 400);
    const json gemini = error_body("gemini_exhausted", chat);
    REQUIRE(gemini.is_array());
    CHECK(gemini[0]["error"]["details"][1]["retryDelay"] == "44s");
    CHECK(reply_with(named("openrouter_credits"), chat).status == 402);
    const Reply cloudflare = reply_with(named("cloudflare_html"), chat);
    CHECK(cloudflare.status == 502);
    CHECK(cloudflare.body.rfind("<!DOCTYPE html>", 0) == 0);

    const Reply generation = reply_with(named("openrouter_generation"), chat);
    CHECK(generation.status == 200);
    REQUIRE(generation.frames.size() == 2);
    CHECK(json::parse(generation.frames[0].data)["error"]["code"] == "server_error");
}

TEST_CASE("errors: every name has a reply in every dialect", "[fake_llm]") {
    for (const std::string_view name : error_names())
        for (const Dialect dialect : {Dialect::OpenAi, Dialect::Anthropic, Dialect::Ollama}) {
            const auto reply = error_reply(name, dialect, {});
            REQUIRE(reply);
            CHECK((reply->status >= 400 || name == "openrouter_generation"));
            CHECK(json::parse(error_frame(name, dialect, {}).data).contains("error"));
        }
    CHECK_FALSE(error_reply("no such error", Dialect::OpenAi, {}));
}

TEST_CASE("errors: a scripted error of length quotes numbers that one can act on", "[fake_llm]") {
    const HttpRequest chat = openai(std::string(395, 'x')),
                      messages = post("/v1/messages", anthropic_body(std::string(395, 'x'), true));
    CHECK(error_body("context", messages)["error"]["message"] ==
          "prompt is too long: 100 tokens > 75 maximum");
    CHECK(error_body("llamacpp_context", chat)["error"]["n_prompt_tokens"] == 100);
    CHECK(error_body("llamacpp_context", chat)["error"]["n_ctx"] == 75);
}

TEST_CASE("faults: Retry-After in all its forms", "[fake_llm]") {
    Fault fault = named("rate_limit");
    fault.retry_after = "130";
    fault.should_retry = false;
    Headers headers = reply_with(fault, openai("x")).headers;
    CHECK(header_value(headers, "retry-after") == "130");
    CHECK(header_value(headers, "x-should-retry") == "false");
    fault = named("gemini_exhausted");
    fault.retry_after = "7";
    CHECK(json::parse(reply_with(fault, openai("x")).body)[0]["error"]["details"][1]["retryDelay"] == "7s");
    fault = named("rate_limit");
    fault.retry_after_ms = 1500;
    CHECK(header_value(reply_with(fault, openai("x")).headers, "retry-after-ms") == "1500");
    fault = named("rate_limit");
    fault.retry_after_date = 90;
    CHECK(header_value(reply_with(fault, openai("x")).headers, "retry-after") ==
          "Fri, 06 Nov 2026 20:01:30 GMT");
}

TEST_CASE("faults: redirects, to other hosts and other schemes", "[fake_llm]") {
    for (const char* url : {"http://127.0.0.1:9/v1/x", "file:///etc/passwd", "gopher://127.0.0.1:70/"}) {
        Fault fault;
        fault.redirect = url;
        const Reply reply = reply_with(fault, openai("x"));
        CHECK(reply.status == 307);
        CHECK(header_value(reply.headers, "location") == url);
    }
}

TEST_CASE("faults: stop reasons in the words of each dialect", "[fake_llm]") {
    const auto stopped = [](const std::string& stop, const HttpRequest& request) {
        Fault fault;
        fault.stop = stop;
        return json::parse(reply_with(fault, request).body);
    };
    const HttpRequest messages = post("/v1/messages", anthropic_body("x", false));
    CHECK(stopped("content_filter", openai("x", false))["choices"][0]["finish_reason"] == "content_filter");
    CHECK(stopped("length", openai("x", false))["choices"][0]["finish_reason"] == "length");
    const json refused = stopped("refusal", openai("x", false))["choices"][0]["message"];
    CHECK(refused["content"].is_null());
    CHECK(refused["refusal"].is_string());
    CHECK(stopped("refusal", messages)["stop_reason"] == "refusal");
    CHECK(stopped("length", messages)["stop_reason"] == "max_tokens");
    CHECK(stopped("context", messages)["stop_reason"] == "model_context_window_exceeded");
}

TEST_CASE("faults: usage can be missing", "[fake_llm]") {
    Fault fault;
    fault.omit_usage = true;
    for (const Frame& frame : reply_with(fault, openai("x")).frames)
        CHECK(frame.data.find("prompt_tokens") == std::string::npos);
    for (const Frame& frame : reply_with(fault, post("/v1/messages", anthropic_body("x", true))).frames)
        CHECK(frame.data.find("input_tokens") == std::string::npos);
}

TEST_CASE("selectors: by number, by text, by path; the first rule that is meant wins", "[fake_llm]") {
    Script script;
    Fault second = named("overloaded"), poisoned = named("bad_request"), elsewhere = named("auth");
    second.when.at = {2};
    poisoned.when.match = "poison";
    elsewhere.when.path = "/models";
    script.faults = {second, poisoned, elsewhere};
    Provider provider(script, WallStart);
    const auto status = [&](const HttpRequest& request) {
        return provider.begin(request, 1, 0s).reply.status;
    };
    CHECK(status(openai("one")) == 200);
    CHECK(status(openai("poison")) == 503);  // the second request, whatever it says
    CHECK(status(openai("poison")) == 400);
    CHECK(status({"GET", "/v1/models", "HTTP/1.1", {}, ""}) == 401);
    CHECK(status(openai("three")) == 200);
}

TEST_CASE("selectors: chance follows the seed and nothing else", "[fake_llm]") {
    const auto failed = [](std::uint64_t seed) {
        Script script;
        script.seed = seed;
        script.faults = {named("server_error")};
        script.faults[0].when.probability = 0.3;
        Provider provider(script, WallStart);
        std::set<int> out;
        for (int i = 0; i < 2000; ++i)
            if (provider.begin({"GET", "/v1/models", "HTTP/1.1", {}, ""}, 1, 0s).reply.status == 500)
                out.insert(i);
        return out;
    };
    const auto first = failed(1);
    CHECK(first == failed(1));
    CHECK(first != failed(2));
    CHECK(first.size() > 520);
    CHECK(first.size() < 680);
}

TEST_CASE("replies: the first rule whose text occurs in the prompt answers, with its own usage",
          "[fake_llm]") {
    Script script;
    script.replies.resize(2);
    script.replies[0].when.match = "overview";
    script.replies[0].text = "# Overview";
    script.replies[0].usage = Usage{262960, 257955, 0, 0, 1744, 0, 0.1849};
    script.replies[1].text = "anything else";
    Provider provider(script, WallStart);
    const json scripted = json::parse(provider.begin(openai("write the overview", false), 1, 0s).reply.body);
    CHECK(scripted["choices"][0]["message"]["content"] == "# Overview");
    CHECK(scripted["usage"]["prompt_tokens"] == 262960);
    CHECK(scripted["usage"]["prompt_tokens_details"]["cached_tokens"] == 257955);
    CHECK(scripted["usage"]["cost"] == 0.1849);
    CHECK(json::parse(provider.begin(openai("a page", false), 2, 0s)
                          .reply.body)["choices"][0]["message"]["content"] == "anything else");
}

TEST_CASE("replies: max_tokens cuts the answer and says so", "[fake_llm]") {
    json body = json::parse(openai_body("x", false));
    body["max_completion_tokens"] = 3;
    Provider provider({}, WallStart);
    const json cut = json::parse(provider.begin(post("/v1/chat/completions", body.dump()), 1, 0s).reply.body);
    CHECK(cut["choices"][0]["finish_reason"] == "length");
    CHECK(cut["choices"][0]["message"]["content"].get<std::string>().size() == 12);
    CHECK(cut["usage"]["completion_tokens"] == 3);
}

TEST_CASE("limits: refused with the wait, and admitted once it is over", "[fake_llm]") {
    Script script;
    script.limits.requests_per_minute = 1;
    Provider provider(script, WallStart);
    CHECK(provider.begin(openai("x"), 1, 0s).reply.status == 200);
    const Reply refused = provider.begin(openai("x"), 2, 20s).reply;
    CHECK(refused.status == 429);
    CHECK(header_value(refused.headers, "retry-after") == "40");
    CHECK(header_value(refused.headers, "retry-after-ms") == "40000");
    CHECK(header_value(refused.headers, "x-ratelimit-remaining-requests") == "0");
    CHECK(provider.begin(openai("x"), 3, 60s).reply.status == 200);
    const Reply anthropic = provider.begin(post("/v1/messages", anthropic_body("x", true)), 4, 61s).reply;
    CHECK(anthropic.status == 429);
    CHECK(header_value(anthropic.headers, "anthropic-ratelimit-requests-reset") == "2026-11-06T20:02:00Z");
}

TEST_CASE("prompt cache: a prefix can be read once its first response has started, and until it expires",
          "[fake_llm]") {
    Provider provider({}, WallStart);
    const HttpRequest request = openai(std::string(8000, 'p'), false);
    const auto cached = [](const Exchange& exchange) {
        return json::parse(exchange.reply.body)["usage"]["prompt_tokens_details"]["cached_tokens"].get<int>();
    };
    Exchange first = provider.begin(request, 1, 0s), race = provider.begin(request, 2, 0s);
    CHECK(cached(race) == 0);
    provider.started(first, 1s);
    CHECK(cached(provider.begin(request, 3, 2s)) == 1920);
    CHECK(cached(provider.begin(request, 4, 301s)) == 1920);  // its use at second 2 kept it alive
    CHECK(cached(provider.begin(request, 5, 700s)) == 0);
}

TEST_CASE("keys: without the right one nothing is served", "[fake_llm]") {
    Script script;
    script.api_keys = {"sk-good"};
    Provider provider(script, WallStart);
    HttpRequest request = openai("x");
    CHECK(provider.begin(request, 1, 0s).reply.status == 401);
    request.headers = {{"Authorization", "Bearer sk-good"}};
    CHECK(provider.begin(request, 2, 0s).reply.status == 200);
    request = post("/v1/messages", anthropic_body("x", true));
    request.headers = {{"X-Api-Key", "sk-good"}};
    CHECK(provider.begin(request, 3, 0s).reply.status == 200);
}

TEST_CASE("requests: what is no request of the dialect is refused with a reason", "[fake_llm]") {
    Provider provider({}, WallStart);
    for (const char* body : {"", "[]", "{", R"({"model":5,"messages":[]})", R"({"model":"m"})",
                             R"({"model":"m","messages":[{"role":5}]})"}) {
        CHECK(provider.begin(post("/v1/chat/completions", body), 1, 0s).reply.status == 400);
        CHECK(provider.begin(post("/v1/messages", body), 1, 0s).reply.status == 400);
    }
    json odd = json::parse(openai_body("x", false));
    for (const char* schema :
         {R"({"type":"integer","minimum":"one"})", R"({"$ref":5})", R"({"$ref":"#nowhere~"})", "7"}) {
        odd["response_format"] = {{"type", "json_schema"},
                                  {"json_schema", {{"schema", json::parse(schema)}}}};
        const Exchange exchange = provider.begin(post("/v1/chat/completions", odd.dump()), 1, 0s);
        CHECK((exchange.reply.status == 400 || exchange.reply.status == 200));
        CHECK_FALSE(exchange.reply.body.empty());
    }
    CHECK(provider.begin(post("/api/show", R"({"model":5})"), 1, 0s).reply.status == 400);
    const std::string batch = R"({"requests":[{"custom_id":5,"params":{"model":7}},3]})";
    CHECK(provider.begin(post("/v1/messages/batches", batch), 1, 0s).reply.status == 200);
    const HttpRequest look{"GET", "/v1/messages/batches/msgbatch_fake1", "HTTP/1.1", {}, ""};
    provider.begin(look, 1, 0s);
    CHECK(provider.begin(look, 1, 0s).reply.status == 400);
}
