// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/nearest.hpp"
#include "base/try.hpp"
#include "kompress/responses.hpp"
#include "tokens/catalog.hpp"
#include "tokens/models.hpp"

namespace kompress {
namespace {

using tokens::Catalog;
using tokens::ModelInfo;

/// What a price is usually paid for; quality is nothing that a catalog knows.
const char* use_of(const ModelInfo& model) {
    if (model.is_local) return "offline, private code";
    if (!model.has_price) return "";
    constexpr std::int64_t Dollar = 1'000'000;
    if (model.rates.output <= Dollar) return "many small pages";
    if (model.rates.output <= 6 * Dollar) return "everyday pages";
    if (model.rates.output <= 20 * Dollar) return "overviews, hard code";
    return "few hard questions";
}

ModelPrices prices_of(const tokens::Rates& rates, std::uint64_t above) {
    return {above, rates.input, rates.output, rates.cache_read, rates.cache_write, rates.cache_write_long};
}

ModelRow row_of(const ModelInfo& model) {
    ModelRow row;
    row.name = model.name;
    row.provider = model.provider;
    row.context = model.context;
    row.output = model.output;
    row.is_local = model.is_local;
    row.has_price = model.has_price;
    if (model.has_price) row.prices.push_back(prices_of(model.rates, 0));
    for (const tokens::LongContext& step : model.long_context) row.prices.push_back(prices_of(step.rates, step.above));
    row.batch_millionths = model.batch_millionths;
    row.cache_minimum = model.cache_minimum;
    row.json_schema = model.can.json_schema;
    row.cache_breakpoint = model.can.cache_breakpoint;
    row.temperature = model.can.temperature;
    row.effort = model.can.effort;
    row.batch = model.can.batch;
    if (const auto counted = tokens::model_tokens(model.name)) {
        row.tokens = counted->is_exact ? ModelRow::Tokens::Exact : ModelRow::Tokens::Estimated;
        row.token_factor = counted->factor;
    }
    row.best_for = use_of(model);
    return row;
}

Error nothing_called(const Catalog& catalog, const std::string& name) {
    std::vector<std::string_view> names;
    for (const ModelInfo& model : catalog.all()) names.push_back(model.name);
    return {ErrorCode::NotFound, "no model is called '" + name + "'; " + did_you_mean(name, names, "kompress models lists those that are known, and a file given with "
                                                                                         "--prices adds others")};
}

Result<void> check_provider(const Catalog& catalog, const std::string& provider) {
    std::vector<std::string_view> names;
    for (const ModelInfo& model : catalog.all())
        if (names.empty() || names.back() != model.provider) names.push_back(model.provider);
    if (provider.empty() || std::find(names.begin(), names.end(), provider) != names.end()) return {};
    std::string all;
    for (const std::string_view name : names) (all += all.empty() ? "there are " : ", ") += name;
    return Error{ErrorCode::NotFound, "no provider is called '" + provider + "'; " + did_you_mean(provider, names, all)};
}

}  // namespace

Result<ModelReport> models(const ModelQuery& query) {
    KOMPRESS_TRY_VALUE(catalog, Catalog::with_file(query.file));
    KOMPRESS_TRY(check_provider(catalog, query.provider));
    ModelReport report;
    report.snapshot = catalog.snapshot();
    if (const ModelInfo* one = query.name.empty() ? nullptr : catalog.find(query.name, query.provider)) {
        report.is_one = true;
        report.models.push_back(row_of(*one));
        return report;
    }
    for (const ModelInfo& model : catalog.all())
        if ((query.provider.empty() || model.provider == query.provider) && model.name.find(query.name) != std::string::npos) report.models.push_back(row_of(model));
    if (report.models.empty()) return nothing_called(catalog, query.name);
    return report;
}

}  // namespace kompress
