// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <filesystem>

#include "fs/disk.hpp"
#include "support/temporary_tree.hpp"

namespace {
using namespace kompress;
using namespace kompress::fs;
using kompress::test::TemporaryTree;
}  // namespace

TEST_CASE("write: replaces the file and leaves nothing beside it", "[fs]") {
    TemporaryTree tree;
    tree.write("f", "old");
    REQUIRE(write_file_atomically(tree / "f", "new"));
    CHECK(tree.read("f") == "new");
    REQUIRE(write_file_atomically(tree / "g", std::string(1 << 20, 'x'), false));
    CHECK(tree.read("g").size() == 1 << 20);
    const auto entries = std::filesystem::directory_iterator(tree.root());
    CHECK(std::distance(begin(entries), end(entries)) == 2);
}

TEST_CASE("write: a link is replaced, not followed", "[fs]") {
    TemporaryTree tree;
    tree.write("target", "old");
    tree.link("target", "link");
    REQUIRE(write_file_atomically(tree / "link", "new"));
    CHECK(tree.read("target") == "old");
    CHECK(tree.read("link") == "new");
}

TEST_CASE("write: failure names the path and changes nothing", "[fs]") {
    TemporaryTree tree;
    tree.make_directory("d/inside");
    const auto result = write_file_atomically(tree / "d", "x");
    REQUIRE_FALSE(result);
    CHECK(result.error().message.find(tree / "d") != std::string::npos);
    CHECK(write_file_atomically(tree / "missing/f", "x").error().code == ErrorCode::NotFound);
    CHECK(std::filesystem::is_directory(tree / "d/inside"));
}

TEST_CASE("write: directories are made with their parents, twice if asked", "[fs]") {
    TemporaryTree tree;
    CHECK(create_directories(tree / "a/b/c"));
    CHECK(create_directories(tree / "a/b/c"));
    tree.write("file");
    CHECK_FALSE(create_directories(tree / "file"));
    CHECK_FALSE(create_directories(tree / "file/x"));
    CHECK(*free_space_bytes(tree.root()) > 0);
}

TEST_CASE("write: the repository root is the nearest ancestor with a mark", "[fs]") {
    TemporaryTree tree;
    tree.make_directory("a/.git");
    tree.write("a/b/kompress.toml");
    tree.make_directory("a/b/c/d");
    tree.make_directory("a/x");
    tree.write("a/x/file");
    CHECK(*find_repository_root(tree / "a/b/c/d") == tree / "a/b");
    CHECK(*find_repository_root(tree / "a/x") == tree / "a");
    CHECK(*find_repository_root(tree / "a/x/file") == tree / "a");
    CHECK(find_repository_root(tree / "none").error().code == ErrorCode::NotFound);
}
