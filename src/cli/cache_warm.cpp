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
    bool in_batches = false, is_collecting = false;
    LlmArguments llm;
};

Json failures_json(const std::vector<LlmFailure>& failures) {
    Json list = Json::array();
    for (const LlmFailure& failure : failures)
        list.push_back({{"label", json_text(failure.label)}, {"kind", failure.kind}, {"message", json_text(failure.message)}, {"request_id", json_text(failure.request_id)}});
    return list;
}

void print_failures(const std::vector<LlmFailure>& failures) {
    constexpr std::size_t Shown = 10;
    for (std::size_t i = 0; i < failures.size() && i < Shown; ++i)
        std::fprintf(stderr, "kompress: %s: %s\n", shown(failures[i].label).c_str(), shown(failures[i].message).c_str());
    if (failures.size() > Shown) std::fprintf(stderr, "kompress: … and %s more; --json lists them\n", grouped(failures.size() - Shown).c_str());
}

Json report_json(const WarmReport& report) {
    Json json = document("cache.warm");
    json["provider"] = json_text(report.provider);
    json["model"] = json_text(report.model);
    json["prompts"] = {{"total", report.prompts}, {"answered", report.answered}, {"failed", report.failures.size()}};
    json["llm"] = to_json(report.usage);
    json["failures"] = failures_json(report.failures);
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
    print_failures(report.failures);
}

// Batches

Json report_json(const BatchReport& report) {
    Json json = document("cache.batch");
    json["provider"] = json_text(report.provider);
    json["model"] = json_text(report.model);
    json["prompts"] = {{"total", report.prompts}, {"stored", report.stored}, {"handed_in", report.handed_in}, {"answered", report.answered}, {"waiting", report.waiting},
                       {"failed", report.failures.size()}};
    json["reserved_usd"] = report.reserved_cost < 0 ? Json() : Json(dollars(report.reserved_cost));
    json["batches"] = Json::array();
    for (const BatchInfo& batch : report.batches)
        json["batches"].push_back({{"id", json_text(batch.id)}, {"model", json_text(batch.model)}, {"state", batch.state}, {"prompts", batch.prompts}, {"done", batch.done},
                                   {"created", batch.created}, {"expires", batch.expires == 0 ? Json() : Json(batch.expires)}, {"reason", json_text(batch.reason)}});
    json["llm"] = to_json(report.usage);
    json["failures"] = failures_json(report.failures);
    return json;
}

void print_batches(const std::vector<BatchInfo>& batches) {
    for (const BatchInfo& batch : batches) {
        std::printf("  %-10s %s: %s of %s answered", batch.state.c_str(), batch.id.empty() ? "(no id)" : shown(batch.id).c_str(), grouped(batch.done).c_str(),
                    grouped(batch.prompts).c_str());
        if (batch.expires > 0) std::printf(", until %s UTC", utc_minute(batch.expires).c_str());
        if (!batch.reason.empty()) std::printf("; %s", shown(batch.reason).c_str());
        std::printf("\n");
    }
}

void print_submitted(const BatchReport& report) {
    std::printf("%s of %s prompts handed in to %s %s: %s were answered already", grouped(report.handed_in).c_str(), grouped(report.prompts).c_str(),
                shown(report.provider).c_str(), shown(report.model).c_str(), grouped(report.stored).c_str());
    if (report.handed_in > 0) std::printf("; they cost at most %s", money(report.reserved_cost).c_str());
    std::printf("\n");
    print_batches(report.batches);
    if (report.usage.redactions > 0) std::printf("  %s secrets were found; none was sent\n", grouped(report.usage.redactions).c_str());
    if (report.waiting > 0) std::printf("%s answers are to come; kompress cache warm --collect fetches them\n", grouped(report.waiting).c_str());
}

void print_collected(const BatchReport& report) {
    if (report.batches.empty()) {
        std::printf("no batches are under way\n");
        return;
    }
    const LlmUsage& usage = report.usage;
    std::printf("%s answers collected, %s are to come\n", grouped(report.answered).c_str(), grouped(report.waiting).c_str());
    print_batches(report.batches);
    if (usage.requests > 0)
        std::printf("  %s tokens in, %s of them from the provider's cache, %s out: %s%s\n", grouped(usage.input_tokens).c_str(), grouped(usage.cached_input_tokens).c_str(),
                    grouped(usage.output_tokens).c_str(), usage.is_estimated ? "~" : "", usage.is_priced ? money(usage.cost).c_str() : "price not known");
}

int run_batches(Session& session, Workspace& workspace, const Options& options, const LlmOptions& llm) {
    const auto report = options.is_collecting ? workspace.collect_batches(llm) : workspace.warm_cache_in_batches(options.file, llm);
    if (!report) return session.fail(report.error());
    if (session.json) print_json(report_json(*report));
    else if (options.is_collecting) print_collected(*report);
    else print_submitted(*report);
    if (!session.json) print_failures(report->failures);
    if (report->stopped_by) return session.fail(*report->stopped_by);
    if (!report->failures.empty()) return Partial;
    return options.is_collecting && report->waiting > 0 ? Budget : Ok;
}

// At once

int run_now(Session& session, Workspace& workspace, const Options& options, const LlmOptions& llm) {
    const auto report = workspace.warm_cache(options.file, llm);
    if (!report) return session.fail(report.error());
    if (session.json) print_json(report_json(*report));
    else print_report(*report);
    if (report->stopped_by) return session.fail(*report->stopped_by);
    return report->failures.empty() ? Ok : Partial;
}

int run(Session& session, const Options& options) {
    if (options.in_batches && options.is_collecting)
        return session.fail({ErrorCode::InvalidArgument, "--batch hands in and --collect fetches; choose one"});
    if (options.is_collecting != options.file.empty())
        return session.fail({ErrorCode::InvalidArgument, options.is_collecting ? "--collect takes no file; it fetches what was handed in" : "name a file of prompts, or - for standard input"});
    const auto llm = options.llm.parse();
    if (!llm) return session.fail(llm.error());
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    const auto progress = session.make_progress();
    (*workspace)->set_progress(progress.get());
    const int status = (options.in_batches || options.is_collecting ? run_batches : run_now)(session, **workspace, options, *llm);
    (*workspace)->set_progress(nullptr);
    return status;
}

}  // namespace

Run configure_cache_warm(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    app.add_option("file", options->file, "Prompts as JSON lines (docs/commands/cache.md); - is standard input");
    app.add_flag("--batch", options->in_batches, "Hand them in as batches: answered within a day, at half the price");
    app.add_flag("--collect", options->is_collecting, "Store the answers of batches that have ended");
    options->llm.add_endpoint_options(app);
    options->llm.add_run_options(app);
    return [&session, options] { return run(session, *options); };
}

}  // namespace kompress::cli
