// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "raw_client.hpp"
#include "support/fake_llm/server.hpp"

using namespace kompress::testing::fake_llm;
using nlohmann::json;

TEST_CASE("openai: a stream spells out the answer, then usage, then the marker", "[fake_llm]") {
    Server server;
    RawClient client(server.port());
    const Response response = client.ask("POST", "/v1/chat/completions",
                                         openai_body("Target: src/limiter.cpp\nwrite a page", true));
    REQUIRE(response.status == 200);
    REQUIRE(response.complete);
    CHECK(response.header("content-type") == "text/event-stream; charset=utf-8");
    const auto lines = data_lines(response.body);
    REQUIRE(lines.size() > 4);
    CHECK(lines.back() == "[DONE]");
    const json usage = json::parse(lines[lines.size() - 2]);
    CHECK(usage["choices"].empty());
    CHECK(usage["usage"]["prompt_tokens"] ==
          (std::string("user\nTarget: src/limiter.cpp\nwrite a page").size() + 3) / 4);
    const std::string text = openai_text(response.body);
    CHECK(text.find("src/limiter.cpp") != std::string::npos);
    CHECK(usage["usage"]["completion_tokens"] == (text.size() + 3) / 4);
    CHECK(json::parse(lines[lines.size() - 3])["choices"][0]["finish_reason"] == "stop");

    // The same prompt, not streamed and on the same connection, has the same answer.
    const Response whole = client.ask("POST", "/v1/chat/completions",
                                      openai_body("Target: src/limiter.cpp\nwrite a page", false));
    CHECK(whole.json()["choices"][0]["message"]["content"] == text);
    CHECK(server.connections() == 1);
}

TEST_CASE("openai: usage comes only when asked for, structured output fits its schema", "[fake_llm]") {
    Server server;
    RawClient client(server.port());
    json body = json::parse(openai_body("list the parts of src/a.cpp", true));
    body.erase("stream_options");
    CHECK(client.ask("POST", "/v1/chat/completions", body.dump()).body.find("\"usage\"") ==
          std::string::npos);
    body["stream"] = false;
    body["response_format"] =
        json::parse(R"({"type":"json_schema","json_schema":{"name":"page","strict":true,"schema":{
        "type":"object","required":["title","kind","parts","lines","ok"],"additionalProperties":false,"properties":{
        "title":{"type":"string"},"kind":{"enum":["file","module"]},"lines":{"type":"integer","minimum":3},"ok":{"type":"boolean"},
        "parts":{"type":"array","minItems":2,"items":{"$ref":"#/$defs/part"}}},"$defs":{"part":{"type":"object","properties":{"name":{"type":"string","maxLength":5}}}}}}})");
    const json page = json::parse(client.ask("POST", "/v1/chat/completions", body.dump())
                                      .json()["choices"][0]["message"]["content"]
                                      .get<std::string>());
    CHECK(page["title"].get<std::string>().find("src/a.cpp") != std::string::npos);
    CHECK(page["kind"] == "file");
    CHECK(page["lines"] == 3);
    CHECK(page["ok"] == false);
    REQUIRE(page["parts"].size() == 2);
    CHECK(page["parts"][1]["name"].get<std::string>().size() == 5);
}

TEST_CASE("anthropic: events come in their order with cumulative usage at the end", "[fake_llm]") {
    Server server;
    RawClient client(server.port());
    const Response response = client.ask("POST", "/v1/messages", anthropic_body("explain src/b.cpp", true),
                                         "anthropic-version: 2023-06-01\r\n");
    REQUIRE(response.complete);
    std::vector<std::string> types;
    std::string text;
    for (const std::string& line : data_lines(response.body)) {
        const json event = json::parse(line);
        if (types.empty() || types.back() != event["type"]) types.push_back(event["type"]);
        if (event["type"] == "content_block_delta") text += event["delta"]["text"];
        if (event["type"] == "message_start") CHECK(event["message"]["usage"]["input_tokens"] == 6);
        if (event["type"] == "message_delta") {
            CHECK(event["usage"]["output_tokens"] == (text.size() + 3) / 4);
            CHECK(event["delta"]["stop_reason"] == "end_turn");
        }
    }
    CHECK(types == std::vector<std::string>{"message_start", "content_block_start", "ping",
                                            "content_block_delta", "content_block_stop", "message_delta",
                                            "message_stop"});
    CHECK(text.find("src/b.cpp") != std::string::npos);
    CHECK(response.header("request-id") == "req_fake1");

    const json whole = client.ask("POST", "/v1/messages", anthropic_body("explain src/b.cpp", false)).json();
    CHECK(whole["content"][0]["text"] == text);
    CHECK(client.ask("POST", "/v1/messages/count_tokens", anthropic_body("explain src/b.cpp", false))
              .json()["input_tokens"] == 6);
}

