// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"
#include "cli/money.hpp"
#include "kompress/responses.hpp"

namespace kompress::cli {
namespace {

/// "400k", "1.05M", "-" when it is not known.
std::string short_count(std::uint64_t count) {
    if (count == 0) return "-";
    const double value = static_cast<double>(count);
    char text[32];
    if (count >= 1'000'000) std::snprintf(text, sizeof text, "%.3gM", value / 1e6);
    else std::snprintf(text, sizeof text, "%.0fk", value / 1e3);
    return text;
}

std::string tokens_text(const ModelRow& model) {
    if (model.tokens == ModelRow::Tokens::Exact) return "exact";
    char text[32];
    std::snprintf(text, sizeof text, "~%.3g", model.token_factor);
    return model.tokens == ModelRow::Tokens::Unknown ? "?" : text;
}

std::string price_text(const ModelRow& model, std::int64_t ModelPrices::*which) { return model.has_price ? rate(model.prices.front().*which) : "?"; }

void print_table(const ModelReport& report) {
    std::printf("%-24s %-10s %7s %7s %8s %8s %8s %7s  %s\n", "model", "provider", "context", "output", "$/M in", "cached", "$/M out", "tokens", "best for");
    for (const ModelRow& model : report.models)
        std::printf("%-24s %-10s %7s %7s %8s %8s %8s %7s  %s\n", shown(model.name).c_str(), shown(model.provider).c_str(), short_count(model.context).c_str(),
                    short_count(model.output).c_str(), price_text(model, &ModelPrices::input).c_str(), price_text(model, &ModelPrices::cache_read).c_str(),
                    price_text(model, &ModelPrices::output).c_str(), tokens_text(model).c_str(), model.best_for.c_str());
    std::fprintf(stderr, "Prices are of %s: check them before relying on them. '~' marks token counts that are estimates.\n", report.snapshot.c_str());
}

void print_one(const ModelRow& model, const std::string& snapshot) {
    std::printf("%s (%s)\n", shown(model.name).c_str(), shown(model.provider).c_str());
    std::printf("  context         %s tokens, of output at most %s\n", model.context ? grouped(model.context).c_str() : "unknown",
                model.output ? grouped(model.output).c_str() : "unknown");
    if (!model.has_price) std::printf("  price           unknown; limits in tokens and requests hold all the same\n");
    for (const ModelPrices& price : model.prices)
        std::printf("  $/M tokens      in %s, cached %s, cache write %s (long %s), out %s%s\n", rate(price.input).c_str(), rate(price.cache_read).c_str(),
                    rate(price.cache_write).c_str(), rate(price.cache_write_long).c_str(), rate(price.output).c_str(),
                    price.above ? (", above " + grouped(price.above) + " of input").c_str() : "");
    if (model.batch) std::printf("  batch           at %s of the price\n", rate(model.batch_millionths).c_str());
    if (model.cache_minimum) std::printf("  cached prefix   from %s tokens\n", grouped(model.cache_minimum).c_str());
    std::printf("  takes           %s%s%s\n", model.json_schema ? "JSON Schema" : "plain text only", model.temperature ? ", temperature" : "", model.effort ? ", effort" : "");
    std::printf("  tokens          %s\n", tokens_text(model).c_str());
    std::printf("  best for        %s\n", model.best_for.c_str());
    std::fprintf(stderr, "Prices are of %s: check them before relying on them.\n", snapshot.c_str());
}

Json to_json(const ModelPrices& price) {
    Json json = {{"input", dollars(price.input * 1'000'000)}, {"cache_read", dollars(price.cache_read * 1'000'000)}, {"cache_write", dollars(price.cache_write * 1'000'000)},
                 {"cache_write_long", dollars(price.cache_write_long * 1'000'000)}, {"output", dollars(price.output * 1'000'000)}};
    if (price.above) json["above"] = price.above;
    return json;
}

Json to_json(const ModelRow& model) {
    static constexpr const char* Tokens[] = {"exact", "estimated", "unknown"};
    Json json = {{"name", json_text(model.name)}, {"provider", json_text(model.provider)}, {"context", model.context}, {"max_output", model.output}, {"local", model.is_local}};
    json["usd_per_million"] = model.has_price ? to_json(model.prices.front()) : Json();
    Json steps = Json::array();
    for (std::size_t i = 1; i < model.prices.size(); ++i) steps.push_back(to_json(model.prices[i]));
    if (!steps.empty()) json["long_context"] = std::move(steps);
    if (model.batch) json["batch_factor"] = static_cast<double>(model.batch_millionths) / 1e6;
    if (model.cache_minimum) json["cache_minimum"] = model.cache_minimum;
    json["takes"] = {{"json_schema", model.json_schema}, {"cache_breakpoint", model.cache_breakpoint}, {"temperature", model.temperature},
                     {"effort", model.effort}, {"batch", model.batch}};
    json["tokens"] = Tokens[static_cast<int>(model.tokens)];
    if (model.tokens == ModelRow::Tokens::Estimated) json["token_factor"] = model.token_factor;
    json["best_for"] = model.best_for;
    return json;
}

int run(Session& session, const ModelQuery& query) {
    const auto report = models(query);
    if (!report) return session.fail(report.error());
    if (session.json) {
        Json json = document("models");
        json["snapshot"] = json_text(report->snapshot);
        json["models"] = Json::array();
        for (const ModelRow& model : report->models) json["models"].push_back(to_json(model));
        print_json(json);
    } else if (report->is_one) {
        print_one(report->models.front(), report->snapshot);
    } else {
        print_table(*report);
    }
    return Ok;
}

}  // namespace

Run configure_models(CLI::App& app, Session& session) {
    auto query = std::make_shared<ModelQuery>();
    app.add_option("name", query->name, "A model, or a part of its name [default: all]");
    app.add_option("--provider", query->provider, "Only models of this provider, e.g. anthropic");
    app.add_option("--prices", query->file, "A file of models and prices over what is built in (see docs/commands/models.md)")->envname("KOMPRESS_PRICES");
    return [&session, query] { return run(session, *query); };
}

}  // namespace kompress::cli
