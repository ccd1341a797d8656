// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Brings the index of one repository up to date: scan → plan → read and parse in parallel → write.
///
/// Threading: run() uses TBB inside and is called from one thread. One indexer writes a state directory
/// at a time, across processes.

#include <string>
#include <vector>

#include "base/cancel.hpp"
#include "base/trace.hpp"
#include "kompress/file_system.hpp"
#include "kompress/index.hpp"
#include "kompress/progress.hpp"
#include "kompress/result.hpp"

namespace kompress::index {

struct Environment {
    FileSystem& file_system;
    std::string root;             ///< absolute
    std::string state_directory;  ///< absolute
    std::vector<std::string> relatives{};  ///< other indexes whose facts a first build may take over, by content
    ProgressSink* progress = nullptr;
    const Cancellation* cancellation = nullptr;
    Trace* trace = nullptr;
};

/// Errors: Busy (another kompress indexes here), Cancelled (what was parsed is kept for the next run), Io, Limit.
Result<IndexReport> run(const Environment& environment, const IndexOptions& options);

/// Builds a second index from nothing in a temporary place and compares digests. Errors: as run(); NotFound.
Result<VerifyReport> verify(const Environment& environment, const IndexOptions& options);

}  // namespace kompress::index
