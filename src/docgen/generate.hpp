// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Writes the reference documentation of a repository from its index: overview, a page a module, a page a file.
///
/// Everything comes from facts; sentences of a model stand only in their slots, and are proved (prose/). The output directory carries a manifest of what is ours:
/// other files in it are never touched. Deterministic: the same index gives the same bytes.
/// Threading: one thread. Errors: Io, Cancelled, Corrupt. Trouble with one page is a Diagnostic.

#include <string>

#include "base/cancel.hpp"
#include "docgen/prose_run.hpp"
#include "kompress/document.hpp"
#include "kompress/file_system.hpp"
#include "kompress/progress.hpp"
#include "kompress/result.hpp"
#include "store/index_reader.hpp"

namespace kompress::docgen {

Result<DocumentReport> generate(store::IndexReader& index, FileSystem& files, const std::string& root,
                                const DocumentOptions& options, ProgressSink* progress, const Cancellation* cancellation, const ProseHost* host = nullptr);

}  // namespace kompress::docgen
