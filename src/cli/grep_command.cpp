// SPDX-License-Identifier: Apache-2.0
/// grep: matching lines, printed as they are found.
#include <stdio_ext.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "base/system_error.hpp"
#include "cli/commands.hpp"
#include "cli/json_output.hpp"

namespace kompress::cli {
namespace {

struct Options {
    GrepQuery query;
    std::vector<std::string> languages;
    std::string path, timeout, first_match_timeout;
    std::uint32_t context = 0;
    bool json_lines = false, counts = false, files = false;
};

/// "3s", "500ms", "2m", "1.5" (seconds).
Result<std::chrono::milliseconds> parse_duration(const std::string& text) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    const std::string unit(end);
    const double factor = unit.empty() || unit == "s" ? 1000 : unit == "ms" ? 1 : unit == "m" ? 60'000 : 0;
    if (end == text.c_str() || factor == 0 || !(number >= 0) || number > 1e9)
        return Error{ErrorCode::InvalidArgument, "'" + text + "' is no duration; try 500ms, 3s or 2m"};
    return std::chrono::milliseconds(static_cast<std::int64_t>(number * factor));
}

/// Writes parts as text or JSON. One thread at a time; nothing is kept.
class Printer {
  public:
    Printer(const Options& options, bool json, bool color) : options_(options), json_(json), lines_(options.json_lines), color_(color) {}

    void begin() {
        if (!json_ || lines_) return;
        std::printf("{\n  \"schema\": \"kompress.grep/1\",\n  \"pattern\": %s,\n  \"matches\": [", Json(json_text(options_.query.pattern)).dump().c_str());
    }

    bool print(const GrepPart& part) {
        out_.clear();
        errno = 0;
        if (part.is_binary && !json_ && !lines_) std::fprintf(stderr, "kompress: %s: binary file matches\n", shown(part.path).c_str());
        else if (json_ || lines_) add_json(part);
        else add_text(part);
        std::fwrite(out_.data(), 1, out_.size(), stdout);
        // The first lines at once, the others now and then: a reader behind a pipe should not wait for a full buffer.
        const auto now = std::chrono::steady_clock::now();
        if (now - flushed_ > std::chrono::milliseconds(100)) {
            std::fflush(stdout);
            flushed_ = now;
        }
        if (std::ferror(stdout)) write_error_ = errno ? errno : EIO;
        return write_error_ == 0;
    }

    int write_error() const { return write_error_; }

    void end(const GrepReport& report) {
        if (!json_ || lines_) return;
        Json json{{"matching_lines", report.lines_matched}, {"files_matched", report.files_matched}, {"files_searched", report.files_searched},
                  {"bytes_searched", report.bytes_searched}, {"binary_files", report.binary_files},  {"limited", report.is_limited},
                  {"timed_out", report.is_timed_out},        {"wall_ms", report.wall_ms}};
        if (!report.next_cursor.empty()) json["next_cursor"] = json_text(report.next_cursor);
        json["diagnostics"] = Json::array();
        for (const auto& d : report.diagnostics) json["diagnostics"].push_back({{"path", json_text(d.path)}, {"code", d.code}, {"message", json_text(d.message)}});
        const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace);
        std::printf("%s],%s\n", is_first_ ? "" : "\n  ", text.c_str() + 1);
    }

  private:
    void add_item(const Json& item) {
        if (!lines_) out_ += is_first_ ? "\n    " : ",\n    ";
        out_ += item.dump(-1, ' ', false, Json::error_handler_t::replace);
        if (lines_) out_ += '\n';
        is_first_ = false;
    }

    void add_json(const GrepPart& part) {
        const std::string file = json_text(part.path);
        if (part.is_binary) return add_item({{"file", file}, {"binary", true}});
        if (options_.query.mode == GrepMode::Counts) return add_item({{"file", file}, {"lines", part.matching_lines}});
        if (options_.query.mode == GrepMode::Files) return add_item({{"file", file}});
        for (const GrepLine& line : part.lines) {
            Json item{{"file", file}, {"line", line.line}};
            if (line.is_match) {
                Json spans = Json::array();
                for (const GrepMatch& match : line.matches) spans.push_back({match.begin, match.end});
                item["column"] = line.matches.empty() ? 0 : line.matches.front().begin;
                item["spans"] = spans;
            } else {
                item["context"] = true;
            }
            item["text"] = json_text(line.text);
            add_item(item);
        }
    }

    void paint(const char* code, std::string_view text) {
        if (color_) out_ += code;
        out_ += text;
        if (color_) out_ += "\033[0m";
    }

    void add_text(const GrepPart& part) {
        const std::string path = shown(part.path);
        constexpr const char *Path = "\033[35m", *Number = "\033[32m", *Match = "\033[1;31m";
        if (options_.query.mode != GrepMode::Lines) {
            paint(Path, path);
            if (options_.query.mode == GrepMode::Counts) out_ += ':' + std::to_string(part.matching_lines);
            out_ += '\n';
            return;
        }
        const bool has_context = options_.query.before > 0 || options_.query.after > 0;
        for (const GrepLine& line : part.lines) {
            if (has_context && !is_first_ && (line.follows_gap || last_path_ != part.path)) out_ += "--\n";
            is_first_ = false;
            if (last_path_ != part.path) last_path_ = part.path;
            const char mark = line.is_match ? ':' : '-';
            paint(Path, path);
            out_ += mark;
            paint(Number, std::to_string(line.line));
            out_ += mark;
            std::size_t at = 0;
            for (const GrepMatch& match : line.matches) {
                out_ += line.text.substr(at, match.begin - at);
                paint(Match, line.text.substr(match.begin, match.end - match.begin));
                at = match.end;
            }
            out_ += line.text.substr(at);
            out_ += '\n';
        }
    }

