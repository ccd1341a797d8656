// SPDX-License-Identifier: Apache-2.0
#include "llm/batch_results.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "support/scripted_transport.hpp"

using namespace kompress;
using namespace kompress::llm;
using namespace kompress::test;
using namespace std::chrono_literals;

namespace {

Endpoint endpoint(Dialect dialect) {
    Endpoint result;
    result.dialect = dialect;
    result.base_url = dialect == Dialect::OpenAi ? "https://api.test/v1" : "https://api.test/gate";
    result.model = "m";
    return result;
}

/// All ids but "foreign" are ours.
std::optional<Prompt> prompt_of(const std::string& id) {
    if (id == "foreign") return std::nullopt;
    Prompt prompt;
    prompt.input_tokens = 1000;
    prompt.max_output_tokens = 50;
    return prompt;
}

BatchResult read(Dialect dialect, const std::string& line) { return read_batch_result(endpoint(dialect), line, prompt_of, {}); }

std::string openai_line(const std::string& id, const std::string& body, int status = 200) {
    return "{\"id\":\"x\",\"custom_id\":\"" + id + "\",\"response\":{\"status_code\":" + std::to_string(status) + ",\"request_id\":\"r-" + id + "\",\"body\":" + body +
           "},\"error\":null}";
}
std::string openai_error(const std::string& id, const std::string& code) {
    return "{\"custom_id\":\"" + id + "\",\"response\":null,\"error\":{\"code\":\"" + code + "\",\"message\":\"said so\"}}";
}
std::string openai_body(const std::string& text, const std::string& finish = "stop") {
    return "{\"id\":\"c\",\"model\":\"m-1\",\"choices\":[{\"message\":{\"content\":\"" + text + "\"},\"finish_reason\":\"" + finish +
           "\"}],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":60}}}";
}
std::string anthropic_line(const std::string& id, const std::string& result) { return "{\"custom_id\":\"" + id + "\",\"result\":" + result + "}"; }
std::string anthropic_message(const std::string& text, const std::string& reason = "end_turn") {
    return "{\"type\":\"succeeded\",\"message\":{\"id\":\"msg\",\"type\":\"message\",\"model\":\"m-1\",\"content\":[{\"type\":\"text\",\"text\":\"" + text +
           "\"}],\"stop_reason\":\"" + reason + "\",\"usage\":{\"input_tokens\":40,\"cache_read_input_tokens\":60,\"output_tokens\":7}}}";
}
std::string anthropic_error(const std::string& type, const std::string& message) {
    return "{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"request_id\":\"req_9\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message + "\"}}}";
}

bool is_free(const BatchResult& result) {
    const Usage& usage = result.answer.completion.usage;
    return usage == Usage{};
}

struct Told {
    explicit Told(Dialect dialect) : where(endpoint(dialect)), reader(where, clock, of, sink) { reader.begin(); }
    ManualClock clock;
    Endpoint where;
    std::vector<BatchResult> results;
    PromptOfId of = prompt_of;
    BatchResultSink sink = [this](const BatchResult& result) { results.push_back(result); };
    BatchResultReader reader;
};

ScriptedReply say(int status, std::string body) {
    ScriptedReply reply;
    reply.status = status;
    reply.body = {{150ms, std::move(body)}};
    return reply;
}

}  // namespace

TEST_CASE("batch results: answers of both dialects", "[llm]") {
    for (const Dialect dialect : {Dialect::OpenAi, Dialect::Anthropic}) {
        const BatchResult result = dialect == Dialect::OpenAi ? read(dialect, openai_line("a", openai_body("hello"))) : read(dialect, anthropic_line("a", anthropic_message("hello")));
        CHECK(result.custom_id == "a");
        CHECK(result.is_known);
        CHECK(result.fate == BatchFate::Succeeded);
        CHECK_FALSE(result.answer.failure);
        const Completion& completion = result.answer.completion;
        CHECK(completion.text == "hello");
        CHECK(completion.finish == FinishReason::Stop);
        CHECK(completion.model == "m-1");
        CHECK(completion.request_id == (dialect == Dialect::OpenAi ? "r-a" : "msg"));
        CHECK(completion.usage.input == 100);
        CHECK(completion.usage.cache_read == 60);
        CHECK(completion.usage.output == 7);
        CHECK_FALSE(completion.usage.is_estimated);
    }
}

