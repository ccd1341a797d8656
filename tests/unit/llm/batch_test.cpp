// SPDX-License-Identifier: Apache-2.0
#include "llm/batch.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "support/checked_prompt.hpp"
#include "support/scripted_transport.hpp"

using namespace kompress;
using namespace kompress::llm;
using namespace kompress::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr sys_seconds Begin = std::chrono::sys_days{std::chrono::year{2026} / 11 / 1};
const auto Unix = Begin.time_since_epoch().count();

Endpoint endpoint(Dialect dialect) {
    Endpoint result;
    result.dialect = dialect;
    result.base_url = dialect == Dialect::OpenAi ? "https://api.test/v1" : "https://api.test";
    result.model = "m";
    result.key = Secret("sk-test");
    return result;
}

CheckedPrompt prompt(int number) {
    Prompt result;
    result.label = "page " + std::to_string(number);
    result.blocks = {{"question " + std::to_string(number), false}};
    result.input_tokens = 10;
    result.max_output_tokens = 50;
    return secrets::Gate::pass(std::move(result));
}

std::vector<CheckedPrompt> prompts(int count) {
    std::vector<CheckedPrompt> result;
    for (int i = 0; i < count; ++i) result.push_back(prompt(i));
    return result;
}

ScriptedReply say(int status, std::string body) {
    ScriptedReply reply;
    reply.status = status;
    reply.body = {{150ms, std::move(body)}};
    return reply;
}

ScriptedReply broken() {
    ScriptedReply reply;
    reply.failure = HttpFailure::Broken;
    return reply;
}

std::string header(const HttpRequest& request, std::string_view name) {
    for (const HttpHeader& header : request.headers)
        if (header.name == name) return header.value;
    return {};
}

/// A client over a list of replies, in turn; the last one stays.
struct Bench {
    Bench(Dialect dialect, std::vector<ScriptedReply> answers)
        : where(endpoint(dialect)), replies(std::move(answers)),
          transport(clock, [this](const HttpRequest&) { return replies[std::min(next++, replies.size() - 1)]; }), client(where, transport, clock) {}
    std::string line(std::size_t index) const {
        const HttpRequest& request = transport.requests.at(index);
        return request.method + " " + request.url;
    }

    Endpoint where;
    std::vector<ScriptedReply> replies;
    std::size_t next = 0;
    ManualClock clock;
    ScriptedTransport transport;
    BatchClient client;
};

std::string openai_batch(std::string_view status, std::string_view more = "") {
    return "{\"id\":\"batch_1\",\"status\":\"" + std::string(status) + "\",\"created_at\":" + std::to_string(Unix) + ",\"expires_at\":" + std::to_string(Unix + 86400) +
           ",\"request_counts\":{\"total\":5,\"completed\":2,\"failed\":1}" + std::string(more) + "}";
}

std::string anthropic_batch(std::string_view id, std::string_view status, std::string_view created, std::uint64_t count, std::string_view url = "") {
    return "{\"id\":\"" + std::string(id) + "\",\"processing_status\":\"" + std::string(status) + "\",\"created_at\":\"" + std::string(created) +
           "\",\"expires_at\":\"2026-11-02T00:00:00Z\",\"request_counts\":{\"processing\":" + std::to_string(count - 1) +
           ",\"succeeded\":1,\"errored\":0,\"canceled\":0,\"expired\":0},\"results_url\":" + (url.empty() ? "null" : "\"" + std::string(url) + "\"") + "}";
}

}  // namespace

TEST_CASE("batch: custom ids are made from the request key", "[llm]") {
    const Endpoint where = endpoint(Dialect::OpenAi);
    const Digest256 key = request_key(where, prompt(1).prompt());
    CHECK(batch_custom_id(key) == key.hex().substr(0, 40));
}

