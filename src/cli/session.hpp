// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What every command shares: global options, the workspace, output, signals.
///
/// Threading: the main thread; signals reach the workspace through Workspace::cancel().

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kompress/workspace.hpp"

namespace CLI {
class App;
}

namespace kompress::cli {

/// Exit statuses; the whole table is in docs/commands/index.md.
enum Exit : int { Ok = 0, NotFoundOrFailed = 1, Usage = 2, Partial = 3, Budget = 4, Config = 5, BadIndex = 6, Denied = 7, Unavailable = 8, Interrupted = 130, Terminated = 143 };

class Session {
  public:
    // Global options, filled by CLI11.
    std::string path = ".";
    std::string state_dir, memory_limit, log_level = "warning", color = "auto", progress = "auto", trace;
    unsigned jobs = 0;
    bool nice = false, quiet = false, verbose = false, json = false;

    /// Adds the options that every command has.
    void add_global_options(CLI::App& app);
    /// Adds the options that choose files, as `index` takes them.
    void add_index_options(CLI::App& app);
    /// Applies what was parsed: log level, niceness, memory limit. Errors: InvalidArgument.
    Result<void> prepare();

    Result<Workspace*> workspace();
    IndexOptions index_options() const { return index_; }
    bool use_color() const;
    /// Progress as asked for and as the terminal allows; shown until the returned object dies.
    std::unique_ptr<ProgressSink> make_progress() const;

    /// Prints the error in one sentence and gives its exit status.
    int fail(const Error& error) const;

  private:
    std::unique_ptr<Workspace> workspace_;
    IndexOptions index_;
    std::vector<std::string> languages_;
    std::string max_file_size_, priority_ = "relevant";
};

/// "64M", "1G", "4096" → bytes. Errors: InvalidArgument.
Result<std::uint64_t> parse_size(const std::string& text);
/// "1.2 MB", "85 B".
std::string human_bytes(std::uint64_t bytes);
/// "1,234,567".
std::string grouped(std::uint64_t number);

}  // namespace kompress::cli
