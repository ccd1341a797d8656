// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"
#include "cli/llm_options.hpp"
#include "cli/money.hpp"

namespace kompress::cli {
namespace {

void print_ping(const PingReport& report) {
    std::printf("%s %s at %s answers\n", shown(report.provider).c_str(), shown(report.model).c_str(), shown(report.url).c_str());
    if (!report.answered_by.empty() && report.answered_by != report.model) std::printf("  served by %s\n", shown(report.answered_by).c_str());
    std::printf("  first word after %u ms, all after %u ms\n", report.first_token_ms, report.wall_ms);
    const LlmUsage& usage = report.usage;
    std::printf("  %s tokens in, %s out: %s%s\n", grouped(usage.input_tokens).c_str(), grouped(usage.output_tokens).c_str(),
                usage.is_estimated ? "~" : "", usage.is_priced ? money(usage.cost).c_str() : "price not known");
    std::printf("  %s%s\n", report.key_source.empty() ? "no key" : ("key from " + shown(report.key_source)).c_str(),
                report.request_id.empty() ? "" : ("; request " + shown(report.request_id)).c_str());
}

void print_ping_json(const PingReport& report) {
    Json json = document("llm.ping");
    json["provider"] = json_text(report.provider);
    json["model"] = json_text(report.model);
    json["url"] = json_text(report.url);
    json["answered_by"] = json_text(report.answered_by);
    json["key_source"] = json_text(report.key_source);
    json["request_id"] = json_text(report.request_id);
    json["first_token_ms"] = report.first_token_ms;
    json["wall_ms"] = report.wall_ms;
    json["llm"] = to_json(report.usage);
    print_json(json);
}

int ping(Session& session, const LlmArguments& arguments) {
    const auto options = arguments.parse();
    if (!options) return session.fail(options.error());
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    const auto report = (*workspace)->ping(*options);
    if (!report) return session.fail(report.error());
    if (session.json) print_ping_json(*report);
    else print_ping(*report);
    return Ok;
}

}  // namespace

Json to_json(const LlmUsage& usage) {
    return {{"requests", usage.requests},
            {"retries", usage.retries},
            {"cache_hits", usage.cache_hits},
            {"input_tokens", usage.input_tokens},
            {"cached_input_tokens", usage.cached_input_tokens},
            {"output_tokens", usage.output_tokens},
            {"cost_usd", static_cast<double>(usage.cost) / 1e12},
            {"saved_usd", static_cast<double>(usage.saved) / 1e12},
            {"priced", usage.is_priced},
            {"estimated", usage.is_estimated},
            {"redactions", usage.redactions}};
}

Run configure_llm(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<LlmArguments>();
    auto action = std::make_shared<std::string>();
    app.add_option("action", *action, "ping: send one tiny request and tell what came of it")->required()->check(CLI::IsMember({"ping"}));
    arguments->add_endpoint_options(app);
    return [&session, arguments, action] { return ping(session, *arguments); };
}

}  // namespace kompress::cli
