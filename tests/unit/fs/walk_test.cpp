// SPDX-License-Identifier: Apache-2.0
#include "fs/walk.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>

#include "fs/disk.hpp"
#include "support/memory_file_system.hpp"
#include "support/temporary_tree.hpp"

namespace {

using namespace kompress;
using namespace kompress::fs;
using kompress::test::MemoryFileSystem;
using kompress::test::TemporaryTree;

std::vector<std::string> paths_of(const WalkResult& result) {
    std::vector<std::string> paths;
    for (const FileEntry& file : result.files) paths.push_back(file.path);
    return paths;
}

WalkResult walk_all(FileSystem& file_system, const WalkOptions& options = {}) {
    auto result = walk(file_system, options);
    REQUIRE(result);
    return std::move(*result);
}

std::vector<std::string> walk_paths(FileSystem& file_system, const WalkOptions& options = {}) {
    return paths_of(walk_all(file_system, options));
}

/// The paths that are to be indexed.
std::vector<std::string> candidates(FileSystem& file_system, const WalkOptions& options) {
    std::vector<std::string> paths;
    for (const FileEntry& file : walk_all(file_system, options).files)
        if (file.file_class == FileClass::Indexed) paths.push_back(file.path);
    return paths;
}

const FileEntry& entry_of(const WalkResult& result, const std::string& path) {
    const auto found =
        std::find_if(result.files.begin(), result.files.end(), [&](auto& f) { return f.path == path; });
    REQUIRE(found != result.files.end());
    return *found;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("walk: files come sorted by the bytes of their paths", "[fs]") {
    MemoryFileSystem memory;
    const Paths expected{"a-b.c", "a.c", "a/b.c", "a/b/c.c", "a/b0.c", "a0.c", "\xff.c"};
    for (auto path = expected.rbegin(); path != expected.rend(); ++path) memory.add(*path, "x");
    CHECK(std::is_sorted(expected.begin(), expected.end()));
    CHECK(walk_paths(memory) == expected);
}

TEST_CASE("walk: nested rules, negation and pruned parents", "[fs]") {
    MemoryFileSystem memory;
    memory.add(".gitignore", "*.o\nbuild/\n!keep.o\n");
    memory.add("sub/.gitignore", "!sub.o\n/only_here.c\n");
    for (const char* path : {"a.o", "keep.o", "build/keep.o", "sub/sub.o", "sub/x.o", "sub/only_here.c",
                             "sub/deep/only_here.c", "sub/build/x.c"})
        memory.add(path, "");
    const auto result = walk_all(memory);
    CHECK(paths_of(result) ==
          Paths{".gitignore", "keep.o", "sub/.gitignore", "sub/deep/only_here.c", "sub/sub.o"});
    CHECK(result.ignored == 5);
}

TEST_CASE("walk: .kompressignore is stronger than .gitignore beside it", "[fs]") {
    MemoryFileSystem memory;
    memory.add(".gitignore", "*.gen.c\n");
    memory.add(".kompressignore", "!wanted.gen.c\nunwanted.c\n");
    for (const char* path : {"x.gen.c", "wanted.gen.c", "unwanted.c", "sub/unwanted.c"}) memory.add(path, "");
    CHECK(walk_paths(memory) == Paths{".gitignore", ".kompressignore", "wanted.gen.c"});
}

TEST_CASE("walk: .git and the state directory are never entered", "[fs]") {
    MemoryFileSystem memory;
    for (const char* path :
         {".git/config", "sub/.git/x.c", "link/.git", ".kompress/index", "sub/.kompress/y", "a.c"})
        memory.add(path, "");
    WalkOptions options;
    options.state_dir = ".kompress";
    CHECK(walk_paths(memory, options) == Paths{"a.c", "sub/.kompress/y"});
}

TEST_CASE("walk: links and special files are listed with their class", "[fs]") {
    MemoryFileSystem memory;
    memory.add_other("link.c", EntryType::Symlink);
    memory.add_other("pipe.c", EntryType::Special);
    const auto result = walk_all(memory);
    CHECK(entry_of(result, "link.c").file_class == FileClass::Symlink);
    CHECK(entry_of(result, "pipe.c").file_class == FileClass::Special);
}

TEST_CASE("walk: classes, languages and roles that names and sizes tell", "[fs]") {
    MemoryFileSystem memory;
    for (const char* path : {"a.c", "README.txt", "script", "LICENSE", "vendor/x.go", "tests/t.py"})
        memory.add(path, "x");
    memory.add("large.c", std::string(101, 'x'));
    WalkOptions options;
    options.max_file_size_bytes = 100;
    const auto result = walk_all(memory, options);
    CHECK(entry_of(result, "a.c").file_class == FileClass::Indexed);
    CHECK(entry_of(result, "a.c").language == Language::C);
    CHECK(entry_of(result, "README.txt").file_class == FileClass::Unsupported);
    CHECK(entry_of(result, "LICENSE").file_class == FileClass::Unsupported);
    CHECK(entry_of(result, "script").file_class == FileClass::Indexed);
    CHECK(entry_of(result, "large.c").file_class == FileClass::TooLarge);
    CHECK(entry_of(result, "vendor/x.go").role == FileRole::Vendored);
    CHECK(entry_of(result, "tests/t.py").role == FileRole::Test);
    CHECK(memory.reads().empty());
}

TEST_CASE("walk: include, exclude and languages", "[fs]") {
    MemoryFileSystem memory;
    for (const char* path : {"src/a.c", "src/b.py", "src/deep/c.h", "lib/d.c", "lib/skip/e.c", "top.c"})
        memory.add(path, "");
    WalkOptions options;
    options.include = {"src/", "/top.c"};
    CHECK(candidates(memory, options) == Paths{"src/a.c", "src/b.py", "src/deep/c.h", "top.c"});
    CHECK(entry_of(walk_all(memory, options), "lib/d.c").file_class == FileClass::Excluded);
    options.include = {"src", "!*.py"};
    CHECK(candidates(memory, options) == Paths{"src/a.c", "src/deep/c.h"});
    options.include = {};
    options.exclude = {"skip/", "*.py"};
    CHECK(candidates(memory, options) == Paths{"lib/d.c", "src/a.c", "src/deep/c.h", "top.c"});
    CHECK(walk_all(memory, options).ignored == 1);
    options.exclude = {};
    options.languages = {Language::Cpp};
    CHECK(candidates(memory, options) == Paths{"src/deep/c.h"});  // its bytes may say C++
    CHECK(entry_of(walk_all(memory, options), "top.c").file_class == FileClass::Excluded);
}

TEST_CASE("walk: what cannot be listed is a diagnostic, what vanished is not", "[fs]") {
    MemoryFileSystem memory;
    memory.add("a/x.c", "");
    memory.add("b/x.c", "");
    memory.add("c.c", "");
    memory.fail("a", {ErrorCode::Io, "cannot list a: Permission denied"});
    memory.fail("b", {ErrorCode::NotFound, "gone"});
    const auto result = walk_all(memory);
    CHECK(paths_of(result) == Paths{"c.c"});
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].path == "a");
    CHECK(result.diagnostics[0].code == "unreadable");
}

