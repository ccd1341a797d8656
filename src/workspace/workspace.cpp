// SPDX-License-Identifier: Apache-2.0
#include "kompress/workspace.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "base/cancel.hpp"
#include "base/log.hpp"
#include "base/trace.hpp"
#include "base/try.hpp"
#include "fs/disk.hpp"
#include "index/indexer.hpp"

namespace kompress {

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
    Result<index::Environment> environment() {
        KOMPRESS_TRY_VALUE(files, file_system());
        return index::Environment{*files, root, state_dir, progress, &cancellation, trace.get()};
    }
};

Workspace::Workspace(std::unique_ptr<State> state) : state_(std::move(state)) {}

Workspace::~Workspace() {
    if (!state_->trace) return;
    auto written = fs::write_file_atomically(state_->options.trace_file, state_->trace->to_json(), false);
    if (!written) log_warning("the trace was not written: " + written.error().message);
}

Result<std::unique_ptr<Workspace>> Workspace::open(const WorkspaceOptions& options) {
    auto state = std::make_unique<State>();
    state->options = options;
    KOMPRESS_TRY_VALUE(root, fs::find_repository_root(options.path));
    state->root = root;
    std::error_code failed;
    state->state_dir = options.state_dir.empty() ? root + "/.kompress"
                                                 : std::filesystem::absolute(options.state_dir, failed).lexically_normal().string();
    if (!options.trace_file.empty()) state->trace = std::make_unique<Trace>();
    return std::unique_ptr<Workspace>(new Workspace(std::move(state)));
}

const std::string& Workspace::root() const { return state_->root; }
const std::string& Workspace::state_dir() const { return state_->state_dir; }
void Workspace::set_progress(ProgressSink* sink) { state_->progress = sink; }
void Workspace::cancel() { state_->cancellation.request(); }

Result<IndexReport> Workspace::index(const IndexOptions& options) {
    KOMPRESS_TRY_VALUE(environment, state_->environment());
    return index::run(environment, options);
}

Result<VerifyReport> Workspace::verify(const IndexOptions& options) {
    KOMPRESS_TRY_VALUE(environment, state_->environment());
    return index::verify(environment, options);
}

}  // namespace kompress
