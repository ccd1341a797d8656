// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Which paths are ignored: git's rules exactly, and `.kompressignore` on top.
///
/// Strongest first: the deepest directory's `.kompressignore`, its `.gitignore`, those of its
/// parents, `.git/info/exclude`, `core.excludesFile`. Inside one file the last match decides. What
/// lies below an ignored directory is ignored, whatever a rule inside says; a walk must therefore
/// not enter it. Rule files that are symbolic links are not read, as in git. A nested repository
/// (a submodule, a directory with its own `.git`) is walked like any directory: its own
/// `.gitignore` files count, its `info/exclude` and its index do not.
///
/// Threading: an IgnoreScope is immutable. Lifetime: scopes share their parents.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fs/rule_set.hpp"
#include "kompress/file_system.hpp"
#include "kompress/types.hpp"

namespace kompress::fs {

class GitRepository;

/// What a rule said, or that none did.
struct IgnoreVerdict {
    const Rule* rule = nullptr;  ///< lives as long as the scope that was asked
    const RuleSet* rule_set = nullptr;
    std::string directory;  ///< of the rule file, relative to the top, with its slash; "" for the global ones
    bool ignored() const { return rule && !rule->negated; }
    /// ".gitignore:3: *.o"
    std::string description() const;
};

/// The rules in force for the entries of one directory.
class IgnoreScope {
  public:
    using Pointer = std::shared_ptr<const IgnoreScope>;

    /// The scope above the walk's root: global rules, and the rule files of the directories between
    /// the top of the work tree and the root, unless those shut out the root itself.
    static Pointer above_root(const GitRepository& repository);
    /// The scope of `directory`: its parent's, and its own rule files where `entries` has any.
    /// What cannot be read is added to `diagnostics`.
    static Pointer enter(const Pointer& parent, FileSystem& file_system, const std::string& directory,
                         const std::vector<DirectoryEntry>& entries, std::vector<Diagnostic>& diagnostics);

    /// True when the last rule that matches says so. `path` is relative to the walk's root.
    bool is_ignored(std::string_view path, bool is_directory) const;
    IgnoreVerdict verdict(std::string_view path, bool is_directory) const;

  private:
    struct Shared;  // what all scopes of one walk have in common
    struct Found {
        const Rule* rule = nullptr;
        const RuleSet* rule_set = nullptr;
        const IgnoreScope* scope = nullptr;
    };
    Found find(std::string_view path, bool is_directory) const;
    static Pointer deepen(const Pointer& parent, std::vector<std::shared_ptr<const RuleSet>> rule_sets,
                          std::string base);

    Pointer parent_;
    std::shared_ptr<const Shared> shared_;
    std::vector<std::shared_ptr<const RuleSet>> rule_sets_;  // weakest first
    std::string base_;  // directory of the rule files, relative to the top, with its slash
};

}  // namespace kompress::fs