TEST_CASE("batch results: answers that are failures are charged all the same", "[llm]") {
    const auto check = [](const BatchResult& result, FailureClass kind) {
        CHECK(result.fate == BatchFate::Succeeded);
        CHECK(result.answer.failure.kind == kind);
        CHECK(result.answer.completion.usage.output == 7);
    };
    check(read(Dialect::OpenAi, openai_line("a", openai_body("hel", "length"))), FailureClass::Truncated);
    check(read(Dialect::OpenAi, openai_line("a", openai_body("", "content_filter"))), FailureClass::Content);
    check(read(Dialect::OpenAi, openai_line("a", openai_body("", "tool_calls"))), FailureClass::Request);
    check(read(Dialect::Anthropic, anthropic_line("a", anthropic_message("hel", "max_tokens"))), FailureClass::Truncated);
    check(read(Dialect::Anthropic, anthropic_line("a", anthropic_message("", "refusal"))), FailureClass::Content);
    check(read(Dialect::Anthropic, anthropic_line("a", anthropic_message("", "model_context_window_exceeded"))), FailureClass::Context);
    CHECK(read(Dialect::OpenAi, openai_line("a", openai_body("x", "length"))).answer.failure.message == "the answer reached its limit of 50 tokens before its end");
}

TEST_CASE("batch results: an answer without usage is estimated", "[llm]") {
    const Usage usage = read(Dialect::OpenAi, openai_line("a", R"({"choices":[{"message":{"content":"123456"},"finish_reason":"stop"}]})")).answer.completion.usage;
    CHECK(usage.is_estimated);
    CHECK(usage.input == 1000);
    CHECK(usage.output == 3);
}

TEST_CASE("batch results: what was not answered is not charged", "[llm]") {
    struct Case {
        Dialect dialect;
        std::string line;
        BatchFate fate;
        FailureClass kind;
    };
    const Dialect openai = Dialect::OpenAi, anthropic = Dialect::Anthropic;
    const Case cases[] = {
        {openai, openai_error("a", "batch_expired"), BatchFate::Expired, FailureClass::Transient},
        {openai, openai_error("a", "batch_cancelled"), BatchFate::Cancelled, FailureClass::Cancelled},
        {openai, openai_error("a", "server_error"), BatchFate::Errored, FailureClass::Transient},
        {openai, openai_line("a", R"({"error":{"message":"no such field","type":"invalid_request_error"}})", 400), BatchFate::Errored, FailureClass::Request},
        {openai, openai_line("a", R"({"error":{"message":"…","code":"context_length_exceeded"}})", 400), BatchFate::Errored, FailureClass::Context},
        {openai, openai_line("a", R"({"error":{"code":"insufficient_quota"}})", 429), BatchFate::Errored, FailureClass::Billing},
        {openai, openai_line("a", "null", 500), BatchFate::Errored, FailureClass::Transient},
        {openai, openai_line("a", R"({"error":{"message":"upstream","code":502}})"), BatchFate::Errored, FailureClass::Transient},
        {anthropic, anthropic_line("a", R"({"type":"expired"})"), BatchFate::Expired, FailureClass::Transient},
        {anthropic, anthropic_line("a", R"({"type":"canceled"})"), BatchFate::Cancelled, FailureClass::Cancelled},
        {anthropic, anthropic_line("a", anthropic_error("invalid_request_error", "bad")), BatchFate::Errored, FailureClass::Request},
        {anthropic, anthropic_line("a", anthropic_error("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum")), BatchFate::Errored, FailureClass::Context},
        {anthropic, anthropic_line("a", anthropic_error("not_found_error", "model: x")), BatchFate::Errored, FailureClass::Request},
        {anthropic, anthropic_line("a", anthropic_error("rate_limit_error", "slow")), BatchFate::Errored, FailureClass::Throttle},
        {anthropic, anthropic_line("a", anthropic_error("overloaded_error", "busy")), BatchFate::Errored, FailureClass::Overload},
        {anthropic, anthropic_line("a", anthropic_error("api_error", "oops")), BatchFate::Errored, FailureClass::Transient},
        {anthropic, anthropic_line("a", R"({"type":"errored"})"), BatchFate::Errored, FailureClass::Transient},
    };
    for (const Case& one : cases) {
        INFO(one.line);
        const BatchResult result = read(one.dialect, one.line);
        CHECK(result.is_known);
        CHECK(result.fate == one.fate);
        CHECK(result.answer.failure.kind == one.kind);
        CHECK_FALSE(result.answer.failure.message.empty());
        CHECK(is_free(result));
    }
    CHECK(read(anthropic, anthropic_line("a", anthropic_error("api_error", "oops"))).answer.failure.request_id == "req_9");
}

