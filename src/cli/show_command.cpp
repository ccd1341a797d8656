// SPDX-License-Identifier: Apache-2.0
/// show and read: source text, of a definition or by line.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"

namespace kompress::cli {
namespace {

constexpr std::size_t MaxShown = 5;

struct Options {
    std::string target;
    std::uint32_t offset = 1, limit = 1000;
};

Json lines_json(const SourceLines& lines) {
    Json json{{"file", json_text(lines.file)}, {"first_line", lines.first_line}, {"last_line", lines.last_line}, {"total_lines", lines.total_lines},
              {"stale", lines.is_stale},       {"text", json_text(lines.text)}};
    if (lines.symbol) json["symbol"] = to_json(*lines.symbol);
    return json;
}

void print_lines(const SourceLines& lines) {
    std::fwrite(lines.text.data(), 1, lines.text.size(), stdout);
    if (!lines.text.empty() && lines.text.back() != '\n') std::fputc('\n', stdout);
    if (lines.is_stale) std::fprintf(stderr, "kompress: %s changed since it was indexed; kompress index brings the index up to date\n", lines.file.c_str());
}

int show(Session& session, const std::string& symbol) {
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    auto sources = (*workspace)->show(symbol);
    if (!sources) return session.fail(sources.error());
    if (session.json) {
        Json json = document("show");
        json["definitions"] = Json::array();
        for (const SourceLines& lines : *sources) json["definitions"].push_back(lines_json(lines));
        print_json(json);
        return Ok;
    }
    if (sources->size() > MaxShown) {
        std::fprintf(stderr, "kompress: %zu definitions are called %s; choose one as file:name or file:line\n", sources->size(), symbol.c_str());
        for (const SourceLines& lines : *sources) std::printf("%s:%u: %s\n", shown(lines.file).c_str(), lines.symbol->line, shown(lines.symbol->signature).c_str());
        return NotFoundOrFailed;
    }
    for (const SourceLines& lines : *sources) {
        if (sources->size() > 1) std::printf("== %s:%u\n", shown(lines.file).c_str(), lines.first_line);
        print_lines(lines);
    }
    return Ok;
}

int read(Session& session, const Options& options) {
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    auto lines = (*workspace)->read(options.target, options.offset, options.limit);
    if (!lines) return session.fail(lines.error());
    if (session.json) {
        Json json = document("read");
        json.update(lines_json(*lines));
        print_json(json);
        return Ok;
    }
    print_lines(*lines);
    if (lines->last_line < lines->total_lines) std::fprintf(stderr, "more: --offset %u (of %u lines)\n", lines->last_line + 1, lines->total_lines);
    return Ok;
}

}  // namespace

Run configure_show(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    app.add_option("symbol", options->target, "name, Qualified.name, file:name or file:line")->required();
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    return [&session, options] { return show(session, options->target); };
}

Run configure_read(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    app.add_option("file", options->target, "Path relative to the repository root")->required();
    app.add_option("--offset", options->offset, "First line")->default_val(1);
    app.add_option("--limit", options->limit, "At most so many lines; 0 for all")->default_val(1000);
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    return [&session, options] { return read(session, *options); };
}

}  // namespace kompress::cli
