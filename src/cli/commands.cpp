// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <new>
#include <vector>

#include "base/nearest.hpp"
#include "base/system_error.hpp"
#include "kompress/version.hpp"

namespace kompress::cli {
namespace {

constexpr Command Table[] = {
    {"index", "Index", "Build the index, or bring it up to date", Needs::Store,
     "  kompress index                    index the repository around here\n"
     "  kompress index --full ~/src/linux parse everything again\n"
     "  kompress index --verify           prove that incremental equals clean\n"
     "  kompress index --json | jq .files\n",
     configure_index},
    {"status", "Index", "Tell whether the index is current, and what it holds", Needs::Store,
     "  kompress status\n  kompress status --json\n", configure_status},
    {"files", "Index", "List files with their language, or tell why one is left out", Needs::Store,
     "  kompress files --class binary     what was not indexed, and why\n"
     "  kompress files --why build/x.c    the rule that shuts it out\n",
     configure_files},
    {"languages", "Index", "List the languages that are understood", Needs::Nothing, "  kompress languages\n", configure_languages},
    {"symbols", "Look things up", "List definitions by name, glob, kind or file", Needs::Store,
     "  kompress symbols vfs_read\n"
     "  kompress symbols 'Parser.*' --kind method\n"
     "  kompress symbols --file src/main.c\n",
     configure_symbols},
    {"outline", "Look things up", "Show a file's definitions as a tree", Needs::Store, "  kompress outline src/main.c\n", configure_outline},
    {"show", "Look things up", "Show the source of a definition", Needs::Store,
     "  kompress show vfs_read\n  kompress show src/main.c:42\n  kompress show Parser.parse\n", configure_show},
    {"read", "Look things up", "Show lines of a file, decoded to UTF-8", Needs::Config,
     "  kompress read src/main.c --offset 100 --limit 50\n", configure_read},
    {"refs", "Look things up", "List what refers to a definition", Needs::Store, "  kompress refs vfs_read\n  kompress refs Engine.Run --json\n", configure_refs},
    {"callers", "Look things up", "List what calls a definition, to any depth", Needs::Store,
     "  kompress callers vfs_read\n  kompress callers src/main.c:42 --depth 3\n  kompress callers init --certain\n", configure_callers},
    {"callees", "Look things up", "List what a definition calls, to any depth", Needs::Store, "  kompress callees vfs_read --depth 2\n", configure_callees},
    {"impact", "Look things up", "List the files that a change to a definition may touch", Needs::Store, "  kompress impact vfs_read --depth 3\n", configure_impact},
    {"export", "Look things up", "Write the index for other tools: symbols, edges, ctags, scip, llms-txt", Needs::Store,
     "  kompress export ctags --out tags  for editors\n"
     "  kompress export scip --out index.scip\n"
     "  kompress export edges > edges.jsonl\n",
     configure_export},
    {"tokens", "Look things up", "Count the tokens of files for a model, exactly and offline", Needs::Nothing,
     "  kompress tokens src/main.c README.md\n"
     "  git diff | kompress tokens --model gpt-5\n"
     "  git ls-files -z | kompress tokens --files0-from - | tail -1\n",
     configure_tokens},
    {"grep", "Look things up", "Show the lines that match, in the files as they are now", Needs::Config,
     "  kompress grep 'TODO|FIXME'\n"
     "  kompress grep -w vfs_read --lang c\n"
     "  kompress grep -F 'a[i]' --glob 'src/**' --glob '!*_test.c'\n",
     configure_grep},
    {"search", "Look things up", "Find definitions and files by words, best first", Needs::Store,
     "  kompress search 'parse http header'\n"
     "  kompress search LRUCache --limit 5\n",
     configure_search},
    {"context", "Look things up", "Choose what to read about something, within a budget of tokens", Needs::Store,
     "  kompress context 'retry when the connection is lost'\n"
     "  kompress context --symbol vfs_read --budget 4000\n"
     "  kompress context --diff HEAD~1    what changed, and what it touches\n",
     configure_context},
    {"doc", "Document", "Write the documentation of the repository", Needs::Store,
     "  kompress doc                      into <root>/.kompress/docs\n"
     "  kompress doc --out docs/reference\n"
     "  kompress doc --format html        a site: open <root>/.kompress/site/index.html\n"
     "  kompress doc --dry-run            what a model would cost; asks nobody\n"
     "  kompress doc --provider openai --max-cost 0.50\n"
     "  kompress doc --check              exit 1 when a page or text is stale (for CI)\n",
     configure_doc},
    {"llm", "Models and money", "Check that a model can be asked: endpoint, key, latency, price", Needs::Network,
     "  kompress llm ping\n"
     "  kompress llm ping --provider ollama --model qwen3:8b\n"
     "  kompress llm ping --base-url http://localhost:8000/v1 --model my-model\n",
     configure_llm},
    {"models", "Models and money", "List models with their limits and prices, or tell all about one", Needs::Nothing,
     "  kompress models --provider anthropic\n"
     "  kompress models gpt-5-mini\n"
     "  kompress models --prices my_models.toml --json\n",
     configure_models},
    {"costs", "Models and money", "Tell what was spent, by run, model, page or day", Needs::Store,
     "  kompress costs                    the last runs, and their sum\n"
     "  kompress costs --by page --limit 10\n"
     "  kompress costs --by day --since 4w --json\n",
     configure_costs},
    {"cache", "Models and money", "List, measure, delete or fetch the stored answers of models", Needs::Network,
     "  kompress cache stats\n"
     "  kompress cache ls --model 'gpt-5*' --limit 20\n"
     "  kompress cache gc --max-size 500M --max-age 90d\n"
     "  kompress cache purge --page 'src/secret/*' --dry-run\n"
     "  kompress cache warm prompts.jsonl --max-cost 0.50\n",
     configure_cache},
    {"config", "Models and money", "Show what configuration files say, and what of it counts", Needs::Config, "  kompress config\n", configure_config},
    {"trust", "Models and money", "Let this repository's kompress.toml choose provider and model", Needs::Config,
     "  kompress config                   read first what it says\n"
     "  kompress trust\n"
     "  kompress trust --revoke\n",
     configure_trust},
};

void print_help() {
    std::printf("kompress turns a repository into an index in seconds and into documentation for cents.\n\n"
                "Usage: kompress COMMAND [OPTIONS] [ARGUMENTS]\n");
    std::string_view group;
    for (const Command& command : Table) {
        if (command.group != group) std::printf("\n%.*s\n", static_cast<int>(command.group.size()), command.group.data());
        group = command.group;
        std::printf("  %-11.*s %.*s\n", static_cast<int>(command.name.size()), command.name.data(),
                    static_cast<int>(command.summary.size()), command.summary.data());
    }
    std::printf("\nkompress help COMMAND (or COMMAND --help) shows options and examples; --version the version.\n");
}

int print_version(bool json) {
    const std::string number(version()), revision(commit());
    if (json) std::printf("{\"schema\":\"kompress.version/1\",\"version\":\"%s\",\"commit\":\"%s\"}\n", number.c_str(), revision.c_str());
    else std::printf("kompress %s%s\n", number.c_str(), revision.empty() ? "" : (" (" + revision + ")").c_str());
    return Ok;
}

const Command* find_command(std::string_view name) {
    for (const Command& command : Table)
        if (command.name == name) return &command;
    return nullptr;
}

int unknown_command(std::string_view name) {
    std::vector<std::string_view> names;
    for (const Command& command : Table) names.push_back(command.name);
    std::fprintf(stderr, "kompress: there is no command '%.*s'; %s\n", static_cast<int>(name.size()), name.data(),
                 did_you_mean(name, names, "kompress help lists them").c_str());
    return Usage;
}

/// An answer that did not arrive is no success: a full disk shows when the last bytes are written.
int finish_output(const Session& session, int status) {
    errno = 0;
    if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return status;
    return session.fail(system_error("writing to standard output", errno ? errno : EIO, "write it elsewhere"));
}

int run_command(const Command& command, int argc, char** argv) {
    Session session;
    CLI::App app(std::string(command.summary), "kompress " + std::string(command.name));
    app.footer("\nExamples:\n" + std::string(command.examples));
    app.get_formatter()->column_width(34);
    const Run run = command.configure(app, session);
    session.add_global_options(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        std::fprintf(stderr, "kompress: %s; kompress help %s shows what it takes\n", error.what(), std::string(command.name).c_str());
        return Usage;
    }
    if (auto prepared = session.prepare(); !prepared) return session.fail(prepared.error());
    try {
        return finish_output(session, run());
    } catch (const std::bad_alloc&) {  // destructors have let go of locks and half-written files
        return session.fail({ErrorCode::Limit, "not enough memory; stop other programs, lower --jobs or set --mem-limit"});
    }
}

}  // namespace

std::span<const Command> commands() { return Table; }

int run_program(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_DFL);
    const std::string_view first = argc > 1 ? argv[1] : "";
    if (first == "--version" || first == "-V") return print_version(argc > 2 && std::strcmp(argv[2], "--json") == 0);
    if (first.empty() || first == "--help" || first == "-h" || (first == "help" && argc == 2)) {
        print_help();
        return first.empty() ? Usage : Ok;
    }
    const bool is_help = first == "help";
    const Command* command = find_command(is_help ? argv[2] : first);
    if (!command) return unknown_command(is_help ? argv[2] : first);
    if (!is_help) return run_command(*command, argc - 1, argv + 1);
    static char help[] = "--help";
    char* arguments[] = {argv[0], help, nullptr};
    return run_command(*command, 2, arguments);
}

}  // namespace kompress::cli