TEST_CASE("walk: an unreadable root is an error, an unreadable rule file a diagnostic", "[fs]") {
    MemoryFileSystem memory;
    memory.add(".gitignore", "*.c");
    memory.add("a.c", "");
    memory.fail(".gitignore", {ErrorCode::Io, "cannot open .gitignore: Input/output error"});
    const auto result = walk_all(memory);
    CHECK(paths_of(result) == Paths{".gitignore", "a.c"});
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].path == ".gitignore");
    memory.fail("", {ErrorCode::Io, "cannot list ."});
    CHECK_FALSE(walk(memory, {}));
}

TEST_CASE("walk: stops when asked to", "[fs]") {
    MemoryFileSystem memory;
    for (int i = 0; i < 100; ++i) memory.add("d" + std::to_string(i) + "/x.c", "");
    std::atomic<int> asked{0};
    WalkOptions options;
    options.cancelled = [&] { return ++asked > 10; };
    const auto result = walk(memory, options);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::Cancelled);
    CHECK(asked < 60);
}

TEST_CASE("walk: symlink loops are reported, not followed", "[fs]") {
    TemporaryTree tree;
    tree.write("a/x.c");
    tree.link(".", "a/self");
    tree.link("..", "a/up");
    tree.link("loop", "loop");
    auto disk = std::move(*open_disk(tree.root()));
    WalkOptions options;
    options.root = tree.root();
    CHECK(walk_paths(*disk, options) == Paths{"a/self", "a/up", "a/x.c", "loop"});
}

