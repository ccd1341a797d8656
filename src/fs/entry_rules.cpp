// SPDX-License-Identifier: Apache-2.0
#include "fs/entry_rules.hpp"

#include <algorithm>

namespace kompress::fs {
namespace {

std::string_view name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace

EntryRules::EntryRules(const WalkOptions& options)
    : options_(options),
      repository_(options.root),
      include_(RuleSet::of_lines(options.include, "--include")),
      exclude_(RuleSet::of_lines(options.exclude, "--exclude")) {}

Fate EntryRules::fate_of(const DirectoryEntry& entry, std::string_view path, const IgnoreScope& scope,
                         const Inherited& inherited, Inherited& below) const {
    const bool is_directory = entry.type == EntryType::Directory;
    if (entry.name == ".git" || (is_directory && !options_.state_dir.empty() && path == options_.state_dir))
        return Fate::Unseen;
    below = inherited;
    if (inherited.tracked_only || scope.is_ignored(path, is_directory)) {
        if (is_directory ? !holds_tracked(path) : !is_tracked(path)) return Fate::Ignored;
        below.tracked_only = true;
    }
    if (!is_directory) return Fate::Listed;
    if (exclusion(path, true)) return Fate::Ignored;
    below.included = is_included(path, true, inherited);
    return Fate::Enter;
}

FileClass EntryRules::class_of(const DirectoryEntry& entry, std::string_view path, Language language,
                               const Inherited& inherited) const {
    if (entry.type == EntryType::Symlink) return FileClass::Symlink;
    if (entry.type != EntryType::File) return FileClass::Special;
    if (exclusion(path, false)) return FileClass::Excluded;
    if (!include_->empty() && !is_included(path, false, inherited)) return FileClass::Excluded;
    if (language == Language::None && !may_be_script(entry.name)) return FileClass::Unsupported;
    if (!wants(language, entry.name)) return FileClass::Excluded;
    if (entry.stamp.size_bytes > options_.max_file_size_bytes) return FileClass::TooLarge;
    return FileClass::Indexed;
}

const Rule* EntryRules::exclusion(std::string_view path, bool is_directory) const {
    if (exclude_->empty()) return nullptr;
    const Rule* rule = exclude_->find(path, name_of(path), is_directory);
    return rule && !rule->negated ? rule : nullptr;
}

/// The last glob that names the path decides; where none does, the directory above decided.
bool EntryRules::is_included(std::string_view path, bool is_directory, const Inherited& inherited) const {
    if (include_->empty()) return true;
    const Rule* rule = include_->find(path, name_of(path), is_directory);
    return rule ? !rule->negated : inherited.included;
}

/// Scripts without extension, and headers that may be C or C++, stay candidates: their bytes decide.
bool EntryRules::wants(Language language, std::string_view name) const {
    const auto asked = [&](Language one) {
        return std::find(options_.languages.begin(), options_.languages.end(), one) !=
               options_.languages.end();
    };
    if (options_.languages.empty() || language == Language::None || asked(language)) return true;
    return language == Language::C && name.ends_with(".h") && asked(Language::Cpp);
}

bool EntryRules::is_tracked(std::string_view path) const {
    return repository_.exists() && repository_.index().has(repository_.prefix() + std::string(path));
}

bool EntryRules::holds_tracked(std::string_view directory) const {
    return repository_.exists() &&
           repository_.index().has_below(repository_.prefix() + std::string(directory));
}

}  // namespace kompress::fs
