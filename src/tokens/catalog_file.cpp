// SPDX-License-Identifier: Apache-2.0
/// Reading catalog.toml and files of its form. docs/commands/models.md explains the keys.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>

#include "base/nearest.hpp"
#include "base/system_error.hpp"
#include "base/toml.hpp"
#include "base/try.hpp"
#include "tokens/catalog.hpp"

extern "C" {
extern const char kompress_catalog[];
extern const char kompress_catalog_end[];
}

namespace kompress::tokens {
namespace {

/// Larger files are no lists of models.
constexpr std::uintmax_t MaxFileBytes = 4u << 20;

/// In millionths, of each cache write to the input's price; 0: the price is said, or is the input's.
struct Multipliers {
    std::int64_t write = 0, write_long = 0;
};

std::int64_t times(std::int64_t rate, std::int64_t millionths) {
    __extension__ using Wide = __int128;
    return static_cast<std::int64_t>((static_cast<Wide>(rate) * millionths + 999'999) / 1'000'000);
}

}  // namespace

/// Fills a catalog from one parsed document.
class CatalogReader {
  public:
    CatalogReader(Catalog& catalog, const std::string& source) : catalog_(catalog), source_(source) {}

    Result<void> read(const toml::table& document) {
        static constexpr std::string_view Keys[] = {"snapshot", "provider", "model"};
        KOMPRESS_TRY(check_keys(document, Keys));
        KOMPRESS_TRY(read_text(document, "snapshot", catalog_.snapshot_));
        if (const toml::node* providers = document.get("provider")) {
            if (!providers->is_table()) return wrong(*providers, "provider must be tables, as [provider.openai]");
            for (const auto& [name, node] : *providers->as_table()) KOMPRESS_TRY(read_provider(std::string(name.str()), node));
        }
        const toml::node* models = document.get("model");
        if (!models) return {};
        if (!models->is_array()) return wrong(*models, "models are tables of a list, as [[model]]");
        for (const toml::node& node : *models->as_array()) KOMPRESS_TRY(read_model(node));
        return {};
    }

  private:
    Error wrong(const toml::node& at, const std::string& what) const { return wrong_toml(at.source(), source_, what); }
    Result<void> check_keys(const toml::table& table, std::span<const std::string_view> keys) const { return check_toml_keys(table, keys, source_); }

    Result<void> read_text(const toml::table& table, std::string_view key, std::string& to) const {
        const toml::node* node = table.get(key);
        if (!node) return {};
        const auto* text = node->as_string();
        if (!text) return wrong(*node, std::string(key) + " must be text in quotes");
        to = text->get();
        return {};
    }
    Result<void> read_flag(const toml::table& table, std::string_view key, bool& to) const {
        const toml::node* node = table.get(key);
        if (!node) return {};
        const auto* flag = node->as_boolean();
        if (!flag) return wrong(*node, std::string(key) + " must be true or false");
        to = flag->get();
        return {};
    }
    template <typename T>
    Result<void> read_count(const toml::table& table, std::string_view key, T& to) const {
        const toml::node* node = table.get(key);
        if (!node) return {};
        const auto* number = node->as_integer();
        if (!number || number->get() < 0 || number->get() > std::numeric_limits<std::int32_t>::max()) return wrong(*node, std::string(key) + " must be a number of tokens");
        to = static_cast<T>(number->get());
        return {};
    }
    /// A decimal in quotes, in millionths.
    Result<void> read_decimal(const toml::table& table, std::string_view key, const char* what, std::int64_t& to) const {
        const toml::node* node = table.get(key);
        if (!node) return {};
        const auto* text = node->as_string();
        const auto value = text ? parse_rate(text->get()) : std::nullopt;
        if (!value) return wrong(*node, std::string(key) + " must be " + what + " in quotes with at most six decimals, as \"0.0375\"");
        to = *value;
        return {};
    }

    Result<Rates> read_rates(const toml::table& table, const Multipliers& multipliers) const {
        static constexpr const char* Dollars = "dollars per million tokens";
        Rates rates;
        KOMPRESS_TRY(read_decimal(table, "input", Dollars, rates.input));
        rates.cache_read = rates.input;
        rates.cache_write = multipliers.write != 0 ? times(rates.input, multipliers.write) : rates.input;
        KOMPRESS_TRY(read_decimal(table, "output", Dollars, rates.output));
        KOMPRESS_TRY(read_decimal(table, "cache_read", Dollars, rates.cache_read));
        KOMPRESS_TRY(read_decimal(table, "cache_write", Dollars, rates.cache_write));
        rates.cache_write_long = multipliers.write_long != 0 ? times(rates.input, multipliers.write_long) : rates.cache_write;
        KOMPRESS_TRY(read_decimal(table, "cache_write_long", Dollars, rates.cache_write_long));
        for (const char* key : {"input", "output"})
            if (!table.get(key)) return wrong(table, std::string("the price of ") + key + " is missing");
        return rates;
    }

    /// What providers and models both may say.
    Result<void> read_common(const toml::table& table, ModelInfo& info, Multipliers& multipliers) const {
        KOMPRESS_TRY(read_flag(table, "json_schema", info.can.json_schema));
        KOMPRESS_TRY(read_flag(table, "cache_breakpoint", info.can.cache_breakpoint));
        KOMPRESS_TRY(read_flag(table, "usage_in_stream", info.can.usage_in_stream));
        KOMPRESS_TRY(read_flag(table, "temperature", info.can.temperature));
        KOMPRESS_TRY(read_flag(table, "effort", info.can.effort));
        KOMPRESS_TRY(read_flag(table, "batch", info.can.batch));
        KOMPRESS_TRY(read_flag(table, "local", info.is_local));
        KOMPRESS_TRY(read_text(table, "max_tokens_field", info.can.max_tokens_field));
        KOMPRESS_TRY(read_count(table, "cache_minimum", info.cache_minimum));
        KOMPRESS_TRY(read_decimal(table, "batch_multiplier", "a factor", info.batch_millionths));
        KOMPRESS_TRY(read_decimal(table, "cache_write_multiplier", "a factor", multipliers.write));
        return read_decimal(table, "cache_write_long_multiplier", "a factor", multipliers.write_long);
    }

#define KOMPRESS_COMMON_KEYS                                                                                                \
    "json_schema", "cache_breakpoint", "usage_in_stream", "temperature", "effort", "batch", "local", "max_tokens_field",    \
        "cache_minimum", "batch_multiplier", "cache_write_multiplier", "cache_write_long_multiplier"

    Result<void> read_provider(const std::string& name, const toml::node& node) {
        if (!node.is_table()) return wrong(node, "provider must be tables, as [provider.openai]");
        static constexpr std::string_view Keys[] = {KOMPRESS_COMMON_KEYS};
        KOMPRESS_TRY(check_keys(*node.as_table(), Keys));
        auto found = std::find_if(catalog_.providers_.begin(), catalog_.providers_.end(), [&](const auto& row) { return row.name == name; });
        if (found == catalog_.providers_.end()) {
            catalog_.providers_.emplace_back();
            found = std::prev(catalog_.providers_.end());
            found->name = name;
            found->defaults.provider = name;
        }
        Multipliers multipliers{found->write_millionths, found->write_long_millionths};
        KOMPRESS_TRY(read_common(*node.as_table(), found->defaults, multipliers));
        found->write_millionths = multipliers.write;
        found->write_long_millionths = multipliers.write_long;
        return {};
    }

    Result<void> read_model(const toml::node& node) {
        if (!node.is_table()) return wrong(node, "models are tables of a list, as [[model]]");
        const toml::table& table = *node.as_table();
        static constexpr std::string_view Keys[] = {"name", "provider", "context", "output", "price", "long_context", KOMPRESS_COMMON_KEYS};
        KOMPRESS_TRY(check_keys(table, Keys));
        std::string name, provider;
        KOMPRESS_TRY(read_text(table, "name", name));
        KOMPRESS_TRY(read_text(table, "provider", provider));
        if (name.empty() || provider.empty()) return wrong(node, "a model wants a name and a provider");
        const auto defaults = std::find_if(catalog_.providers_.begin(), catalog_.providers_.end(), [&](const auto& row) { return row.name == provider; });
        if (defaults == catalog_.providers_.end()) {
            std::vector<std::string_view> names;
            for (const auto& row : catalog_.providers_) names.push_back(row.name);
            return wrong(node, "there is no provider '" + provider + "'; " + did_you_mean(provider, names, "add [provider." + provider + "]"));
        }
        ModelInfo info = defaults->defaults;
        Multipliers multipliers{defaults->write_millionths, defaults->write_long_millionths};
        std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
        info.name = name;
        KOMPRESS_TRY(read_count(table, "context", info.context));
        KOMPRESS_TRY(read_count(table, "output", info.output));
        KOMPRESS_TRY(read_common(table, info, multipliers));
        KOMPRESS_TRY(read_prices(table, multipliers, info));
        const auto same = std::find_if(catalog_.models_.begin(), catalog_.models_.end(),
                                       [&](const ModelInfo& model) { return model.name == info.name && model.provider == info.provider; });
        if (same != catalog_.models_.end()) *same = std::move(info);
        else catalog_.models_.push_back(std::move(info));
        return {};
    }

    Result<void> read_prices(const toml::table& table, const Multipliers& multipliers, ModelInfo& info) const {
        static constexpr std::string_view Keys[] = {"input", "output", "cache_read", "cache_write", "cache_write_long"};
        static constexpr std::string_view StepKeys[] = {"above", "input", "output", "cache_read", "cache_write", "cache_write_long"};
        if (const toml::node* node = table.get("price")) {
            if (!node->is_table()) return wrong(*node, "price must be a table, as { input = \"0.25\", output = \"2\" }");
            KOMPRESS_TRY(check_keys(*node->as_table(), Keys));
            KOMPRESS_TRY_VALUE(rates, read_rates(*node->as_table(), multipliers));
            info.rates = rates;
            info.has_price = true;
        }
        const toml::node* steps = table.get("long_context");
        if (!steps) return {};
        if (!steps->is_array() || !info.has_price) return wrong(*steps, "long_context must be a list of prices, beside price");
        for (const toml::node& node : *steps->as_array()) {
            if (!node.is_table()) return wrong(node, "long_context must be a list of prices, as [{ above = 200000, input = \"4\", output = \"18\" }]");
            KOMPRESS_TRY(check_keys(*node.as_table(), StepKeys));
            LongContext step;
            KOMPRESS_TRY(read_count(*node.as_table(), "above", step.above));
            if (step.above <= (info.long_context.empty() ? 0 : info.long_context.back().above)) return wrong(node, "long_context must rise from step to step");
            KOMPRESS_TRY_VALUE(rates, read_rates(*node.as_table(), multipliers));
            step.rates = rates;
            info.long_context.push_back(step);
        }
        return {};
    }

    Catalog& catalog_;
    const std::string& source_;
};

Result<Catalog> Catalog::with_text(const Catalog& base, std::string_view text, const std::string& source) {
    KOMPRESS_TRY_VALUE(document, parse_toml(text, source));
    Catalog catalog = base;
    const std::string snapshot = base.snapshot_;
    KOMPRESS_TRY(CatalogReader(catalog, source).read(document));
    if (!snapshot.empty()) catalog.snapshot_ = snapshot;
    return catalog;
}

const Catalog& Catalog::built_in() {
    static const Catalog catalog = [] {
        auto read = with_text({}, {kompress_catalog, static_cast<std::size_t>(kompress_catalog_end - kompress_catalog)}, "the built-in catalog");
        return read ? std::move(*read) : Catalog();  // a test reads it, too
    }();
    return catalog;
}

Result<Catalog> Catalog::with_file(const std::string& path) {
    if (path.empty()) return built_in();
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    if (!in) return system_error("reading " + path, errno ? errno : EIO, "name a file that can be read");
    const auto size = in.tellg();
    if (size < 0 || static_cast<std::uintmax_t>(size) > MaxFileBytes) return Error{ErrorCode::Configuration, path + " is no list of models"};
    in.seekg(0);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    return with_text(built_in(), text, path);
}

}  // namespace kompress::tokens
