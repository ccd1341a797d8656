// SPDX-License-Identifier: Apache-2.0
#include "store/state_directory.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <set>
#include <thread>

#include "support/small_index.hpp"

using namespace kompress;
using namespace kompress::store;
using test::TemporaryTree;

namespace {

/// A small index of one file at the next free place, not yet current.
std::string build(const std::string& directory, const std::string& name) {
    const std::string path = next_index(directory);
    auto writer = IndexWriter::create(path, {});
    REQUIRE(writer);
    test::SmallIndex::add(**writer, {name, Language::C, "int " + name + ";\n"});
    REQUIRE((*writer)->commit());
    return path;
}

std::set<std::string> names_in(const std::string& directory) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) names.insert(entry.path().filename().string());
    return names;
}

}  // namespace

TEST_CASE("state directory: is hidden from git and from backups, also after a full disk", "[store]") {
    const TemporaryTree tree;
    tree.write("state/.gitignore", "");
    REQUIRE(prepare_state_directory(tree / "state"));
    CHECK(tree.read("state/.gitignore") == "*\n");
    CHECK(tree.read("state/CACHEDIR.TAG").starts_with("Signature: 8a477f597d28d172789f06886806bc55"));
    tree.write("state/.gitignore", "# mine\n*\n");
    REQUIRE(prepare_state_directory(tree / "state"));
    CHECK(tree.read("state/.gitignore") == "# mine\n*\n");
    tree.write("file");
    CHECK_FALSE(prepare_state_directory(tree / "file/state"));
}

TEST_CASE("state directory: publishing replaces the index, the old one goes", "[store]") {
    const TemporaryTree tree;
    REQUIRE(prepare_state_directory(tree.root()));
    CHECK(current_index(tree.root()).empty());
    CHECK(open_current_index(tree.root()).error().code == ErrorCode::NotFound);
    const std::string one = build(tree.root(), "one.c");
    CHECK(current_index(tree.root()).empty());
    REQUIRE(publish_index(tree.root(), one));
    CHECK(current_index(tree.root()) == one);
    const std::string two = build(tree.root(), "two.c");
    CHECK(two != one);
    REQUIRE(publish_index(tree.root(), two));
    CHECK(current_index(tree.root()) == two);
    CHECK_FALSE(std::filesystem::exists(one));
    CHECK(open_current_index(tree.root()));
}

TEST_CASE("state directory: leftovers go, the current index and other files stay", "[store]") {
    const TemporaryTree tree;
    REQUIRE(prepare_state_directory(tree.root()));
    REQUIRE(publish_index(tree.root(), build(tree.root(), "one.c")));
    for (const char* name : {"index-7.sqlite", "index-7.sqlite-wal", "index-9.sqlite-shm", "index-8.sqlite-journal", "verify/index-1.sqlite", "docs/index.md", "index-notes.txt"})
        tree.write(name, "x");
    tree.link("index-9.sqlite", "index.sqlite.new");
    CHECK((tree.root() + "/index-10.sqlite") == next_index(tree.root()));
    remove_leftovers(tree.root());
    CHECK(names_in(tree.root()) == std::set<std::string>{".gitignore", "CACHEDIR.TAG", "docs", "index-1.sqlite", "index-notes.txt", "index.sqlite"});
    CHECK(open_current_index(tree.root()));
}

TEST_CASE("state directory: a link to nothing is no index", "[store]") {
    const TemporaryTree tree;
    tree.link("index-3.sqlite", "index.sqlite");
    CHECK(open_current_index(tree.root()).error().code == ErrorCode::NotFound);
    REQUIRE(publish_index(tree.root(), build(tree.root(), "one.c")));
    CHECK(open_current_index(tree.root()));
}

TEST_CASE("state directory: readers find an index at every moment of being replaced", "[store]") {
    const TemporaryTree tree;
    REQUIRE(publish_index(tree.root(), build(tree.root(), "one.c")));
    std::atomic<bool> is_done{false};
    std::atomic<int> failures{0}, answers{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i)
        readers.emplace_back([&] {
            while (!is_done) {
                auto reader = open_current_index(tree.root());
                auto files = reader ? (*reader)->files("", 10) : Result<std::vector<FileRow>>(reader.error());
                if (!files || files->size() != 1) ++failures;
                else ++answers;
            }
        });
    for (int i = 0; i < 40; ++i) {
        const std::string path = build(tree.root(), "two.c");
        CHECK(publish_index(tree.root(), path));
    }
    while (answers == 0 && failures == 0) std::this_thread::yield();
    is_done = true;
    for (std::thread& reader : readers) reader.join();
    CHECK(failures == 0);
    CHECK(answers > 0);
}

TEST_CASE("writer lock: one at a time, by name of its holder, free when dropped", "[store]") {
    const TemporaryTree tree;
    {
        auto held = WriterLock::acquire(tree.root(), 0);
        REQUIRE(held);
        const auto refused = WriterLock::acquire(tree.root(), 10);
        CHECK(refused.error().code == ErrorCode::Busy);
        CHECK(refused.error().message.find(std::to_string(::getpid())) != std::string::npos);
        const WriterLock moved = std::move(*held);
        CHECK_FALSE(WriterLock::acquire(tree.root(), 0));
    }
    CHECK(WriterLock::acquire(tree.root(), 0));
    CHECK(WriterLock::acquire(tree / "missing", 0).error().code == ErrorCode::NotFound);
}
