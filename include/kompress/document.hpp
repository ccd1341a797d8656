// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Documenting a repository: what may be asked for and what comes back.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kompress/llm.hpp"
#include "kompress/types.hpp"

namespace kompress {

enum class DocumentFormat { Markdown, Html };

struct DocumentOptions {
    DocumentFormat format = DocumentFormat::Markdown;
    std::string out;          ///< directory; "": docs/, or site/ for HTML, inside the state directory
    bool all_symbols = false; ///< false: public symbols only
    std::string source_url;   ///< template with {commit}, {path}, {line}, {end_line}; "": relative links
    bool force = false;       ///< rewrite pages that are as they would be written
    bool check = false;       ///< write nothing; report what is stale

    std::string prose_from;   ///< directory of another run, whose prose is taken where `out` has none; "": docs/ inside the state directory
    bool with_model = false;  ///< ask a model for prose; otherwise prose of earlier runs stays as it is
    LlmOptions llm;
    std::string audience, language;  ///< "": the usual ones
    std::optional<std::string> instructions;
    bool with_summaries = true; ///< of definitions; without them guides, introduction and flows are asked for
    bool describe_all = false;  ///< summaries also of definitions that have a comment
    bool batch = false;         ///< hand in what has no answer as batches, and write what has one
    bool collect = false;       ///< first store the answers of batches that have ended; without `batch` hand nothing in
    bool dry_run = false;       ///< write and ask nothing; report what asking would take
    std::string prompts_file;   ///< with dry_run: write the prompts there, as lines of JSON
};

/// Prose that stands in pages, or would.
struct ProseReport {
    std::string provider, model;
    std::uint64_t slots = 0;    ///< places for prose
    std::uint64_t current = 0, written = 0, failed = 0;
    std::uint64_t pending = 0;  ///< in batches, or waiting for answers of batches
    std::uint64_t claims_checked = 0;  ///< in what was written: names, places, statements that hold
    std::uint64_t claims_wrong = 0;    ///< found in answers, and asked for again or left out
    std::uint64_t asked_again = 0;
    struct Stale {
        std::string slot, reason;
    };
    std::vector<Stale> stale;          ///< with `check`, and without a model
    std::vector<LlmFailure> failures;  ///< of slots, in the order in which they were asked for
    LlmUsage usage;
    BatchReport batch;                 ///< with `batch` or `collect`
    std::optional<Error> stopped_by;   ///< why the run ended early, if it did
};

/// What a run with a model would take. Costs in pico-dollars, -1 where the price is not known.
struct DocumentPlan {
    std::uint64_t requests = 0;
    std::uint64_t input_tokens = 0, output_tokens = 0;  ///< output as it usually is
    std::uint64_t shared_tokens = 0;  ///< of the input, in beginnings that the provider may cache
    std::int64_t cost_cold = -1, cost_warm = -1, cost_batch = -1, cost_most = -1;  ///< nothing cached, beginnings cached, in batches, every answer as long as allowed
    struct Item {
        std::string label;
        std::uint64_t input_tokens = 0;
        std::int64_t cost = -1;
    };
    std::vector<Item> dearest;  ///< the ten pages or files that cost most
};

struct DocumentReport {
    std::string out;
    struct Pages {
        std::uint64_t total = 0, written = 0, unchanged = 0, failed = 0, removed = 0;
    } pages;
    std::uint64_t public_symbols = 0, documented_symbols = 0;
    std::vector<std::string> stale_pages;  ///< with `check`
    ProseReport prose;
    DocumentPlan plan;  ///< with `dry_run`
    double wall_ms = 0;
    std::vector<Diagnostic> diagnostics;
};

}  // namespace kompress
