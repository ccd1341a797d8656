// SPDX-License-Identifier: Apache-2.0
#include "llm/provider.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>

#include "support/temporary_tree.hpp"

using namespace kompress;
using namespace kompress::llm;

namespace {

Environment variables(std::map<std::string, std::string> values) {
    return [values](const char* name) -> std::optional<std::string> {
        const auto at = values.find(name);
        return at == values.end() ? std::nullopt : std::optional(at->second);
    };
}

}  // namespace

TEST_CASE("providers: the key that is set decides", "[llm]") {
    auto endpoint = resolve_endpoint({}, variables({{"ANTHROPIC_API_KEY", "canary-1"}}));
    REQUIRE(endpoint);
    CHECK(endpoint->name == "anthropic");
    CHECK(endpoint->key.reveal() == "canary-1");
    CHECK(endpoint->key_source == "ANTHROPIC_API_KEY");
    endpoint = resolve_endpoint({}, variables({{"OPENAI_API_KEY", "k"}, {"OPENAI_BASE_URL", "https://gateway.example.com/openai/v1/"}}));
    REQUIRE(endpoint);
    CHECK(endpoint->name == "openai");
    CHECK(endpoint->base_url == "https://gateway.example.com/openai/v1");
    endpoint = resolve_endpoint({}, variables({{"ANTHROPIC_AUTH_TOKEN", "t"}}));
    REQUIRE(endpoint);
    CHECK(endpoint->key_is_bearer);
    endpoint = resolve_endpoint({.model = "qwen3"}, variables({{"OLLAMA_HOST", "0.0.0.0"}}));
    REQUIRE(endpoint);
    CHECK(endpoint->base_url == "http://127.0.0.1:11434");
    CHECK(endpoint->key.empty());
}

TEST_CASE("providers: options go before KOMPRESS_*, those before the provider's own", "[llm]") {
    const auto environment = variables({{"KOMPRESS_PROVIDER", "openai"}, {"KOMPRESS_MODEL", "env-model"}, {"KOMPRESS_API_KEY", "ours"},
                                        {"OPENAI_API_KEY", "theirs"}, {"KOMPRESS_BASE_URL", "http://localhost:9/v1"}, {"OPENAI_BASE_URL", "https://x/v1"}});
    auto endpoint = resolve_endpoint({}, environment);
    REQUIRE(endpoint);
    CHECK(endpoint->key.reveal() == "ours");
    CHECK(endpoint->model == "env-model");
    CHECK(endpoint->base_url == "http://localhost:9/v1");
    endpoint = resolve_endpoint({.provider = "vllm", .model = "m", .base_url = "http://127.0.0.1:8001"}, environment);
    REQUIRE(endpoint);
    CHECK(endpoint->name == "vllm");
    CHECK(endpoint->model == "m");
    CHECK(endpoint->base_url == "http://127.0.0.1:8001/v1");
}

TEST_CASE("providers: each thing that is missing is named with what to set", "[llm]") {
    const auto message = [](const ProviderSettings& settings, std::map<std::string, std::string> values) {
        const auto endpoint = resolve_endpoint(settings, variables(std::move(values)));
        REQUIRE_FALSE(endpoint);
        CHECK(endpoint.error().code == ErrorCode::Configuration);
        return endpoint.error().message;
    };
    using Catch::Contains;
    CHECK_THAT(message({}, {}), Contains("OPENAI_API_KEY"));
    CHECK_THAT(message({.provider = "anthropic"}, {}), Contains("set ANTHROPIC_API_KEY"));
    CHECK_THAT(message({.provider = "opnai"}, {}), Contains("known are"));
    CHECK_THAT(message({.provider = "ollama"}, {}), Contains("--model"));
    CHECK_THAT(message({.provider = "openai", .base_url = "http://api.openai.com"}, {{"OPENAI_API_KEY", "k"}}), Contains("https"));
    const std::string strange = message({}, {{"OPENAI_API_KEY", "sesame\nx-evil: 1"}});
    CHECK_THAT(strange, Contains("OPENAI_API_KEY"));
    CHECK_THAT(strange, !Contains("sesame"));
}

TEST_CASE("providers: a key from a file", "[llm]") {
    test::TemporaryTree tree;
    tree.write("key", "  canary-2\n");
    const std::string path = tree.root() + "/key";
    const auto endpoint = resolve_endpoint({.provider = "openai", .key_file = path}, variables({{"OPENAI_API_KEY", "other"}}));
    REQUIRE(endpoint);
    CHECK(endpoint->key.reveal() == "canary-2");
    CHECK_FALSE(resolve_endpoint({.provider = "openai", .key_file = path + "no"}, variables({})));
}