TEST_CASE("batch: parts hold four fifths of the allowed number, in order", "[llm]") {
    const auto many = prompts(45'000);
    const auto openai = split_batch(endpoint(Dialect::OpenAi), many);
    REQUIRE(openai);
    REQUIRE(openai->size() == 2);
    CHECK(openai->at(0).size() == 40'000);
    CHECK(openai->at(1).size() == 5'000);
    CHECK(openai->at(1).data() == many.data() + 40'000);
    CHECK(split_batch(endpoint(Dialect::Anthropic), many)->size() == 1);
    CHECK(split_batch(endpoint(Dialect::OpenAi), {})->empty());
}

TEST_CASE("batch: parts hold four fifths of the allowed bytes as they are handed in", "[llm]") {
    CHECK(batch_limits(Dialect::OpenAi).bytes == 200'000'000);
    CHECK(batch_limits(Dialect::Anthropic).bytes == 256'000'000);
    for (const Dialect dialect : {Dialect::OpenAi, Dialect::Anthropic}) {
        const auto some = prompts(9);
        Bench bench(dialect, {say(200, "{}")});
        (void)bench.client.submit("tag", std::span(some).subspan(0, 1));
        const std::string& body = bench.transport.requests.at(0).body;
        const std::size_t begin = body.find("{\"custom_id"), entry = body.rfind(dialect == Dialect::OpenAi ? "}\n" : "}]}") + 2 - begin;  // with what parts it from the next
        const auto parts_at = [&](std::size_t four_fifths) {
            const auto parts = split_batch(endpoint(dialect), some, {100, four_fifths / 4 * 5 + 5});
            REQUIRE(parts);
            std::vector<std::size_t> sizes;
            for (const auto& part : *parts) sizes.push_back(part.size());
            return sizes;
        };
        CHECK(parts_at(4 * entry) == std::vector<std::size_t>{4, 4, 1});
        CHECK(parts_at(4 * entry - 8) == std::vector<std::size_t>{3, 3, 3});
        CHECK(parts_at(entry) == std::vector<std::size_t>(9, 1));
    }
}

TEST_CASE("batch: a prompt larger than any batch is named", "[llm]") {
    Prompt text = prompt(1).prompt();
    text.label = "huge.cpp";
    text.blocks[0].text.assign(10'000, 'x');
    const std::vector<CheckedPrompt> two = {prompt(2), secrets::Gate::pass(std::move(text))};
    CHECK(split_batch(endpoint(Dialect::OpenAi), two, {100, 12'000}).error().message ==
          "the prompt for 'huge.cpp' is larger than a whole batch may be; leave it out or cut it");
    CHECK(split_batch(endpoint(Dialect::OpenAi), two, {100, 20'000}));
}

TEST_CASE("batch: Ollama has none", "[llm]") {
    const auto some = prompts(2);
    CHECK(split_batch(endpoint(Dialect::Ollama), some).error().message == "ollama takes no batches; leave out --batch");
    Bench bench(Dialect::Ollama, {say(200, "{}")});
    CHECK(bench.client.submit("tag", some).failure.kind == FailureClass::Configuration);
    CHECK(bench.client.find_submitted("tag", Begin, 2).failure.kind == FailureClass::Configuration);
    CHECK(bench.client.status("x").failure.kind == FailureClass::Configuration);
    CHECK(bench.client.collect("x", [](const std::string&) { return std::nullopt; }, [](const BatchResult&) {}).failure.kind == FailureClass::Configuration);
    CHECK(bench.client.cancel("x").kind == FailureClass::Configuration);
    CHECK(bench.transport.requests.empty());
}

TEST_CASE("batch: OpenAI gets a file and then the batch", "[llm]") {
    Bench bench(Dialect::OpenAi, {say(200, R"({"id":"file-1"})"), say(200, openai_batch("validating"))});
    const auto some = prompts(3);
    const auto id = bench.client.submit("run-7", some);
    REQUIRE(id);
    CHECK(id.value == "batch_1");
    REQUIRE(bench.transport.requests.size() == 2);
    CHECK_FALSE(bench.transport.requests[0].must_not_repeat);
    CHECK(bench.transport.requests[1].must_not_repeat);
    CHECK(bench.line(0) == "POST https://api.test/v1/files");
    CHECK(bench.line(1) == "POST https://api.test/v1/batches");

    const HttpRequest& upload = bench.transport.requests[0];
    CHECK(upload.secret_headers.at(0).name == "authorization");
    const std::string type = header(upload, "content-type");
    REQUIRE(type.starts_with("multipart/form-data; boundary=kompress-"));
    const std::string boundary = type.substr(30);
    CHECK(upload.body.starts_with("--" + boundary + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--" + boundary + "\r\n"));
    CHECK(upload.body.ends_with("\r\n--" + boundary + "--\r\n"));
    const std::size_t begin = upload.body.find("\r\n\r\n{") + 4;
    const std::string file = upload.body.substr(begin, upload.body.rfind("\r\n--") - begin);
    CHECK(std::count(file.begin(), file.end(), '\n') == 3);
    const json first = json::parse(file.substr(0, file.find('\n')));
    CHECK(first["custom_id"] == batch_custom_id(request_key(bench.where, some[0].prompt())));
    CHECK(first["method"] == "POST");
    CHECK(first["url"] == "/v1/chat/completions");
    CHECK(first["body"] == json::parse(request_body(bench.where, some[0].prompt(), false)));

    CHECK(json::parse(bench.transport.requests[1].body) ==
          json::parse(R"({"input_file_id":"file-1","endpoint":"/v1/chat/completions","completion_window":"24h","metadata":{"kompress":"run-7"}})"));
}

TEST_CASE("batch: Anthropic gets everything at once", "[llm]") {
    Bench bench(Dialect::Anthropic, {say(200, anthropic_batch("msgbatch_1", "in_progress", "2026-11-01T00:00:00Z", 2))});
    const auto some = prompts(2);
    const auto id = bench.client.submit("run-7", some);
    REQUIRE(id);
    CHECK(id.value == "msgbatch_1");
    CHECK(bench.line(0) == "POST https://api.test/v1/messages/batches");
    CHECK(header(bench.transport.requests[0], "anthropic-version") == "2023-06-01");
    const json body = json::parse(bench.transport.requests[0].body);
    REQUIRE(body["requests"].size() == 2);
    CHECK(body["requests"][1]["custom_id"] == batch_custom_id(request_key(bench.where, some[1].prompt())));
    CHECK(body["requests"][1]["params"] == json::parse(request_body(bench.where, some[1].prompt(), false)));
}

TEST_CASE("batch: what cannot be handed in is not sent", "[llm]") {
    Bench bench(Dialect::OpenAi, {say(200, "{}")});
    CHECK(bench.client.submit("tag", {}).failure.kind == FailureClass::Request);
    const std::vector<CheckedPrompt> twice = {prompt(1), prompt(2), prompt(1)};
    CHECK(bench.client.submit("tag", twice).failure.message == "the prompt for 'page 1' stands in the batch twice; ask for it once");
    CHECK(bench.client.submit("tag", prompts(50'001)).failure.message.find("at most 50000") != std::string::npos);
    CHECK(bench.transport.requests.empty());
}

TEST_CASE("batch: a batch is created once, whatever the answer", "[llm]") {
    const ScriptedReply file = say(200, R"({"id":"file-1"})");
    const auto submit = [&](ScriptedReply created, std::size_t requests) {
        Bench bench(Dialect::OpenAi, {file, std::move(created)});
        const auto id = bench.client.submit("tag", prompts(1));
        CHECK(bench.transport.requests.size() == requests);
        return id.failure;
    };
    // It may be there: nothing is repeated or taken away.
    CHECK(BatchClient::may_have_been_created(submit(broken(), 2)));
    CHECK(BatchClient::may_have_been_created(submit(say(500, ""), 2)));
    CHECK(BatchClient::may_have_been_created(submit(say(503, ""), 2)));
    CHECK(BatchClient::may_have_been_created(submit(say(200, "<html>"), 2)));
    CHECK(BatchClient::may_have_been_created(submit(say(200, R"({"id":"../x","status":"validating"})"), 2)));
    // It is not: the file is taken away.
    CHECK_FALSE(BatchClient::may_have_been_created(submit(say(400, R"({"error":{"message":"no"}})"), 3)));
    CHECK_FALSE(BatchClient::may_have_been_created(submit(say(401, ""), 3)));
    const Failure missing = submit(say(404, ""), 3);
    CHECK(missing.message == "api.test takes no batches; leave out --batch");
    CHECK_FALSE(BatchClient::may_have_been_created(missing));
}

TEST_CASE("batch: the file of a refused batch is deleted", "[llm]") {
    Bench bench(Dialect::OpenAi, {say(200, R"({"id":"file-1"})"), say(400, R"({"error":{"message":"no"}})"), say(200, "{}")});
    CHECK(bench.client.submit("tag", prompts(1)).failure.kind == FailureClass::Request);
    CHECK(bench.line(2) == "DELETE https://api.test/v1/files/file-1");
}

TEST_CASE("batch: what was turned away is sent again, after as long as the provider wants", "[llm]") {
    ScriptedReply wait = say(429, R"({"error":{"code":"rate_limit_exceeded"}})");
    wait.headers = {{"retry-after", "20"}};
    Bench bench(Dialect::Anthropic, {wait, say(200, anthropic_batch("b", "in_progress", "2026-11-01T00:00:00Z", 1))});
    CHECK(bench.client.submit("tag", prompts(1)));
    CHECK(bench.transport.requests.size() == 2);
    CHECK(bench.clock.now() >= 20s);
    CHECK(bench.transport.requests[0].body == bench.transport.requests[1].body);

    wait.headers = {{"retry-after", "3600"}};
    Bench far(Dialect::Anthropic, {wait});
    CHECK(far.client.submit("tag", prompts(1)).failure.kind == FailureClass::Throttle);
    CHECK(far.transport.requests.size() == 1);
}

TEST_CASE("batch: an upload that broke is repeated, and ends after four attempts", "[llm]") {
    Bench bench(Dialect::OpenAi, {broken(), say(200, R"({"id":"file-1"})"), say(200, openai_batch("validating"))});
    CHECK(bench.client.submit("tag", prompts(1)));
    Bench dead(Dialect::OpenAi, {broken()});
    CHECK(dead.client.submit("tag", prompts(1)).failure.kind == FailureClass::Transient);
    CHECK(dead.transport.requests.size() == 4);
    Bench none(Dialect::OpenAi, {say(404, "")});
    CHECK(none.client.submit("tag", prompts(1)).failure.message == "api.test takes no files for batches; leave out --batch");
    Bench odd(Dialect::OpenAi, {say(200, "{}")});
    CHECK(odd.client.submit("tag", prompts(1)).failure.message == "api.test sent a description of the uploaded file that cannot be read; try again later");
}

TEST_CASE("batch: an interrupted submission ends at once and may have left a batch", "[llm]") {
    Cancellation cancellation;
    ManualClock clock;
    const Endpoint where = endpoint(Dialect::Anthropic);
    ScriptedTransport transport(clock, [&](const HttpRequest&) {
        cancellation.request();
        ScriptedReply reply;
        reply.never_ends = true;
        return reply;
    });
    BatchOptions options;
    options.limits.cancellation = &cancellation;
    BatchClient client(where, transport, clock, options);
    const auto id = client.submit("tag", prompts(1));
    CHECK(id.failure.kind == FailureClass::Cancelled);
    CHECK(BatchClient::may_have_been_created(id.failure));
    CHECK(transport.requests.size() == 1);
}

TEST_CASE("batch: OpenAI finds a submission by its tag, over pages", "[llm]") {
    const auto item = [](std::string_view id, std::string_view tag, std::int64_t created) {
        return "{\"id\":\"" + std::string(id) + "\",\"status\":\"in_progress\",\"metadata\":{\"kompress\":\"" + std::string(tag) + "\"},\"created_at\":" + std::to_string(created) + "}";
    };
    const std::string foreign = "{\"id\":\"f\",\"status\":\"failed\",\"metadata\":null,\"created_at\":" + std::to_string(Unix + 90) + "}";
    const std::string first = "{\"data\":[" + item("b9", "other", Unix + 100) + "," + foreign + "],\"has_more\":true}";
    const std::string second = "{\"data\":[" + item("b7", "mine", Unix + 50) + "],\"has_more\":true}";
    SECTION("there") {
        Bench bench(Dialect::OpenAi, {say(200, first), say(200, second)});
        const auto found = bench.client.find_submitted("mine", Begin, 3);
        REQUIRE(found);
        CHECK(found.value == "b7");
        CHECK(bench.line(0) == "GET https://api.test/v1/batches?limit=100");
        CHECK(bench.line(1) == "GET https://api.test/v1/batches?limit=100&after=f");
    }
    SECTION("not there: older ones are not looked through") {
        Bench bench(Dialect::OpenAi, {say(200, first), say(200, "{\"data\":[" + item("b1", "old", Unix - 1000) + "],\"has_more\":true}")});
        const auto found = bench.client.find_submitted("mine", Begin, 3);
        REQUIRE(found);
        CHECK_FALSE(found.value);
        CHECK(bench.transport.requests.size() == 2);
    }
    SECTION("a server that always has more") {
        Bench bench(Dialect::OpenAi, {say(200, first)});
        REQUIRE(bench.client.find_submitted("mine", Begin, 3));
        CHECK(bench.transport.requests.size() == 2);  // the same page again
    }
    SECTION("a list that cannot be read is a failure, not an absence") {
        for (const char* text : {"", "[]", "{\"data\":1}", "{\"data\":[{}]}", "{\"data\":[{\"id\":\"a b\",\"status\":\"x\"}]}"})
            CHECK(Bench(Dialect::OpenAi, {say(200, text)}).client.find_submitted("mine", Begin, 3).failure.message ==
                  "api.test sent a list of batches that cannot be read; try again later");
        CHECK(Bench(Dialect::OpenAi, {say(401, "")}).client.find_submitted("mine", Begin, 3).failure.kind == FailureClass::Auth);
    }
}

TEST_CASE("batch: Anthropic finds a submission by time and number", "[llm]") {
    const std::string page = "{\"data\":[" + anthropic_batch("late", "in_progress", "2026-11-01T07:00:00Z", 3) + "," +
                             anthropic_batch("next", "in_progress", "2026-11-01T00:20:00Z", 3) + "," + anthropic_batch("mine", "in_progress", "2026-11-01T00:01:00Z", 3) + "," +
                             anthropic_batch("size", "in_progress", "2026-11-01T00:00:30Z", 4) + "," + anthropic_batch("before", "ended", "2026-10-31T23:58:00Z", 3) + "," +
                             anthropic_batch("old", "ended", "2026-10-31T20:00:00Z", 3) + "],\"has_more\":true}";
    const auto find = [&](std::uint64_t count, std::vector<std::string> taken) {
        Bench bench(Dialect::Anthropic, {say(200, page)});
        const auto found = bench.client.find_submitted("tag", Begin, count, taken);
        REQUIRE(found);
        CHECK(bench.transport.requests.size() == 1);
        CHECK(bench.line(0) == "GET https://api.test/v1/messages/batches?limit=100");
        return found.value.value_or("none");
    };
    CHECK(find(3, {}) == "mine");
    CHECK(find(3, {"mine"}) == "before");
    CHECK(find(3, {"mine", "before"}) == "next");
    CHECK(find(3, {"mine", "before", "next"}) == "none");  // after seven hours it is another's
    CHECK(find(4, {}) == "size");
    CHECK(find(5, {}) == "none");
}

TEST_CASE("batch: what OpenAI says about a batch", "[llm]") {
    const auto status = [](std::string_view word, std::string_view more = "") {
        Bench bench(Dialect::OpenAi, {say(200, openai_batch(word, more))});
        const auto result = bench.client.status("batch_1");
        REQUIRE(result);
        CHECK(bench.line(0) == "GET https://api.test/v1/batches/batch_1");
        return result.value;
    };
    for (const char* word : {"validating", "in_progress", "finalizing", "new"}) CHECK(status(word).phase == BatchPhase::Running);
    for (const char* word : {"completed", "expired", "cancelled"}) CHECK(status(word).phase == BatchPhase::Ended);
    CHECK(status("cancelling").phase == BatchPhase::Cancelling);
    const BatchStatus failed = status("failed", R"(,"errors":{"data":[{"message":"line 1: bad\nmodel"},{"message":"line 2"},{}]})");
    CHECK(failed.phase == BatchPhase::Failed);
    CHECK(failed.reason == "line 1: bad model; line 2");
    CHECK(failed.done == 3);
    CHECK(failed.total == 5);
    CHECK(failed.created == Begin);
    CHECK(failed.expires == Begin + 24h);
}

TEST_CASE("batch: what Anthropic says about a batch", "[llm]") {
    Bench bench(Dialect::Anthropic, {say(200, anthropic_batch("b", "canceling", "2026-11-01T00:00:00Z", 4))});
    const auto status = bench.client.status("b");
    REQUIRE(status);
    CHECK(status.value.phase == BatchPhase::Cancelling);
    CHECK(status.value.done == 1);
    CHECK(status.value.total == 4);
    CHECK(status.value.created == Begin);
    CHECK(status.value.expires == Begin + 24h);
}

TEST_CASE("batch: descriptions that make no sense", "[llm]") {
    for (const char* text : {"", "[]", "{}", "{\"id\":\"batch_1\"}", "{\"id\":5,\"status\":\"completed\"}", "{\"id\":\"batch_2\",\"status\":\"completed\"}",
                             "{\"id\":\"batch_1\",\"status\":\"completed\",\"output_file_id\":\"../../admin\"}"})
        CHECK(Bench(Dialect::OpenAi, {say(200, text)}).client.status("batch_1").failure.message ==
              "api.test sent a description of batch batch_1 that cannot be read; try again later");
    const auto odd = Bench(Dialect::OpenAi, {say(200, R"({"id":"batch_1","status":"completed","created_at":-5,"expires_at":1e300,"request_counts":[1]})")}).client.status("batch_1");
    REQUIRE(odd);
    CHECK_FALSE(odd.value.created);
    CHECK_FALSE(odd.value.expires);
    CHECK(odd.value.total == 0);
    CHECK(Bench(Dialect::OpenAi, {say(404, "")}).client.status("batch_1").failure.message == "api.test knows no batch batch_1; was it made with another key?");
}

TEST_CASE("batch: ids that would leave their place in a URL are refused", "[llm]") {
    for (const char* id : {"", "..", "a/../b", "a//b", "/a", "a/", "a b", "a?b", "a#b", "a%2e", "a\nb", "a\\b"}) {
        Bench bench(Dialect::OpenAi, {say(200, "{}")});
        CHECK(bench.client.status(id).failure.kind == FailureClass::Request);
        CHECK(bench.client.cancel(id).kind == FailureClass::Request);
        CHECK(bench.transport.requests.empty());
    }
    CHECK(Bench(Dialect::OpenAi, {say(200, R"({"id":"batches/a-1","status":"completed"})")}).client.status("batches/a-1"));
}

TEST_CASE("batch: cancelling", "[llm]") {
    Bench bench(Dialect::OpenAi, {say(200, openai_batch("cancelling"))});
    CHECK_FALSE(bench.client.cancel("batch_1"));
    CHECK(bench.line(0) == "POST https://api.test/v1/batches/batch_1/cancel");
    SECTION("of one that has ended is no failure") {
        Bench ended(Dialect::OpenAi, {say(400, R"({"error":{"message":"too late"}})"), say(200, openai_batch("completed"))});
        CHECK_FALSE(ended.client.cancel("batch_1"));
    }
    SECTION("that is refused is one") {
        Bench running(Dialect::OpenAi, {say(400, R"({"error":{"message":"no"}})"), say(200, openai_batch("in_progress"))});
        CHECK(running.client.cancel("batch_1").kind == FailureClass::Request);
    }
}
