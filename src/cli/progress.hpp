// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Progress on stderr: a bar for a terminal, a line now and then for a log, JSON lines for a program.

#include <memory>

#include "kompress/progress.hpp"

namespace kompress::cli {

std::unique_ptr<ProgressSink> make_bar_progress();   ///< at most 10 times a second; erased at the end
std::unique_ptr<ProgressSink> make_line_progress();  ///< every 30 seconds
std::unique_ptr<ProgressSink> make_json_progress();  ///< {"stage":…,"done":…,"total":…}, at most 10 times a second

}  // namespace kompress::cli