TEST_CASE("walk: the same answer every time on a real tree", "[fs]") {
    TemporaryTree tree;
    for (int i = 0; i < 400; ++i)
        tree.write("d" + std::to_string(i % 20) + "/e" + std::to_string(i % 7) + "/f" + std::to_string(i) +
                   ".c");
    tree.write("d3/.gitignore", "*3.c\n");
    auto disk = std::move(*open_disk(tree.root()));
    WalkOptions options;
    options.root = tree.root();
    const auto first = walk_paths(*disk, options);
    CHECK(std::is_sorted(first.begin(), first.end()));
    CHECK(first.size() < 401);
    for (int i = 0; i < 10; ++i) CHECK(walk_paths(*disk, options) == first);
}

TEST_CASE("walk: very deep trees are listed or said to be too deep", "[fs]") {
    MemoryFileSystem memory;
    std::string path;
    for (int i = 0; i < 250; ++i) path += std::string(200, 'd') + "/";
    memory.add(path + "x.c", "");
    const auto result = walk_all(memory);
    CHECK(result.files.empty());
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].code == "too_deep");
}

TEST_CASE("explain: names the rule, its file and its line", "[fs]") {
    MemoryFileSystem memory;
    memory.add(".gitignore", "# objects\n\n*.o\nbuild/\n");
    memory.add("sub/.gitignore", "*.tmp\n");
    for (const char* path : {"x.o", "build/a.c", "sub/y.tmp", "a.c", "script", "data.bin", "sub/b.c"})
        memory.add(path, "");
    memory.add_other("link", EntryType::Symlink);
    WalkOptions options;
    CHECK(explain(memory, options, "x.o") == "ignored: .gitignore:3: *.o");
    CHECK(explain(memory, options, "build/a.c") == "ignored: .gitignore:4: build/");
    CHECK(explain(memory, options, "sub/y.tmp") == "ignored: sub/.gitignore:1: *.tmp");
    CHECK(explain(memory, options, "a.c") == "indexed as c");
    CHECK(explain(memory, options, "data.bin") == "unsupported: no grammar for this kind of file");
    CHECK(explain(memory, options, "link") == "symlink: symbolic links are not followed");
    CHECK(explain(memory, options, "nope/x.c") == "not found: nope");
    CHECK(explain(memory, options, "a.c/x") == "not found: a.c is not a directory");
    CHECK(explain(memory, options, "sub") == "a directory that is walked");
    options.exclude = {"sub/b.c"};
    options.languages = {Language::Go};
    options.max_file_size_bytes = 1 << 20;
    CHECK(explain(memory, options, "sub/b.c") == "excluded: --exclude sub/b.c");
    CHECK(explain(memory, options, "a.c") == "excluded: --lang does not name c");
    memory.add("big.go", std::string((5 << 20) / 2, 'x'));
    CHECK(explain(memory, options, "big.go") == "too_large: 2.5 MB > 1 MB");
}

TEST_CASE("walk: a rule file that git would not read is reported and not read", "[fs]") {
    TemporaryTree tree;
    tree.write("a.c", "int a;\n");
    const std::string rules = tree.write(".gitignore", "a.c\n");
    REQUIRE(::truncate(rules.c_str(), off_t{101} << 20) == 0);
    const auto disk = std::move(*open_disk(tree.root()));
    const WalkResult result = walk_all(*disk);
    CHECK(paths_of(result) == std::vector<std::string>{".gitignore", "a.c"});
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].path == ".gitignore");
}
