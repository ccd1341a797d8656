// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <clocale>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "llm/dialect.hpp"
#include "llm/fair_queue.hpp"

using namespace kompress;
using namespace kompress::llm;
using Json = nlohmann::json;

namespace {

Endpoint endpoint(Dialect dialect) {
    Endpoint result;
    result.dialect = dialect;
    result.base_url = *normalize_base_url(dialect, "https://api.example.com");
    result.model = "model-1";
    result.key = Secret("canary-key");
    return result;
}

Prompt prompt() {
    Prompt result;
    result.system = "Be brief.";
    result.blocks = {{"shared ", true}, {"own", false}};
    result.schema_name = "answer";
    result.schema = R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false})";
    result.max_output_tokens = 77;
    result.temperature = 0.25;
    result.effort = "low";
    result.input_tokens = 1000;
    return result;
}

std::string header(const HttpRequest& request, std::string_view name) {
    for (const HttpHeader& one : request.headers)
        if (one.name == name) return one.value;
    for (const auto& one : request.secret_headers)
        if (one.name == name) return one.prefix + std::string(one.value.reveal());
    return {};
}

}  // namespace

TEST_CASE("requests: OpenAI's dialect", "[llm]") {
    Endpoint to = endpoint(Dialect::OpenAi);
    HttpRequest request = make_request(to, prompt());
    CHECK(request.url == "https://api.example.com/v1/chat/completions");
    CHECK(header(request, "authorization") == "Bearer canary-key");
    Json body = Json::parse(request.body);
    CHECK(body["messages"][0] == Json({{"role", "system"}, {"content", "Be brief."}}));
    CHECK(body["messages"][1]["content"] == "shared own");
    CHECK(body["max_tokens"] == 77);
    CHECK(body["temperature"] == 0.25);
    CHECK_FALSE(body.contains("reasoning_effort"));
    CHECK(body["stream"] == true);
    CHECK(body["stream_options"]["include_usage"] == true);
    CHECK(body["response_format"]["json_schema"]["strict"] == true);
    CHECK_FALSE(body.contains("prompt_cache_key"));
    to.traits = {.takes_schema = false, .takes_temperature = false, .takes_effort = true, .takes_cache_key = true, .reports_usage_in_stream = false, .uses_completion_tokens = true};
    body = Json::parse(make_request(to, prompt()).body);
    CHECK(body["max_completion_tokens"] == 77);
    CHECK(body["reasoning_effort"] == "low");
    CHECK(body["prompt_cache_key"].get<std::string>().size() == 32);
    for (const char* absent : {"max_tokens", "temperature", "response_format", "stream_options"}) CHECK_FALSE(body.contains(absent));
}

TEST_CASE("requests: Anthropic's dialect", "[llm]") {
    Endpoint to = endpoint(Dialect::Anthropic);
    to.traits.takes_cache_breakpoint = true;
    const HttpRequest request = make_request(to, prompt());
    CHECK(request.url == "https://api.example.com/v1/messages");
    CHECK(header(request, "x-api-key") == "canary-key");
    CHECK(header(request, "anthropic-version") == "2023-06-01");
    const Json body = Json::parse(request.body);
    CHECK(body["system"][0]["text"] == "Be brief.");
    CHECK(body["messages"][0]["content"][0]["cache_control"]["type"] == "ephemeral");
    CHECK_FALSE(body["messages"][0]["content"][1].contains("cache_control"));
    CHECK(body["output_config"]["format"]["type"] == "json_schema");
    to.key_is_bearer = true;
    CHECK(header(make_request(to, prompt()), "authorization") == "Bearer canary-key");
}

