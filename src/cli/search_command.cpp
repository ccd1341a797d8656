// SPDX-License-Identifier: Apache-2.0
/// search: definitions and files for words or identifiers, best first.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"

namespace kompress::cli {
namespace {

int run(Session& session, const SearchRequest& request) {
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    auto page = (*workspace)->search(request);
    if (!page) return session.fail(page.error());
    if (session.json) {
        Json json = document("search");
        json["query"] = json_text(request.query);
        json["results"] = Json::array();
        for (const SearchHit& hit : page->hits) {
            Json one = hit.symbol ? to_json(*hit.symbol) : Json{{"kind", "file"}, {"file", json_text(hit.file)}};
            one["score"] = hit.score;
            json["results"].push_back(std::move(one));
        }
        json["similar"] = Json::array();
        for (const auto& [word, similar] : page->similar) json["similar"].push_back({{"word", json_text(word)}, {"searched", json_text(similar)}});
        if (!page->next_cursor.empty()) json["next_cursor"] = page->next_cursor;
        print_json(json);
        return page->hits.empty() ? NotFoundOrFailed : Ok;
    }
    for (const auto& [word, similar] : page->similar) std::fprintf(stderr, "kompress: nothing is called '%s'; searched for '%s', too\n", shown(word).c_str(), shown(similar).c_str());
    for (const SearchHit& hit : page->hits) {
        if (!hit.symbol) {
            std::printf("%s\n", shown(hit.file).c_str());
            continue;
        }
        const SymbolInfo& s = *hit.symbol;
        std::printf("%s:%u: %s %s\n", shown(s.file).c_str(), s.line, std::string(symbol_kind_name(s.kind)).c_str(), shown(s.qualified_name).c_str());
        if (!s.signature.empty()) std::printf("    %s\n", shown(s.signature).c_str());
    }
    if (!page->next_cursor.empty()) std::fprintf(stderr, "more: --cursor %s\n", page->next_cursor.c_str());
    if (!page->hits.empty()) return Ok;
    std::fprintf(stderr, "kompress: nothing matches; kompress grep looks for text as it is written\n");
    return NotFoundOrFailed;
}

}  // namespace

Run configure_search(CLI::App& app, Session& session) {
    auto request = std::make_shared<SearchRequest>();
    app.add_option("query", request->query, "Words, identifiers or paths")->required();
    app.add_option("--limit", request->limit, "At most so many; 0 for all")->default_val(20);
    app.add_option("--cursor", request->cursor, "Go on behind an earlier answer");
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    return [&session, request] { return run(session, *request); };
}

}  // namespace kompress::cli