TEST_CASE("batch results: lines that make no sense", "[llm]") {
    for (const Dialect dialect : {Dialect::OpenAi, Dialect::Anthropic}) {
        for (const char* line : {"not json", "[]", "{}", "{\"custom_id\":5}", "{\"custom_id\":\"\"}", "null"}) {
            const BatchResult result = read(dialect, line);
            CHECK(result.fate == BatchFate::Unreadable);
            CHECK(result.custom_id.empty());
            CHECK_FALSE(result.is_known);
            CHECK(is_free(result));
        }
        for (const char* line : {R"({"custom_id":"a"})", R"({"custom_id":"a","response":[],"result":1})", R"({"custom_id":"a","response":{"status_code":"200"},"result":{"type":"?"}})",
                                 R"({"custom_id":"a","response":{"status_code":-1},"result":{"type":7}})"}) {
            const BatchResult result = read(dialect, line);
            CHECK(result.fate == BatchFate::Unreadable);
            CHECK(result.is_known);
            CHECK(result.answer.failure.kind == FailureClass::Transient);
            CHECK(is_free(result));
        }
    }
    // Answered, but the answer is unreadable: it was charged.
    for (const BatchResult& result : {read(Dialect::OpenAi, openai_line("a", "5")), read(Dialect::Anthropic, anthropic_line("a", R"({"type":"succeeded","message":[]})"))}) {
        CHECK(result.fate == BatchFate::Unreadable);
        CHECK(result.answer.completion.usage.is_estimated);
        CHECK(result.answer.completion.usage.output == 50);
    }
    const std::string deep = openai_line("a", std::string(3'000'000, '[') + std::string(3'000'000, ']'));
    CHECK(read(Dialect::OpenAi, deep).fate == BatchFate::Unreadable);
}

TEST_CASE("batch results: an id that was not asked for is told as such", "[llm]") {
    const BatchResult result = read(Dialect::OpenAi, openai_line("foreign", openai_body("hello")));
    CHECK(result.custom_id == "foreign");
    CHECK_FALSE(result.is_known);
    CHECK(result.answer.failure.kind == FailureClass::Request);
    CHECK(result.answer.completion.usage.output == 7);
}

TEST_CASE("batch results: bytes cut anywhere, in any order of lines", "[llm]") {
    const std::string text = openai_line("a", openai_body("one – ü")) + "\r\n\n" + "rubbish\n" + openai_error("b", "batch_expired") + "\n" + openai_line("a", openai_body("again")) +
                             "\n" + openai_line("foreign", openai_body("x")) + "\n" + openai_line("c", "{}", 400);
    for (std::size_t cut = 1; cut < text.size(); ++cut) {
        Told told(Dialect::OpenAi);
        told.reader.feed(std::string_view(text).substr(0, cut));
        told.reader.feed(std::string_view(text).substr(cut));
        told.reader.finish();
        REQUIRE(told.results.size() == 5);
        CHECK(told.results[0].answer.completion.text == "one – ü");
        CHECK(told.results[1].fate == BatchFate::Unreadable);
        CHECK(told.results[2].custom_id == "b");
        CHECK(told.results[4].custom_id == "c");
        const BatchCounts& counts = told.reader.counts();
        CHECK(counts.succeeded == 2);
        CHECK(counts.errored == 1);
        CHECK(counts.expired == 1);
        CHECK(counts.unreadable == 1);
        CHECK(counts.unknown == 2);  // the one of somebody else, and the one without an id
        CHECK(counts.repeated == 1);
    }
}

TEST_CASE("batch results: a line without end costs itself only", "[llm]") {
    Told told(Dialect::OpenAi);
    const std::string megabyte(1 << 20, 'x');
    told.reader.feed("{\"custom_id\":\"a\",");
    for (int i = 0; i < 40; ++i) told.reader.feed(megabyte);
    told.reader.feed("\"}\n" + openai_line("b", openai_body("two")) + "\n");
    told.reader.finish();
    REQUIRE(told.results.size() == 2);
    CHECK(told.results[0].fate == BatchFate::Unreadable);
    CHECK(told.results[1].answer.completion.text == "two");
}

TEST_CASE("batch results: a download that broke is read on where it stopped", "[llm]") {
    Told told(Dialect::OpenAi);
    const std::string one = openai_line("a", openai_body("one")) + "\nrubbish\n", two = openai_line("b", openai_body("two")) + "\n";
    told.reader.feed(one + two.substr(0, 40));
    CHECK(told.results.size() == 2);
    told.reader.begin_again();
    told.reader.feed(one + two);
    told.reader.finish();
    CHECK(told.results.size() == 3);
    CHECK(told.reader.counts().repeated == 0);
    told.reader.begin();  // the next file
    told.reader.feed(openai_line("c", openai_body("three")));
    told.reader.finish();
    CHECK(told.results.size() == 4);
}

namespace {

/// What collect() asks for and gives.
struct Collection {
    Collection(Dialect dialect, std::function<ScriptedReply(const HttpRequest&)> script) : where(endpoint(dialect)), transport(clock, std::move(script)) {
        BatchClient client(where, transport, clock);
        outcome.emplace(client.collect("b1", prompt_of, [this](const BatchResult& result) { texts[result.custom_id] = result.answer.completion.text; }));
        for (const HttpRequest& request : transport.requests) urls.push_back(request.url);
    }
    ManualClock clock;
    Endpoint where;
    ScriptedTransport transport;
    std::optional<Outcome<BatchCounts>> outcome;
    std::map<std::string, std::string> texts;
    std::vector<std::string> urls;
};

}  // namespace

