// SPDX-License-Identifier: Apache-2.0
#include "llm/cassette.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "support/scripted_transport.hpp"
#include "support/temporary_tree.hpp"

using namespace kompress;
using namespace kompress::llm;
using namespace kompress::test;
using namespace std::chrono_literals;

namespace {

struct Heard final : HttpSink {
    int status = 0;
    std::string body, type;
    bool has_ended = false;
    HttpFailure failure = HttpFailure::None;
    void on_headers(int code, std::span<const HttpHeader> headers) override {
        status = code;
        for (const HttpHeader& header : headers)
            if (header.name == "content-type") type = header.value;
    }
    bool on_body(std::string_view bytes) override {
        body.append(bytes);
        return true;
    }
    void on_end(HttpFailure how, std::string_view) override {
        has_ended = true;
        failure = how;
    }
};

Heard exchange(Transport& transport, const std::string& body, const std::string& url = "https://a.example/v1/chat/completions") {
    Heard heard;
    HttpRequest request;
    request.url = url;
    request.body = body;
    request.secret_headers.push_back({"authorization", "Bearer ", Secret("canary-3")});
    transport.start(std::move(request), heard);
    for (int i = 0; i < 1000 && !heard.has_ended; ++i) transport.poll(1s);
    return heard;
}

ScriptedReply reply(std::string body, int status = 200) {
    ScriptedReply result = error_reply(status, std::move(body), {{"content-type", "text/event-stream"}});
    return result;
}

}  // namespace

TEST_CASE("cassette: what was recorded is played, without keys and from another base URL", "[llm]") {
    TemporaryTree tree;
    const std::string path = tree.root() + "/run.jsonl";
    ManualClock clock;
    {
        int count = 0;
        auto recorder = make_recorder(std::make_unique<ScriptedTransport>(clock, [&](const HttpRequest& request) {
            if (request.body == "busy") return ++count == 1 ? reply("slow down", 429) : reply("answer");
            if (request.body == "twice") return reply("n" + std::to_string(++count));
            return reply("binary \xFF\x00 end" + std::string(1, '\0'));
        }), path);
        REQUIRE(recorder);
        CHECK(exchange(**recorder, "busy").status == 429);
        CHECK(exchange(**recorder, "busy").status == 200);
        exchange(**recorder, "twice");
        exchange(**recorder, "twice");
        exchange(**recorder, "odd");
    }
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    CHECK(text.str().find("canary-3") == std::string::npos);
    CHECK(text.str().find("slow down") == std::string::npos);

    auto player = make_player(path);
    REQUIRE(player);
    const Heard heard = exchange(**player, "busy", "http://127.0.0.1:8/other/v1/chat/completions");
    CHECK(heard.status == 200);
    CHECK(heard.body == "answer");
    CHECK(heard.type == "text/event-stream");
    CHECK(exchange(**player, "twice").body == "n3");
    CHECK(exchange(**player, "twice").body == "n4");
    CHECK(exchange(**player, "twice").body == "n4");
    CHECK(exchange(**player, "odd").body == "binary \xFF\x00 end" + std::string(1, '\0'));
    CHECK(exchange(**player, "new").failure == HttpFailure::NotRecorded);
    CHECK(exchange(**player, "busy", "https://a.example/v1/messages").failure == HttpFailure::NotRecorded);
}

TEST_CASE("cassette: a file that is none is refused; a last line cut by a kill is not", "[llm]") {
    TemporaryTree tree;
    CHECK(make_player(tree.root() + "/none").error().code == ErrorCode::NotFound);
    tree.write("bad", "{\"path\":\"/\"}\n");
    CHECK(make_player(tree.root() + "/bad").error().code == ErrorCode::Corrupt);
    const std::string good = R"({"path":"/v1/chat/completions","request":"q","status":200,"content_type":"x","response":"r"})";
    tree.write("cut", good + "\n" + good.substr(0, 30));
    auto player = make_player(tree.root() + "/cut");
    REQUIRE(player);
    CHECK(exchange(**player, "q").body == "r");
    tree.write("middle", good.substr(0, 30) + "\n" + good + "\n");
    CHECK(make_player(tree.root() + "/middle").error().code == ErrorCode::Corrupt);
}
