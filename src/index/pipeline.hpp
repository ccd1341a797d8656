// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reads, parses and packs files in parallel and hands the results to one writer.
///
/// Threading: run() occupies the calling thread until all is done; the writer's callbacks come one at a time.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/cancel.hpp"
#include "base/trace.hpp"
#include "index/plan.hpp"
#include "kompress/file_system.hpp"
#include "kompress/progress.hpp"
#include "kompress/result.hpp"
#include "index/unit_store.hpp"
#include "store/index_writer.hpp"
#include "store/records.hpp"

namespace kompress::index {

/// Files whose facts the dictionaries of a new index are learned from: 224 of Linux's give what thousands would.
inline constexpr std::size_t DictionarySamples = 224;

struct PipelineOptions {
    FileSystem& file_system;
    UnitStore& units;
    std::vector<std::string> seeds;  ///< indexes whose facts may be taken over
    bool writes_into_first_seed = false;  ///< the first seed is the index being changed: its contents are linked, not copied
    unsigned workers = 1;
    unsigned files_in_flight = 4;
    std::int64_t scan_start_ns = 0;  ///< wall clock: stamps this young cannot be trusted next time
    ProgressSink* progress = nullptr;
    const Cancellation* cancellation = nullptr;
    Trace* trace = nullptr;
};

struct PipelineResult {
    struct Row {
        store::FileRow file;
        store::ContentRow content;  ///< id 0 when the file has no facts
        UnitHandle unit;            ///< empty without facts, and where they were in the index already
    };
    std::vector<Row> rows;  ///< one for every Work item that was finished
    std::vector<Diagnostic> diagnostics;
    std::uint64_t parsed = 0, reused = 0, bytes_parsed = 0;
    bool was_cancelled = false;
    double parse_cpu_ms = 0;  ///< in the parser, all workers added
    double write_ms = 0;      ///< in the writer
};

/// Stores new facts through `writer`; file rows are returned, not stored. Errors: those of the writer.
Result<PipelineResult> run_pipeline(const std::vector<Work>& work, store::IndexWriter& writer, const PipelineOptions& options);

}  // namespace kompress::index
