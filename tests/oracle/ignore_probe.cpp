// SPDX-License-Identifier: Apache-2.0
/// Our side of check_ignore.py.
///
///   ignore_probe <root>          reads paths, NUL-terminated, from stdin and answers each with
///                                <source> NUL <line> NUL <0|1> NUL (empty source, 0: no rule)
///   ignore_probe <root> --walk   prints the paths that walk() finds, each with a NUL
#include <cstdio>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

#include "fs/disk.hpp"
#include "fs/git_repository.hpp"
#include "fs/ignore.hpp"
#include "fs/walk.hpp"

namespace {

using namespace kompress;
using namespace kompress::fs;

struct Answer {
    std::string source;
    std::uint32_t line = 0;
    bool ignored = false;
};

class Probe {
  public:
    Probe(FileSystem& disk, const std::string& root) : disk_(disk), repository_(root) {
        above_ = IgnoreScope::above_root(repository_);
    }

    Answer ask(const std::string& path) {
        const auto slash = path.rfind('/');
        const Level& level = enter(slash == std::string::npos ? "" : path.substr(0, slash));
        if (level.shut.ignored) return level.shut;
        const auto entry = level.types.find(path.substr(slash + 1));
        return judge(level, path, entry != level.types.end() && entry->second == EntryType::Directory);
    }

  private:
    struct Level {
        IgnoreScope::Pointer scope;
        Answer shut;  // ignored: nothing below can come back
        std::map<std::string, EntryType> types;
    };

    static Answer judge(const Level& level, const std::string& path, bool is_directory) {
        const auto verdict = level.scope->verdict(path, is_directory);
        if (!verdict.rule) return {};
        return {verdict.directory + verdict.rule_set->source(), verdict.rule->line, verdict.ignored()};
    }

    const Level& enter(const std::string& directory) {
        if (const auto found = levels_.find(directory); found != levels_.end()) return found->second;
        Level level;
        level.scope = above_;
        if (!directory.empty()) {
            const auto slash = directory.rfind('/');
            const Level& parent = enter(slash == std::string::npos ? "" : directory.substr(0, slash));
            level.scope = parent.scope;
            level.shut = parent.shut;
            if (!level.shut.ignored) level.shut = judge(parent, directory, true);
        }
        if (!level.shut.ignored) {
            if (const auto listed = disk_.list(directory)) {
                std::vector<Diagnostic> unused;
                level.scope = IgnoreScope::enter(level.scope, disk_, directory, *listed, unused);
                for (const auto& entry : *listed) level.types[entry.name] = entry.type;
            }
        }
        return levels_[directory] = std::move(level);
    }

    FileSystem& disk_;
    GitRepository repository_;
    IgnoreScope::Pointer above_;
    std::map<std::string, Level> levels_;
};

int print_walk(FileSystem& disk, const std::string& root) {
    WalkOptions options;
    options.root = root;
    const auto result = walk(disk, options);
    if (!result) {
        std::cerr << result.error().message << '\n';
        return 1;
    }
    for (const FileEntry& file : result->files) std::cout << file.path << '\0';
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    std::ios::sync_with_stdio(false);
    const auto disk = open_disk(argv[1]);
    if (!disk) {
        std::cerr << disk.error().message << '\n';
        return 1;
    }
    if (argc > 2) return print_walk(**disk, argv[1]);
    Probe probe(**disk, argv[1]);
    for (std::string path; std::getline(std::cin, path, '\0');) {
        const Answer answer = probe.ask(path);
        std::cout << answer.source << '\0' << answer.line << '\0' << (answer.ignored ? '1' : '0') << '\0';
    }
    return 0;
}
