// SPDX-License-Identifier: Apache-2.0
/// One task per directory. Each task lists its directory, decides about the entries and spawns
/// tasks for its subdirectories; nobody waits but the caller.
///
/// Order: a directory's entries are sorted with a slash after the names of directories, which is
/// the order of whole paths by bytes, so that one pass over the finished tree yields the sorted
/// list and no path is ever compared with another directory's.
#include "fs/walk.hpp"

#include <tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <new>

#include "base/hand_over.hpp"
#include "fs/entry_rules.hpp"
#include "fs/ignore.hpp"

namespace kompress::fs {
namespace {

// Longer paths are loops of bind mounts or made to hurt; each level costs its path's length.
constexpr std::size_t MaxPathBytes = 32 * 1024;

struct Directory {
    std::string path;
    IgnoreScope::Pointer scope;  // of the directory it lies in
    Inherited inherited;

    std::vector<FileEntry> files;  // in order, with gaps where the subdirectories belong
    struct Child {
        std::size_t position;  // among files
        Directory* directory;
    };
    std::vector<Child> children;
    std::vector<Diagnostic> diagnostics;
    std::uint64_t ignored = 0;
};

/// True when `a` comes before `b` in the order of whole paths.
bool comes_before(const DirectoryEntry& a, const DirectoryEntry& b) {
    const std::string_view x = a.name, y = b.name;
    const std::size_t common = std::min(x.size(), y.size());
    const int order = x.substr(0, common).compare(y.substr(0, common));
    if (order != 0) return order < 0;
    const auto next = [common](const DirectoryEntry& entry) {
        if (entry.name.size() > common)
            return static_cast<int>(static_cast<unsigned char>(entry.name[common]));
        return entry.type == EntryType::Directory ? int{'/'} : -1;
    };
    return next(a) < next(b);
}

class Walker {
  public:
    Walker(FileSystem& file_system, const WalkOptions& options)
        : file_system_(file_system), options_(options), rules_(options) {}

    Result<WalkResult> run() {
        Directory* root = add_directory("");
        root->scope = rules_.scope_above_root();
        spawn(*root);
        group_.wait();
        hand_over::take(this);
        if (cancelled_) return Error{ErrorCode::Cancelled, "stopped before anything was changed; run kompress index again"};
        if (root_error_) return *root_error_;
        return collect(*root);
    }

  private:
    Directory* add_directory(std::string path) {
        const std::lock_guard lock(mutex_);
        Directory& directory = directories_.emplace_back();
        directory.path = std::move(path);
        return &directory;
    }

    void spawn(Directory& directory) {
        hand_over::give(&directory);
        group_.run([this, &directory]() KOMPRESS_TASK { visit_task(directory); });
    }

    void visit_task(Directory& directory) {
        hand_over::take(&directory);
        visit(directory);
        hand_over::give(this);
    }

    void visit(Directory& directory) {
        if (cancelled_ || (options_.cancelled && options_.cancelled())) {
            cancelled_ = true;
            return;
        }
        auto listed = file_system_.list(directory.path);
        if (!listed) return report(directory, listed.error());
        auto& entries = *listed;
        std::sort(entries.begin(), entries.end(), comes_before);
        const auto scope =
            IgnoreScope::enter(directory.scope, file_system_, directory.path, entries, directory.diagnostics);
        const FileRole role = role_of_directory(directory.path);
        const std::string* previous = nullptr;
        for (const DirectoryEntry& entry : entries) {
            // A rename during the listing can show a name twice.
            if (!previous || *previous != entry.name) decide(directory, *scope, role, entry, scope);
            previous = &entry.name;
        }
        directory.scope.reset();
    }

    void decide(Directory& directory, const IgnoreScope& rules, FileRole role, const DirectoryEntry& entry,
                const IgnoreScope::Pointer& scope) {
        std::string path;
        path.reserve(directory.path.size() + 1 + entry.name.size());
        if (!directory.path.empty()) path.append(directory.path).push_back('/');
        path.append(entry.name);

        Inherited below;
        switch (rules_.fate_of(entry, path, rules, directory.inherited, below)) {
            case Fate::Unseen:
                return;
            case Fate::Ignored:
                ++directory.ignored;
                return;
            case Fate::Enter:
                return descend(directory, std::move(path), scope, below);
            case Fate::Listed:
                break;
        }
        FileEntry& file = directory.files.emplace_back();
        file.stamp = entry.stamp;
        file.language = language_of_name(entry.name);
        file.role = role_of_file(role, entry.name);
        file.file_class = rules_.class_of(entry, path, file.language, directory.inherited);
        file.path = std::move(path);
    }

    void descend(Directory& parent, std::string path, const IgnoreScope::Pointer& scope,
                 const Inherited& inherited) {
        if (path.size() > MaxPathBytes) {
            parent.diagnostics.push_back(
                {std::move(path), "too_deep", "directories nested too deeply; not entered"});
            return;
        }
        Directory* child = add_directory(std::move(path));
        child->scope = scope;
        child->inherited = inherited;
        parent.children.push_back({parent.files.size(), child});
        spawn(*child);
    }

    void report(Directory& directory, const Error& error) {
        if (directory.path.empty())
            root_error_ = error;
        else if (error.code != ErrorCode::NotFound)  // vanished since its parent was listed: nothing to say
            directory.diagnostics.push_back({directory.path, "unreadable", error.message});
    }

    WalkResult collect(Directory& root) {
        WalkResult result;
        std::size_t count = 0;
        for (const Directory& directory : directories_) count += directory.files.size();
        result.files.reserve(count);
        result.directories = directories_.size();

        struct Place {
            Directory* directory;
            std::size_t file = 0, child = 0;
        };
        std::vector<Place> stack{{&root}};
        while (!stack.empty()) {
            Place& place = stack.back();
            auto& [directory, file, child] = place;
            const bool has_child = child < directory->children.size();
            const std::size_t until =
                has_child ? directory->children[child].position : directory->files.size();
            for (; file < until; ++file) result.files.push_back(std::move(directory->files[file]));
            if (has_child) {
                Directory* next = directory->children[child++].directory;
                stack.push_back({next});
            } else {
                result.ignored += directory->ignored;
                for (auto& d : directory->diagnostics) result.diagnostics.push_back(std::move(d));
                stack.pop_back();
            }
        }
        for (auto& d : rules_.diagnostics()) result.diagnostics.push_back(std::move(d));
        std::stable_sort(result.diagnostics.begin(), result.diagnostics.end(),
                         [](const Diagnostic& a, const Diagnostic& b) { return a.path < b.path; });
        return result;
    }

    FileSystem& file_system_;
    const WalkOptions& options_;
    const EntryRules rules_;
    tbb::task_group group_;
    std::atomic<bool> cancelled_{false};
    std::optional<Error> root_error_;  // written by the root's task alone

    std::mutex mutex_;
    std::deque<Directory> directories_;  // guarded by mutex_ while the walk runs; addresses are stable
};

}  // namespace

Result<WalkResult> walk(FileSystem& file_system, const WalkOptions& options) {
    try {
        return Walker(file_system, options).run();
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::Limit, "not enough memory to list the files"};
    } catch (const std::exception& e) {
        return Error{ErrorCode::Internal, std::string("the scan failed: ") + e.what()};
    }
}

}  // namespace kompress::fs
