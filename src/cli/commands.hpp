// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The table of commands. Setting one up parses nothing and opens nothing; running it does the work.

#include <functional>
#include <span>
#include <string_view>

#include "cli/session.hpp"

namespace kompress::cli {

/// How much of the program a command needs; each level includes the ones before.
enum class Needs { Nothing, Config, Store, Network };

using Run = std::function<int()>;

struct Command {
    std::string_view name;
    std::string_view group;
    std::string_view summary;
    Needs needs;
    std::string_view examples;  ///< lines shown at the end of its help
    /// Adds options and arguments to `app`; what it returns runs the command once they are parsed.
    Run (*configure)(CLI::App& app, Session& session);
};

std::span<const Command> commands();

Run configure_index(CLI::App& app, Session& session);
Run configure_status(CLI::App& app, Session& session);
Run configure_files(CLI::App& app, Session& session);
Run configure_languages(CLI::App& app, Session& session);
Run configure_symbols(CLI::App& app, Session& session);
Run configure_outline(CLI::App& app, Session& session);
Run configure_show(CLI::App& app, Session& session);
Run configure_read(CLI::App& app, Session& session);
Run configure_refs(CLI::App& app, Session& session);
Run configure_callers(CLI::App& app, Session& session);
Run configure_callees(CLI::App& app, Session& session);
Run configure_impact(CLI::App& app, Session& session);
Run configure_export(CLI::App& app, Session& session);
Run configure_tokens(CLI::App& app, Session& session);
Run configure_grep(CLI::App& app, Session& session);
Run configure_search(CLI::App& app, Session& session);
Run configure_context(CLI::App& app, Session& session);
Run configure_doc(CLI::App& app, Session& session);
Run configure_llm(CLI::App& app, Session& session);
Run configure_models(CLI::App& app, Session& session);
Run configure_costs(CLI::App& app, Session& session);
Run configure_cache(CLI::App& app, Session& session);
Run configure_config(CLI::App& app, Session& session);
Run configure_trust(CLI::App& app, Session& session);

/// The whole program behind main(); returns the exit status.
int run_program(int argc, char** argv);

}  // namespace kompress::cli
