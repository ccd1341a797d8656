// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What is known of models: limits, what they can do, what they cost.
///
/// A snapshot of a day is built in (catalog.toml) and read at first use; a file of the user adds to it. Amounts are whole
/// pico-dollars (1e-12), so that 0.0375 $ per million tokens is 37,500 a token, exactly.
///
/// Threading: a Catalog is immutable and may be shared.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/result.hpp"
#include "model/usage.hpp"

namespace kompress::tokens {

/// Pico-dollars per token. What is read from or written to the provider's cache costs `input` where nothing else is said.
struct Rates {
    std::int64_t input = 0, output = 0;
    std::int64_t cache_read = 0, cache_write = 0, cache_write_long = 0;
    bool operator==(const Rates&) const = default;
};

/// For requests with more input than `above` tokens all of their tokens cost `rates`.
struct LongContext {
    std::uint64_t above = 0;
    Rates rates;
};

struct Capabilities {
    bool json_schema = true;        ///< takes a JSON Schema for its answer
    bool cache_breakpoint = false;  ///< wants to be told where the shared prefix ends
    bool usage_in_stream = true;
    bool temperature = true;        ///< takes the parameter
    bool effort = false;            ///< takes low, medium and high
    bool batch = false;             ///< kompress can use the provider's batches
    std::string max_tokens_field = "max_tokens";
};

struct ModelInfo {
    std::string name, provider;
    std::uint64_t context = 0;  ///< tokens of input and output; 0: not known
    std::uint64_t output = 0;   ///< at most so many tokens of output; 0: not known
    bool has_price = false;
    Rates rates;
    std::vector<LongContext> long_context;  ///< ascending
    std::int64_t batch_millionths = 500'000;  ///< what a batch costs of the usual price, in millionths
    std::uint32_t cache_minimum = 0;  ///< shorter prefixes are not cached; 0: not known
    Capabilities can;
    bool is_local = false;  ///< of a server on one's own machine
};

struct PriceOptions {
    bool is_batch = false;
    bool writes_cache = true;  ///< for upper bounds: the request may write to the provider's cache …
    bool writes_long = false;  ///< … for the longer lifetime
};

/// What the usage costs; nothing when the price is not known. Never overflows: it stops at the largest number.
std::optional<std::int64_t> price(const Usage& usage, const ModelInfo& model, const PriceOptions& options = {});
/// The most that a request can cost with so many tokens, whatever the provider's cache does.
std::optional<std::int64_t> upper_bound(std::uint64_t input_tokens, std::uint64_t max_output, const ModelInfo& model, const PriceOptions& options = {});

class Catalog {
  public:
    /// What is built in.
    static const Catalog& built_in();
    /// With the user's file over it; "" for none. Errors: Configuration (with the line), NotFound, Io.
    static Result<Catalog> with_file(const std::string& path);
    /// `text` in the form of catalog.toml, over `base`; errors name `source` and the line.
    static Result<Catalog> with_text(const Catalog& base, std::string_view text, const std::string& source);

    /// By name, or the longest name that only a date, "-latest" or "-preview" is added to. A provider may stand before the
    /// name ("openai/gpt-5", "openrouter/openai/gpt-5"), or be given; case does not matter. Models of local servers are
    /// found only with their provider, "ollama", under which every name is known. Null when nothing fits.
    const ModelInfo* find(std::string_view name, std::string_view provider = {}) const;
    const std::vector<ModelInfo>& all() const { return models_; }
    /// The day of what is built in, as 2026-11-10.
    const std::string& snapshot() const { return snapshot_; }

  private:
    const ModelInfo* find_within(std::string_view name, std::string_view provider) const;
    std::vector<ModelInfo> models_;
    /// What the models of a provider have in common, with the factors of cache writes to the input's price.
    struct Provider {
        std::string name;
        ModelInfo defaults;
        std::int64_t write_millionths = 0, write_long_millionths = 0;
    };
    std::vector<Provider> providers_;
    std::string snapshot_;
    friend class CatalogReader;
};

/// Of what is built in.
inline const ModelInfo* find_model(std::string_view name, std::string_view provider = {}) { return Catalog::built_in().find(name, provider); }
inline const std::vector<ModelInfo>& all_models() { return Catalog::built_in().all(); }

/// "0.0375" dollars per million tokens → 37,500 pico-dollars per token. Nothing for what is no such number, is negative,
/// beyond a million dollars, or finer than a pico-dollar per token.
std::optional<std::int64_t> parse_rate(std::string_view text);

}  // namespace kompress::tokens
