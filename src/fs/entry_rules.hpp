// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a walk does with one directory entry, under all rules together: git's, ours, the options'.
///
/// Order of the questions: `.git` and the state directory are never seen; what is ignored is left
/// out unless git tracks it; `exclude` prunes directories and marks files Excluded, tracked or
/// not; `include` marks whatever it does not name Excluded; then the kind, size and language.
///
/// Threading: every method may be called from any thread.

#include <string>
#include <string_view>
#include <vector>

#include "fs/classify.hpp"
#include "fs/git_repository.hpp"
#include "fs/ignore.hpp"
#include "fs/walk.hpp"

namespace kompress::fs {

/// What an entry inherits from the directories above it.
struct Inherited {
    bool tracked_only = false;  ///< below an ignored directory: only what git tracks counts
    bool included = false;      ///< an `include` glob named a directory above
};

enum class Fate {
    Unseen,   ///< `.git`, the state directory
    Ignored,  ///< by a rule; or a directory that `exclude` names
    Enter,    ///< a directory to walk
    Listed,   ///< among the files of the result
};

class EntryRules {
  public:
    explicit EntryRules(const WalkOptions& options);

    IgnoreScope::Pointer scope_above_root() const { return IgnoreScope::above_root(repository_); }
    /// `below` receives what the entry's children inherit when it is to be entered.
    Fate fate_of(const DirectoryEntry& entry, std::string_view path, const IgnoreScope& scope,
                 const Inherited& inherited, Inherited& below) const;
    /// The class of a Listed entry. Indexed means: its bytes decide.
    FileClass class_of(const DirectoryEntry& entry, std::string_view path, Language language,
                       const Inherited& inherited) const;

    /// The rule of `exclude` that shuts out `path`, or null.
    const Rule* exclusion(std::string_view path, bool is_directory) const;
    bool is_included(std::string_view path, bool is_directory, const Inherited& inherited) const;
    bool is_tracked(std::string_view path) const;
    bool holds_tracked(std::string_view directory) const;
    std::vector<Diagnostic> diagnostics() const { return repository_.diagnostics(); }

  private:
    bool wants(Language language, std::string_view name) const;

    const WalkOptions& options_;
    GitRepository repository_;
    std::shared_ptr<const RuleSet> include_, exclude_;
};

}  // namespace kompress::fs
