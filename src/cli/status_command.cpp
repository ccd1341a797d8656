// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"
#include "cli/summary.hpp"

namespace kompress::cli {
namespace {

int run(Session& session) {
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    auto status = (*workspace)->status(session.index_options());
    if (!status) return session.fail(status.error());
    if (session.json) {
        Json json = document("status");
        json["root"] = json_text(status->root);
        json["state_dir"] = json_text(status->state_dir);
        json["has_index"] = status->has_index;
        json["current"] = status->is_current;
        json["changed_files"] = status->changed_files;
        json["removed_files"] = status->removed_files;
        json["written_at"] = status->written_at;
        if (status->has_index) json["index"] = to_json(status->index);
        print_json(json);
        return status->has_index ? Ok : BadIndex;
    }
    if (!status->has_index) {
        std::printf("%s has no index yet; make one with: kompress index\n", status->root.c_str());
        return BadIndex;
    }
    std::printf("index of %s, written %s: %s\n", status->root.c_str(), status->written_at.c_str(),
                status->is_current ? "current" : "out of date");
    if (!status->is_current)
        std::printf("  %s files to look at, %s gone; kompress index brings it up to date\n", grouped(status->changed_files).c_str(),
                    grouped(status->removed_files).c_str());
    print_languages(status->index);
    std::printf("\n  %s in %s, digest %.12s\n", human_bytes(status->index.database_bytes).c_str(), status->state_dir.c_str(),
                status->index.digest.c_str());
    return Ok;
}

}  // namespace

Run configure_status(CLI::App& app, Session& session) {
    app.add_option("path", session.path, "Anywhere inside the repository [default: .]");
    session.add_index_options(app);
    return [&session] { return run(session); };
}

}  // namespace kompress::cli
