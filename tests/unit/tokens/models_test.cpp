// SPDX-License-Identifier: Apache-2.0
#include "tokens/models.hpp"

#include <catch2/catch.hpp>

using namespace kompress::tokens;

TEST_CASE("models: OpenAI's have their encoding and are exact", "[tokens]") {
    for (const char* name : {"gpt-4o", "gpt-4o-mini-2024-07-18", "o1", "o3-mini", "o4-mini", "gpt-4.1", "gpt-5", "gpt-5-mini", "GPT-4O", "openai/gpt-4o", "ft:gpt-4o:org::id"}) {
        INFO(name);
        const auto model = model_tokens(name);
        REQUIRE(model);
        CHECK(model->encoding == Encoding::O200kBase);
        CHECK(model->is_exact);
        CHECK(model->scaled(100) == 100);
    }
    for (const char* name : {"gpt-4", "gpt-4-turbo", "gpt-3.5-turbo", "text-embedding-3-small"}) {
        INFO(name);
        const auto model = model_tokens(name);
        REQUIRE(model);
        CHECK(model->encoding == Encoding::Cl100kBase);
        CHECK(model->is_exact);
    }
}

TEST_CASE("models: others are estimates that say what they rest on", "[tokens]") {
    for (const ModelTokens& row : known_models()) {
        INFO(row.prefix);
        CHECK(row.is_exact == row.basis.empty());
        CHECK((row.factor == 1 || !row.is_exact));
    }
    const auto claude = model_tokens("anthropic/claude-sonnet-4");
    REQUIRE(claude);
    CHECK_FALSE(claude->is_exact);
    CHECK(claude->scaled(0) == 0);
    CHECK(claude->scaled(1000) > 1000);
}

TEST_CASE("models: an unknown name is an error", "[tokens]") {
    for (const char* name : {"", "davinci", "no-such-model", "openai/"}) {
        INFO(name);
        CHECK_FALSE(model_tokens(name));
    }
}
