// SPDX-License-Identifier: Apache-2.0
#include "cli/cache_warm.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/json_output.hpp"
#include "cli/llm_options.hpp"
#include "cli/money.hpp"

namespace kompress::cli {
namespace {

struct Options {
    std::string file;
    LlmArguments llm;
};

Json report_json(const WarmReport& report) {
    Json json = document("cache.warm");
    json["provider"] = json_text(report.provider);
    json["model"] = json_text(report.model);
    json["prompts"] = {{"total", report.prompts}, {"answered", report.answered}, {"failed", report.failures.size()}};
    json["llm"] = to_json(report.usage);
    json["failures"] = Json::array();
    for (const LlmFailure& failure : report.failures)
        json["failures"].push_back({{"label", json_text(failure.label)}, {"kind", failure.kind}, {"message", json_text(failure.message)}, {"request_id", json_text(failure.request_id)}});
    return json;
}

void print_report(const WarmReport& report) {
    const LlmUsage& usage = report.usage;
    std::printf("%s of %s prompts answered by %s %s: %s from the cache, %s requests", grouped(report.answered).c_str(), grouped(report.prompts).c_str(),
                shown(report.provider).c_str(), shown(report.model).c_str(), grouped(usage.cache_hits).c_str(), grouped(usage.requests).c_str());
    if (usage.retries > 0) std::printf(" (%s again)", grouped(usage.retries).c_str());
    std::printf("\n  %s tokens in, %s of them from the provider's cache, %s out: %s%s", grouped(usage.input_tokens).c_str(),
                grouped(usage.cached_input_tokens).c_str(), grouped(usage.output_tokens).c_str(), usage.is_estimated ? "~" : "",
                usage.is_priced ? money(usage.cost).c_str() : "price not known");
    if (usage.saved > 0) std::printf("; our cache saved %s", money(usage.saved).c_str());
    std::printf("\n");
    if (usage.redactions > 0) std::printf("  %s secrets were found; none was sent\n", grouped(usage.redactions).c_str());
    constexpr std::size_t Shown = 10;
    for (std::size_t i = 0; i < report.failures.size() && i < Shown; ++i)
        std::fprintf(stderr, "kompress: %s: %s\n", shown(report.failures[i].label).c_str(), shown(report.failures[i].message).c_str());
    if (report.failures.size() > Shown) std::fprintf(stderr, "kompress: … and %s more; --json lists them\n", grouped(report.failures.size() - Shown).c_str());
}

int run(Session& session, const Options& options) {
    const auto llm = options.llm.parse();
    if (!llm) return session.fail(llm.error());
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    const auto progress = session.make_progress();
    (*workspace)->set_progress(progress.get());
    const auto report = (*workspace)->warm_cache(options.file, *llm);
    (*workspace)->set_progress(nullptr);
    if (!report) return session.fail(report.error());
    if (session.json) print_json(report_json(*report));
    else print_report(*report);
    if (report->stopped_by) return session.fail(*report->stopped_by);
    return report->failures.empty() ? Ok : Partial;
}

}  // namespace

Run configure_cache_warm(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    app.add_option("file", options->file, "Prompts as JSON lines (docs/commands/cache.md); - is standard input")->required();
    options->llm.add_endpoint_options(app);
    options->llm.add_run_options(app);
    return [&session, options] { return run(session, *options); };
}

}  // namespace kompress::cli
