// SPDX-License-Identifier: Apache-2.0
#include "fs/git_repository.hpp"

#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>

#include "fs/disk.hpp"
#include "fs/git_config.hpp"
#include "fs/small_file.hpp"

namespace kompress::fs {
namespace {

bool is_directory(const std::string& path) {
    struct stat s {};
    return ::stat(path.c_str(), &s) == 0 && S_ISDIR(s.st_mode);
}

std::string environment(const char* name) {
    const char* value = ::getenv(name);
    return value ? value : "";
}

std::string first_line(std::string_view bytes) {
    while (bytes.ends_with('\n') || bytes.ends_with('\r')) bytes.remove_suffix(1);
    return std::string(bytes);
}

std::string against(const std::string& directory, const std::string& path) {
    return path.starts_with('/') ? path : directory + "/" + path;
}

/// The git directory that `directory` holds, or "": `.git` itself, or where a `.git` file points.
std::string git_directory_of(const std::string& directory) {
    const std::string dot_git = against(directory, ".git");
    if (is_directory(dot_git)) {
        // git asks for these three, so that a stray directory named .git is not a repository
        const bool looks_right = is_directory(dot_git + "/objects") && is_directory(dot_git + "/refs") &&
                                 read_small_file(dot_git + "/HEAD").has_value();
        return looks_right ? dot_git : "";
    }
    const auto pointer = read_small_file(dot_git);
    if (!pointer || !pointer->starts_with("gitdir: ")) return "";
    const std::string target = against(directory, first_line(pointer->substr(8)));
    return is_directory(target) ? target : "";
}

std::string parent_of(const std::string& directory) {
    const auto slash = directory.rfind('/');
    return slash == 0 ? "/" : directory.substr(0, slash);
}

std::string expand_home(const std::string& path) {
    if (!path.starts_with("~/")) return path;
    const std::string home = environment("HOME");
    return home.empty() ? "" : home + path.substr(1);
}

}  // namespace

GitRepository::GitRepository(const std::string& root) {
    if (root.empty()) return;
    locate(root);
    configure();
    if (!excludes_file_.empty())
        add_excludes(against(top_.empty() ? root : top_, excludes_file_), excludes_file_);
    if (exists()) add_excludes(common_directory_ + "/info/exclude", ".git/info/exclude");
}

void GitRepository::locate(const std::string& root) {
    std::string directory = root;
    while (directory.size() > 1 && directory.ends_with('/')) directory.pop_back();
    const std::string start = directory;
    while (!directory.empty()) {
        git_directory_ = git_directory_of(directory);
        if (exists() || directory == "/" || !directory.starts_with('/')) break;
        directory = parent_of(directory);
    }
    if (!exists()) return;
    top_ = directory;
    if (start.size() > directory.size())
        prefix_ = start.substr(directory == "/" ? 1 : directory.size() + 1) + "/";
    common_directory_ = git_directory_;
    if (const auto common = read_small_file(git_directory_ + "/commondir"))
        common_directory_ = against(git_directory_, first_line(*common));
}

std::string main_work_tree(const std::string& root) {
    const std::string git_directory = git_directory_of(root);
    const auto common = git_directory.empty() ? std::nullopt : read_small_file(git_directory + "/commondir");
    if (!common) return "";
    std::error_code failed;
    const auto directory = std::filesystem::canonical(against(git_directory, first_line(*common)), failed);
    return failed || directory.filename() != ".git" ? "" : directory.parent_path().string();
}

/// System, user and repository files in git's order; the last one that sets something wins.
void GitRepository::configure() {
    const std::string home = environment("HOME");
    std::string xdg = environment("XDG_CONFIG_HOME");
    if (xdg.empty() && !home.empty()) xdg = home + "/.config";

    std::vector<std::string> files;
    if (environment("GIT_CONFIG_NOSYSTEM").empty()) files.push_back("/etc/gitconfig");
    if (const auto global = environment("GIT_CONFIG_GLOBAL"); !global.empty()) {
        files.push_back(global);
    } else {
        if (!xdg.empty()) files.push_back(xdg + "/git/config");
        if (!home.empty()) files.push_back(home + "/.gitconfig");
    }
    if (exists()) files.push_back(common_directory_ + "/config");

    GitSettings settings;
    for (const std::string& file : files)
        if (const auto bytes = read_small_file(file)) settings.apply(*bytes);
    if (exists() && settings.worktree_config)
        if (const auto bytes = read_small_file(git_directory_ + "/config.worktree")) settings.apply(*bytes);

    ignore_case_ = settings.ignore_case.value_or(false);
    sha256_ = settings.sha256;
    if (settings.excludes_file)
        excludes_file_ = expand_home(*settings.excludes_file);
    else if (!xdg.empty())
        excludes_file_ = xdg + "/git/ignore";
}

void GitRepository::add_excludes(const std::string& path, const std::string& source) {
    const auto bytes = read_small_file(path);
    if (!bytes) return;
    auto rules = RuleSet::parse(*bytes, source, ignore_case_);
    if (!rules->empty()) excludes_.push_back(std::move(rules));
}

const GitIndex& GitRepository::index() const {
    std::call_once(index_once_, [this] {
        if (!exists()) return;
        const auto bytes = read_small_file(git_directory_ + "/index");
        if (!bytes) return;
        auto parsed = GitIndex::parse(*bytes, sha256_);
        if (parsed) {
            index_ = std::move(*parsed);
            return;
        }
        const std::lock_guard lock(mutex_);
        diagnostics_.push_back(
            {".git/index", "git_index",
             parsed.error().message + "; files that are tracked although ignored are left out"});
    });
    return index_;
}

std::vector<Diagnostic> GitRepository::diagnostics() const {
    const std::lock_guard lock(mutex_);
    return diagnostics_;
}

}  // namespace kompress::fs
