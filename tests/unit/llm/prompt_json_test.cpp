// SPDX-License-Identifier: Apache-2.0
#include "llm/prompt_json.hpp"

#include <catch2/catch.hpp>

using namespace kompress;
using namespace kompress::llm;

namespace {

Prompt full() {
    Prompt prompt;
    prompt.system = "be brief\n\"quoted\"";
    prompt.blocks = {{"shared – ünïcode", true}, {"own", false}};
    prompt.schema_name = "page";
    prompt.schema = "{ \"type\" : \"object\" }";
    prompt.max_output_tokens = 123;
    prompt.temperature = 0.25;
    prompt.effort = "low";
    prompt.template_version = "7";
    prompt.label = "src/a.cpp";
    prompt.share = "job";
    prompt.weight = 3;
    prompt.priority = -2;
    prompt.input_tokens = 9'000'000'000;
    return prompt;
}

void check_equal(const Prompt& a, const Prompt& b) {
    CHECK(a.system == b.system);
    REQUIRE(a.blocks.size() == b.blocks.size());
    for (std::size_t i = 0; i < a.blocks.size(); ++i) {
        CHECK(a.blocks[i].text == b.blocks[i].text);
        CHECK(a.blocks[i].ends_prefix == b.blocks[i].ends_prefix);
    }
    CHECK(a.schema_name == b.schema_name);
    CHECK(a.schema == b.schema);
    CHECK(a.max_output_tokens == b.max_output_tokens);
    CHECK(a.temperature == b.temperature);
    CHECK(a.effort == b.effort);
    CHECK(a.template_version == b.template_version);
    CHECK(a.label == b.label);
    CHECK(a.share == b.share);
    CHECK(a.weight == b.weight);
    CHECK(a.priority == b.priority);
    CHECK(a.input_tokens == b.input_tokens);
}

std::string error_of(std::string_view json) {
    const auto prompt = prompt_from_json(json);
    REQUIRE(!prompt);
    CHECK(prompt.error().code == ErrorCode::InvalidArgument);
    return prompt.error().message;
}

std::string line_error(std::string_view text) {
    const auto prompts = read_prompt_lines(text, "p.jsonl");
    REQUIRE(!prompts);
    return prompts.error().message;
}

}  // namespace

TEST_CASE("prompt json: what is written is read back", "[llm]") {
    check_equal(*prompt_from_json(prompt_to_json(full())), full());
    check_equal(*prompt_from_json(prompt_to_json(Prompt{})), Prompt{});
    Prompt least = full();
    least.priority = std::numeric_limits<std::int32_t>::min();
    least.weight = 0;
    least.max_output_tokens = 0;
    least.schema_name.clear();
    check_equal(*prompt_from_json(prompt_to_json(least)), least);
    CHECK(prompt_to_json(Prompt{}) == "{}");
    CHECK(prompt_to_json(full()).find('\n') == std::string::npos);
}

TEST_CASE("prompt json: bytes that are no UTF-8 become what requests make of them", "[llm]") {
    Prompt prompt;
    prompt.blocks = {{"a\xff" "b", false}};
    CHECK(prompt_from_json(prompt_to_json(prompt))->blocks.at(0).text == "a\xef\xbf\xbd" "b");
}

TEST_CASE("prompt json: a schema may be an object, whose order is kept", "[llm]") {
    CHECK(prompt_from_json(R"({"schema":{"type":"object","properties":{"b":{},"a":{}}}})")->schema == R"({"type":"object","properties":{"b":{},"a":{}}})");
}

