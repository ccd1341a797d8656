// SPDX-License-Identifier: Apache-2.0
/// context: what to read to understand or change something, within a budget of tokens.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"

namespace kompress::cli {
namespace {

Json snippet_json(const Snippet& s) {
    return {{"file", json_text(s.file)}, {"line", s.line}, {"end_line", s.end_line}, {"symbol", json_text(s.symbol)}, {"kind", s.kind},
            {"form", snippet_form_name(s.form)}, {"tokens", s.tokens}, {"score", s.score}, {"reason", snippet_reason_name(s.reason)}};
}

void print_bundle_json(const ContextBundle& bundle) {
    Json json = document("context");
    json["query"] = json_text(bundle.query);
    json["budget"] = bundle.budget;
    json["tokens"] = bundle.tokens;
    json["encoding"] = bundle.encoding;
    json["snippets"] = Json::array();
    for (const Snippet& snippet : bundle.snippets) json["snippets"].push_back(snippet_json(snippet));
    json["files"] = Json::array();
    for (const std::string& file : bundle.files) json["files"].push_back(json_text(file));
    json["dropped"] = Json::array();
    for (const Snippet& s : bundle.dropped) json["dropped"].push_back({{"file", json_text(s.file)}, {"symbol", json_text(s.symbol)}, {"tokens", s.tokens}});
    json["text"] = json_text(bundle.text);
    if (!bundle.ambiguous.empty()) {
        json["ambiguous"] = Json::array();
        for (const SymbolInfo& symbol : bundle.ambiguous) json["ambiguous"].push_back(to_json(symbol));
    }
    print_json(json);
}

int run(Session& session, const ContextRequest& request) {
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    auto bundle = (*workspace)->context(request);
    if (!bundle) return session.fail(bundle.error());
    if (session.json) {
        print_bundle_json(*bundle);
        return bundle->snippets.empty() ? NotFoundOrFailed : Ok;
    }
    if (!bundle->ambiguous.empty()) {
        std::fprintf(stderr, "kompress: %zu definitions are called %s; choose one as file:name or file:line\n", bundle->ambiguous.size(), request.symbol.c_str());
        for (const SymbolInfo& s : bundle->ambiguous) std::printf("%s:%u: %s\n", shown(s.file).c_str(), s.line, shown(s.signature).c_str());
        return NotFoundOrFailed;
    }
    std::fwrite(bundle->text.data(), 1, bundle->text.size(), stdout);
    if (bundle->snippets.empty()) {
        std::fprintf(stderr, "kompress: nothing fits %zu tokens; a larger --budget or other words find more\n", request.budget);
        return NotFoundOrFailed;
    }
    if (!session.quiet)
        std::fprintf(stderr, "kompress: %zu snippets, %zu of %zu tokens (%s)\n", bundle->snippets.size(), bundle->tokens, bundle->budget, bundle->encoding.c_str());
    return Ok;
}

}  // namespace

Run configure_context(CLI::App& app, Session& session) {
    auto request = std::make_shared<ContextRequest>();
    app.add_option("query", request->query, "Words, identifiers, paths, a commit message, a bug report");
    app.add_option("--symbol", request->symbol, "About a definition: name, Qualified.name, file:name or file:line");
    app.add_option("--file", request->file, "About a file, relative to the repository root");
    app.add_option("--diff", request->diff, "About what changed since this revision (asks git)");
    app.add_option("--budget", request->budget, "At most so many tokens, headers included")->default_val(8000);
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    return [&session, request] { return run(session, *request); };
}

}  // namespace kompress::cli
