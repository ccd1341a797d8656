// SPDX-License-Identifier: Apache-2.0
#include "fs/journal.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "fs/disk.hpp"
#include "fs/git_repository.hpp"
#include "support/temporary_tree.hpp"

using namespace kompress;
using namespace kompress::fs;
using kompress::test::TemporaryTree;
using Lines = std::vector<std::string>;

TEST_CASE("journal: lines outlive the run that did not finish", "[fs]") {
    const TemporaryTree tree;
    const std::string path = tree / "journal";
    {
        auto journal = Journal::open(path);
        REQUIRE(journal);
        REQUIRE((*journal)->add("one"));
        REQUIRE((*journal)->add("two words"));
    }
    CHECK(Journal::lines_of(path) == Lines{"one", "two words"});
    auto again = Journal::open(path);
    REQUIRE(again);
    REQUIRE((*again)->add("three"));
    CHECK(Journal::lines_of(path).size() == 3);
    (*again)->finish();
    CHECK_FALSE(std::filesystem::exists(path));
    CHECK(Journal::lines_of(path).empty());
}

TEST_CASE("journal: a line that was cut short is not believed", "[fs]") {
    const TemporaryTree tree;
    CHECK(Journal::lines_of(tree.write("journal", "whole\nhal")) == Lines{"whole"});
}

TEST_CASE("journal: is held by one, and by the next when that one is done", "[fs]") {
    const TemporaryTree tree;
    auto first = Journal::open(tree / "journal");
    REQUIRE(first);
    CHECK(Journal::open(tree / "journal").error().code == ErrorCode::Busy);
    (*first)->finish();
    CHECK(Journal::open(tree / "journal"));
    CHECK(Journal::open(tree / "no/journal").error().code == ErrorCode::NotFound);
    tree.link("elsewhere", "link");
    CHECK_FALSE(Journal::open(tree / "link"));
}

TEST_CASE("temporaries: those of the dead go, those of the living and other files stay", "[fs]") {
    const TemporaryTree tree;
    const std::string ours = ".kompress-" + std::to_string(::getpid()) + "-0.tmp";
    for (const std::string& name : {std::string(".kompress-999999999-3.tmp"), ours, std::string(".kompress-x.tmp"), std::string("page.tmp"), std::string(".kompress-12")})
        tree.write(name, "x");
    remove_stale_temporaries(tree.root());
    CHECK_FALSE(std::filesystem::exists(tree / ".kompress-999999999-3.tmp"));
    for (const std::string& name : {ours, std::string(".kompress-x.tmp"), std::string("page.tmp"), std::string(".kompress-12")}) CHECK(std::filesystem::exists(tree / name));
    remove_stale_temporaries(tree / "missing");
}

TEST_CASE("git: a linked work tree knows its main one, others do not claim one", "[fs]") {
    const TemporaryTree tree;
    for (const char* directory : {"main/.git/objects", "main/.git/refs", "main/.git/worktrees/side", "side", "module", "plain", "bare.git/worktrees/w", "odd"}) tree.make_directory(directory);
    tree.write("main/.git/HEAD", "ref: refs/heads/main\n");
    tree.write("main/.git/worktrees/side/commondir", "../..\n");
    tree.write("side/.git", "gitdir: " + (tree / "main/.git/worktrees/side") + "\n");
    CHECK(main_work_tree(tree / "side") == tree / "main");
    CHECK(main_work_tree(tree / "main").empty());
    CHECK(main_work_tree(tree / "plain").empty());
    tree.write("module/.git", "gitdir: ../main/.git\n");  // a submodule has no commondir
    CHECK(main_work_tree(tree / "module").empty());
    tree.write("bare.git/worktrees/w/commondir", "../..\n");  // of a bare repository there is no main work tree
    tree.write("odd/.git", "gitdir: ../bare.git/worktrees/w\n");
    CHECK(main_work_tree(tree / "odd").empty());
}
