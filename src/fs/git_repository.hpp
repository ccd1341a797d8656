// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What git itself says about a directory: where its repository is, how it is configured, what it tracks.
///
/// Threading: immutable after open(), except that the index is read at the first question about
/// it; every method may be called from any thread. Lifetime: RuleSets are shared and outlive it.

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "fs/git_index.hpp"
#include "fs/rule_set.hpp"
#include "kompress/types.hpp"

namespace kompress::fs {

class GitRepository {
  public:
    /// Looks for `.git` in `root` and above. Never fails: without a repository only the user's global
    /// configuration counts. An empty `root` (no real directory) reads nothing at all.
    explicit GitRepository(const std::string& root);

    bool exists() const { return !git_directory_.empty(); }
    /// The root's place below the top of the work tree: "" or "a/b/" with its slash.
    const std::string& prefix() const { return prefix_; }
    /// Absolute path of the top of the work tree; empty without a repository.
    const std::string& top() const { return top_; }
    bool ignores_case() const { return ignore_case_; }
    /// core.excludesFile and info/exclude, weakest first; empty ones are left out.
    const std::vector<std::shared_ptr<const RuleSet>>& excludes() const { return excludes_; }

    /// What the index tracks; paths are relative to the top.
    const GitIndex& index() const;
    /// Troubles met so far: an index of an unknown format, an unreadable exclude file.
    std::vector<Diagnostic> diagnostics() const;

  private:
    void locate(const std::string& root);
    void configure();
    void add_excludes(const std::string& path, const std::string& source);

    std::string top_, prefix_, git_directory_, common_directory_;
    std::string excludes_file_;
    bool ignore_case_ = false;
    bool sha256_ = false;
    std::vector<std::shared_ptr<const RuleSet>> excludes_;

    mutable std::once_flag index_once_;
    mutable GitIndex index_;
    mutable std::mutex mutex_;
    mutable std::vector<Diagnostic> diagnostics_;  // guarded by mutex_
};

/// Top of the main work tree when `root` is the top of a linked one (git worktree add); "" when it is not.
std::string main_work_tree(const std::string& root);

}  // namespace kompress::fs
