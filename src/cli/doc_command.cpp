// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"
#include "cli/llm_options.hpp"
#include "cli/money.hpp"

namespace kompress::cli {
namespace {

struct Options {
    DocumentOptions document;
    std::string symbols = "public", format = "md", instructions_file;
    LlmArguments llm;
};

Json json_of(const LlmFailure& failure) { return {{"label", json_text(failure.label)}, {"message", json_text(failure.message)}}; }

Json json_of(const ProseReport& prose) {
    Json json;
    json["slots"] = prose.slots;
    json["current"] = prose.current;
    json["written"] = prose.written;
    json["failed"] = prose.failed;
    json["pending"] = prose.pending;
    json["asked_again"] = prose.asked_again;
    json["stale"] = Json::array();
    for (const auto& stale : prose.stale) json["stale"].push_back({{"slot", json_text(stale.slot)}, {"reason", stale.reason}});
    json["failures"] = Json::array();
    for (const LlmFailure& failure : prose.failures) json["failures"].push_back(json_of(failure));
    for (const LlmFailure& failure : prose.batch.failures) json["failures"].push_back(json_of(failure));
    return json;
}

Json json_of(const DocumentPlan& plan) {
    const auto cost = [](std::int64_t amount) { return amount < 0 ? Json() : Json(dollars(amount)); };
    Json json = {{"requests", plan.requests}, {"input_tokens", plan.input_tokens}, {"output_tokens", plan.output_tokens}, {"shared_tokens", plan.shared_tokens},
                 {"cost_usd", {{"cold", cost(plan.cost_cold)}, {"warm", cost(plan.cost_warm)}, {"batch", cost(plan.cost_batch)}, {"most", cost(plan.cost_most)}}}};
    json["dearest"] = Json::array();
    for (const auto& item : plan.dearest) json["dearest"].push_back({{"label", json_text(item.label)}, {"input_tokens", item.input_tokens}, {"cost_usd", cost(item.cost)}});
    return json;
}

Json json_of(const DocumentReport& report, bool is_dry_run) {
    const auto& pages = report.pages;
    Json json = document("doc");
    json["out"] = json_text(report.out);
    json["pages"] = {{"total", pages.total}, {"written", pages.written}, {"unchanged", pages.unchanged}, {"failed", pages.failed}, {"removed", pages.removed}};
    json["symbols"] = {{"public", report.public_symbols}, {"documented", report.documented_symbols}};
    json["stale_pages"] = Json::array();
    if (!is_dry_run)
        for (const std::string& page : report.stale_pages) json["stale_pages"].push_back(json_text(page));
    json["claims"] = {{"checked", report.prose.claims_checked}, {"unresolved", report.prose.claims_wrong}};
    json["prose"] = json_of(report.prose);
    if (is_dry_run) json["plan"] = json_of(report.plan);
    Json llm = {{"provider", report.prose.provider.empty() ? "none" : json_text(report.prose.provider)}, {"model", json_text(report.prose.model)}};
    llm.update(to_json(report.prose.usage));
    json["llm"] = llm;
    json["redactions"] = report.prose.usage.redactions;
    json["diagnostics"] = Json::array();
    for (const auto& d : report.diagnostics) json["diagnostics"].push_back({{"path", json_text(d.path)}, {"code", d.code}, {"message", json_text(d.message)}});
    json["wall_ms"] = report.wall_ms;
    return json;
}

void print_plan(const DocumentReport& report) {
    const DocumentPlan& plan = report.plan;
    std::printf("%s pages; %s of %s texts to be written by %s %s\n", grouped(report.pages.total).c_str(), grouped(report.prose.slots - report.prose.current).c_str(),
                grouped(report.prose.slots).c_str(), shown(report.prose.provider).c_str(), shown(report.prose.model).c_str());
    std::printf("  %s requests, %s tokens in, about %s out\n", grouped(plan.requests).c_str(), grouped(plan.input_tokens).c_str(), grouped(plan.output_tokens).c_str());
    if (plan.cost_cold < 0) std::printf("  the price of this model is not known\n");
    else
        std::printf("  about %s; %s when the provider caches the %s tokens that prompts share; %s in batches; at most %s if nothing has to be asked twice\n", money(plan.cost_cold).c_str(),
                    money(plan.cost_warm).c_str(), grouped(plan.shared_tokens).c_str(), money(plan.cost_batch).c_str(), money(plan.cost_most).c_str());
    if (!plan.dearest.empty()) std::printf("  most goes into:\n");
    for (const auto& item : plan.dearest)
        std::printf("    %9s tokens %10s  %s\n", grouped(item.input_tokens).c_str(), item.cost < 0 ? "" : money(item.cost).c_str(), shown(item.label).c_str());
}

void print_prose(const ProseReport& prose) {
    const LlmUsage& usage = prose.usage;
    std::printf("  %s texts by %s %s: %s written, %s current, %s failed; %s claims checked, %s wrong ones caught\n", grouped(prose.slots).c_str(), shown(prose.provider).c_str(),
                shown(prose.model).c_str(), grouped(prose.written).c_str(), grouped(prose.current).c_str(), grouped(prose.failed).c_str(),
                grouped(prose.claims_checked).c_str(), grouped(prose.claims_wrong).c_str());
    std::printf("  %s requests, %s answers from the cache; %s tokens in (%s cached by the provider), %s out: %s%s", grouped(usage.requests).c_str(),
                grouped(usage.cache_hits).c_str(), grouped(usage.input_tokens).c_str(), grouped(usage.cached_input_tokens).c_str(), grouped(usage.output_tokens).c_str(),
                usage.is_estimated ? "~" : "", usage.is_priced ? money(usage.cost).c_str() : "price not known");
    if (usage.saved > 0) std::printf("; our cache saved %s", money(usage.saved).c_str());
    std::printf("\n");
    if (usage.redactions > 0) std::printf("  %s secrets were found in prompts; none was sent\n", grouped(usage.redactions).c_str());
    const BatchReport& batch = prose.batch;
    if (batch.answered > 0) std::printf("  %s answers of batches collected\n", grouped(batch.answered).c_str());
    if (batch.handed_in > 0) std::printf("  %s prompts handed in; they cost at most %s\n", grouped(batch.handed_in).c_str(), money(batch.reserved_cost).c_str());
    if (prose.pending > 0) std::printf("  %s texts are to come; run the same command with --batch --collect later\n", grouped(prose.pending).c_str());
    constexpr std::size_t Shown = 10;
    for (std::size_t i = 0; i < prose.failures.size() && i < Shown; ++i)
        std::fprintf(stderr, "kompress: %s: %s\n", shown(prose.failures[i].label).c_str(), shown(prose.failures[i].message).c_str());
    for (std::size_t i = 0; i < batch.failures.size() && i < Shown; ++i)
        std::fprintf(stderr, "kompress: %s: %s\n", shown(batch.failures[i].label).c_str(), shown(batch.failures[i].message).c_str());
    if (prose.failures.size() > Shown) std::fprintf(stderr, "kompress: … and %s more; --json lists them\n", grouped(prose.failures.size() - Shown).c_str());
}

void print_check(const Session& session, const DocumentReport& report) {
    for (const std::string& page : report.stale_pages) std::printf("stale: %s\n", shown(page).c_str());
    for (const auto& stale : report.prose.stale) std::printf("stale: %s: %s\n", shown(stale.slot).c_str(), stale.reason.c_str());
    if (session.quiet) return;
    std::printf("%s of %s pages are current", grouped(report.pages.unchanged).c_str(), grouped(report.pages.total).c_str());
    if (report.prose.slots > 0) std::printf(", %s of %s texts", grouped(report.prose.current).c_str(), grouped(report.prose.slots).c_str());
    std::printf("\n");
}

void print_pages(const DocumentReport& report, const std::string& format) {
    const auto& pages = report.pages;
    std::printf("%s pages in %s\n  %s written, %s unchanged, %s removed%s\n  %s public symbols, %s with documentation in the source\n", grouped(pages.total).c_str(),
                report.out.c_str(), grouped(pages.written).c_str(), grouped(pages.unchanged).c_str(), grouped(pages.removed).c_str(),
                pages.failed ? (", " + grouped(pages.failed) + " failed").c_str() : "", grouped(report.public_symbols).c_str(), grouped(report.documented_symbols).c_str());
    if (!report.prose.provider.empty()) print_prose(report.prose);
    else if (!report.prose.stale.empty()) std::printf("  %s texts of a model are stale or missing; run with --provider to have them written\n", grouped(report.prose.stale.size()).c_str());
    std::printf("  start at %s/index.%s\n", report.out.c_str(), format.c_str());
    for (const auto& d : report.diagnostics) std::fprintf(stderr, "kompress: %s: %s\n", shown(d.path).c_str(), shown(d.message).c_str());
}

/// A model is asked when one is named, here or in KOMPRESS_PROVIDER: a key in the environment alone costs nobody money.
bool wants_model(const LlmOptions& llm) {
    if (!llm.provider.empty()) return llm.provider != "none";
    const char* variable = std::getenv("KOMPRESS_PROVIDER");
    return !llm.replay.empty() || (variable && *variable && std::string_view(variable) != "none");
}

int run(Session& session, Options& options) {
    auto llm = options.llm.parse();
    if (!llm) return session.fail(llm.error());
    options.document.all_symbols = options.symbols == "all";
    options.document.format = options.format == "html" ? DocumentFormat::Html : DocumentFormat::Markdown;
    options.document.with_model = wants_model(*llm) || options.document.dry_run;
    if (llm->provider == "none") llm->provider.clear();
    options.document.llm = *llm;
    if (!options.instructions_file.empty()) {
        std::ifstream in(options.instructions_file, std::ios::binary);
        if (!in) return session.fail({ErrorCode::NotFound, "the instructions in " + options.instructions_file + " cannot be read; name a text file"});
        options.document.instructions = std::string(std::istreambuf_iterator<char>(in), {});
        constexpr std::size_t MaxBytes = 8192;
        if (options.document.instructions->size() > MaxBytes) return session.fail({ErrorCode::Limit, "the instructions in " + options.instructions_file + " are longer than 8 KiB, and would be sent with every prompt; shorten them"});
    }
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    auto progress = session.make_progress();
    (*workspace)->set_progress(progress.get());
    auto report = (*workspace)->document(session.index_options(), options.document);
    (*workspace)->set_progress(nullptr);
    progress.reset();
    if (!report) return session.fail(report.error());
    const bool is_dry_run = options.document.dry_run;
    if (session.json) print_json(json_of(*report, is_dry_run));
    else if (is_dry_run) print_plan(*report);
    else if (options.document.check) print_check(session, *report);
    else if (!session.quiet) print_pages(*report, options.format);
    if (is_dry_run) return Ok;
    if (report->prose.stopped_by) return session.fail(*report->prose.stopped_by);
    if (options.document.check) return report->stale_pages.empty() && report->prose.stale.empty() ? Ok : NotFoundOrFailed;
    if (report->prose.pending > 0 && !options.document.batch) return Budget;
    return report->pages.failed || report->prose.failed || !report->prose.batch.failures.empty() ? Partial : Ok;
}

}  // namespace

Run configure_doc(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    DocumentOptions& document = options->document;
    app.add_option("path", session.path, "Anywhere inside the repository [default: .]");
    app.add_option("--out", document.out, "Directory to write to [default: docs/, or site/ for html, in the state directory]");
    app.add_option("--symbols", options->symbols, "public or all")->check(CLI::IsMember({"public", "all"}));
    app.add_option("--format", options->format, "md: CommonMark; html: a site that opens from disk")->check(CLI::IsMember({"md", "html"}));
    app.add_option("--source-url", document.source_url, "Template of source links: {commit}, {path}, {line}, {end_line} [default: relative]");
    app.add_flag("--check", document.check, "Write nothing; exit 1 when a page or a text is missing or stale");
    app.add_flag("--force", document.force, "Rewrite pages that are current too");
    app.add_flag("--batch", document.batch, "Hand prompts in as batches: answered within a day, at half the price; go on with --batch --collect");
    app.add_flag("--collect", document.collect, "Fetch the answers of batches that have ended, and write what they fill");
    app.add_flag("--dry-run", document.dry_run, "Ask and write nothing; show requests, tokens and cost");
    app.add_option("--prompts", document.prompts_file, "With --dry-run: write the prompts to this file, as lines of JSON");
    app.add_option("--prose-from", document.prose_from, "Take the texts of another output directory where this one has none [default: docs/ in the state directory]");
    app.add_option("--audience", document.audience, "Who the texts are for [default: engineers who use or change this code]");
    app.add_option("--language", document.language, "Of the texts [default: English]");
    app.add_option("--instructions", options->instructions_file, "A file with what you ask of the texts besides");
    app.add_flag("!--no-summaries", document.with_summaries, "Guides, introduction and walk-throughs only: an eighth of the tokens, about");
    app.add_flag("--describe-all", document.describe_all, "Have definitions described that have a comment, too");
    options->llm.add_endpoint_options(app);
    options->llm.add_run_options(app);
    session.add_index_options(app);
    return [&session, options] { return run(session, *options); };
}

}  // namespace kompress::cli
