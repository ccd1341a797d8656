// SPDX-License-Identifier: Apache-2.0
/// export: the index for other tools.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"

namespace kompress::cli {
namespace {

int export_edges(Session& session) {
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    auto done = (*workspace)->each_edge([](const EdgeInfo& edge) {
        const std::string line = to_json(edge).dump(-1, ' ', false, Json::error_handler_t::replace);
        return std::fputs(line.c_str(), stdout) >= 0 && std::fputc('\n', stdout) != EOF;
    });
    return done ? Ok : session.fail(done.error());
}

}  // namespace

Run configure_export(CLI::App& app, Session& session) {
    struct Options {
        std::string what;
        bool json_lines = true;
    };
    auto options = std::make_shared<Options>();
    app.add_option("what", options->what, "edges")->required()->check(CLI::IsMember({"edges"}));
    app.add_flag("--jsonl", options->json_lines, "One JSON object a line [the only form of edges]");
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    return [&session, options] { return export_edges(session); };
}

}  // namespace kompress::cli
