// SPDX-License-Identifier: Apache-2.0
/// refs, callers, callees and impact: edges with their tier and site.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"

namespace kompress::cli {
namespace {

struct Options {
    EdgeQuery query;
    unsigned impact_depth = 3;
    bool certain = false;
};

std::string end_text(const EdgeEnd& end) { return end.name.empty() ? std::string("(file level)") : shown(end.qualified_name); }

int run(Session& session, Options& options, const char* command) {
    options.query.with_ambiguous = !options.certain;
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    auto page = (*workspace)->edges(options.query);
    if (!page) return session.fail(page.error());
    const bool is_in = options.query.direction == EdgeQuery::Direction::In;
    if (session.json) {
        Json json = document(command);
        json["symbols"] = Json::array();
        for (const SymbolInfo& s : page->symbols) json["symbols"].push_back(to_json(s));
        json["edges"] = Json::array();
        for (const EdgeInfo& edge : page->edges) {
            json["edges"].push_back(to_json(edge));
            json["edges"].back()["depth"] = edge.depth;
        }
        if (!page->next_cursor.empty()) json["next_cursor"] = json_text(page->next_cursor);
        print_json(json);
    } else {
        if (page->symbols.size() > 1) {
            std::fprintf(stderr, "%s stands for %zu definitions; edges of all of them follow:\n", shown(options.query.symbol).c_str(), page->symbols.size());
            for (const SymbolInfo& s : page->symbols) std::fprintf(stderr, "  %s:%s\n", shown(s.file).c_str(), shown(s.qualified_name).c_str());
        }
        for (const EdgeInfo& edge : page->edges) {
            const EdgeEnd& other = is_in ? edge.from : edge.to;
            std::printf("%*s%s:%u: %s %s %s  [%s]\n", static_cast<int>(2 * (edge.depth - 1)), "", shown(edge.from.file).c_str(), edge.line,
                        std::string(reference_kind_name(edge.kind)).c_str(), is_in ? "in" : "to", end_text(other).c_str(), std::string(tier_name(edge.tier)).c_str());
            if (!is_in) std::printf("%*s    %s:%u\n", static_cast<int>(2 * (edge.depth - 1)), "", shown(edge.to.file).c_str(), edge.to.line);
        }
        if (!page->next_cursor.empty()) std::fprintf(stderr, "more: --cursor %s\n", page->next_cursor.c_str());
        if (page->edges.empty()) std::fprintf(stderr, "kompress: no %s of %s are known\n", is_in ? "references" : "callees", shown(options.query.symbol).c_str());
    }
    return page->edges.empty() ? NotFoundOrFailed : Ok;
}

int run_impact(Session& session, Options& options) {
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    auto report = (*workspace)->impact(options.query.symbol, options.impact_depth, options.query.limit);
    if (!report) return session.fail(report.error());
    if (session.json) {
        Json json = document("impact");
        json["symbols"] = Json::array();
        for (const SymbolInfo& s : report->symbols) json["symbols"].push_back(to_json(s));
        json["files"] = Json::array();
        for (const auto& file : report->files) {
            Json definitions = Json::array();
            for (const std::string& name : file.definitions) definitions.push_back(json_text(name));
            json["files"].push_back({{"path", json_text(file.path)}, {"role", file_role_name(file.role)}, {"depth", file.depth}, {"edges", file.edges}, {"definitions", definitions}});
        }
        json["truncated"] = report->is_truncated;
        print_json(json);
    } else {
        for (const auto& file : report->files) {
            std::printf("%s%s  (%u step%s, %u edge%s)\n", shown(file.path).c_str(), file.role == FileRole::Test ? "  [test]" : "", file.depth, file.depth == 1 ? "" : "s",
                        file.edges, file.edges == 1 ? "" : "s");
            for (const std::string& name : file.definitions) std::printf("    %s\n", shown(name).c_str());
        }
        if (report->is_truncated) std::fprintf(stderr, "there is more: --limit 0 shows all files\n");
        if (report->files.empty()) std::fprintf(stderr, "kompress: nothing that is known leads to %s\n", shown(options.query.symbol).c_str());
    }
    return report->files.empty() ? NotFoundOrFailed : Ok;
}

std::shared_ptr<Options> common(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    app.add_option("symbol", options->query.symbol, "name, Qualified.name, file:name or file:line")->required();
    app.add_option("--limit", options->query.limit, "At most so many; 0 for all")->default_val(100);
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    return options;
}

Run configure(CLI::App& app, Session& session, const char* command, EdgeQuery::Direction direction, bool only_calls) {
    auto options = common(app, session);
    options->query.direction = direction, options->query.only_calls = only_calls;
    if (only_calls) app.add_option("--depth", options->query.depth, "Follow so many steps")->default_val(1)->check(CLI::Range(1, 50));
    app.add_flag("--certain", options->certain, "Leave ambiguous edges out");
    app.add_option("--cursor", options->query.cursor, "Go on behind an earlier answer");
    return [&session, options, command] { return run(session, *options, command); };
}

}  // namespace

Run configure_refs(CLI::App& app, Session& session) { return configure(app, session, "refs", EdgeQuery::Direction::In, false); }
Run configure_callers(CLI::App& app, Session& session) { return configure(app, session, "callers", EdgeQuery::Direction::In, true); }
Run configure_callees(CLI::App& app, Session& session) { return configure(app, session, "callees", EdgeQuery::Direction::Out, true); }

Run configure_impact(CLI::App& app, Session& session) {
    auto options = common(app, session);
    app.add_option("--depth", options->impact_depth, "Follow so many steps")->default_val(3)->check(CLI::Range(1, 50));
    return [&session, options] { return run_impact(session, *options); };
}

}  // namespace kompress::cli
