// SPDX-License-Identifier: Apache-2.0
#include "tokens/catalog.hpp"

#include <algorithm>

namespace kompress::tokens {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::int64_t Most = INT64_MAX;

/// Adds count * rate, and stops at the top of what any amount can be.
void add(Wide& sum, std::uint64_t count, std::int64_t rate) {
    constexpr Wide Ceiling = static_cast<Wide>(1) << 120;
    sum = std::min(sum + static_cast<Wide>(count) * static_cast<std::uint64_t>(rate), Ceiling);
}

/// A part of a pico-dollar counts as one.
std::int64_t total(Wide sum, std::int64_t millionths) {
    sum = std::min(sum, static_cast<Wide>(Most));
    sum = (sum * static_cast<std::uint64_t>(millionths) + 999'999) / 1'000'000;
    return static_cast<std::int64_t>(std::min(sum, static_cast<Wide>(Most)));
}

const Rates& rates_for(const ModelInfo& model, std::uint64_t input_tokens) {
    const Rates* rates = &model.rates;
    for (const LongContext& step : model.long_context)
        if (input_tokens > step.above) rates = &step.rates;
    return *rates;
}

std::int64_t scale(const ModelInfo& model, const PriceOptions& options) { return options.is_batch ? model.batch_millionths : 1'000'000; }

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    return out;
}

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "-2025-08-07", "-20250929", "@20250929", "-0613", "-09-2025", "-latest", "-preview" and rows of these.
bool is_version_suffix(std::string_view suffix) {
    while (!suffix.empty()) {
        if (suffix.front() != '-' && suffix.front() != '@') return false;
        suffix.remove_prefix(1);
        const auto end = std::min(suffix.find_first_of("-@"), suffix.size());
        const std::string_view part = suffix.substr(0, end);
        // One digit would be a version of its own: claude-opus-4 is not claude-opus-4-5.
        if (part != "latest" && part != "preview" && !(is_digits(part) && part.size() >= 2)) return false;
        suffix.remove_prefix(end);
    }
    return true;
}

}  // namespace

std::optional<std::int64_t> price(const Usage& usage, const ModelInfo& model, const PriceOptions& options) {
    if (!model.has_price) return std::nullopt;
    const Rates& rates = rates_for(model, usage.input);
    Wide sum = 0;
    add(sum, usage.uncached(), rates.input);
    add(sum, usage.cache_read, rates.cache_read);
    add(sum, usage.cache_write, rates.cache_write);
    add(sum, usage.cache_write_long, rates.cache_write_long);
    add(sum, usage.output, rates.output);
    return total(sum, scale(model, options));
}

std::optional<std::int64_t> upper_bound(std::uint64_t input_tokens, std::uint64_t max_output, const ModelInfo& model, const PriceOptions& options) {
    if (!model.has_price) return std::nullopt;
    const Rates& rates = rates_for(model, input_tokens);
    std::int64_t input = std::max(rates.input, rates.cache_read);
    if (options.writes_cache) input = std::max(input, rates.cache_write);
    if (options.writes_long) input = std::max(input, rates.cache_write_long);
    Wide sum = 0;
    add(sum, input_tokens, input);
    add(sum, max_output, rates.output);
    return total(sum, scale(model, options));
}

std::optional<std::int64_t> parse_rate(std::string_view text) {
    constexpr std::size_t WholeDigits = 7, Decimals = 6;
    const auto dot = std::min(text.find('.'), text.size());
    const std::string_view whole = text.substr(0, dot);
    std::string_view fraction = text.substr(std::min(dot + 1, text.size()));
    if (!is_digits(whole) || whole.size() > WholeDigits || (dot < text.size() && !is_digits(fraction))) return std::nullopt;
    while (fraction.ends_with('0')) fraction.remove_suffix(1);
    if (fraction.size() > Decimals) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : whole) value = value * 10 + (c - '0');
    for (std::size_t i = 0; i < Decimals; ++i) value = value * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    return value;
}

const ModelInfo* Catalog::find_within(std::string_view name, std::string_view provider) const {
    const ModelInfo *best = nullptr, *any = nullptr;
    for (const ModelInfo& model : models_) {
        if (provider.empty() ? model.is_local : model.provider != provider) continue;
        if (model.name == "*") any = &model;
        if (!name.starts_with(model.name) || !is_version_suffix(name.substr(model.name.size()))) continue;
        if (!best || model.name.size() > best->name.size()) best = &model;
    }
    return best ? best : any;
}

const ModelInfo* Catalog::find(std::string_view given, std::string_view given_provider) const {
    std::string name = lower(given), provider = lower(given_provider);
    for (;;) {
        if (name.starts_with("ft:")) name.erase(0, 3);
        const auto slash = name.find('/');
        // Some providers have names with a slash of their own.
        if (const ModelInfo* found = find_within(name, provider)) return found;
        if (slash == std::string::npos) return nullptr;
        const std::string first = name.substr(0, slash);
        const bool is_provider = std::any_of(providers_.begin(), providers_.end(), [&](const auto& row) { return row.name == first; });
        name.erase(0, slash + 1);
        if (is_provider && given_provider.empty()) provider = first;
    }
}

}  // namespace kompress::tokens
