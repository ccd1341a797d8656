// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"

namespace kompress::cli {
namespace {

Json to_json(const ConfigReport& report, const char* command) {
    Json json = document(command);
    json["repository_file"] = {{"path", json_text(report.repository_file)}, {"exists", report.has_repository_file}, {"trusted", report.is_trusted}};
    json["user_file"] = {{"path", json_text(report.user_file)}, {"exists", report.has_user_file}};
    json["settings"] = Json::array();
    for (const ConfigSetting& setting : report.settings)
        json["settings"].push_back({{"key", setting.key}, {"value", json_text(setting.value)}, {"file", json_text(setting.file)}, {"counts", setting.counts},
                                    {"why_not", setting.why_not.empty() ? Json() : Json(setting.why_not)}});
    return json;
}

void print(const ConfigReport& report) {
    std::printf("%s: %s\n", shown(report.repository_file).c_str(), !report.has_repository_file ? "not there" : report.is_trusted ? "trusted" : "not trusted");
    if (!report.user_file.empty()) std::printf("%s: %s\n", shown(report.user_file).c_str(), report.has_user_file ? "yours" : "not there");
    for (const ConfigSetting& setting : report.settings)
        std::printf("  %-26s = %-28s %s%s\n", setting.key.c_str(), shown(setting.value).c_str(), shown(setting.file).c_str(),
                    setting.counts ? "" : (" (does not count: " + setting.why_not + ")").c_str());
}

int report(Session& session, const Result<ConfigReport>& report, const char* command) {
    if (!report) return session.fail(report.error());
    if (session.json) print_json(to_json(*report, command));
    else print(*report);
    return Ok;
}

}  // namespace

Run configure_config(CLI::App& app, Session& session) {
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    return [&session] {
        const auto workspace = session.workspace();
        return workspace ? report(session, (*workspace)->configuration(), "config") : session.fail(workspace.error());
    };
}

Run configure_trust(CLI::App& app, Session& session) {
    auto is_revoked = std::make_shared<bool>(false);
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    app.add_flag("--revoke", *is_revoked, "Trust it no more");
    return [&session, is_revoked] {
        const auto workspace = session.workspace();
        return workspace ? report(session, (*workspace)->trust(*is_revoked), "trust") : session.fail(workspace.error());
    };
}

}  // namespace kompress::cli
