// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Models and money: what is known of models, what was spent, which answers are kept.
///
/// Amounts are whole pico-dollars (1e-12), prices pico-dollars a token (a million of these is a dollar per million
/// tokens), times seconds since 1970 UTC. Reports own what they hold.

#include <cstdint>
#include <string>
#include <vector>

#include "kompress/result.hpp"

namespace kompress {

struct ModelQuery {
    std::string name;      ///< a model, or a part of names; "" for all
    std::string provider;  ///< "" for all
    std::string file;      ///< of the user, over what is built in; "" for none
};

struct ModelPrices {
    std::uint64_t above = 0;  ///< for requests with more input tokens than this
    std::int64_t input = 0, output = 0, cache_read = 0, cache_write = 0, cache_write_long = 0;
};

struct ModelRow {
    std::string name, provider;
    std::uint64_t context = 0, output = 0;  ///< tokens; 0: not known
    bool is_local = false;
    bool has_price = false;
    std::vector<ModelPrices> prices;  ///< the first is for any input, others for long input
    std::int64_t batch_millionths = 0;
    std::uint32_t cache_minimum = 0;  ///< shorter prefixes are not cached; 0: not known
    bool json_schema = false, cache_breakpoint = false, temperature = false, effort = false, batch = false;
    enum class Tokens { Exact, Estimated, Unknown } tokens = Tokens::Unknown;
    double token_factor = 1;  ///< of an estimate
    std::string best_for;     ///< by price, in a few words
};

struct ModelReport {
    std::string snapshot;  ///< the day of what is built in
    bool is_one = false;   ///< the query named this model, perhaps with a date
    std::vector<ModelRow> models;
};

/// Needs no repository. Errors: NotFound (nothing is called so), Configuration and Io (the file).
Result<ModelReport> models(const ModelQuery& query);

enum class CostGroup { Run, Model, Page, Day };

struct CostQuery {
    CostGroup group = CostGroup::Run;
    std::int64_t since = 0;
    std::size_t limit = 0;  ///< 0: all
    std::string cursor;
};

/// Of the cost only what is known; `unpriced` counts requests whose price is not.
struct CostSums {
    std::uint64_t requests = 0, failed = 0, estimated = 0, unpriced = 0;
    std::uint64_t reserved = 0;  ///< under way, batches among them
    std::uint64_t input_tokens = 0, cached_input_tokens = 0, cache_write_tokens = 0, output_tokens = 0, reasoning_tokens = 0;
    std::int64_t cost = 0, reserved_cost = 0;
};

struct CostRow {
    std::string name;   ///< the command of a run, the model, page, or day (2026-11-21, UTC)
    std::int64_t run = 0;
    std::string state;  ///< of a run: running, done, failed, cancelled, died
    std::int64_t started = 0, ended = 0;
    CostSums sums;
    std::uint64_t cache_hits = 0;  ///< of a run
    std::int64_t saved = 0;        ///< what those answers had cost
};

struct CostReport {
    bool has_ledger = false;  ///< false: no request was ever made here
    std::vector<CostRow> rows;  ///< runs and days newest first, models and pages dearest first
    std::string next_cursor;
    CostSums total;
    std::uint64_t cache_hits = 0;
    std::int64_t saved = 0;
};

/// Which answers; globs over the whole name, "" for all.
struct AnswerFilter {
    std::string model, page;
};

struct AnswerInfo {
    std::string key;  ///< hexadecimal digest of the request
    std::string provider, model, page, finish;
    std::int64_t cost = -1;  ///< -1: not known
    std::uint64_t bytes = 0, hits = 0;
    std::int64_t created = 0, used = 0;
};

struct AnswerPage {
    std::vector<AnswerInfo> answers;  ///< newest first
    std::string next_cursor;
};

struct CacheReport {
    std::uint64_t answers = 0, bytes = 0, max_bytes = 0, file_bytes = 0;
    std::uint64_t hits = 0, misses = 0, evicted = 0, damaged = 0;  ///< since the cache was made
    std::int64_t saved = 0;
};

struct CacheRemoval {
    std::uint64_t answers = 0, bytes = 0;
};

}  // namespace kompress