TEST_CASE("requests: Ollama's dialect", "[llm]") {
    Endpoint to = endpoint(Dialect::Ollama);
    Json body = Json::parse(make_request(to, prompt()).body);
    CHECK(body["options"]["num_ctx"] == 8192);
    CHECK(body["options"]["num_predict"] == 77);
    CHECK(body["truncate"] == false);
    CHECK(body["format"]["type"] == "object");
    Prompt large = prompt();
    large.input_tokens = 20'000;
    CHECK(Json::parse(make_request(to, large).body)["options"]["num_ctx"] == 32768);
    to.traits.context_tokens = 24'000;
    CHECK(Json::parse(make_request(to, large).body)["options"]["num_ctx"] == 24'000);
}

TEST_CASE("requests: bytes that are no UTF-8 still make JSON", "[llm]") {
    Prompt bad = prompt();
    bad.blocks[1].text = "a\xFF\xC3";
    for (const Dialect dialect : {Dialect::OpenAi, Dialect::Anthropic, Dialect::Ollama})
        CHECK_FALSE(Json::parse(make_request(endpoint(dialect), bad).body, nullptr, false).is_discarded());
}

TEST_CASE("request keys: everything that changes the answer, and nothing else", "[llm]") {
    const Endpoint to = endpoint(Dialect::OpenAi);
    const Digest256 key = request_key(to, prompt());
    std::set<Digest256> keys{key};
    const auto changed = [&](auto&& change) {
        Prompt other = prompt();
        change(other);
        CHECK(keys.insert(request_key(to, other)).second);
    };
    changed([](Prompt& p) { p.system += " "; });
    changed([](Prompt& p) { p.blocks[1].text += " "; });
    changed([](Prompt& p) { p.schema.clear(); });
    changed([](Prompt& p) { p.max_output_tokens = 78; });
    changed([](Prompt& p) { p.temperature = 0.5; });
    changed([](Prompt& p) { p.template_version = "2"; });
    Endpoint elsewhere = to;
    elsewhere.base_url = "https://other.example.com/v1";
    CHECK(keys.insert(request_key(elsewhere, prompt())).second);
    elsewhere = to;
    elsewhere.model = "model-2";
    CHECK(keys.insert(request_key(elsewhere, prompt())).second);
    Prompt scheduled = prompt();
    scheduled.label = "page";
    scheduled.share = "user";
    scheduled.priority = 9;
    scheduled.input_tokens = 5;
    CHECK(request_key(to, scheduled) == key);
    elsewhere = to;
    elsewhere.key = Secret("another");
    CHECK(request_key(elsewhere, prompt()) == key);
}

TEST_CASE("prefix keys: one for a thousand prompts, on any day, in any locale and directory", "[llm]") {
    std::set<Digest256> prefixes;
    std::set<Digest256> requests;
    const auto make = [&](int count) {
        for (int i = 0; i < count; ++i) {
            Prompt one = prompt();
            one.blocks[1].text = "page " + std::to_string(i);
            prefixes.insert(prefix_key(one));
            requests.insert(request_key(endpoint(Dialect::Anthropic), one));
        }
    };
    make(1000);
    CHECK(prefixes.size() == 1);
    CHECK(requests.size() == 1000);
    const char* before = std::setlocale(LC_ALL, nullptr);
    const std::string old = before ? before : "C";
    for (const char* locale : {"de_DE.UTF-8", "tr_TR.UTF-8", "C.UTF-8"}) {
        std::setlocale(LC_ALL, locale);
        ::setenv("TZ", "Pacific/Apia", 1);
        make(1000);
    }
    std::setlocale(LC_ALL, old.c_str());
    ::unsetenv("TZ");
    CHECK(prefixes.size() == 1);
    CHECK(requests.size() == 1000);
    // Computed elsewhere: another machine must find the same.
    CHECK(prefixes.begin()->hex() == "a82b98ef368ce276101bc7a37619dd4f8b7057f1630c9646792285018396bce7");
}

TEST_CASE("base URLs: the spellings people use become one", "[llm]") {
    const auto openai = [](const char* url) { return *normalize_base_url(Dialect::OpenAi, url); };
    CHECK(openai("https://api.openai.com/v1") == "https://api.openai.com/v1");
    CHECK(openai("https://api.openai.com/v1/") == "https://api.openai.com/v1");
    CHECK(openai("https://api.openai.com") == "https://api.openai.com/v1");
    CHECK(openai("https://api.openai.com/v1/chat/completions") == "https://api.openai.com/v1");
    CHECK(openai("https://generativelanguage.googleapis.com/v1beta/openai/") == "https://generativelanguage.googleapis.com/v1beta/openai");
    CHECK(openai("localhost:8000") == "http://localhost:8000/v1");
    CHECK(openai(" HTTPS://h/v1\n") == "https://h/v1");
    const auto anthropic = [](const char* url) { return *normalize_base_url(Dialect::Anthropic, url); };
    CHECK(anthropic("https://api.anthropic.com") == "https://api.anthropic.com");
    CHECK(anthropic("https://api.anthropic.com/v1/") == "https://api.anthropic.com");
    CHECK(anthropic("https://gateway.example.com/anthropic/v1/messages") == "https://gateway.example.com/anthropic");
    const auto ollama = [](const char* url) { return *normalize_base_url(Dialect::Ollama, url); };
    CHECK(ollama("0.0.0.0") == "http://127.0.0.1:11434");
    CHECK(ollama("0.0.0.0:9999") == "http://127.0.0.1:9999");
    CHECK(ollama("http://127.0.0.1:11434/api") == "http://127.0.0.1:11434");
    CHECK(ollama("http://localhost:11434/v1") == "http://localhost:11434");
    for (const char* bad : {"", "ftp://x", "file:///etc/passwd", "https://", "https://user:pw@h/v1", "https://h/v1?x=1", "https://h/#a", "http://api.openai.com/v1", "https://h\r\nx/", "https://ex ample", "[::]host/v1", "https://h:/v1", "https://h:port/v1", "https://:80", "https://[::1"})
        CHECK_FALSE(normalize_base_url(Dialect::OpenAi, bad));
    CHECK(normalize_base_url(Dialect::OpenAi, "http://gpu-box:8000/v1", true));
    CHECK(normalize_base_url(Dialect::OpenAi, "https://user:sesame@h/v1").error().message.find("sesame") == std::string::npos);
}

TEST_CASE("fair queue: shares get turns by weight", "[llm]") {
    FairQueue queue;
    for (std::uint64_t i = 0; i < 100; ++i) queue.push({i, "big", 1, 0, {}, 100});
    for (std::uint64_t i = 100; i < 110; ++i) queue.push({i, "small", 1, 0, {}, 100});
    for (std::uint64_t i = 200; i < 300; ++i) queue.push({i, "double", 2, 0, {}, 100});
    std::map<std::string, int> turns;
    for (int i = 0; i < 40; ++i) {
        REQUIRE(queue.next([](const Digest256&) { return true; }));
        ++turns[queue.take().share];
    }
    CHECK(turns["small"] == 10);
    CHECK(turns["big"] == 10);
    CHECK(turns["double"] == 20);
}

TEST_CASE("fair queue: priority, then the prefix that was last, then arrival", "[llm]") {
    FairQueue queue;
    const Digest256 one = sha256("one"), two = sha256("two");
    queue.push({1, "", 1, 0, one, 1});
    queue.push({2, "", 1, 0, two, 1});
    queue.push({3, "", 1, 0, one, 1});
    queue.push({4, "", 1, 5, two, 1});
    queue.push_front({5, "", 1, 0, two, 1});
    std::vector<std::uint64_t> order;
    while (queue.next([](const Digest256&) { return true; })) order.push_back(queue.take().id);
    CHECK(order == std::vector<std::uint64_t>{4, 5, 2, 1, 3});
    CHECK(queue.empty());
    queue.push({6, "", 1, 0, one, 1});
    queue.push({7, "", 1, 0, two, 1});
    const QueueItem* item = queue.next([&](const Digest256& prefix) { return prefix != one; });
    REQUIRE(item);
    CHECK(item->id == 7);
}

TEST_CASE("secrets: a Secret moved from is empty", "[llm]") {
    Secret key("sesame");
    const Secret other = std::move(key);
    CHECK(key.empty());
    CHECK(other.reveal() == "sesame");
}
