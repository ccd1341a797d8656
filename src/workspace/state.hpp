// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a Workspace holds; shared by the files that implement its methods, and by nothing else.

#include <memory>
#include <string>
#include <vector>

#include "base/cancel.hpp"
#include "base/trace.hpp"
#include "base/try.hpp"
#include "completion/completer.hpp"
#include "fs/disk.hpp"
#include "fs/git_repository.hpp"
#include "index/indexer.hpp"
#include "kompress/workspace.hpp"
#include "store/index_reader.hpp"
#include "store/state_directory.hpp"

namespace kompress {

inline constexpr const char* StateDirectoryName = "/.kompress";

struct Workspace::State {
    WorkspaceOptions options;
    std::string root, state_dir;
    std::unique_ptr<FileSystem> disk;
    ProgressSink* progress = nullptr;
    Cancellation cancellation;
    std::unique_ptr<Trace> trace;

    Result<FileSystem*> file_system() {
        if (!disk) {
            KOMPRESS_TRY_VALUE(opened, fs::open_disk(root));
            disk = std::move(opened);
        }
        return disk.get();
    }
    Result<std::unique_ptr<store::IndexReader>> reader() const { return store::open_current_index(state_dir); }
    Result<index::Environment> environment() {
        KOMPRESS_TRY_VALUE(files, file_system());
        return index::Environment{*files, root, state_dir, relatives(), progress, &cancellation, trace.get()};
    }
    completion::Environment asking(const char* command) const {
        completion::Environment environment;
        environment.state_dir = state_dir;
        environment.command = command;
        environment.progress = progress;
        environment.cancellation = &cancellation;
        return environment;
    }
    /// With what the configuration files say. Errors: Configuration, Io.
    Result<LlmOptions> configured(const LlmOptions& options) const;
    /// A linked work tree of git that is indexed for the first time knows most contents from the main one.
    std::vector<std::string> relatives() const {
        if (!store::current_index(state_dir).empty()) return {};
        const std::string main = fs::main_work_tree(root);
        const std::string path = main.empty() ? std::string() : store::current_index(main + StateDirectoryName);
        return path.empty() ? std::vector<std::string>{} : std::vector<std::string>{path};
    }
};

}  // namespace kompress
