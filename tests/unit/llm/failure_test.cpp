// SPDX-License-Identifier: Apache-2.0
#include "llm/failure.hpp"

#include <catch2/catch.hpp>

using namespace kompress;
using namespace kompress::llm;
using namespace std::chrono_literals;

namespace {

struct Case {
    int status;
    const char* body;
    FailureClass kind;
};

Failure classify(int status, std::string_view body, std::vector<HttpHeader> headers = {}) {
    return classify_response(status, headers, body, std::chrono::sys_days{std::chrono::year{2026} / 11 / 1});
}

}  // namespace

TEST_CASE("failures: every class of error as providers word it", "[llm]") {
    const Case cases[] = {
        {429, R"({"error":{"message":"Rate limit reached","type":"requests","code":"rate_limit_exceeded"}})", FailureClass::Throttle},
        {429, R"({"error":{"message":"ramp","code":"slow_down"}})", FailureClass::Throttle},
        {429, R"({"type":"error","error":{"type":"rate_limit_error","message":"too many tokens"}})", FailureClass::Throttle},
        {503, R"({"error":"server busy, please try again.  maximum pending requests exceeded"})", FailureClass::Throttle},
        {429, R"({"error":{"message":"Provider returned error","code":429}})", FailureClass::Throttle},
        {429, R"([{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED"}}])", FailureClass::Throttle},
        {529, R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})", FailureClass::Overload},
        {503, R"({"error":{"message":"busy","code":"server_is_overloaded"}})", FailureClass::Overload},
        {503, "", FailureClass::Overload},
        {500, R"({"error":{"message":"The server had an error","type":"server_error","code":null}})", FailureClass::Transient},
        {502, "<html><head><title>502 Bad Gateway</title></head></html>", FailureClass::Transient},
        {504, R"({"type":"error","error":{"type":"timeout_error","message":"timed out"}})", FailureClass::Transient},
        {408, "", FailureClass::Transient},
        {409, "", FailureClass::Transient},
        {522, "<!DOCTYPE html><html>Cloudflare</html>", FailureClass::Transient},
        {402, R"({"error":{"message":"Insufficient credits","code":402}})", FailureClass::Billing},
        {429, R"({"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}})", FailureClass::Billing},
        {429, R"({"error":{"message":"x","type":"insufficient_quota","code":"credit_balance_exhausted"}})", FailureClass::Billing},
        {429, R"({"error":{"message":"x","code":"organization_spend_limit_exceeded"}})", FailureClass::Billing},
        {429, R"({"error":{"message":"x","code":"project_spend_limit_exceeded"}})", FailureClass::Billing},
        {429, R"({"error":{"message":"x","code":"organization_usage_limit_exceeded"}})", FailureClass::Billing},
        {429, R"({"type":"error","error":{"type":"enforced_spend_limit_reached","message":"x"}})", FailureClass::Billing},
        {400, R"({"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API"}})", FailureClass::Billing},
        {401, R"({"error":{"message":"Incorrect API key provided","type":"invalid_request_error","code":"invalid_api_key"}})", FailureClass::Auth},
        {401, R"({"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}})", FailureClass::Auth},
        {403, "", FailureClass::Auth},
        {400, R"([{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}])", FailureClass::Auth},
        {400, R"({"error":{"message":"This model's maximum context length is 128,000 tokens. However, your messages resulted in 130412 tokens.","code":"context_length_exceeded"}})", FailureClass::Context},
        {400, R"({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}})", FailureClass::Context},
        {400, R"({"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}})", FailureClass::Context},
        {400, R"({"error":{"message":"Unknown parameter","type":"invalid_request_error"}})", FailureClass::Request},
        {404, R"({"error":"model 'nope' not found"})", FailureClass::Request},
        {413, R"({"type":"error","error":{"type":"request_too_large","message":"x"}})", FailureClass::Request},
        {422, "", FailureClass::Request},
        {400, R"({"error":{"message":"blocked","code":"content_policy_violation"}})", FailureClass::Content},
        {301, "", FailureClass::Request},
        {407, "", FailureClass::Request},
        {418, "[]", FailureClass::Request},
        {500, R"({"error":17})", FailureClass::Transient},
    };
    for (const Case& one : cases) {
        CAPTURE(one.status, one.body);
        const Failure failure = classify(one.status, one.body);
        CHECK(failure_class_name(failure.kind) == failure_class_name(one.kind));
        CHECK_FALSE(failure.message.empty());
        CHECK(failure.message.find('\n') == std::string::npos);
    }
}

TEST_CASE("failures: what the provider says of the context is understood", "[llm]") {
    Failure failure = classify(400, R"({"error":{"message":"This model's maximum context length is 128,000 tokens. However, your messages resulted in 130412 tokens.","code":"context_length_exceeded"}})");
    CHECK(failure.context_limit == 128'000);
    CHECK(failure.context_needed == 130'412);
    failure = classify(400, R"({"error":{"message":"prompt is too long: 210000 tokens > 200000 maximum"}})");
    CHECK(failure.context_limit == 200'000);
    CHECK(failure.context_needed == 210'000);
    failure = classify(400, R"({"error":{"type":"exceed_context_size_error","message":"x","n_prompt_tokens":9000,"n_ctx":4096}})");
    CHECK(failure.context_limit == 4096);
    CHECK(failure.context_needed == 9000);
}

TEST_CASE("failures: when to come back, from headers or from the body", "[llm]") {
    const char* gemini = R"([{"error":{"code":429,"message":"q","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"44s"}]}}])";
    CHECK(classify(429, gemini).retry_after == 44'000ms);
    CHECK(classify(429, gemini, {{"retry-after", "5"}}).retry_after == 5000ms);
    CHECK(classify(500, "", {{"x-should-retry", "false"}}).kind == FailureClass::Request);
    CHECK(classify(400, "", {{"x-should-retry", "true"}}).kind == FailureClass::Transient);
    CHECK(classify(401, "", {{"x-should-retry", "true"}}).kind == FailureClass::Auth);
    CHECK(classify(500, "", {{"request-id", "req_1"}}).request_id == "req_1");
}

TEST_CASE("failures: an error inside a stream of status 200", "[llm]") {
    CHECK(classify_error_json(R"({"error":{"code":502,"message":"Upstream failed"}})").kind == FailureClass::Transient);
    CHECK(classify_error_json(R"({"error":{"code":402,"message":"no credits"}})").kind == FailureClass::Billing);
    CHECK(classify_error_json(R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})").kind == FailureClass::Overload);
    CHECK(classify_error_json(R"({"error":"unexpected EOF"})").kind == FailureClass::Transient);
}

TEST_CASE("failures: what a hostile server says stays one short line", "[llm]") {
    const Failure failure = classify(400, R"({"error":{"message":"a\u001b[31m\r\nb)" + std::string(5000, 'x') + R"("}})");
    CHECK(failure.message.size() < 400);
    for (const char c : failure.message) CHECK(static_cast<unsigned char>(c) >= 0x20);
}
