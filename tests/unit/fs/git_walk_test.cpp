// SPDX-License-Identifier: Apache-2.0
/// The walk inside repositories that git itself made. Skipped where git is not installed.
#include <stdlib.h>

#include <catch2/catch.hpp>
#include <optional>

#include "fs/disk.hpp"
#include "fs/walk.hpp"
#include "support/temporary_tree.hpp"

namespace {

using namespace kompress;
using namespace kompress::fs;
using kompress::test::TemporaryTree;
using Paths = std::vector<std::string>;

/// Sets a variable for the length of a test.
class Environment {
  public:
    Environment(const char* name, const std::string& value) : name_(name) {
        if (const char* old = ::getenv(name)) old_ = old;
        ::setenv(name, value.c_str(), 1);
    }
    ~Environment() { old_ ? ::setenv(name_, old_->c_str(), 1) : ::unsetenv(name_); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

  private:
    const char* name_;
    std::optional<std::string> old_;
};

/// A home directory of its own, so that nobody's configuration counts.
struct Home {
    TemporaryTree tree;
    Environment home{"HOME", tree.root()};
    Environment xdg{"XDG_CONFIG_HOME", tree / "xdg"};
    Environment system{"GIT_CONFIG_NOSYSTEM", "1"};
};

bool has_git() {
    return ::system("git --version >/dev/null 2>&1") == 0;
}

void git(const TemporaryTree& tree, const std::string& command) {
    const std::string line = "cd '" + tree.root() +
                             "' && git -c user.name=x -c user.email=x@y -c init.defaultBranch=main " +
                             command + " >/dev/null 2>&1";
    REQUIRE(::system(line.c_str()) == 0);
}

WalkOptions options_for(const std::string& root) {
    WalkOptions options;
    options.root = root;
    return options;
}

Paths walk_paths(const std::string& root) {
    auto disk = open_disk(root);
    REQUIRE(disk);
    auto result = walk(**disk, options_for(root));
    REQUIRE(result);
    Paths paths;
    for (const auto& file : result->files) paths.push_back(file.path);
    return paths;
}

}  // namespace

TEST_CASE("git walk: tracked files stay although a rule ignores them", "[fs]") {
    if (!has_git()) return;
    Home home;
    TemporaryTree tree;
    for (const char* path : {"a.o", "b.o", "build/deep/t.c", "build/u.c", "build/other/v.c"})
        tree.write(path);
    for (const char* version : {"2", "4"}) {
        git(tree, "init -q");
        git(tree, std::string("config index.version ") + version);
        git(tree, "add -f a.o build/deep/t.c");
        tree.write(".gitignore", "*.o\nbuild/\n");
        CHECK(walk_paths(tree.root()) == Paths{".gitignore", "a.o", "build/deep/t.c"});
        auto disk = std::move(*open_disk(tree.root()));
        CHECK(explain(*disk, options_for(tree.root()), "build/deep/t.c") ==
              "indexed as c, tracked although .gitignore:2: build/ ignores it");
        CHECK(explain(*disk, options_for(tree.root()), "build/u.c") == "ignored: .gitignore:2: build/");
        std::filesystem::remove_all(tree / ".git");
    }
}

TEST_CASE("git walk: a split index is not guessed at", "[fs]") {
    if (!has_git()) return;
    Home home;
    TemporaryTree tree;
    tree.write("a.o");
    git(tree, "init -q");
    git(tree, "add -f a.o");
    git(tree, "update-index --split-index");
    tree.write(".gitignore", "*.o\n");
    auto disk = std::move(*open_disk(tree.root()));
    const auto result = walk(*disk, options_for(tree.root()));
    REQUIRE(result);
    CHECK(result->files.size() == 1);
    REQUIRE(result->diagnostics.size() == 1);
    CHECK(result->diagnostics[0].code == "git_index");
}

TEST_CASE("git walk: info/exclude and the user's own excludes", "[fs]") {
    if (!has_git()) return;
    Home home;
    TemporaryTree tree;
    for (const char* path : {"x.a", "x.b", "x.c", "x.d"}) tree.write(path);
    git(tree, "init -q");
    home.tree.write("xdg/git/ignore", "*.a\n");
    CHECK(walk_paths(tree.root()) == Paths{"x.b", "x.c", "x.d"});
    home.tree.write("mine", "*.b\n");
    home.tree.write(".gitconfig", "[core]\n\texcludesFile = ~/mine\n");
    CHECK(walk_paths(tree.root()) == Paths{"x.a", "x.c", "x.d"});
    tree.write(".git/info/exclude", "*.c\n!x.b\n");  // stronger than the user's
    CHECK(walk_paths(tree.root()) == Paths{"x.a", "x.b", "x.d"});
    git(tree, "config core.ignoreCase true");
    tree.write(".gitignore", "X.D\n");
    CHECK(walk_paths(tree.root()) == Paths{".gitignore", "x.a", "x.b"});
}

TEST_CASE("git walk: a linked worktree has its own index and the common excludes", "[fs]") {
    if (!has_git()) return;
    Home home;
    TemporaryTree tree;
    tree.write("main/a.o");
    tree.write("main/b.c");
    const std::string in_main = "-C main ";
    git(tree, "init -q main");
    git(tree, in_main + "add -f a.o b.c");
    git(tree, in_main + "commit -qm x");
    git(tree, in_main + "worktree add -q ../linked");
    tree.write("main/.git/info/exclude", "*.o\nlocal\n");
    tree.write("linked/local");
    tree.write("linked/new.o");
    CHECK(walk_paths(tree / "linked") == Paths{"a.o", "b.c"});
}

TEST_CASE("git walk: a root inside a repository obeys the rules above it", "[fs]") {
    if (!has_git()) return;
    Home home;
    TemporaryTree tree;
    for (const char* path : {"sub/a.o", "sub/b.c", "sub/x/gen.c", "sub/tracked.o"}) tree.write(path);
    git(tree, "init -q");
    git(tree, "add -f sub/tracked.o");
    tree.write(".gitignore", "*.o\n/sub/x/gen.c\n");
    CHECK(walk_paths(tree / "sub") == Paths{"b.c", "tracked.o"});
    // Asked for by name, an ignored directory is walked all the same.
    tree.write(".gitignore", "*.o\nsub\n");
    CHECK(walk_paths(tree / "sub") == Paths{"a.o", "b.c", "tracked.o", "x/gen.c"});
}

TEST_CASE("git walk: nested repositories are walked like directories", "[fs]") {
    if (!has_git()) return;
    Home home;
    TemporaryTree tree;
    tree.write("nested/a.c");
    tree.write("nested/.gitignore", "b.c\n");
    tree.write("nested/b.c");
    git(tree, "init -q");
    git(tree, "init -q nested");
    CHECK(walk_paths(tree.root()) == Paths{"nested/.gitignore", "nested/a.c"});
}

TEST_CASE("git walk: a rule file that is a link does not count", "[fs]") {
    Home home;
    TemporaryTree tree;
    tree.write("rules", "*.c\n");
    tree.write("a.c");
    tree.link("rules", ".gitignore");
    CHECK(walk_paths(tree.root()) == Paths{".gitignore", "a.c", "rules"});
}
