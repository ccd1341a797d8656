// SPDX-License-Identifier: Apache-2.0
#include "workspace/state.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "base/cancel.hpp"
#include "base/log.hpp"
#include "base/trace.hpp"
#include "base/try.hpp"
#include "exports/exports.hpp"
#include "fs/atomic_file.hpp"
#include "fs/disk.hpp"
#include "fs/git_repository.hpp"
#include "context/build.hpp"
#include "grep/grep.hpp"
#include "fs/read_source.hpp"
#include "fs/walk.hpp"
#include "index/indexer.hpp"
#include "search/edge_finder.hpp"
#include "search/edge_graph.hpp"
#include "search/searcher.hpp"
#include "search/symbol_finder.hpp"
#include "store/index_reader.hpp"
#include "store/state_directory.hpp"

namespace kompress {

Workspace::Workspace(std::unique_ptr<State> state) : state_(std::move(state)) {}

Workspace::~Workspace() {
    if (!state_->trace) return;
    auto written = fs::write_file_atomically(state_->options.trace_file, state_->trace->to_json(), false);
    if (!written) log_warning("the trace was not written: " + written.error().message);
}

Result<std::unique_ptr<Workspace>> Workspace::open(const WorkspaceOptions& options) {
    auto state = std::make_unique<State>();
    state->options = options;
    KOMPRESS_TRY_VALUE(root, fs::find_repository_root(options.path));
    state->root = root;
    std::error_code failed;
    state->state_dir = options.state_dir.empty() ? root + StateDirectoryName
                                                 : std::filesystem::absolute(options.state_dir, failed).lexically_normal().string();
    if (!options.trace_file.empty()) state->trace = std::make_unique<Trace>();
    return std::unique_ptr<Workspace>(new Workspace(std::move(state)));
}

const std::string& Workspace::root() const { return state_->root; }
const std::string& Workspace::state_dir() const { return state_->state_dir; }
void Workspace::set_progress(ProgressSink* sink) { state_->progress = sink; }
void Workspace::cancel() { state_->cancellation.request(); }

Result<IndexReport> Workspace::index(const IndexOptions& options) {
    KOMPRESS_TRY_VALUE(environment, state_->environment());
    return index::run(environment, options);
}

Result<VerifyReport> Workspace::verify(const IndexOptions& options) {
    KOMPRESS_TRY_VALUE(environment, state_->environment());
    return index::verify(environment, options);
}

std::string_view index_mode_name(IndexMode mode) {
    static constexpr std::string_view Names[] = {"full", "incremental", "noop"};
    return Names[static_cast<int>(mode)];
}

namespace {

std::string utc_time(const std::string& nanoseconds) {
    const std::time_t seconds = static_cast<std::time_t>(std::strtoll(nanoseconds.c_str(), nullptr, 10) / 1'000'000'000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

/// Lines [first, first + limit) of a text; limit 0: to the end.
SourceLines cut_lines(std::string_view text, std::uint32_t first, std::uint32_t limit) {
    SourceLines lines;
    lines.first_line = std::max(first, 1u);
    const std::uint64_t stop = limit ? std::uint64_t{lines.first_line} + limit : UINT64_MAX;
    std::size_t begin = text.size(), end = text.size(), at = 0;
    std::uint32_t line = 1;
    for (; at < text.size(); ++line) {
        if (line == lines.first_line) begin = at;
        if (line == stop) end = at;
        const std::size_t next = text.find('\n', at);
        at = next == std::string_view::npos ? text.size() : next + 1;
    }
    lines.total_lines = line - 1;
    lines.text = begin < end ? std::string(text.substr(begin, end - begin)) : std::string();
    lines.last_line = static_cast<std::uint32_t>(std::min<std::uint64_t>(stop - 1, lines.total_lines));
    return lines;
}

FileInfo file_info(const store::FileRow& row) {
    FileInfo info;
    info.path = row.path;
    info.file_class = row.file_class;
    info.role = row.role;
    info.language = row.language;
    info.bytes = row.stamp.size_bytes;
    return info;
}

}  // namespace

Result<StatusReport> Workspace::status(const IndexOptions& options) {
    StatusReport report;
    report.root = state_->root;
    report.state_dir = state_->state_dir;
    auto reader = state_->reader();
    if (!reader && reader.error().code == ErrorCode::NotFound) return report;
    if (!reader) return reader.error();
    report.has_index = true;
    report.written_at = utc_time((*reader)->meta("written_ns"));
    reader = Error{};
    IndexOptions look = options;
    look.dry_run = true;
    KOMPRESS_TRY_VALUE(index, this->index(look));
    report.index = index;
    report.changed_files = index.files.parsed;
    report.removed_files = index.files.removed;
    report.is_current = index.mode == IndexMode::Noop;
    return report;
}

Result<FilePage> Workspace::files(const FileQuery& query) {
    KOMPRESS_TRY_VALUE(reader, state_->reader());
    FilePage page;
    std::string last = query.cursor;
    constexpr std::size_t Batch = 1024;
    for (;;) {
        KOMPRESS_TRY_VALUE(rows, reader->files(last, Batch));
        for (const store::FileRow& row : rows) {
            if (query.file_class && row.file_class != *query.file_class) continue;
            if (query.language && row.language != *query.language) continue;
            if (!query.pattern.empty() && row.path != query.pattern && !search::matches_glob(query.pattern, row.path)) continue;
            if (query.limit && page.files.size() == query.limit) {
                page.next_cursor = page.files.back().path;
                return page;
            }
            FileInfo info = file_info(row);
            if (row.content) {
                KOMPRESS_TRY_VALUE(content, reader->content(row.content));
                if (content) {
                    info.bytes = static_cast<std::uint64_t>(content->bytes);
                    info.lines = static_cast<std::uint64_t>(content->lines);
                    info.symbols = static_cast<std::uint64_t>(content->symbols);
                }
            }
            page.files.push_back(std::move(info));
        }
        if (rows.size() < Batch) return page;
        last = rows.back().path;
    }
}

Result<std::string> Workspace::explain_file(const std::string& path, const IndexOptions& options) {
    KOMPRESS_TRY_VALUE(files, state_->file_system());
    fs::WalkOptions walk;
    walk.root = state_->root;
    walk.include = options.include;
    walk.exclude = options.exclude;
    walk.languages = options.languages;
    walk.max_file_size_bytes = options.max_file_size_bytes;
    return fs::explain(*files, walk, path);
}

Result<SymbolPage> Workspace::symbols(const SymbolQuery& query) {
    KOMPRESS_TRY_VALUE(reader, state_->reader());
    return search::SymbolFinder(*reader).find(query);
}

Result<std::vector<SymbolInfo>> Workspace::outline(const std::string& file) {
    KOMPRESS_TRY_VALUE(reader, state_->reader());
    return search::SymbolFinder(*reader).outline(file);
}

Result<EdgePage> Workspace::edges(const EdgeQuery& query) {
    KOMPRESS_TRY_VALUE(reader, state_->reader());
    return search::EdgeFinder(*reader).find(query);
}

Result<ImpactReport> Workspace::impact(const std::string& symbol, unsigned depth, std::size_t limit) {
    KOMPRESS_TRY_VALUE(reader, state_->reader());
    return search::EdgeFinder(*reader).impact(symbol, depth, limit);
}

Result<void> Workspace::each_edge(const EdgeVisitor& visit) {
    KOMPRESS_TRY_VALUE(reader, state_->reader());
    return search::EdgeFinder(*reader).each(visit);
}

Result<SourceLines> Workspace::read(const std::string& file, std::uint32_t first_line, std::uint32_t limit) {
    KOMPRESS_TRY_VALUE(files, state_->file_system());
    FileEntry entry;
    entry.path = std::filesystem::path(file).lexically_normal().string();
    if (entry.path.empty() || entry.path.front() == '/' || entry.path.rfind("..", 0) == 0)
        return Error{ErrorCode::InvalidArgument, file + " is outside of the repository; name it relative to " + state_->root};
    KOMPRESS_TRY_VALUE(bytes, files->read(entry.path, 1));
    entry.stamp = bytes->stamp();
    entry.language = Language::C;  // any language: what is wanted is the decoded text
    const fs::ReadOutcome outcome = fs::read_source(*files, entry);
    if (outcome.file_class != FileClass::Indexed && outcome.source.text().empty())
        return Error{ErrorCode::Io, file + " cannot be shown as text: " + std::string(file_class_name(outcome.file_class))};
    SourceLines lines = cut_lines(outcome.source.text(), first_line, limit);
    lines.file = entry.path;
    if (auto reader = state_->reader()) {
        auto row = (*reader)->file(entry.path);
        lines.is_stale = row.ok() && *row && (*row)->stamp.has_times() && !((*row)->stamp == outcome.source.stamp);
    }
    return lines;
}

Result<std::vector<SourceLines>> Workspace::show(const std::string& symbol) {
    KOMPRESS_TRY_VALUE(reader, state_->reader());
    KOMPRESS_TRY_VALUE(found, search::SymbolFinder(*reader).resolve(symbol));
    if (found.empty()) return Error{ErrorCode::NotFound, "no definition of " + symbol + " is in the index; try: kompress symbols '*" + symbol + "*'"};
    std::vector<SourceLines> sources;
    for (const SymbolInfo& info : found) {
        KOMPRESS_TRY_VALUE(lines, read(info.file, info.start_line, info.end_line - info.start_line + 1));
        lines.symbol = info;
        sources.push_back(std::move(lines));
    }
    return sources;
}

Result<GrepReport> Workspace::grep(const GrepQuery& query, const GrepSink& sink) {
    const bool is_inside = state_->state_dir.starts_with(state_->root + "/");
    const grep::Tree tree{state_->root, is_inside ? state_->state_dir.substr(state_->root.size() + 1) : std::string()};
    const Span span(state_->trace.get(), "stage", "grep");
    return grep::grep(tree, query, sink, &state_->cancellation);
}

Result<SearchPage> Workspace::search(const SearchRequest& request) {
    KOMPRESS_TRY_VALUE(reader, state_->reader());
    KOMPRESS_TRY_VALUE(files, state_->file_system());
    return search::search(*reader, *files, request);
}

Result<ContextBundle> Workspace::context(const ContextRequest& request) {
    KOMPRESS_TRY_VALUE(reader, state_->reader());
    KOMPRESS_TRY_VALUE(files, state_->file_system());
    std::vector<context::ChangedLines> changes;
    if (!request.diff.empty()) {
        KOMPRESS_TRY_VALUE(changed, context::changed_lines(state_->root, request.diff));
        changes = std::move(changed);
    }
    search::EdgeGraph graph(*reader);
    return context::build(*reader, *files, graph, request, changes);
}

Result<std::uint64_t> Workspace::each_symbol(const SymbolSink& sink) {
    KOMPRESS_TRY_VALUE(reader, state_->reader());
    KOMPRESS_TRY_VALUE(files, state_->file_system());
    std::uint64_t count = 0;
    KOMPRESS_TRY(exports::each_file({*reader, *files, state_->root, state_->state_dir, &state_->cancellation},
                                    [&](const store::FileRow&, std::vector<SymbolInfo>& symbols) -> Result<void> {
                                        ++count;
                                        for (const SymbolInfo& symbol : symbols)
                                            if (!sink(symbol)) return exports::sink_closed();
                                        return {};
                                    }));
    return count;
}

Result<ExportReport> Workspace::export_index(ExportFormat format, const ExportSink& sink) {
    KOMPRESS_TRY_VALUE(reader, state_->reader());
    KOMPRESS_TRY_VALUE(files, state_->file_system());
    const exports::Source source{*reader, *files, state_->root, state_->state_dir, &state_->cancellation};
    switch (format) {
        case ExportFormat::Ctags: return exports::write_ctags(source, sink);
        case ExportFormat::Scip: return exports::write_scip(source, sink);
        case ExportFormat::LlmsText: return exports::write_llms_text(source, sink);
    }
    return Error{ErrorCode::Internal, "there is no such form"};
}

Result<ExportReport> Workspace::write_out(const std::string& path, const std::function<Result<ExportReport>(const ExportSink&)>& fill) {
    KOMPRESS_TRY_VALUE(file, fs::AtomicFile::create(path));
    Result<void> written;
    KOMPRESS_TRY_VALUE(report, fill([&](std::string_view bytes) {
        if (written) written = file.write(bytes);
        return written.ok();
    }));
    if (!written) return written.error();
    KOMPRESS_TRY(file.commit());
    return report;
}

}  // namespace kompress
