// SPDX-License-Identifier: Apache-2.0
#include "index/indexer.hpp"

#include <sys/stat.h>
#include <tbb/global_control.h>
#include <tbb/parallel_invoke.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <unordered_map>

#include "base/hand_over.hpp"
#include "base/log.hpp"
#include "base/machine.hpp"
#include "base/try.hpp"
#include "fs/disk.hpp"
#include "fs/read_source.hpp"
#include "fs/walk.hpp"
#include "index/extractors.hpp"
#include "index/link.hpp"
#include "index/pipeline.hpp"
#include "index/plan.hpp"
#include "index/resources.hpp"
#include "parse/parser.hpp"
#include "store/index_reader.hpp"
#include "store/index_writer.hpp"
#include "store/state_directory.hpp"

namespace kompress::index {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t RebuildBytes = 64u << 20;  ///< above this much changed source a new file is cheaper than a long log
constexpr const char* PartialName = "/partial.sqlite";

/// Names tell more languages than there are grammars for.
void shut_out_unsupported(std::vector<FileEntry>& files) {
    for (FileEntry& file : files) {
        if (file.language == Language::None || parse::is_supported(file.language)) continue;
        file.language = Language::None;
        if (file.file_class == FileClass::Indexed || file.file_class == FileClass::TooLarge) file.file_class = FileClass::Unsupported;
    }
}

std::uint64_t file_size(const std::string& path) {
    struct stat status;
    return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

/// What the index held before this run.
struct Before {
    std::string path;  ///< "" when there is no usable index
    std::unique_ptr<store::IndexReader> reader;  ///< in a dry run, which holds no lock: the index may be replaced meanwhile
    std::vector<store::FileRow> files;
    store::Totals totals;
    store::Digest digest;
    LinkTotals links;
    std::string extractors;
    bool is_worn_out = false;  ///< its facts are to be copied to a new one
};

class Run {
  public:
    Run(const Environment& environment, const IndexOptions& options) : env_(environment), options_(options) {}
    Result<IndexReport> go();

  private:
    Result<void> look();
    Result<void> load_before();
    Result<void> scan();
    Result<void> parse_and_write();
    Result<void> settle_racy();
    Result<void> write_rows(store::IndexWriter& writer, PipelineResult& result);
    Result<void> link_files(store::IndexWriter& writer, PipelineResult& result);
    Result<void> keep_partial(std::unique_ptr<store::IndexWriter> writer, const std::string& path);
    Result<void> check_space() const;
    PipelineOptions pipeline_options(const Resources& resources, bool is_incremental);
    bool must_rebuild() const;
    void fill_report();
    template <typename Work>
    auto timed(const char* stage, Work work);

    const Environment& env_;
    const IndexOptions& options_;
    Before before_;
    fs::WalkResult walk_;
    std::uint64_t seen_ = 0;
    std::int64_t scan_start_ns_ = 0;
    Plan plan_;
    store::Totals totals_;
    store::Digest digest_;
    LinkTotals links_;
    std::optional<UnitStore> units_;
    std::vector<store::FileRow> old_rows_;  ///< of changed and removed files
    IndexReport report_;
    std::string index_path_;
};

template <typename Work>
auto Run::timed(const char* stage, Work work) {
    const Span span(env_.trace, "stage", stage);
    const auto start = Clock::now();
    auto result = work();
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    report_.stages.push_back({stage, ms});
    if (log_enabled(LogLevel::Debug)) log_debug(std::string("stage ") + stage + ": " + std::to_string(ms) + " ms");
    return result;
}

Result<void> Run::load_before() {
    if (options_.full || store::current_index(env_.state_directory).empty()) return {};
    auto reader = store::open_current_index(env_.state_directory);
    if (!reader) {
        // Nothing is lost: facts can always be made again.
        log_warning("rebuilding the index: " + reader.error().message);
        return {};
    }
    before_.files.reserve(100'000);
    auto read = (*reader)->each_file([&](store::FileRow&& row) {
        before_.files.push_back(std::move(row));
        return true;
    });
    if (!read) {
        log_warning("rebuilding the index: " + read.error().message);
        before_ = {};
        return {};
    }
    // A full build stores files by path; later additions stand at the end.
    const auto by_path = [](const store::FileRow& a, const store::FileRow& b) { return a.path < b.path; };
    if (!std::is_sorted(before_.files.begin(), before_.files.end(), by_path))
        std::sort(before_.files.begin(), before_.files.end(), by_path);
    auto totals = (*reader)->totals();
    if (!totals) {
        log_warning("rebuilding the index: " + totals.error().message);
        before_ = {};
        return {};
    }
    before_.totals = *totals;
    for (const store::FileRow& row : before_.files) before_.digest.add(row.fingerprint);
    before_.links = LinkTotals::decode((*reader)->meta("links"));
    before_.extractors = (*reader)->meta("extractors");
    before_.path = (*reader)->path();
    before_.is_worn_out = (*reader)->is_worn_out();
    if (options_.dry_run) before_.reader = std::move(*reader);
    return {};
}

Result<void> Run::scan() {
    fs::WalkOptions walk;
    walk.root = env_.root;
    walk.include = options_.include;
    walk.exclude = options_.exclude;
    walk.languages = options_.languages;
    walk.max_file_size_bytes = options_.max_file_size_bytes;
    const std::string prefix = env_.root == "/" ? "/" : env_.root + "/";
    if (env_.state_directory.rfind(prefix, 0) == 0) walk.state_dir = env_.state_directory.substr(prefix.size());
    if (env_.cancellation) walk.cancelled = [this] { return env_.cancellation->is_requested(); };
    KOMPRESS_TRY_VALUE(walked, fs::walk(env_.file_system, walk));
    walk_ = std::move(walked);
    shut_out_unsupported(walk_.files);
    seen_ = walk_.files.size();
    return {};
}

/// The old index is read while the tree is walked.
Result<void> Run::look() {
    scan_start_ns_ = wall_clock_ns();
    if (env_.progress) env_.progress->report({"scan", 0, 0, "files", 0, 0});
    Result<void> loaded, scanned;
    const auto load = [&] { loaded = load_before(); };
    const auto walk = [&] { scanned = scan(); };
    tbb::parallel_invoke(hand_over::task(this, load), hand_over::task(this, walk));
    hand_over::take(this);
    KOMPRESS_TRY(loaded);
    return scanned;
}

/// Files whose stamps were too young to trust are compared by content, so that a dry run does not call them changed.
Result<void> Run::settle_racy() {
    std::vector<Work> changed;
    for (Work& work : plan_.work) {
        bool is_same = false;
        if (work.stored && !work.stored->stamp.has_times() && work.entry.file_class == FileClass::Indexed) {
            const fs::ReadOutcome read = fs::read_source(env_.file_system, work.entry);
            KOMPRESS_TRY_VALUE(content, before_.reader->content(work.stored->content));
            is_same = content ? content->hash == read.source.content_hash && content->language == read.language
                              : read.file_class == work.stored->file_class;
        }
        if (is_same) ++plan_.unchanged;
        else changed.push_back(std::move(work));
    }
    plan_.work = std::move(changed);
    return {};
}

bool Run::must_rebuild() const {
    if (before_.path.empty() || before_.is_worn_out || has_stale_edges(before_.extractors)) return true;
    return plan_.work_bytes > RebuildBytes && plan_.work_bytes > plan_.total_bytes / 4;
}

Result<void> Run::check_space() const {
    auto free_bytes = fs::free_space_bytes(env_.state_directory);
    // An index takes about a quarter of the source it describes.
    const std::uint64_t needed = plan_.work_bytes / 3 + (8u << 20);
    if (!free_bytes || *free_bytes >= needed) return {};
    return Error{ErrorCode::Limit, "the disk of " + env_.state_directory + " has " + std::to_string(*free_bytes >> 20) + " MiB free and about " +
                                       std::to_string(needed >> 20) + " MiB are needed; free some space or choose another --state-dir"};
}

PipelineOptions Run::pipeline_options(const Resources& resources, bool is_incremental) {
    PipelineOptions options{env_.file_system, *units_, {}, is_incremental, resources.workers, resources.files_in_flight, scan_start_ns_,
                            env_.progress,    env_.cancellation, env_.trace};
    if (!before_.path.empty()) options.seeds.push_back(before_.path);
    const std::string partial = env_.state_directory + PartialName;
    std::error_code failed;
    if (!options_.full && std::filesystem::exists(partial, failed)) options.seeds.push_back(partial);
    if (!options_.full && before_.path.empty()) options.seeds.insert(options.seeds.end(), env_.relatives.begin(), env_.relatives.end());
    return options;
}

Result<void> Run::write_rows(store::IndexWriter& writer, PipelineResult& result) {
    const Span span(env_.trace, "stage", "rows");
    std::sort(result.rows.begin(), result.rows.end(), [](const auto& a, const auto& b) { return a.file.path < b.file.path; });
    const auto retire = [&](const store::FileRow& row) -> Result<void> {
        digest_.remove(row.fingerprint);
        std::optional<store::ContentRow> content;
        if (row.content) {
            KOMPRESS_TRY_VALUE(found, writer.content(row.content));
            content = std::move(found);
        }
        totals_.count(row, content ? &*content : nullptr, -1);
        return {};
    };
    const bool is_incremental = !index_path_.empty() && index_path_ == before_.path;
    if (is_incremental) {
        for (const store::FileRow& row : plan_.removed) {
            KOMPRESS_TRY(retire(row));
            KOMPRESS_TRY(writer.remove_file(row));
            old_rows_.push_back(row);
        }
        for (const Work& work : plan_.work) {
            if (!work.stored) continue;
            KOMPRESS_TRY(retire(*work.stored));
            old_rows_.push_back(*work.stored);
        }
    }
    for (auto& row : result.rows) {
        if (!is_incremental) row.file.id = 0;
        KOMPRESS_TRY(writer.put_file(row.file));
        digest_.add(row.file.fingerprint);
        totals_.count(row.file, row.content.id ? &row.content : nullptr, +1);
    }
    KOMPRESS_TRY(writer.collect_orphans(totals_.bytes()));
    KOMPRESS_TRY(writer.set_totals(totals_));
    KOMPRESS_TRY(writer.set_meta("extractors", extractor_signature()));
    KOMPRESS_TRY(writer.set_meta("root", env_.root));
    return writer.set_meta("written_ns", std::to_string(wall_clock_ns()));
}

/// References of the new state to edges, and ranks from them.
Result<void> Run::link_files(store::IndexWriter& writer, PipelineResult& result) {
    const bool is_incremental = !index_path_.empty() && index_path_ == before_.path;
    LinkInput input{env_.file_system, writer, is_incremental ? before_.path : "", {}, std::move(old_rows_), *units_, options_.memory_limit_bytes, env_.cancellation};
    input.files.reserve(result.rows.size());
    for (auto& row : result.rows) input.files.push_back({std::move(row.file), std::move(row.unit), true});
    result.rows = {};
    plan_.work = {};
    if (is_incremental) {
        std::vector<std::int64_t> touched;
        for (const store::FileRow& row : input.old_rows) touched.push_back(row.id);
        std::sort(touched.begin(), touched.end());
        KOMPRESS_TRY_VALUE(reader, store::IndexReader::open(before_.path));
        KOMPRESS_TRY(reader->each_file([&](store::FileRow&& row) {
            if (!std::binary_search(touched.begin(), touched.end(), row.id)) input.files.push_back({std::move(row), nullptr, false});
            return true;
        }));
    }
    const auto by_path = [](const LinkFile& a, const LinkFile& b) { return a.row.path < b.row.path; };
    if (!std::is_sorted(input.files.begin(), input.files.end(), by_path)) std::sort(input.files.begin(), input.files.end(), by_path);
    if (options_.memory_limit_bytes) release_free_memory();  // what the parsers held
    KOMPRESS_TRY_VALUE(linked, link(std::move(input), before_.links));
    links_ = linked.totals;
    report_.stages.push_back({"resolve", linked.resolve_ms});
    report_.stages.push_back({"rank", linked.rank_ms});
    log_debug("references of " + std::to_string(linked.resolved_files) + " files resolved");
    KOMPRESS_TRY(writer.set_meta("links", links_.encode()));
    store::Digest whole = digest_;
    links_.add_to(whole);
    return writer.set_meta("digest", whole.value().hex());
}

Result<void> Run::keep_partial(std::unique_ptr<store::IndexWriter> writer, const std::string& path) {
    if (auto committed = writer->commit(); !committed) {
        writer.reset();
        store::remove_index(path);
        return committed;
    }
    writer.reset();
    const std::string partial = env_.state_directory + PartialName;
    store::remove_index(partial);
    std::error_code failed;
    std::filesystem::rename(path, partial, failed);
    return {};
}

Result<void> Run::parse_and_write() {
    const bool rebuild = must_rebuild();
    if (rebuild && !before_.path.empty()) {
        // Unchanged files go through the pipeline too: their facts are copied, not parsed.
        KOMPRESS_TRY(scan());
        plan_ = make_plan(std::move(walk_.files), {}, {options_.relevant_first, DictionarySamples, {}});
    }
    KOMPRESS_TRY(check_space());
    const Resources resources = plan_resources(options_.jobs, options_.memory_limit_bytes, plan_.work_bytes);
    units_.emplace(options_.memory_limit_bytes ? env_.state_directory : "");
    index_path_ = rebuild ? store::next_index(env_.state_directory) : before_.path;
    auto opened = rebuild ? store::IndexWriter::create(index_path_, resources.writer) : store::IndexWriter::open(index_path_, resources.writer);
    if (!opened) {
        if (rebuild) store::remove_index(index_path_);
        return opened.error();
    }
    std::unique_ptr<store::IndexWriter> writer = std::move(*opened);
    if (!rebuild) totals_ = before_.totals, digest_ = before_.digest;
    auto ran = timed("parse", [&] {
        tbb::task_arena arena(static_cast<int>(resources.workers));
        return arena.execute([&] { return run_pipeline(plan_.work, *writer, pipeline_options(resources, !rebuild)); });
    });
    if (!ran) {
        if (rebuild) writer.reset(), store::remove_index(index_path_);
        return ran.error();
    }
    report_.files.parsed = ran->parsed;
    report_.files.reused = ran->reused;
    report_.bytes_parsed = ran->bytes_parsed;
    report_.diagnostics.insert(report_.diagnostics.end(), ran->diagnostics.begin(), ran->diagnostics.end());
    log_debug("parser time of all workers: " + std::to_string(ran->parse_cpu_ms) + " ms; writer: " + std::to_string(ran->write_ms) + " ms");
    if (ran->was_cancelled) {
        if (rebuild) KOMPRESS_TRY(keep_partial(std::move(writer), index_path_));
        else KOMPRESS_TRY(writer->commit());  // facts only: no file row was touched
        return Error{ErrorCode::Cancelled, "stopped; " + std::to_string(ran->parsed) + " parsed files are kept: run kompress index again to go on"};
    }
    auto written = timed("write", [&]() -> Result<void> {
        KOMPRESS_TRY(write_rows(*writer, *ran));
        KOMPRESS_TRY(link_files(*writer, *ran));
        KOMPRESS_TRY(writer->commit());
        writer.reset();
        return rebuild ? store::publish_index(env_.state_directory, index_path_) : Result<void>{};
    });
    if (!written) {
        writer.reset();
        if (rebuild) store::remove_index(index_path_);
        return written;
    }
    store::remove_index(env_.state_directory + PartialName);
    report_.mode = rebuild && before_.path.empty() ? IndexMode::Full : IndexMode::Incremental;
    return {};
}

void Run::fill_report() {
    report_.root = env_.root;
    report_.files.seen = seen_;
    report_.files.ignored = walk_.ignored;
    for (std::size_t i = 0; i < FileClassCount; ++i) report_.files.by_class[i] = static_cast<std::uint64_t>(totals_.classes[i]);
    report_.files.indexed = report_.files.by_class[static_cast<std::size_t>(FileClass::Indexed)];
    for (std::size_t i = 1; i < LanguageCount; ++i) {
        const auto& l = totals_.languages[i];
        if (l.files == 0) continue;
        const auto u = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
        report_.languages.push_back({static_cast<Language>(i), u(l.files), u(l.bytes), u(l.lines), u(l.code_lines), u(l.symbols),
                                     u(l.references), u(l.parse_errors)});
    }
    std::stable_sort(report_.languages.begin(), report_.languages.end(), [](const auto& a, const auto& b) { return a.bytes > b.bytes; });
    report_.symbols = static_cast<std::uint64_t>(totals_.symbols());
    report_.references = static_cast<std::uint64_t>(totals_.references());
    for (std::size_t i = 0; i < TierCount; ++i) report_.edges[i] = links_.counts[i];
    store::Digest whole = digest_;
    links_.add_to(whole);
    report_.digest = whole.value().hex();
    report_.database_bytes = file_size(store::current_index(env_.state_directory));
    report_.peak_rss_bytes = peak_rss_bytes();
    report_.diagnostics.insert(report_.diagnostics.end(), walk_.diagnostics.begin(), walk_.diagnostics.end());
    std::stable_sort(report_.diagnostics.begin(), report_.diagnostics.end(), [](const Diagnostic& a, const Diagnostic& b) { return a.path < b.path; });
}

Result<IndexReport> Run::go() {
    const auto start = Clock::now();
    const unsigned jobs = options_.jobs ? options_.jobs : usable_processors();
    const tbb::global_control control(tbb::global_control::max_allowed_parallelism, jobs);
    if (store::is_network_file_system(env_.state_directory))
        return Error{ErrorCode::Io, env_.state_directory + " is on a network file system, where a database cannot be shared safely; "
                                                           "choose a local directory with --state-dir"};
    std::optional<store::WriterLock> lock;
    if (!options_.dry_run) {
        KOMPRESS_TRY_VALUE(acquired, store::WriterLock::acquire(env_.state_directory, options_.lock_wait_ms));
        lock.emplace(std::move(acquired));
        store::remove_leftovers(env_.state_directory);
    }
    KOMPRESS_TRY(timed("scan", [&] { return look(); }));
    KOMPRESS_TRY(timed("plan", [&]() -> Result<void> {
        if (env_.cancellation && env_.cancellation->is_requested())
            return Error{ErrorCode::Cancelled, "stopped before anything was changed; run kompress index again"};
        const auto stale = before_.path.empty() ? std::vector<bool>{} : stale_languages(before_.extractors);
        plan_ = make_plan(std::move(walk_.files), std::move(before_.files), {options_.relevant_first, DictionarySamples, stale});
        return {};
    }));
    if (options_.dry_run && !before_.path.empty()) KOMPRESS_TRY(settle_racy());
    report_.files.unchanged = plan_.unchanged;
    report_.files.removed = plan_.removed.size();
    const bool is_noop = !before_.path.empty() && plan_.work.empty() && plan_.removed.empty() && !has_stale_edges(before_.extractors);
    if (is_noop || options_.dry_run) {
        totals_ = before_.totals, digest_ = before_.digest, links_ = before_.links;
        report_.mode = is_noop ? IndexMode::Noop : must_rebuild() ? IndexMode::Full : IndexMode::Incremental;
        if (options_.dry_run) report_.files.parsed = plan_.work.size();
    } else {
        KOMPRESS_TRY(parse_and_write());
    }
    fill_report();
    report_.wall_ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    return std::move(report_);
}

}  // namespace

Result<IndexReport> run(const Environment& environment, const IndexOptions& options) {
    if (options.dry_run) return Run(environment, options).go();
    KOMPRESS_TRY(store::prepare_state_directory(environment.state_directory));
    auto report = Run(environment, options).go();
    if (report || report.error().code != ErrorCode::Corrupt || options.full) return report;
    // Damage that only an update came upon. Nothing is lost: facts can always be made again.
    log_warning("rebuilding the index: " + report.error().message);
    IndexOptions full = options;
    full.full = true;
    return Run(environment, full).go();
}

}  // namespace kompress::index

namespace kompress {

std::vector<Language> indexed_languages() {
    std::vector<Language> languages;
    for (std::size_t i = 1; i < LanguageCount; ++i)
        if (parse::is_supported(static_cast<Language>(i))) languages.push_back(static_cast<Language>(i));
    return languages;
}

}  // namespace kompress