    const Options& options_;
    const bool json_, lines_, color_;
    bool is_first_ = true;
    int write_error_ = 0;
    std::string out_, last_path_;
    std::chrono::steady_clock::time_point flushed_{};
};

Result<void> complete(Options& options, const Session& session, const Workspace& workspace) {
    GrepQuery& query = options.query;
    for (const std::string& name : options.languages) {
        const auto language = language_from_name(name);
        if (!language) return Error{ErrorCode::InvalidArgument, "no language is called '" + name + "'; kompress languages lists them"};
        query.languages.push_back(*language);
    }
    for (const auto& [text, target] : {std::pair{&options.timeout, &query.timeout}, std::pair{&options.first_match_timeout, &query.first_match_timeout}}) {
        if (text->empty()) continue;
        auto duration = parse_duration(*text);
        if (!duration) return duration.error();
        *target = *duration;
    }
    if (query.before == 0) query.before = options.context;
    if (query.after == 0) query.after = options.context;
    if (options.counts) query.mode = GrepMode::Counts;
    if (options.files) query.mode = GrepMode::Files;
    query.jobs = session.jobs;
    query.want_matches = session.json || options.json_lines || session.use_color();
    if (options.path.empty()) return {};
    std::error_code failed;
    const auto below = std::filesystem::canonical(options.path, failed).lexically_relative(workspace.root());
    if (failed) return Error{ErrorCode::NotFound, "there is no " + options.path + "; name a file or directory of the repository"};
    if (below.empty() || *below.begin() == "..") return Error{ErrorCode::InvalidArgument, options.path + " is outside of the repository " + workspace.root()};
    if (below != ".") query.under = below.generic_string();
    return {};
}

int run(Session& session, Options& options) {
    if (!options.path.empty() && session.path == ".") session.path = options.path;
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    if (auto completed = complete(options, session, **workspace); !completed) return session.fail(completed.error());
    Printer printer(options, session.json, session.use_color());
    bool has_begun = false;
    const auto begin_once = [&] {
        if (!has_begun) printer.begin();
        has_begun = true;
    };
    auto report = (*workspace)->grep(options.query, [&](const GrepPart& part) {
        begin_once();
        return printer.print(part);
    });
    if (!report) return session.fail(report.error());
    if (printer.write_error() != 0) {  // said here, where the reason is known, and not once more at the end
        ::__fpurge(stdout);
        std::clearerr(stdout);
        return session.fail(system_error("writing to standard output", printer.write_error(), "write it elsewhere"));
    }
    begin_once();
    printer.end(*report);
    for (const Diagnostic& d : report->diagnostics)
        if (!session.json && !session.quiet) std::fprintf(stderr, "kompress: %s: %s\n", shown(d.path).c_str(), shown(d.message).c_str());
    if (!report->next_cursor.empty() && !session.json && !session.quiet) std::fprintf(stderr, "more: --cursor '%s'\n", shown(report->next_cursor).c_str());
    if (report->is_timed_out) {
        std::fprintf(stderr, "kompress: time is up after %.1f s; what was found until then is shown\n", report->wall_ms / 1000);
        return Budget;
    }
    return report->files_matched > 0 ? Ok : NotFoundOrFailed;
}

}  // namespace

Run configure_grep(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    GrepQuery& query = options->query;
    app.add_option("pattern", query.pattern, "Regular expression: RE2's language, \\w \\d \\s of Unicode")->required();
    app.add_option("path", options->path, "Only below this directory, or in this file [default: the repository]");
    app.add_option("-g,--glob", query.globs, "Only files that match this glob (.gitignore syntax); with ! not those; repeatable");
    app.add_option("--lang", options->languages, "Only files of this language; repeatable");
    app.add_flag("-i,--ignore-case", query.ignore_case, "Upper and lower case are the same");
    app.add_flag("-F,--fixed-strings", query.fixed, "The pattern is plain text");
    app.add_flag("-w,--word-regexp", query.whole_words, "Only whole words");
    app.add_flag("-a,--text", query.binary_as_text, "Search binary files, too");
    app.add_option("-A,--after-context", query.after, "Show so many lines behind a match");
    app.add_option("-B,--before-context", query.before, "Show so many lines before a match");
    app.add_option("--context", options->context, "Show so many lines before and behind a match");
    auto* counts = app.add_flag("-c,--count", options->counts, "Show how many lines of each file match");
    app.add_flag("-l,--files-with-matches", options->files, "Show only the names of the files")->excludes(counts);
    app.add_option("-m,--max-count", query.limit_per_file, "At most so many lines of a file");
    app.add_option("--limit", query.limit, "At most so many lines in all (files, with -c or -l)");
    app.add_option("--cursor", query.cursor, "Go on behind an earlier answer");
    app.add_option("--timeout", options->timeout, "Stop after this time, e.g. 10s, and exit with 4");
    app.add_option("--first-match-timeout", options->first_match_timeout, "Stop when nothing matched within this time");
    app.add_flag("--jsonl", options->json_lines, "One JSON object a line");
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    return [&session, options] { return run(session, *options); };
}

}  // namespace kompress::cli
