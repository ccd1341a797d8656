// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"

namespace kompress::cli {
namespace {

struct Options {
    DocumentOptions document;
    std::string provider = "none", symbols = "public", format = "md";
};

int run(Session& session, Options& options) {
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    options.document.all_symbols = options.symbols == "all";
    auto progress = session.make_progress();
    (*workspace)->set_progress(progress.get());
    auto report = (*workspace)->document(session.index_options(), options.document);
    progress.reset();
    if (!report) return session.fail(report.error());
    const auto& pages = report->pages;
    if (session.json) {
        Json json = document("doc");
        json["out"] = json_text(report->out);
        json["pages"] = {{"total", pages.total}, {"written", pages.written}, {"unchanged", pages.unchanged}, {"failed", pages.failed}, {"removed", pages.removed}};
        json["symbols"] = {{"public", report->public_symbols}, {"documented", report->documented_symbols}};
        Json stale = Json::array();
        for (const std::string& page : report->stale_pages) stale.push_back(json_text(page));
        json["stale_pages"] = stale;
        json["llm"] = {{"provider", "none"}, {"requests", 0}, {"cost_usd", 0.0}};
        Json diagnostics = Json::array();
        for (const auto& d : report->diagnostics) diagnostics.push_back({{"path", json_text(d.path)}, {"code", d.code}, {"message", json_text(d.message)}});
        json["diagnostics"] = diagnostics;
        json["wall_ms"] = report->wall_ms;
        print_json(json);
    } else if (options.document.check) {
        for (const std::string& page : report->stale_pages) std::printf("stale: %s\n", page.c_str());
        if (!session.quiet) std::printf("%s of %s pages are current\n", grouped(pages.unchanged).c_str(), grouped(pages.total).c_str());
    } else if (!session.quiet) {
        std::printf("%s pages in %s\n  %s written, %s unchanged, %s removed%s\n  %s public symbols, %s with documentation in the source\n  start at %s/index.md\n",
                    grouped(pages.total).c_str(), report->out.c_str(), grouped(pages.written).c_str(), grouped(pages.unchanged).c_str(),
                    grouped(pages.removed).c_str(), pages.failed ? (", " + grouped(pages.failed) + " failed").c_str() : "",
                    grouped(report->public_symbols).c_str(), grouped(report->documented_symbols).c_str(), report->out.c_str());
        for (const auto& d : report->diagnostics) std::fprintf(stderr, "kompress: %s: %s\n", d.path.c_str(), d.message.c_str());
    }
    if (options.document.check && !report->stale_pages.empty()) return NotFoundOrFailed;
    return pages.failed ? Partial : Ok;
}

}  // namespace

Run configure_doc(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    app.add_option("path", session.path, "Anywhere inside the repository [default: .]");
    app.add_option("--out", options->document.out, "Directory to write to [default: docs/ in the state directory]");
    app.add_option("--provider", options->provider, "none: reference documentation from the index alone")->check(CLI::IsMember({"none"}));
    app.add_option("--symbols", options->symbols, "public or all")->check(CLI::IsMember({"public", "all"}));
    app.add_option("--format", options->format, "md: CommonMark")->check(CLI::IsMember({"md"}));
    app.add_option("--source-url", options->document.source_url, "Template of source links: {commit}, {path}, {line}, {end_line} [default: relative]");
    app.add_flag("--check", options->document.check, "Write nothing; exit 1 when a page is missing or stale");
    app.add_flag("--force", options->document.force, "Rewrite pages that are current too");
    session.add_index_options(app);
    return [&session, options] { return run(session, *options); };
}

}  // namespace kompress::cli
