// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"
#include "kompress/index.hpp"

namespace kompress::cli {
namespace {

struct Options {
    std::string why, file_class, language;
    FileQuery query;
};

std::optional<FileClass> class_from_name(const std::string& name) {
    for (std::size_t i = 0; i < FileClassCount; ++i)
        if (file_class_name(static_cast<FileClass>(i)) == name) return static_cast<FileClass>(i);
    return std::nullopt;
}

int explain(Session& session, Workspace& workspace, const std::string& path) {
    auto why = workspace.explain_file(path, session.index_options());
    if (!why) return session.fail(why.error());
    if (session.json) {
        Json json = document("files");
        json["path"] = json_text(path);
        json["why"] = json_text(*why);
        print_json(json);
    } else {
        std::printf("%s: %s\n", shown(path).c_str(), shown(*why).c_str());
    }
    return Ok;
}

void print_page(const FilePage& page) {
    for (const FileInfo& file : page.files)
        std::printf("%-11s %-11s %-9s %10s  %s\n", std::string(file_class_name(file.file_class)).c_str(),
                    std::string(language_id(file.language)).c_str(), std::string(file_role_name(file.role)).c_str(),
                    human_bytes(file.bytes).c_str(), shown(file.path).c_str());
    if (!page.next_cursor.empty()) std::fprintf(stderr, "more: --cursor '%s'\n", page.next_cursor.c_str());
}

int run(Session& session, Options& options) {
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    if (!options.why.empty()) return explain(session, **workspace, options.why);
    if (!options.file_class.empty()) {
        options.query.file_class = class_from_name(options.file_class);
        if (!options.query.file_class)
            return session.fail({ErrorCode::InvalidArgument, "'" + options.file_class + "' is no class; there are indexed, text, binary, too_large, "
                                                             "minified, unreadable, unsupported, special, symlink, unstable, excluded"});
    }
    if (!options.language.empty()) options.query.language = language_from_name(options.language);
    auto page = (*workspace)->files(options.query);
    if (!page) return session.fail(page.error());
    if (session.json) {
        Json json = document("files");
        Json list = Json::array();
        for (const FileInfo& file : page->files)
            list.push_back({{"path", json_text(file.path)}, {"class", file_class_name(file.file_class)}, {"role", file_role_name(file.role)},
                            {"language", language_id(file.language)}, {"bytes", file.bytes}, {"lines", file.lines}, {"symbols", file.symbols}});
        json["files"] = list;
        if (!page->next_cursor.empty()) json["next_cursor"] = json_text(page->next_cursor);
        print_json(json);
    } else {
        print_page(*page);
    }
    return page->files.empty() ? NotFoundOrFailed : Ok;
}

}  // namespace

Run configure_files(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    app.add_option("pattern", options->query.pattern, "Glob over paths [default: all]");
    app.add_option("--why", options->why, "Say why this path is or is not indexed");
    app.add_option("--class", options->file_class, "Only files of this class, e.g. indexed, binary, minified");
    app.add_option("--lang", options->language, "Only files of this language");
    app.add_option("--limit", options->query.limit, "At most so many; 0 for all")->default_val(100);
    app.add_option("--cursor", options->query.cursor, "Go on behind an earlier answer");
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    return [&session, options] { return run(session, *options); };
}

Run configure_languages(CLI::App&, Session& session) {
    return [&session] {
        Json json = document("languages");
        json["languages"] = Json::array();
        for (const Language language : indexed_languages()) {
            if (session.json) json["languages"].push_back({{"id", language_id(language)}, {"name", language_name(language)}});
            else std::printf("%-12s %s\n", std::string(language_id(language)).c_str(), std::string(language_name(language)).c_str());
        }
        if (session.json) print_json(json);
        return static_cast<int>(Ok);
    };
}

}  // namespace kompress::cli
