// SPDX-License-Identifier: Apache-2.0
#include "kompress/workspace.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "support/temporary_tree.hpp"

using namespace kompress;
using kompress::test::TemporaryTree;

namespace {

std::unique_ptr<Workspace> open(const std::string& path, const std::string& state_dir = "") {
    WorkspaceOptions options;
    options.path = path, options.state_dir = state_dir;
    auto workspace = Workspace::open(options);
    if (!workspace) FAIL(workspace.error().message);
    return std::move(*workspace);
}

}  // namespace

TEST_CASE("workspace: the root is the nearest repository around a path", "[workspace]") {
    const TemporaryTree tree;
    tree.make_directory("repo/.git");
    tree.write("repo/a/b/file.c");
    tree.make_directory("repo/nested/.git");
    tree.make_directory("loose/deep");
    for (const char* inside : {"repo", "repo/a", "repo/a/b", "repo/a/b/file.c"}) CHECK(open(tree / inside)->root() == tree / "repo");
    CHECK(open(tree / "repo/nested")->root() == tree / "repo/nested");
    CHECK(open(tree / "loose/deep")->root() == tree / "loose/deep");
    tree.link("repo/a", "link");
    CHECK(open(tree / "link")->root() == tree / "repo");
    WorkspaceOptions missing;
    missing.path = tree / "no/such";
    CHECK(Workspace::open(missing).error().code == ErrorCode::NotFound);
}

TEST_CASE("workspace: opening touches nothing, the state directory is where it was asked for", "[workspace]") {
    const TemporaryTree tree;
    tree.make_directory("repo/.git");
    CHECK(open(tree / "repo")->state_dir() == tree / "repo/.kompress");
    CHECK_FALSE(std::filesystem::exists(tree / "repo/.kompress"));
    CHECK(open(tree / "repo", tree / "x/../state")->state_dir() == tree / "state");
    const auto workspace = open(tree / "repo");
    CHECK(workspace->symbols({}).error().code == ErrorCode::NotFound);
    auto status = workspace->status({});
    REQUIRE(status);
    CHECK_FALSE(status->has_index);
    CHECK_FALSE(std::filesystem::exists(tree / "repo/.kompress"));
}

TEST_CASE("workspace: status follows the tree and the index", "[workspace]") {
    const TemporaryTree tree;
    tree.make_directory(".git");
    tree.write("a.c", "int a;\n");
    tree.age("a.c");
    const auto workspace = open(tree.root());
    REQUIRE(workspace->index({}));
    CHECK(workspace->status({})->is_current);
    tree.write("b.c", "int b;\n");
    auto status = workspace->status({});
    REQUIRE(status);
    CHECK_FALSE(status->is_current);
    CHECK(status->changed_files == 1);
    std::filesystem::remove(tree / "a.c");
    CHECK(workspace->status({})->removed_files == 1);
    REQUIRE(workspace->index({}));
    CHECK(workspace->status({})->is_current);
}

TEST_CASE("workspace: lines are cut as asked and tell when the index is behind", "[workspace]") {
    const TemporaryTree tree;
    tree.make_directory(".git");
    tree.write("a.c", "int one;\nint two;\nint three;\n");
    tree.age("a.c");
    const auto workspace = open(tree.root());
    REQUIRE(workspace->index({}));
    auto lines = workspace->read("a.c", 2, 1);
    REQUIRE(lines);
    CHECK(lines->text == "int two;\n");
    CHECK(lines->first_line == 2);
    CHECK(lines->last_line == 2);
    CHECK(lines->total_lines == 3);
    CHECK(workspace->read("./a.c", 1, 0)->text == "int one;\nint two;\nint three;\n");
    CHECK(workspace->read("a.c", 9, 5)->text.empty());
    for (const char* outside : {"../x", "/etc/passwd", "a/../../x"}) CHECK(workspace->read(outside, 1, 0).error().code == ErrorCode::InvalidArgument);
    CHECK(workspace->read("missing.c", 1, 0).error().code == ErrorCode::NotFound);
    CHECK(workspace->show("three")->at(0).text == "int three;\n");
    CHECK(workspace->show("nothing").error().code == ErrorCode::NotFound);
}
