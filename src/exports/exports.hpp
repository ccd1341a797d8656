// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Writes an index in the forms of other tools, file by file, so that memory does not grow with the repository.
///
/// Threading: one thread; everything borrows what it is given.

#include <functional>
#include <string>
#include <vector>

#include "base/cancel.hpp"
#include "kompress/export.hpp"
#include "kompress/file_system.hpp"
#include "kompress/result.hpp"
#include "store/index_reader.hpp"

namespace kompress::exports {

struct Source {
    store::IndexReader& index;
    FileSystem& files;
    std::string root;       ///< absolute
    std::string state_dir;  ///< where large sorts keep what does not fit into memory
    const Cancellation* cancellation;
};

/// A file with facts and its definitions in source order; `parent` indexes the same vector.
using FileVisitor = std::function<Result<void>(const store::FileRow& file, std::vector<SymbolInfo>& symbols)>;

/// Every file with facts, by path. Errors: Corrupt, Io, Cancelled, and what `visit` returns.
Result<void> each_file(const Source& source, const FileVisitor& visit);

/// Errors: as each_file(), and Io when the sink refuses more.
Result<ExportReport> write_ctags(const Source& source, const ExportSink& sink);
Result<ExportReport> write_scip(const Source& source, const ExportSink& sink);
Result<ExportReport> write_llms_text(const Source& source, const ExportSink& sink);

/// What a sink that wants no more is answered with.
Error sink_closed();

}  // namespace kompress::exports
