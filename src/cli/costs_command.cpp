// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"
#include "cli/money.hpp"
#include "kompress/clock.hpp"

namespace kompress::cli {
namespace {

struct Options {
    std::string by = "run", since;
    CostQuery query;
};

constexpr const char* Groups[] = {"run", "model", "page", "day"};

/// Sums with what is not certain about them.
std::string cost_text(const CostSums& sums) {
    std::string text = sums.estimated > 0 ? "~" : "";
    text += sums.unpriced > 0 && sums.cost == 0 ? "?" : money(sums.cost);
    return text + (sums.unpriced > 0 && sums.cost > 0 ? "+?" : "");
}

void print_row(const std::string& name, const CostSums& sums, const std::string& saved) {
    std::printf("%-44s %9s %13s %13s %11s %12s %10s\n", name.c_str(), grouped(sums.requests).c_str(), grouped(sums.input_tokens).c_str(),
                grouped(sums.cached_input_tokens).c_str(), grouped(sums.output_tokens).c_str(), cost_text(sums).c_str(), saved.c_str());
}

std::string row_name(const CostRow& row, CostGroup group) {
    if (group != CostGroup::Run) return row.name.empty() ? "(none)" : shown(row.name);
    const std::string state = row.state == "done" ? "" : " (" + row.state + ")";
    return utc_minute(row.started) + "  " + shown(row.name) + state;
}

void print_report(const CostReport& report, CostGroup group) {
    const bool is_run = group == CostGroup::Run;
    std::printf("%-44s %9s %13s %13s %11s %12s %10s\n", is_run ? "run (UTC)" : Groups[static_cast<int>(group)], "requests", "input", "of it cached", "output", "cost",
                is_run ? "saved" : "");
    for (const CostRow& row : report.rows) print_row(row_name(row, group), row.sums, is_run && row.cache_hits ? money(row.saved) : "");
    print_row("total", report.total, report.cache_hits ? money(report.saved) : "");
    if (report.total.reserved > 0)
        std::printf("%s more for %s requests under way\n", money(report.total.reserved_cost).c_str(), grouped(report.total.reserved).c_str());
    if (report.total.unpriced > 0) std::printf("the price of %s requests is not known\n", grouped(report.total.unpriced).c_str());
    if (report.total.estimated > 0) std::printf("%s requests are estimates (~): their answers did not arrive whole\n", grouped(report.total.estimated).c_str());
    if (!report.next_cursor.empty()) std::fprintf(stderr, "more: --cursor '%s'\n", report.next_cursor.c_str());
}

Json to_json(const CostSums& sums) {
    return {{"requests", sums.requests}, {"failed", sums.failed}, {"estimated", sums.estimated}, {"unpriced", sums.unpriced}, {"under_way", sums.reserved},
            {"input_tokens", sums.input_tokens}, {"cached_input_tokens", sums.cached_input_tokens}, {"cache_write_tokens", sums.cache_write_tokens},
            {"output_tokens", sums.output_tokens}, {"reasoning_tokens", sums.reasoning_tokens}, {"cost_usd", dollars(sums.cost)},
            {"reserved_usd", dollars(sums.reserved_cost)}};
}

Json to_json(const CostRow& row, CostGroup group) {
    Json json = {{group == CostGroup::Run ? "command" : Groups[static_cast<int>(group)], json_text(row.name)}};
    if (group == CostGroup::Run) json.update({{"run", row.run}, {"state", row.state}});
    json["started"] = row.started;
    json["ended"] = row.ended;
    json.update(to_json(row.sums));
    if (group == CostGroup::Run) json.update({{"cache_hits", row.cache_hits}, {"saved_usd", dollars(row.saved)}});
    return json;
}

void print_report_json(const CostReport& report, CostGroup group) {
    Json json = document("costs");
    json["by"] = Groups[static_cast<int>(group)];
    json["rows"] = Json::array();
    for (const CostRow& row : report.rows) json["rows"].push_back(to_json(row, group));
    json["total"] = to_json(report.total);
    json["total"].update({{"cache_hits", report.cache_hits}, {"saved_usd", dollars(report.saved)}});
    if (!report.next_cursor.empty()) json["next_cursor"] = json_text(report.next_cursor);
    print_json(json);
}

int run(Session& session, Options& options) {
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    for (int i = 0; i < 4; ++i)
        if (options.by == Groups[i]) options.query.group = static_cast<CostGroup>(i);
    if (!options.since.empty()) {
        const auto since = parse_since(options.since, system_clock().calendar().time_since_epoch().count());
        if (!since) return session.fail(since.error());
        options.query.since = *since;
    }
    const auto report = (*workspace)->costs(options.query);
    if (!report) return session.fail(report.error());
    if (session.json) print_report_json(*report, options.query.group);
    else if (report->rows.empty() && options.query.cursor.empty())
        std::printf("nothing was spent %s\n", options.since.empty() ? "here yet" : ("since " + shown(options.since)).c_str());
    else print_report(*report, options.query.group);
    return Ok;
}

}  // namespace

Run configure_costs(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    app.add_option("--by", options->by, "run, model, page or day")->check(CLI::IsMember({"run", "model", "page", "day"}))->capture_default_str();
    app.add_option("--since", options->since, "Only what started since a day (2026-11-01, UTC) or within an age (12h, 7d, 4w)");
    app.add_option("--limit", options->query.limit, "At most so many rows; 0 for all")->default_val(50);
    app.add_option("--cursor", options->query.cursor, "Go on behind an earlier answer");
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    return [&session, options] { return run(session, *options); };
}

}  // namespace kompress::cli
