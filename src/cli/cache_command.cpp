// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/cache_warm.hpp"
#include "cli/commands.hpp"
#include "cli/json_output.hpp"
#include "cli/money.hpp"

namespace kompress::cli {
namespace {

void add_filter(CLI::App& app, AnswerFilter& filter) {
    app.add_option("--model", filter.model, "Only answers of models that match this glob");
    app.add_option("--page,--match", filter.page, "Only answers for pages that match this glob");
}

// ls

struct ListOptions {
    AnswerFilter filter;
    std::size_t limit = 50;
    std::string cursor;
};

void print_answers(const AnswerPage& page) {
    std::printf("%-16s %-24s %10s %10s %5s  %s\n", "created (UTC)", "model", "size", "cost", "hits", "page");
    for (const AnswerInfo& answer : page.answers)
        std::printf("%-16s %-24s %10s %10s %5s  %s%s\n", utc_minute(answer.created).c_str(), shown(answer.model).c_str(), human_bytes(answer.bytes).c_str(),
                    money(answer.cost).c_str(), grouped(answer.hits).c_str(), shown(answer.page).c_str(),
                    answer.finish == "stop" ? "" : (" (" + answer.finish + ")").c_str());
    if (!page.next_cursor.empty()) std::fprintf(stderr, "more: --cursor '%s'\n", page.next_cursor.c_str());
}

void print_answers_json(const AnswerPage& page) {
    Json json = document("cache.ls");
    json["answers"] = Json::array();
    for (const AnswerInfo& answer : page.answers)
        json["answers"].push_back({{"key", answer.key}, {"provider", json_text(answer.provider)}, {"model", json_text(answer.model)}, {"page", json_text(answer.page)},
                                   {"finish", answer.finish}, {"cost_usd", answer.cost < 0 ? Json() : Json(dollars(answer.cost))}, {"bytes", answer.bytes},
                                   {"hits", answer.hits}, {"created", answer.created}, {"used", answer.used}});
    if (!page.next_cursor.empty()) json["next_cursor"] = json_text(page.next_cursor);
    print_json(json);
}

int list(Session& session, Workspace& workspace, const ListOptions& options) {
    const auto page = workspace.cache_list(options.filter, options.limit, options.cursor);
    if (!page) return session.fail(page.error());
    const bool is_filtered = !options.filter.model.empty() || !options.filter.page.empty();
    if (session.json) print_answers_json(*page);
    else if (page->answers.empty() && options.cursor.empty()) std::printf(is_filtered ? "no stored answer matches\n" : "no answers are stored here yet\n");
    else print_answers(*page);
    return page->answers.empty() && is_filtered ? NotFoundOrFailed : Ok;
}

Run configure_list(CLI::App& app, Session& session) {
    auto options = std::make_shared<ListOptions>();
    add_filter(app, options->filter);
    app.add_option("--limit", options->limit, "At most so many; 0 for all")->capture_default_str();
    app.add_option("--cursor", options->cursor, "Go on behind an earlier answer");
    return [&session, options] { return list(session, **session.workspace(), *options); };
}

// stats

int stats(Session& session, Workspace& workspace) {
    const auto report = workspace.cache_stats();
    if (!report) return session.fail(report.error());
    if (session.json) {
        Json json = document("cache.stats");
        json.update({{"answers", report->answers}, {"bytes", report->bytes}, {"max_bytes", report->max_bytes}, {"file_bytes", report->file_bytes}, {"hits", report->hits},
                     {"misses", report->misses}, {"evicted", report->evicted}, {"damaged", report->damaged}, {"saved_usd", dollars(report->saved)}});
        print_json(json);
        return Ok;
    }
    const std::uint64_t asked = report->hits + report->misses;
    std::printf("answers   %s in %s of at most %s (the file: %s)\n", grouped(report->answers).c_str(), human_bytes(report->bytes).c_str(),
                human_bytes(report->max_bytes).c_str(), human_bytes(report->file_bytes).c_str());
    std::printf("asked     %s times, %s of them answered from here", grouped(asked).c_str(), grouped(report->hits).c_str());
    if (asked > 0) std::printf(" (%.1f %%)", 100.0 * static_cast<double>(report->hits) / static_cast<double>(asked));
    std::printf("\nsaved     %s\n", money(report->saved).c_str());
    if (report->evicted + report->damaged > 0)
        std::printf("removed   %s for want of room, %s because they were damaged\n", grouped(report->evicted).c_str(), grouped(report->damaged).c_str());
    return Ok;
}

Run configure_stats(CLI::App&, Session& session) {
    return [&session] { return stats(session, **session.workspace()); };
}

// gc, purge

int report_removal(Session& session, const char* command, const Result<CacheRemoval>& removed, bool is_dry_run) {
    if (!removed) return session.fail(removed.error());
    if (session.json) {
        Json json = document(command);
        json.update({{"answers", removed->answers}, {"bytes", removed->bytes}, {"dry_run", is_dry_run}});
        print_json(json);
    } else {
        std::printf("%s %s answers, %s\n", is_dry_run ? "would delete" : "deleted", grouped(removed->answers).c_str(), human_bytes(removed->bytes).c_str());
    }
    return Ok;
}

struct CollectOptions {
    std::string max_size = "1G", max_age;
};

int collect(Session& session, Workspace& workspace, const CollectOptions& options) {
    const auto size = parse_size(options.max_size);
    if (!size) return session.fail(size.error());
    const Result<std::int64_t> age = options.max_age.empty() ? Result<std::int64_t>(0) : parse_age(options.max_age);
    if (!age) return session.fail(age.error());
    return report_removal(session, "cache.gc", workspace.cache_gc(*size, *age), false);
}

Run configure_collect(CLI::App& app, Session& session) {
    auto options = std::make_shared<CollectOptions>();
    app.add_option("--max-size", options->max_size, "Keep at most so much, what was used last first")->capture_default_str();
    app.add_option("--max-age", options->max_age, "Delete what is older, e.g. 30d");
    return [&session, options] { return collect(session, **session.workspace(), *options); };
}

struct PurgeOptions {
    AnswerFilter filter;
    bool is_all = false, is_dry_run = false;
};

int purge(Session& session, Workspace& workspace, const PurgeOptions& options) {
    const bool is_filtered = !options.filter.model.empty() || !options.filter.page.empty();
    if (is_filtered == options.is_all)
        return session.fail({ErrorCode::InvalidArgument, "these answers were paid for; say which to delete with --page or --model, or --all"});
    return report_removal(session, "cache.purge", workspace.cache_purge(options.filter, options.is_dry_run), options.is_dry_run);
}

Run configure_purge(CLI::App& app, Session& session) {
    auto options = std::make_shared<PurgeOptions>();
    add_filter(app, options->filter);
    app.add_flag("--all", options->is_all, "Every answer");
    app.add_flag("--dry-run", options->is_dry_run, "Only count");
    return [&session, options] { return purge(session, **session.workspace(), *options); };
}

struct Action {
    const char* name;
    const char* summary;
    Run (*configure)(CLI::App& app, Session& session);
};

/// What runs may take for granted that the workspace is open.
constexpr Action Actions[] = {
    {"ls", "List stored answers, newest first", configure_list},
    {"stats", "Tell how many answers are stored, and what they saved", configure_stats},
    {"gc", "Delete answers that are old or do not fit", configure_collect},
    {"warm", "Ask what is not stored yet, from a file of prompts", configure_cache_warm},
    {"purge", "Delete answers by page or model, and overwrite their bytes", configure_purge},
};

}  // namespace

Run configure_cache(CLI::App& app, Session& session) {
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    app.require_subcommand(1);
    std::vector<std::pair<CLI::App*, Run>> actions;
    for (const Action& action : Actions) {
        CLI::App* sub = app.add_subcommand(action.name, action.summary)->fallthrough();
        actions.emplace_back(sub, action.configure(*sub, session));
    }
    return [&session, actions] {
        const auto workspace = session.workspace();
        if (!workspace) return session.fail(workspace.error());
        for (const auto& [sub, run] : actions)
            if (sub->parsed()) return run();
        return static_cast<int>(Usage);
    };
}

}  // namespace kompress::cli