TEST_CASE("batch results: OpenAI's two files are one collection", "[llm]") {
    int downloads = 0;
    const Collection collection(Dialect::OpenAi, [&](const HttpRequest& request) {
        if (request.url.ends_with("/batches/b1"))
            return say(200, R"({"id":"b1","status":"completed","output_file_id":"out","error_file_id":"err","request_counts":{"total":3,"completed":2,"failed":1}})");
        if (request.url.ends_with("/files/err/content")) return say(200, openai_error("c", "batch_expired"));
        ScriptedReply reply = say(200, openai_line("b", openai_body("two")) + "\n" + openai_line("a", openai_body("one")) + "\n");
        if (++downloads == 1) {
            reply.body[0].bytes.resize(300);
            reply.failure = HttpFailure::Broken;
        }
        return reply;
    });
    REQUIRE(collection.outcome->ok());
    CHECK(collection.outcome->value.succeeded == 2);
    CHECK(collection.outcome->value.expired == 1);
    CHECK(collection.outcome->value.repeated == 0);
    CHECK(collection.texts == std::map<std::string, std::string>{{"a", "one"}, {"b", "two"}, {"c", ""}});
    CHECK(collection.urls == std::vector<std::string>{"https://api.test/v1/batches/b1", "https://api.test/v1/files/out/content", "https://api.test/v1/files/out/content",
                                                      "https://api.test/v1/files/err/content"});
}

TEST_CASE("batch results: nothing but the endpoint's own origin gets the key", "[llm]") {
    const auto url_asked = [](const std::string& results_url) {
        const Collection collection(Dialect::Anthropic, [&](const HttpRequest& request) {
            if (request.url.ends_with("/batches/b1")) return say(200, R"({"id":"b1","processing_status":"ended","results_url":")" + results_url + "\"}");
            return say(200, anthropic_line("a", anthropic_message("one")));
        });
        REQUIRE(collection.outcome->ok());
        CHECK(collection.texts.at("a") == "one");
        return collection.urls.at(1);
    };
    const std::string usual = "https://api.test/gate/v1/messages/batches/b1/results";
    CHECK(url_asked("https://api.test/elsewhere/b1") == "https://api.test/elsewhere/b1");
    for (const char* url : {"https://evil.test/b1", "https://api.test.evil.test/b1", "https://api.test@evil.test/", "http://api.test/b1", "//evil.test/", "https://api.test:444/b1",
                            "https://api.test/\\u0000@evil.test", "https://api.test/\\\\evil", "https://api.test/a b"})
        CHECK(url_asked(url) == usual);
}

TEST_CASE("batch results: a batch without results says why", "[llm]") {
    const auto message = [](Dialect dialect, const std::string& object) {
        const Collection collection(dialect, [&](const HttpRequest&) { return say(200, object); });
        CHECK(collection.urls.size() == 1);
        CHECK(collection.outcome->failure.kind == FailureClass::Request);
        return collection.outcome->failure.message;
    };
    CHECK(message(Dialect::OpenAi, R"({"id":"b1","status":"in_progress"})") == "batch b1 has not ended yet; collect it later");
    CHECK(message(Dialect::OpenAi, R"({"id":"b1","status":"failed","errors":{"data":[{"message":"bad file"}]}})") == "the provider refused batch b1 (it says: bad file)");
    CHECK(message(Dialect::Anthropic, R"({"id":"b1","processing_status":"canceling"})") == "batch b1 has not ended yet; collect it later");
    CHECK(message(Dialect::Anthropic, R"({"id":"b1","processing_status":"ended","results_url":null})") ==
          "api.test no longer keeps the results of batch b1; ask again for what was not collected");
    const Collection empty(Dialect::OpenAi, [](const HttpRequest&) { return say(200, R"({"id":"b1","status":"expired","output_file_id":null})"); });
    CHECK(empty.outcome->ok());
    CHECK(empty.texts.empty());
}

TEST_CASE("batch results: a download that keeps breaking is a failure", "[llm]") {
    const Collection collection(Dialect::Anthropic, [&](const HttpRequest& request) {
        if (request.url.ends_with("/batches/b1")) return say(200, R"({"id":"b1","processing_status":"ended","results_url":"https://api.test/r"})");
        ScriptedReply reply = say(200, anthropic_line("a", anthropic_message("one")) + "\n{\"custom");
        reply.failure = HttpFailure::Broken;
        return reply;
    });
    CHECK(collection.outcome->failure.kind == FailureClass::Transient);
    CHECK(collection.urls.size() == 5);
    CHECK(collection.texts.size() == 1);  // what had arrived was told, once
}
