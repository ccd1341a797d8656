// SPDX-License-Identifier: Apache-2.0
/// symbols and outline: definitions as a list and as a tree.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"

namespace kompress::cli {
namespace {

struct Options {
    SymbolQuery query;
    std::string kind, language, file;
    bool json_lines = false;
};

void print_symbol(const SymbolInfo& s) {
    std::printf("%s:%u: %s %s\n", shown(s.file).c_str(), s.line, std::string(symbol_kind_name(s.kind)).c_str(), shown(s.qualified_name).c_str());
    if (!s.signature.empty()) std::printf("    %s\n", shown(s.signature).c_str());
}

int run(Session& session, Options& options) {
    if (!options.kind.empty()) {
        options.query.kind = symbol_kind_from_name(options.kind);
        if (!options.query.kind) return session.fail({ErrorCode::InvalidArgument, "'" + options.kind + "' is no kind; try function, method, class, struct, macro, …"});
    }
    if (!options.language.empty()) {
        options.query.language = language_from_name(options.language);
        if (!options.query.language) return session.fail({ErrorCode::InvalidArgument, "no language is called '" + options.language + "'"});
    }
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    auto page = (*workspace)->symbols(options.query);
    if (!page) return session.fail(page.error());
    if (options.json_lines) {
        for (const SymbolInfo& s : page->symbols) std::printf("%s\n", to_json(s).dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
    } else if (session.json) {
        Json json = document("symbols");
        json["symbols"] = Json::array();
        for (const SymbolInfo& s : page->symbols) json["symbols"].push_back(to_json(s));
        if (!page->next_cursor.empty()) json["next_cursor"] = json_text(page->next_cursor);
        print_json(json);
    } else {
        for (const SymbolInfo& s : page->symbols) print_symbol(s);
    }
    if (!page->next_cursor.empty() && !session.json) std::fprintf(stderr, "more: --cursor '%s'\n", page->next_cursor.c_str());
    if (!page->symbols.empty()) return Ok;
    if (!session.json && !options.json_lines) std::fprintf(stderr, "kompress: no definition matches; globs such as '*%s*' find more\n", options.query.pattern.c_str());
    return NotFoundOrFailed;
}

int outline(Session& session, const std::string& file) {
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    auto symbols = (*workspace)->outline(file);
    if (!symbols) return session.fail(symbols.error());
    std::vector<int> depth(symbols->size());
    Json list = Json::array();
    for (std::size_t i = 0; i < symbols->size(); ++i) {
        const SymbolInfo& s = (*symbols)[i];
        depth[i] = s.parent >= 0 ? depth[static_cast<std::size_t>(s.parent)] + 1 : 0;
        if (session.json) {
            list.push_back(to_json(s));
            list.back()["parent"] = s.parent;
        } else {
            std::printf("%6u  %*s%s %s\n", s.line, 2 * depth[i], "", std::string(symbol_kind_name(s.kind)).c_str(), shown(s.name).c_str());
        }
    }
    if (session.json) {
        Json json = document("outline");
        json["file"] = json_text(file);
        json["symbols"] = list;
        print_json(json);
    }
    return symbols->empty() ? NotFoundOrFailed : Ok;
}

}  // namespace

Run configure_symbols(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    app.add_option("pattern", options->query.pattern, "Name, Qualified.name, or a glob over either [default: all]");
    app.add_option("--kind", options->kind, "Only this kind, e.g. function, class, macro");
    app.add_option("--file", options->query.file, "Only in this file, or in files that match this glob");
    app.add_option("--lang", options->language, "Only this language");
    app.add_option("--limit", options->query.limit, "At most so many; 0 for all")->default_val(100);
    app.add_option("--cursor", options->query.cursor, "Go on behind an earlier answer");
    app.add_flag("--jsonl", options->json_lines, "One JSON object a line");
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    return [&session, options] { return run(session, *options); };
}

Run configure_outline(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    app.add_option("file", options->file, "Path relative to the repository root")->required();
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    return [&session, options] { return outline(session, options->file); };
}

}  // namespace kompress::cli
