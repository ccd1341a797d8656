// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Searches the files of a tree, as they are on disk now, for lines that match.
///
/// Threading: grep() starts its own threads; the sink is called from them, by one at a time.

#include <string>

#include "base/cancel.hpp"
#include "kompress/grep.hpp"
#include "kompress/result.hpp"

namespace kompress::grep {

struct Tree {
    std::string root;       ///< absolute
    std::string state_dir;  ///< relative to the root; "" when outside
};

/// Errors: InvalidArgument (the pattern), Cancelled, Limit (memory).
Result<GrepReport> grep(const Tree& tree, const GrepQuery& query, const GrepSink& sink, const Cancellation* cancellation);

}  // namespace kompress::grep
