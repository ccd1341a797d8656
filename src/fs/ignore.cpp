// SPDX-License-Identifier: Apache-2.0
#include "fs/ignore.hpp"

#include <algorithm>

#include "fs/git_repository.hpp"
#include "fs/small_file.hpp"

namespace kompress::fs {
namespace {

/// git reads no larger rule file either.
constexpr std::uint64_t MaxRuleFileBytes = std::uint64_t{100} << 20;
constexpr std::string_view RuleFiles[] = {".gitignore", ".kompressignore"};  // weakest first

std::string_view last_component(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace

struct IgnoreScope::Shared {
    std::string prefix;  // of the walk's root below the top, with its slash
    bool ignore_case = false;
};

std::string IgnoreVerdict::description() const {
    if (!rule) return "no rule";
    return directory + rule_set->source() + ":" + std::to_string(rule->line) + ": " + rule->text;
}

IgnoreScope::Pointer IgnoreScope::deepen(const Pointer& parent,
                                         std::vector<std::shared_ptr<const RuleSet>> rule_sets,
                                         std::string base) {
    auto scope = std::make_shared<IgnoreScope>();
    scope->parent_ = parent;
    scope->shared_ = parent->shared_;
    scope->rule_sets_ = std::move(rule_sets);
    scope->base_ = std::move(base);
    return scope;
}

IgnoreScope::Pointer IgnoreScope::above_root(const GitRepository& repository) {
    auto global = std::make_shared<IgnoreScope>();
    auto shared = std::make_shared<Shared>();
    shared->ignore_case = repository.ignores_case();
    shared->prefix = repository.prefix();
    global->shared_ = shared;
    global->rule_sets_ = repository.excludes();

    // From the top down to the root's parent. A root that its parents ignore was asked for by name:
    // then their rules cannot be meant.
    Pointer scope = global;
    const std::string& prefix = repository.prefix();
    for (std::size_t begin = 0; begin < prefix.size();) {
        const std::string base = prefix.substr(0, begin);
        std::vector<std::shared_ptr<const RuleSet>> rule_sets;
        for (const std::string_view name : RuleFiles) {
            const auto bytes = read_small_file(repository.top() + "/" + base + std::string(name));
            if (bytes) rule_sets.push_back(RuleSet::parse(*bytes, std::string(name), shared->ignore_case));
        }
        if (!rule_sets.empty()) scope = deepen(scope, std::move(rule_sets), base);
        const auto end = prefix.find('/', begin);
        const auto found = scope->find(std::string_view(prefix).substr(0, end), true);
        if (found.rule && !found.rule->negated) return global;
        begin = end + 1;
    }
    return scope;
}

IgnoreScope::Pointer IgnoreScope::enter(const Pointer& parent, FileSystem& file_system,
                                        const std::string& directory,
                                        const std::vector<DirectoryEntry>& entries,
                                        std::vector<Diagnostic>& diagnostics) {
    std::vector<std::shared_ptr<const RuleSet>> rule_sets;
    for (const std::string_view name : RuleFiles) {
        const auto present = std::find_if(entries.begin(), entries.end(), [&](const DirectoryEntry& entry) {
            return entry.type == EntryType::File && entry.name == name;
        });
        if (present == entries.end()) continue;
        const std::string path = directory.empty() ? std::string(name) : directory + "/" + std::string(name);
        if (present->stamp.size_bytes > MaxRuleFileBytes) {
            diagnostics.push_back({path, "too_large", "a rule file above 100 MiB is not read"});
            continue;
        }
        const auto file = file_system.read(path);
        if (!file) {
            if (file.error().code != ErrorCode::NotFound)
                diagnostics.push_back({path, "unreadable", file.error().message});
            continue;
        }
        auto rules = RuleSet::parse((*file)->bytes(), std::string(name), parent->shared_->ignore_case);
        if (!rules->empty()) rule_sets.push_back(std::move(rules));
    }
    if (rule_sets.empty()) return parent;
    return deepen(parent, std::move(rule_sets),
                  parent->shared_->prefix + (directory.empty() ? "" : directory + "/"));
}

/// `path` is relative to the top of the work tree.
IgnoreScope::Found IgnoreScope::find(std::string_view path, bool is_directory) const {
    const std::string_view name = last_component(path);
    for (const IgnoreScope* scope = this; scope; scope = scope->parent_.get()) {
        const auto below = path.substr(scope->base_.size());
        for (auto rules = scope->rule_sets_.rbegin(); rules != scope->rule_sets_.rend(); ++rules)
            if (const Rule* rule = (*rules)->find(below, name, is_directory))
                return {rule, rules->get(), scope};
    }
    return {};
}

bool IgnoreScope::is_ignored(std::string_view path, bool is_directory) const {
    const auto found = shared_->prefix.empty() ? find(path, is_directory)
                                               : find(shared_->prefix + std::string(path), is_directory);
    return found.rule && !found.rule->negated;
}

IgnoreVerdict IgnoreScope::verdict(std::string_view path, bool is_directory) const {
    const auto found = find(shared_->prefix + std::string(path), is_directory);
    if (!found.rule) return {};
    return {found.rule, found.rule_set, found.scope->base_};
}

}  // namespace kompress::fs