TEST_CASE("ollama: lines of JSON until done, and a prompt cut to num_ctx unless that is refused",
          "[fake_llm]") {
    Server server;
    RawClient client(server.port());
    json body = {{"model", "fake-small"},
                 {"messages", json::array({{{"role", "user"}, {"content", "describe src/c.cpp"}}})}};
    const Response response = client.ask("POST", "/api/chat", body.dump());
    CHECK(response.header("content-type") == "application/x-ndjson");
    std::string text;
    bool done = false;
    for (std::size_t at = 0; at < response.body.size();) {
        const auto end = response.body.find('\n', at);
        const json line = json::parse(response.body.substr(at, end - at));
        CHECK_FALSE(done);
        text += line["message"]["content"];
        done = line["done"];
        if (done) CHECK(line["done_reason"] == "stop");
        if (done) CHECK(line["prompt_eval_count"] == 6);
        at = end + 1;
    }
    CHECK(done);
    CHECK(text.find("src/c.cpp") != std::string::npos);

    body["stream"] = false;
    body["messages"][0]["content"] = std::string(4000, 'x');
    body["options"] = {{"num_ctx", 512}};
    CHECK(client.ask("POST", "/api/chat", body.dump()).json()["prompt_eval_count"] == 512);
    body["truncate"] = false;
    const Response refused = client.ask("POST", "/api/chat", body.dump());
    CHECK(refused.status == 400);
    CHECK(refused.json()["error"].is_string());
}

TEST_CASE("information: models in every dialect, slots, health", "[fake_llm]") {
    Script script;
    script.models = {{"tiny", 2048}};
    script.total_slots = 3;
    script.strict_models = true;
    Server server(script);
    RawClient client(server.port());
    CHECK(client.ask("GET", "/v1/models").json()["data"][0]["id"] == "tiny");
    CHECK(
        client.ask("GET", "/v1/models", "", "anthropic-version: 2023-06-01\r\n").json()["data"][0]["type"] ==
        "model");
    CHECK(client.ask("GET", "/api/tags").json()["models"][0]["name"] == "tiny");
    CHECK(client.ask("GET", "/api/ps").json()["models"][0]["context_length"] == 2048);
    CHECK(
        client.ask("POST", "/api/show", R"({"model":"tiny"})").json()["model_info"]["llama.context_length"] ==
        2048);
    const json props = client.ask("GET", "/props").json();
    CHECK(props["total_slots"] == 3);
    CHECK(props["default_generation_settings"]["n_ctx"] == 2048);
    CHECK(client.ask("GET", "/health").status == 200);
    const Response unknown = client.ask("POST", "/v1/chat/completions", openai_body("x", false));
    CHECK(unknown.status == 404);
    CHECK(unknown.json()["error"]["code"] == "model_not_found");
    CHECK(client.ask("GET", "/nonsense").status == 404);
}

TEST_CASE("context: a prompt that is too long is refused in the words of its dialect, with numbers",
          "[fake_llm]") {
    Script script;
    script.models = {{"fake-small", 100}};
    Server server(script);
    RawClient client(server.port());
    const Response openai =
        client.ask("POST", "/v1/chat/completions", openai_body(std::string(800, 'x'), true));
    CHECK(openai.status == 400);
    CHECK(openai.json()["error"]["code"] == "context_length_exceeded");
    const Response anthropic =
        client.ask("POST", "/v1/messages", anthropic_body(std::string(800, 'x'), true));
    CHECK(anthropic.json()["error"]["message"] == "prompt is too long: 202 tokens > 100 maximum");
}

TEST_CASE("prompt cache: openai reads a long prefix the second time, and not a short one", "[fake_llm]") {
    Server server;
    RawClient client(server.port());
    const auto cached = [&](const std::string& prompt) {
        return client.ask("POST", "/v1/chat/completions", openai_body(prompt, false))
            .json()["usage"]["prompt_tokens_details"]["cached_tokens"]
            .get<int>();
    };
    const std::string prefix(6000, 'p');  // 1,500 tokens: 1,024 and three steps of 128
    CHECK(cached(prefix + " first question") == 0);
    CHECK(cached(prefix + " second question") == 1408);
    CHECK(cached("a short one") == 0);
    CHECK(cached("a short one") == 0);
    CHECK(cached("x" + prefix) == 0);
}

