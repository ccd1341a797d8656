// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"
#include "cli/summary.hpp"

namespace kompress::cli {
namespace {

struct Options {
    bool full = false, verify = false, dry_run = false;
    double require_coverage = 0;
};

/// Share of the files with a known language that are indexed whole.
double coverage(const IndexReport& report) {
    const auto count = [&](FileClass value) { return static_cast<double>(report.files.by_class[static_cast<std::size_t>(value)]); };
    const double whole = count(FileClass::Indexed);
    const double missed = count(FileClass::Text) + count(FileClass::TooLarge) + count(FileClass::Minified) +
                          count(FileClass::Unreadable) + count(FileClass::Unstable);
    return whole + missed == 0 ? 1 : whole / (whole + missed);
}

int verify(Session& session, Workspace& workspace, const IndexOptions& options) {
    auto report = workspace.verify(options);
    if (!report) return session.fail(report.error());
    if (session.json) {
        Json json = document("verify");
        json["equal"] = report->is_equal;
        json["sound"] = report->is_sound;
        json["stored_digest"] = report->stored_digest;
        json["clean_digest"] = report->clean_digest;
        Json paths = Json::array();
        for (const std::string& path : report->differing_paths) paths.push_back(json_text(path));
        json["differing_paths"] = paths;
        print_json(json);
    } else {
        std::printf("stored index  %s%s\nclean build   %s\n%s\n", report->stored_digest.c_str(),
                    report->is_sound ? "" : "  (the database file is damaged)", report->clean_digest.c_str(),
                    report->is_equal ? "equal" : "DIFFERENT: run kompress index first if files changed since; otherwise please report it");
        for (const std::string& path : report->differing_paths) std::printf("  %s\n", shown(path).c_str());
    }
    return report->is_equal && report->is_sound ? Ok : NotFoundOrFailed;
}

int run(Session& session, const Options& options) {
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    IndexOptions index = session.index_options();
    index.full = options.full;
    index.dry_run = options.dry_run;
    auto progress = session.make_progress();
    (*workspace)->set_progress(progress.get());
    if (options.verify) return verify(session, **workspace, index);
    auto report = (*workspace)->index(index);
    progress.reset();
    if (!report) return session.fail(report.error());
    if (session.json) print_json(to_json(*report));
    else if (!session.quiet) print_summary(*report, (*workspace)->state_dir(), options.dry_run);
    if (options.require_coverage > 0 && coverage(*report) < options.require_coverage) {
        std::fprintf(stderr, "kompress: coverage is %.4f, below the required %.4f; kompress files --class text|minified|unreadable shows what is missing\n",
                     coverage(*report), options.require_coverage);
        return NotFoundOrFailed;
    }
    return Ok;
}

}  // namespace

Run configure_index(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    app.add_option("path", session.path, "Anywhere inside the repository [default: .]");
    app.add_flag("--full", options->full, "Parse everything again, whatever is known");
    app.add_flag("--verify", options->verify, "Build a second index from nothing and compare; exit 1 when they differ");
    app.add_flag("--dry-run", options->dry_run, "Say what would be done; write nothing");
    app.add_option("--require-coverage", options->require_coverage, "Exit 1 when a smaller share of the source files is indexed whole, e.g. 0.98")
        ->check(CLI::Range(0.0, 1.0));
    session.add_index_options(app);
    return [&session, options] { return run(session, *options); };
}

}  // namespace kompress::cli
