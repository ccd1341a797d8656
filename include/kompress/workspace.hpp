// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One repository and its state directory: the door through which front ends use kompress.
///
/// Parts open on first use: making a Workspace touches no database. Threading: one thread at a time, except
/// cancel(), which may be called from a signal handler. Reports own what they hold.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kompress/config.hpp"
#include "kompress/context.hpp"
#include "kompress/document.hpp"
#include "kompress/graph.hpp"
#include "kompress/export.hpp"
#include "kompress/grep.hpp"
#include "kompress/index.hpp"
#include "kompress/llm.hpp"
#include "kompress/progress.hpp"
#include "kompress/responses.hpp"
#include "kompress/result.hpp"
#include "kompress/search.hpp"
#include "kompress/types.hpp"

namespace kompress {

struct WorkspaceOptions {
    std::string path = ".";   ///< anywhere inside the repository
    std::string state_dir;    ///< "": <root>/.kompress
    std::string trace_file;   ///< where to write a Chrome trace when the workspace closes; "": none
};

struct StatusReport {
    std::string root, state_dir;
    bool has_index = false;
    bool is_current = false;  ///< nothing changed since the index was written
    std::uint64_t changed_files = 0, removed_files = 0;  ///< what `index` would have to look at
    IndexReport index;        ///< sums as of the last run
    std::string written_at;   ///< RFC 3339, UTC
};

class Workspace {
  public:
    /// Finds the repository root. Errors: NotFound.
    static Result<std::unique_ptr<Workspace>> open(const WorkspaceOptions& options);
    ~Workspace();

    const std::string& root() const;
    const std::string& state_dir() const;
    void set_progress(ProgressSink* sink);
    /// Asks running work to stop at the next safe point. Async-signal-safe.
    void cancel();

    Result<IndexReport> index(const IndexOptions& options);
    Result<VerifyReport> verify(const IndexOptions& options);
    Result<StatusReport> status(const IndexOptions& options);
    Result<FilePage> files(const FileQuery& query);
    /// Why a path is or is not in the index, in one sentence.
    Result<std::string> explain_file(const std::string& path, const IndexOptions& options);
    Result<SymbolPage> symbols(const SymbolQuery& query);
    /// A file's symbols in source order; parents by index.
    Result<std::vector<SymbolInfo>> outline(const std::string& file);
    /// Edges into or out of a definition. Errors: NotFound.
    Result<EdgePage> edges(const EdgeQuery& query);
    /// Everything that leads to a definition within `depth` steps; `limit` files, 0: all. Errors: NotFound.
    Result<ImpactReport> impact(const std::string& symbol, unsigned depth, std::size_t limit);
    /// All edges, by path of the referring file, then site.
    Result<void> each_edge(const EdgeVisitor& visit);
    /// The source of a definition. `symbol` is `name`, `Qualified.name`, `file:name` or `file:line`; when several match,
    /// all are returned and the front end lists them. Errors: NotFound.
    Result<std::vector<SourceLines>> show(const std::string& symbol);
    /// `limit` 0: to the end. Errors: NotFound, InvalidArgument (outside the root).
    Result<SourceLines> read(const std::string& file, std::uint32_t first_line, std::uint32_t limit);
    /// Lines that match, in the files as they are on disk now; needs no index. `sink` is called from other threads.
    /// Errors: InvalidArgument (the pattern), Cancelled.
    Result<GrepReport> grep(const GrepQuery& query, const GrepSink& sink);
    /// Definitions and files for words, best first.
    Result<SearchPage> search(const SearchRequest& request);
    /// What to read about something, within a budget of tokens. Errors: NotFound, InvalidArgument.
    Result<ContextBundle> context(const ContextRequest& request);
    /// Every definition of the index; gives the number of files that have some.
    Result<std::uint64_t> each_symbol(const SymbolSink& sink);
    /// The index in the form of another tool. Memory does not grow with it.
    Result<ExportReport> export_index(ExportFormat format, const ExportSink& sink);
    /// Lets `fill` write the file `path`, which appears whole or not at all. Errors: Io, Limit, and what `fill` returns.
    Result<ExportReport> write_out(const std::string& path, const std::function<Result<ExportReport>(const ExportSink&)>& fill);
    /// Brings the index up to date first.
    Result<DocumentReport> document(const IndexOptions& index, const DocumentOptions& options);
    /// One tiny request to a model. Errors: Configuration, Denied, Unavailable, …: what a user can do about it is said.
    Result<PingReport> ping(const LlmOptions& options);
    /// Asks the prompts of a file of JSON lines ("-": standard input) that the cache does not answer, and keeps the answers.
    /// Errors: those of ping(), InvalidArgument for the file; what happens to single prompts is in the report.
    Result<WarmReport> warm_cache(const std::string& prompts_file, const LlmOptions& options);
    /// The same prompts handed in as batches, which are answered within a day at half the price; collect_batches() stores
    /// the answers of those that have ended.
    Result<BatchReport> warm_cache_in_batches(const std::string& prompts_file, const LlmOptions& options);
    Result<BatchReport> collect_batches(const LlmOptions& options);
    /// What the configuration files say. Errors: Configuration (with the line), Io.
    Result<ConfigReport> configuration();
    /// Trusts the repository's kompress.toml as it is now, or no more. Errors: NotFound, those of configuration().
    Result<ConfigReport> trust(bool is_revoked);
    /// What was spent on models, from the ledger in the state directory; empty when nothing was.
    Result<CostReport> costs(const CostQuery& query);
    /// Answers of models that are stored. `limit` 0: all. Errors: InvalidArgument (the cursor).
    Result<AnswerPage> cache_list(const AnswerFilter& filter, std::size_t limit, const std::string& cursor);
    Result<CacheReport> cache_stats();
    /// Deletes answers older than `max_age_seconds` (0: none is too old), then what does not fit `max_bytes`.
    Result<CacheRemoval> cache_gc(std::uint64_t max_bytes, std::int64_t max_age_seconds);
    /// Deletes the answers that match, and overwrites their bytes.
    Result<CacheRemoval> cache_purge(const AnswerFilter& filter, bool is_dry_run);

  private:
    struct State;
    explicit Workspace(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace kompress