TEST_CASE("prompt cache: anthropic writes up to a breakpoint and reads it afterwards", "[fake_llm]") {
    Server server;
    RawClient client(server.port());
    const auto usage = [&](const std::string& question, const char* ttl) {
        const json body = {
            {"model", "fake-small"},
            {"max_tokens", 100},
            {"system", json::array({{{"type", "text"},
                                     {"text", std::string(8000, 's')},
                                     {"cache_control", {{"type", "ephemeral"}, {"ttl", ttl}}}}})},
            {"messages", json::array({{{"role", "user"}, {"content", question}}})}};
        return client.ask("POST", "/v1/messages", body.dump()).json()["usage"];
    };
    const json first = usage("one", "5m"), second = usage("another", "5m");
    CHECK(first["cache_creation"]["ephemeral_5m_input_tokens"] == 2002);  // "system\n" and 8,000 bytes
    CHECK(first["cache_read_input_tokens"] == 0);
    CHECK(first["input_tokens"] == 2);
    CHECK(second["cache_read_input_tokens"] == 2002);
    CHECK(second["cache_creation_input_tokens"] == 0);
    CHECK(second["input_tokens"] == 3);
}

TEST_CASE("batches: openai takes a file, works it off and hands out results in another order", "[fake_llm]") {
    Script script;
    script.batch.error_match = "spoiled";
    Server server(script);
    RawClient client(server.port());
    std::string lines;
    for (const char* prompt : {"first", "second", "spoiled"})
        lines += json{{"custom_id", std::string("id-") + prompt},
                      {"method", "POST"},
                      {"url", "/v1/chat/completions"},
                      {"body", json::parse(openai_body(prompt, false))}}
                     .dump() +
                 "\n";
    const std::string form =
        "--B\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--B\r\nContent-Disposition: "
        "form-data; name=\"file\"; "
        "filename=\"in.jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n" +
        lines + "\r\n--B--\r\n";
    const json file =
        client.ask("POST", "/v1/files", form, "Content-Type: multipart/form-data; boundary=B\r\n").json();
    CHECK(file["bytes"] == lines.size());
    const json made = client
                          .ask("POST", "/v1/batches",
                               json{{"input_file_id", file["id"]},
                                    {"endpoint", "/v1/chat/completions"},
                                    {"completion_window", "24h"},
                                    {"metadata", {{"tag", "t1"}}}}
                                   .dump())
                          .json();
    CHECK(made["status"] == "validating");
    const std::string path = "/v1/batches/" + made["id"].get<std::string>();
    CHECK(client.ask("GET", path).json()["status"] == "in_progress");
    const json done = client.ask("GET", path).json();
    REQUIRE(done["status"] == "completed");
    CHECK(done["request_counts"] == json{{"total", 3}, {"completed", 2}, {"failed", 1}});
    const std::string results =
        client.ask("GET", "/v1/files/" + done["output_file_id"].get<std::string>() + "/content").body;
    const json first = json::parse(results.substr(0, results.find('\n')));
    CHECK(first["custom_id"] == "id-second");
    CHECK(first["response"]["body"]["choices"][0]["message"]["content"].get<std::string>().find("second") !=
          std::string::npos);
    const std::string failures =
        client.ask("GET", "/v1/files/" + done["error_file_id"].get<std::string>() + "/content").body;
    CHECK(failures.find("id-spoiled") != std::string::npos);
    const json list = client.ask("GET", "/v1/batches?limit=5").json();
    CHECK(list["data"][0]["metadata"]["tag"] == "t1");
    CHECK(list["has_more"] == false);
}

TEST_CASE("batches: anthropic takes requests inline and tells how each ended", "[fake_llm]") {
    Script script;
    script.batch = {0, true, "spoiled", "late"};
    Server server(script);
    RawClient client(server.port());
    json requests = json::array();
    for (const char* prompt : {"good", "spoiled", "late"})
        requests.push_back({{"custom_id", prompt}, {"params", json::parse(anthropic_body(prompt, false))}});
    const json made = client.ask("POST", "/v1/messages/batches", json{{"requests", requests}}.dump()).json();
    CHECK(made["processing_status"] == "in_progress");
    CHECK(made["results_url"].is_null());
    const std::string path = "/v1/messages/batches/" + made["id"].get<std::string>();
    const json done = client.ask("GET", path).json();
    CHECK(done["request_counts"] ==
          json{{"processing", 0}, {"succeeded", 1}, {"errored", 1}, {"canceled", 0}, {"expired", 1}});
    const std::string results = client.ask("GET", path + "/results").body;
    std::vector<std::string> ends;
    for (std::size_t at = 0; at < results.size(); at = results.find('\n', at) + 1) {
        const json line = json::parse(results.substr(at, results.find('\n', at) - at));
        ends.push_back(line["custom_id"].get<std::string>() + " " +
                       line["result"]["type"].get<std::string>());
    }
    CHECK(ends == std::vector<std::string>{"late expired", "spoiled errored", "good succeeded"});
    CHECK(client.ask("GET", "/v1/messages/batches").json()["data"][0]["id"] == made["id"]);
}
