// SPDX-License-Identifier: Apache-2.0
#include "cli/session.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/log.hpp"
#include "cli/json_output.hpp"
#include "cli/progress.hpp"

namespace kompress::cli {
namespace {

std::atomic<Workspace*> interrupted_workspace{nullptr};
std::atomic<int> signals_seen{0};

void on_signal(int number) {
    if (signals_seen.fetch_add(1) > 0) ::_exit(128 + number);
    if (Workspace* workspace = interrupted_workspace.load()) workspace->cancel();
    else ::_exit(128 + number);
}

void install_signal_handlers() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

int exit_status(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidArgument: return Usage;
        case ErrorCode::NotFound: return NotFoundOrFailed;
        case ErrorCode::Corrupt:
        case ErrorCode::Incompatible:
        case ErrorCode::Busy: return BadIndex;
        case ErrorCode::Cancelled: return Interrupted;
        case ErrorCode::Configuration: return Config;
        case ErrorCode::Limit: return Budget;
        case ErrorCode::Denied: return Denied;
        case ErrorCode::Unavailable: return Unavailable;
        case ErrorCode::Io:
        case ErrorCode::Internal: return NotFoundOrFailed;
    }
    return NotFoundOrFailed;
}

}  // namespace

Result<std::uint64_t> parse_size(const std::string& text) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    std::string unit(end);
    if (!unit.empty() && (unit.back() == 'B' || unit.back() == 'b') && unit.size() > 1) unit.pop_back();
    const char* units = "BKMGT";
    const char* at = unit.empty() ? units : std::strchr(units, std::toupper(static_cast<unsigned char>(unit[0])));
    if (end == text.c_str() || number < 0 || unit.size() > 1 || !at || !*at)
        return Error{ErrorCode::InvalidArgument, "'" + text + "' is not a size; write it like 400M or 2G"};
    double bytes = number;
    for (; at > units; --at) bytes *= 1024;
    return static_cast<std::uint64_t>(bytes);
}

std::string human_bytes(std::uint64_t bytes) {
    static constexpr const char* Units[] = {"B", "kB", "MB", "GB", "TB"};
    double value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 1000 && unit < 4; ++unit) value /= 1000;
    char text[32];
    std::snprintf(text, sizeof text, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, Units[unit]);
    return text;
}

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
    return text;
}

void Session::add_global_options(CLI::App& app) {
    app.add_option("--state-dir", state_dir, "Where the databases live [default: <root>/.kompress]")->envname("KOMPRESS_STATE_DIR");
    app.add_option("-j,--jobs", jobs, "Threads to use; 1 is serial [default: all usable processors]")->envname("KOMPRESS_MAX_PARALLEL");
    app.add_option("--mem-limit", memory_limit, "Stay under this much memory, e.g. 400M; slower rather than larger");
    app.add_flag("--nice", nice, "Run at the lowest priority");
    app.add_flag("-q,--quiet", quiet, "Errors only");
    app.add_flag("-v,--verbose", verbose, "Say more on stderr");
    app.add_option("--log-level", log_level, "debug, info, warning or error; debug shows the time of every stage")
        ->check(CLI::IsMember({"debug", "info", "warning", "error"}));
    app.add_option("--color", color, "auto, always or never")->check(CLI::IsMember({"auto", "always", "never"}));
    app.add_flag("--json", json, "One JSON document on stdout");
    app.add_option("--progress", progress, "auto, none or json (lines on stderr)")->check(CLI::IsMember({"auto", "none", "json"}));
    app.add_option("--trace", trace, "Write a Chrome trace of stages and files to this file");
}

void Session::add_index_options(CLI::App& app) {
    app.add_option("--include", index_.include, "Only files that match this glob (.gitignore syntax); repeatable");
    app.add_option("--exclude", index_.exclude, "Not files that match this glob; repeatable");
    app.add_option("--lang", languages_, "Only this language (see: kompress languages); repeatable");
    app.add_option("--max-file-size", max_file_size_, "Leave larger files out [default: 64M]");
    app.add_option("--priority", priority_, "relevant (sources first, recently changed first) or size")
        ->check(CLI::IsMember({"relevant", "size"}));
}

Result<void> Session::prepare() {
    const std::string level = verbose && log_level == "warning" ? "info" : quiet ? "error" : log_level;
    set_log_level(level == "debug" ? LogLevel::Debug : level == "info" ? LogLevel::Info : level == "error" ? LogLevel::Error : LogLevel::Warning);
    if (nice) ::setpriority(PRIO_PROCESS, 0, 19);
    index_.jobs = jobs;
    index_.relevant_first = priority_ == "relevant";
    for (const auto& [text, target] : {std::pair{&memory_limit, &index_.memory_limit_bytes}, std::pair{&max_file_size_, &index_.max_file_size_bytes}}) {
        if (text->empty()) continue;
        auto bytes = parse_size(*text);
        if (!bytes) return bytes.error();
        *target = *bytes;
    }
    for (const std::string& name : languages_) {
        const auto language = language_from_name(name);
        if (!language) return Error{ErrorCode::InvalidArgument, "no language is called '" + name + "'; kompress languages lists them"};
        index_.languages.push_back(*language);
    }
    return {};
}

Result<Workspace*> Session::workspace() {
    if (!workspace_) {
        auto opened = Workspace::open({path, state_dir, trace});
        if (!opened) return opened.error();
        workspace_ = std::move(*opened);
        interrupted_workspace = workspace_.get();
        install_signal_handlers();
    }
    return workspace_.get();
}

bool Session::use_color() const {
    if (color != "auto") return color == "always";
    const auto is_set = [](const char* name) {
        const char* value = std::getenv(name);
        return value && *value;
    };
    if (is_set("NO_COLOR")) return false;
    if (is_set("CLICOLOR_FORCE")) return true;
    const char* term = std::getenv("TERM");
    return ::isatty(STDOUT_FILENO) && term && std::strcmp(term, "dumb") != 0;
}

std::unique_ptr<ProgressSink> Session::make_progress() const {
    if (quiet || progress == "none") return nullptr;
    if (progress == "json") return make_json_progress();
    const bool is_terminal = ::isatty(STDERR_FILENO) && !std::getenv("CI");
    return is_terminal ? make_bar_progress() : make_line_progress();
}

int Session::fail(const Error& error) const {
    std::fprintf(stderr, "kompress: %s\n", shown(error.message).c_str());
    return exit_status(error.code);
}

}  // namespace kompress::cli
