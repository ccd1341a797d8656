// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "tokens/catalog.hpp"
#include "support/temporary_tree.hpp"

using namespace kompress;
using namespace kompress::tokens;

namespace {

ModelInfo model_of(const char* input, const char* output, const char* cache_read, const char* cache_write) {
    ModelInfo model;
    model.has_price = true;
    model.rates = {.input = *parse_rate(input), .output = *parse_rate(output), .cache_read = *parse_rate(cache_read), .cache_write = *parse_rate(cache_write),
                   .cache_write_long = *parse_rate(cache_write)};
    return model;
}

std::string error_of(std::string_view text) {
    const auto read = Catalog::with_text(Catalog::built_in(), text, "mine.toml");
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::Configuration);
    return read.error().message;
}

}  // namespace

TEST_CASE("rates: decimal dollars per million are exact pico-dollars per token", "[tokens]") {
    CHECK(parse_rate("0.0375") == 37'500);
    CHECK(parse_rate("2") == 2'000'000);
    CHECK(parse_rate("0.000001") == 1);
    CHECK(parse_rate("1234567.123456") == 1'234'567'123'456);
    CHECK(parse_rate("0.10000000") == 100'000);
    for (const char* text : {"", ".", "1.", ".5", "-1", "1e3", "0.0000001", "12345678", "1,5", " 1", "1.2.3", "nan"}) {
        INFO(text);
        CHECK_FALSE(parse_rate(text));
    }
}

TEST_CASE("price: cached input costs the price of cached input", "[tokens]") {
    const ModelInfo model = model_of("1.25", "10", "0.625", "1.25");
    CHECK(price({.input = 262'960, .cache_read = 257'955, .output = 1'744}, model) == 184'918'125'000);
    const Usage mostly_cached{.input = 17'111, .cache_read = 17'102};
    CHECK(mostly_cached.uncached() == 9);
    CHECK(price(mostly_cached, model) == 9 * 1'250'000 + 17'102 * 625'000ll);
}

TEST_CASE("price: parts beyond the total never make it negative", "[tokens]") {
    const ModelInfo model = model_of("1", "1", "0.1", "1.25");
    CHECK(price({.input = 100, .cache_read = 90, .cache_write = 80}, model) == 90 * 100'000 + 80 * 1'250'000);
}

TEST_CASE("price: cache writes cost a quarter more where the provider takes it", "[tokens]") {
    const ModelInfo* sol = find_model("gpt-5.6-sol");
    REQUIRE(sol);
    CHECK(sol->rates.cache_write * 4 == sol->rates.input * 5);
    CHECK(price({.input = 2000, .cache_write = 1500, .output = 10}, *sol) == 500 * sol->rates.input + 1500 * sol->rates.cache_write + 10 * sol->rates.output);
    const ModelInfo* claude = find_model("claude-opus-4-5");
    REQUIRE(claude);
    CHECK(claude->rates.input == 5'000'000);
    CHECK(claude->rates.cache_write == 6'250'000);
    CHECK(claude->rates.cache_write_long == 10'000'000);
    CHECK(claude->rates.cache_read == 500'000);
}

TEST_CASE("price: long context, batches, numbers without end", "[tokens]") {
    const ModelInfo* gemini = find_model("gemini-2.5-pro");
    REQUIRE(gemini);
    CHECK(price({.input = 200'000, .output = 100}, *gemini) == 200'000 * 1'250'000ll + 100 * 10'000'000ll);
    CHECK(price({.input = 200'001, .output = 100}, *gemini) == 200'001 * 2'500'000ll + 100 * 15'000'000ll);
    CHECK(price({.input = 1000}, *gemini, {.is_batch = true}) == 1000 * 1'250'000 / 2);
    ModelInfo odd = model_of("0.000001", "0", "0", "0");
    CHECK(price({.input = 1}, odd, {.is_batch = true}) == 1);
    CHECK(price({.input = UINT64_MAX, .cache_read = UINT64_MAX / 2, .output = UINT64_MAX}, *gemini) == INT64_MAX);
    CHECK(upper_bound(UINT64_MAX, UINT64_MAX, *gemini, {.is_batch = true}) > INT64_MAX / 4);
    odd.has_price = false;
    CHECK_FALSE(price({.input = 1}, odd));
    CHECK_FALSE(upper_bound(1, 1, odd));
}

TEST_CASE("price: no usage costs more than the upper bound for its tokens", "[tokens]") {
    for (const ModelInfo& model : all_models()) {
        INFO(model.name);
        for (const std::uint64_t input : {100ull, 99'999ull, 250'000ull, 900'000ull}) {
            const auto bound = upper_bound(input, 500, model, {.writes_long = true});
            for (std::uint64_t part = 0; part <= 4; ++part) {
                const Usage usage{.input = input, .cache_read = input * part / 8, .cache_write = input * part / 16, .cache_write_long = input * part / 16, .output = 500};
                CHECK(price(usage, model) <= bound);
            }
        }
    }
}

TEST_CASE("catalog: what is built in can be read and makes sense", "[tokens]") {
    REQUIRE(all_models().size() >= 60);
    CHECK(Catalog::built_in().snapshot().size() == 10);
    std::set<std::string> providers, names;
    for (const ModelInfo& model : all_models()) {
        INFO(model.name);
        providers.insert(model.provider);
        CHECK(names.insert(model.provider + "/" + model.name).second);
        CHECK(model.has_price);
        CHECK(model.rates.cache_read <= model.rates.input);
        CHECK(model.rates.cache_write >= model.rates.input);
        CHECK((model.is_local ? model.rates == Rates{} : model.rates.output >= model.rates.input && model.rates.input > 0));
        CHECK((model.is_local || (model.context >= 8192 && model.output > 0)));
    }
    for (const char* provider : {"openai", "anthropic", "google", "deepseek", "mistral", "xai", "qwen", "ollama"}) CHECK(providers.count(provider) == 1);
    CHECK(find_model("gpt-5")->can.max_tokens_field == "max_completion_tokens");
    CHECK_FALSE(find_model("gpt-5")->can.temperature);
    CHECK(find_model("claude-sonnet-4-5")->can.cache_breakpoint);
    CHECK(find_model("claude-opus-4-7")->cache_minimum == 2048);
    CHECK(find_model("claude-opus-4-7")->can.batch);
    CHECK_FALSE(find_model("gemini-2.5-pro")->can.batch);
}

TEST_CASE("catalog: names with dates, providers and any case are found", "[tokens]") {
    const auto name_of = [](std::string_view name, std::string_view provider = {}) -> std::string {
        const ModelInfo* found = find_model(name, provider);
        return found ? found->provider + "/" + found->name : "";
    };
    CHECK(name_of("gpt-5-2025-08-07") == "openai/gpt-5");
    CHECK(name_of("GPT-5-Mini-2025-08-07") == "openai/gpt-5-mini");
    CHECK(name_of("openai/gpt-5") == "openai/gpt-5");
    CHECK(name_of("openrouter/openai/gpt-5") == "openai/gpt-5");
    CHECK(name_of("ft:gpt-4o-2024-08-06") == "openai/gpt-4o");
    CHECK(name_of("claude-sonnet-4-5-20250929") == "anthropic/claude-sonnet-4-5");
    CHECK(name_of("claude-sonnet-4-5@20250929") == "anthropic/claude-sonnet-4-5");
    CHECK(name_of("claude-haiku-4-5-latest") == "anthropic/claude-haiku-4-5");
    CHECK(name_of("gpt-5-turbo-ultra").empty());
    CHECK(name_of("claude-opus-5-9").empty());
    CHECK(name_of("gpt-5", "anthropic").empty());
    CHECK(name_of("llama3.3:70b").empty());
    CHECK(name_of("llama3.3:70b", "ollama") == "ollama/llama3.3:70b");
    CHECK(name_of("ollama/my-own") == "ollama/*");
    CHECK(name_of("groq/openai/gpt-oss:20b").empty());
    CHECK(name_of("").empty());
    CHECK(name_of("///").empty());
}

TEST_CASE("catalog: a user's file adds and replaces", "[tokens]") {
    const test::TemporaryTree tree;
    const std::string path = tree.write("models.toml", R"(
[provider.acme]
max_tokens_field = "max_tokens"
cache_write_multiplier = "1.25"
[[model]]
name = "Acme-1"
provider = "acme"
context = 32000
price = { input = "0.0375", output = "0.15" }
[[model]]
name = "gpt-5"
provider = "openai"
price = { input = "1.25", output = "10", cache_read = "0.625" }
)");
    const auto catalog = Catalog::with_file(path);
    if (!catalog) FAIL(catalog.error().message);
    CHECK(catalog->all().size() == all_models().size() + 1);
    const ModelInfo* acme = catalog->find("acme/acme-1");
    REQUIRE(acme);
    CHECK(acme->rates.input == 37'500);
    CHECK(acme->rates.cache_write == 46'875);
    CHECK(catalog->find("gpt-5")->rates.cache_read == 625'000);
    CHECK(find_model("gpt-5")->rates.cache_read == 125'000);
    CHECK(catalog->snapshot() == Catalog::built_in().snapshot());
    CHECK(Catalog::with_file("")->all().size() == all_models().size());
    CHECK(Catalog::with_file(tree / "none.toml").error().code == ErrorCode::NotFound);
}

TEST_CASE("catalog: mistakes of a user's file are named with their line", "[tokens]") {
    CHECK(error_of("[[model]]\nname = \"a\"\nprovider = \"openai\"\ncontxt = 5\n") == "mine.toml line 4: there is no key 'contxt' here; did you mean context?");
    CHECK(error_of("[[model]]\nname = \"a\"\nprovider = \"opnai\"\n").find("did you mean openai?") != std::string::npos);
    CHECK(error_of("[provider.openai]\nwhatever_this_is = 1\n").find("there are json_schema, ") != std::string::npos);
    CHECK(error_of("x = [1,\n\n").find("mine.toml line ") == 0);
    CHECK(error_of("[[model]]\nname = \"a\"\nprovider = \"openai\"\nprice = { input = 0.1, output = \"1\" }\n").find("line 4: input must be dollars per million tokens in quotes") != std::string::npos);
    CHECK(error_of("[[model]]\nname = \"a\"\nprovider = \"openai\"\nprice = { input = \"1\" }\n").find("the price of output is missing") != std::string::npos);
    CHECK(error_of("[[model]]\nname = \"a\"\nprovider = \"openai\"\ncontext = -1\n").find("line 4") != std::string::npos);
    CHECK(error_of("model = 3\n").find("[[model]]") != std::string::npos);
    CHECK(error_of("[provider]\nopenai = 1\n").find("[provider.openai]") != std::string::npos);
    CHECK(error_of("\xff\xfe").find("is not TOML") != std::string::npos);
    CHECK(error_of("[[model]]\nname = \"a\"\nprovider = \"openai\"\nprice = { input = \"1\", output = \"1\" }\nlong_context = [{ above = 5, input = \"1\", output = \"1\" }, { above = 5, input = \"1\", output = \"1\" }]\n")
              .find("rise") != std::string::npos);
}

TEST_CASE("catalog: any bytes are a catalog or an error that names the source", "[tokens]") {
    const std::string good = "[provider.acme]\nbatch = true\n[[model]]\nname = \"a\"\nprovider = \"acme\"\ncontext = 5\nprice = { input = \"0.1\", output = \"1\" }\n"
                             "long_context = [{ above = 5, input = \"1\", output = \"1\" }]\n";
    std::mt19937 random(3);
    int read = 0, refused = 0;
    for (int i = 0; i < 3000; ++i) {
        std::string text = good;
        for (unsigned edits = 1 + random() % 4; edits > 0; --edits) {
            const std::size_t at = random() % text.size();
            switch (random() % 3) {
                case 0: text[at] = static_cast<char>(random() % 256); break;
                case 1: text.erase(at, random() % 9); break;
                default: text.insert(at, text.substr(random() % text.size(), random() % 30)); break;
            }
            if (text.empty()) text = "x";
        }
        const auto catalog = Catalog::with_text(Catalog::built_in(), text, "mine.toml");
        ++(catalog ? read : refused);
        if (!catalog) REQUIRE(catalog.error().message.starts_with("mine.toml "));
    }
    CHECK(read > 10);
    CHECK(refused > 1000);
    CHECK_FALSE(Catalog::with_text(Catalog::built_in(), "x = " + std::string(100'000, '['), "deep"));
}