TEST_CASE("prompt json: errors name the field", "[llm]") {
    CHECK(error_of(R"({"blocks":[],"max_tokens":5})").starts_with("unknown field 'max_tokens'; there are system, blocks, schema_name"));
    CHECK(error_of(R"({"blocks":[{"text":"a","role":"user"}]})") == "unknown field 'role' in a block; it holds text and ends_prefix");
    CHECK(error_of(R"({"blocks":"a"})") == "'blocks' must be a list of objects like {\"text\":\"…\"}");
    CHECK(error_of(R"({"blocks":["a"]})") == "'blocks' must hold objects like {\"text\":\"…\"}");
    CHECK(error_of(R"({"blocks":[{}]})") == "a block lacks its 'text'");
    CHECK(error_of(R"({"blocks":[{"text":1}]})") == "'text' must be text");
    CHECK(error_of(R"({"blocks":[{"text":"a","ends_prefix":1}]})") == "'ends_prefix' must be true or false");
    CHECK(error_of(R"({"system":null})") == "'system' must be text");
    CHECK(error_of(R"({"temperature":"hot"})") == "'temperature' must be a number");
    CHECK(error_of(R"({"max_output_tokens":-1})") == "'max_output_tokens' must be a whole number from 0 to 4294967295");
    CHECK(error_of(R"({"max_output_tokens":4294967296})") == "'max_output_tokens' must be a whole number from 0 to 4294967295");
    CHECK(error_of(R"({"weight":1.0})") == "'weight' must be a whole number from 0 to 4294967295");
    CHECK(error_of(R"({"priority":-2147483649})") == "'priority' must be a whole number from -2147483648 to 2147483647");
    CHECK(error_of(R"({"priority":2147483648})") == "'priority' must be a whole number from -2147483648 to 2147483647");
    CHECK(error_of(R"({"schema":[]})") == "'schema' must be a JSON object, or the text of one");
    CHECK(error_of("[]") == "it is not a JSON object");
    CHECK(error_of("{\"a") == "it is not JSON (at byte 4)");
    CHECK(error_of("{\"temperature\":1e999}") == "it holds a number that is too large");
    CHECK(error_of("{\"\x01\":1}").find('\x01') == std::string::npos);
    CHECK(error_of("{\"schema\":" + std::string(1'000'000, '[')) == "it nests more than 200 deep");
}

TEST_CASE("prompt json: a file of lines", "[llm]") {
    const auto prompts = read_prompt_lines("\xef\xbb\xbf{\"blocks\":[{\"text\":\"one\"}]}\r\n\n  \n{\"blocks\":[{\"text\":\"two\"}],\"label\":\"b\"}", "p.jsonl");
    REQUIRE(prompts);
    REQUIRE(prompts->size() == 2);
    CHECK(prompts->at(0).blocks.at(0).text == "one");
    CHECK(prompts->at(1).label == "b");
}

TEST_CASE("prompt json: errors in a file name the line", "[llm]") {
    const std::string good = "{\"blocks\":[{\"text\":\"one\"}]}\n\n";
    CHECK(line_error(good + "{\"blocks\":[{\"text\":\"two\"}],\"modle\":\"x\"}").starts_with("p.jsonl, line 3: unknown field 'modle'; there are"));
    CHECK(line_error(good + "not json") == "p.jsonl, line 3: it is not JSON (at byte 2)");
    CHECK(line_error("{}") == "p.jsonl, line 1: it has no text; 'blocks' holds the question");
    CHECK(line_error(R"({"blocks":[{"text":"a"}],"schema":{}})") == "p.jsonl, line 1: 'schema' and 'schema_name' belong together; set both or none");
    CHECK(line_error(R"({"blocks":[{"text":"a"}],"schema_name":"a b","schema":{}})").find("letters, digits") != std::string::npos);
    CHECK(line_error(R"({"blocks":[{"text":"a"}],"schema_name":"a","schema":"[]"})") == "p.jsonl, line 1: 'schema' must be a JSON object");
    CHECK(line_error(R"({"blocks":[{"text":"a"}],"schema_name":"a","schema":"{"})") == "p.jsonl, line 1: it is not JSON (at byte 2)");
    CHECK(line_error(R"({"blocks":[{"text":"a"}],"max_output_tokens":0})") == "p.jsonl, line 1: 'max_output_tokens' must be at least 1");
    CHECK(line_error(R"({"blocks":[{"text":"a"}],"weight":0})") == "p.jsonl, line 1: 'weight' must be at least 1");
    CHECK(line_error(" \n\n").starts_with("p.jsonl holds no prompt"));
    CHECK(line_error(std::string("{\"blocks\":[{\"text\":\"a\0b\"}]}", 25)).starts_with("p.jsonl, line 1: it is not JSON"));
}
