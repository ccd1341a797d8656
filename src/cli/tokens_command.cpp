// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>

#include "base/system_error.hpp"
#include "cli/commands.hpp"
#include "cli/json_output.hpp"
#include "kompress/tokens.hpp"

namespace kompress::cli {
namespace {

struct Options {
    std::vector<std::string> files;
    std::string list;
    TokenOptions tokens;
};

/// Names that end in NUL, from a file or ("-") standard input.
Result<std::vector<std::string>> read_list(const std::string& list) {
    std::FILE* in = list == "-" ? stdin : std::fopen(list.c_str(), "re");
    if (!in) return system_error("reading " + list, errno, "name a file that can be read");
    std::vector<std::string> names;
    std::string name;
    errno = 0;
    for (int c; (c = std::getc(in)) != EOF;) {
        if (c != 0) {
            name.push_back(static_cast<char>(c));
            continue;
        }
        if (!name.empty()) names.push_back(std::move(name));
        name.clear();
    }
    const int failed = std::ferror(in) ? (errno ? errno : EIO) : 0;
    if (in != stdin) std::fclose(in);
    if (failed) return system_error("reading " + list, failed, "name a file that can be read");
    if (!name.empty()) names.push_back(std::move(name));
    return names;
}

void print_count(const TokenCount& count, std::string_view name) {
    const std::string number = (count.is_exact ? "" : "~") + std::to_string(count.tokens);
    std::printf("%9s%s%s\n", number.c_str(), name.empty() ? "" : " ", shown(name).c_str());
}

void print_report(const TokenReport& report, bool names_files) {
    for (const TokenCount& count : report.files) {
        if (!count.error.empty()) std::fprintf(stderr, "kompress: %s\n", shown(count.error).c_str());
        else print_count(count, names_files ? count.path : "");
        if (count.replaced > 0)
            std::fprintf(stderr, "kompress: %s is not all UTF-8; %llu sequences are counted as U+FFFD\n", shown(count.path).c_str(),
                         static_cast<unsigned long long>(count.replaced));
    }
    if (report.files.size() > 1) print_count(report.total, "total");
}

Json count_json(const TokenCount& count) {
    return {{"bytes", count.bytes}, {"tokens", count.tokens}, {"exact", count.is_exact}, {"replaced", count.replaced}};
}

void print_report_json(const TokenReport& report) {
    Json json = document("tokens");
    json["encoding"] = report.encoding;
    if (!report.model.empty()) json["model"] = json_text(report.model);
    if (!report.basis.empty()) {
        json["factor"] = report.factor;
        json["basis"] = report.basis;
    }
    json["files"] = Json::array();
    Json errors = Json::array();
    for (const TokenCount& count : report.files) {
        if (!count.error.empty()) {
            errors.push_back({{"path", json_text(count.path)}, {"message", json_text(count.error)}});
            continue;
        }
        Json file = {{"path", json_text(count.path)}};
        file.update(count_json(count));
        json["files"].push_back(std::move(file));
    }
    json["total"] = count_json(report.total);
    json["errors"] = std::move(errors);
    print_json(json);
}

int run(Session& session, Options& options) {
    if (!options.list.empty()) {
        if (!options.files.empty()) return session.fail({ErrorCode::InvalidArgument, "--files0-from names the files; leave the others out"});
        auto names = read_list(options.list);
        if (!names) return session.fail(names.error());
        options.files = std::move(*names);
    }
    const bool names_files = !options.files.empty() || !options.list.empty();
    if (!names_files) options.files.push_back("-");
    options.tokens.jobs = session.index_options().jobs;
    const auto report = count_tokens(options.files, options.tokens);
    if (!report) return session.fail(report.error());
    if (session.json) print_report_json(*report);
    else print_report(*report, names_files);
    for (const TokenCount& count : report->files)
        if (!count.error.empty()) return NotFoundOrFailed;
    return Ok;
}

}  // namespace

Run configure_tokens(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    app.add_option("file", options->files, "Files to count; - is standard input [default: -]");
    app.add_option("--model", options->tokens.model, "Count for this model, e.g. gpt-4o; '~' marks an estimate");
    app.add_option("--encoding", options->tokens.encoding, "o200k_base or cl100k_base [default: o200k_base]");
    app.add_option("--files0-from", options->list, "Take names that end in NUL from this file; - is standard input");
    return [&session, options] { return run(session, *options); };
}

}  // namespace kompress::cli
