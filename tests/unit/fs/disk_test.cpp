// SPDX-License-Identifier: Apache-2.0
#include "fs/disk.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <thread>

#include "fs/root_directory.hpp"
#include "support/temporary_tree.hpp"

namespace {

using namespace kompress;
using namespace kompress::fs;
using kompress::test::TemporaryTree;

std::unique_ptr<FileSystem> disk_of(const TemporaryTree& tree,
                                    std::uint64_t map_threshold = MapThresholdBytes) {
    auto disk = open_disk(tree.root(), map_threshold);
    REQUIRE(disk);
    return std::move(*disk);
}

std::map<std::string, DirectoryEntry> list(FileSystem& disk, const std::string& directory) {
    auto entries = disk.list(directory);
    REQUIRE(entries);
    std::map<std::string, DirectoryEntry> by_name;
    for (auto& entry : *entries) by_name[entry.name] = entry;
    return by_name;
}

RootDirectory root_of(const TemporaryTree& tree, Containment containment) {
    return RootDirectory(UniqueFd(::open(tree.root().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)),
                         containment);
}

}  // namespace

TEST_CASE("disk: list tells files, directories, links and the rest", "[fs]") {
    TemporaryTree tree;
    tree.write("file", "12345");
    tree.make_directory("directory");
    tree.link("file", "link");
    REQUIRE(::mkfifo((tree / "pipe").c_str(), 0600) == 0);
    auto disk = disk_of(tree);
    auto entries = list(*disk, "");
    CHECK(entries.size() == 4);
    CHECK(entries["file"].type == EntryType::File);
    CHECK(entries["file"].stamp.size_bytes == 5);
    CHECK(entries["file"].stamp.inode != 0);
    CHECK(entries["directory"].type == EntryType::Directory);
    CHECK(entries["link"].type == EntryType::Symlink);
    CHECK(entries["pipe"].type == EntryType::Special);
    CHECK(entries["pipe"].stamp == FileStamp{});
}

TEST_CASE("disk: the stamp of a listing is the stamp of a read", "[fs]") {
    TemporaryTree tree;
    tree.write("d/f", "abc");
    auto disk = disk_of(tree);
    const auto file = disk->read("d/f");
    REQUIRE(file);
    CHECK((*file)->bytes() == "abc");
    CHECK((*file)->is_stable());
    CHECK((*file)->stamp() == list(*disk, "d")["f"].stamp);
}

TEST_CASE("disk: names are bytes, whatever they are", "[fs]") {
    TemporaryTree tree;
    const std::string name = "new\nline \xff\xfe";
    tree.write(name, "x");
    auto disk = disk_of(tree);
    CHECK(list(*disk, "").count(name) == 1);
    CHECK(disk->read(name).ok());
}

TEST_CASE("disk: a limit reads the start only", "[fs]") {
    TemporaryTree tree;
    tree.write("f", "0123456789");
    tree.age("f");
    for (const std::uint64_t threshold : {std::uint64_t{1}, MapThresholdBytes}) {
        const auto file = disk_of(tree, threshold)->read("f", 4);
        REQUIRE(file);
        CHECK((*file)->bytes() == "0123");
        CHECK((*file)->is_stable());
    }
}

TEST_CASE("disk: nothing that is not a regular file is opened, and nothing blocks", "[fs]") {
    TemporaryTree tree;
    tree.make_directory("d");
    tree.write("f");
    tree.link("f", "link");
    REQUIRE(::mkfifo((tree / "pipe.c").c_str(), 0600) == 0);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (tree / "socket.c").copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    auto disk = disk_of(tree);
    for (const char* path : {"d", "link", "pipe.c", "socket.c"}) {
        INFO(path);
        CHECK(disk->read(path).error().code == ErrorCode::Io);
    }
    CHECK(disk->read("missing").error().code == ErrorCode::NotFound);
    CHECK(disk->read("f/x").error().code == ErrorCode::NotFound);
    CHECK(disk->list("missing").error().code == ErrorCode::NotFound);
    ::close(socket);
}

TEST_CASE("disk: no path leaves the root", "[fs]") {
    TemporaryTree tree;
    tree.write("secret", "s");
    tree.write("root/f", "f");
    tree.make_directory("root/d");
    tree.link("..", "root/up");
    tree.link("/", "root/out");
    tree.link("../..", "root/d/up");
    tree.link(".", "root/self");
    tree.link("loop", "root/loop");
    tree.link("/proc/self/root", "root/proc");
    const std::string beneath = tree / "root";
    for (const auto containment : {Containment::Automatic, Containment::ComponentWise}) {
        const RootDirectory root(UniqueFd(::open(beneath.c_str(), O_PATH | O_DIRECTORY)), containment);
        for (const std::string path : {"../secret", "..", "d/../../secret", "up/secret", "out/etc/passwd",
                                       "d/up/secret", "self/f", "loop", "loop/x", "proc/etc/passwd",
                                       "/etc/passwd", "up", "out", "d/..", "./../secret", "self"}) {
            INFO(path);
            CHECK_FALSE(root.open(path, O_RDONLY));
        }
        CHECK_FALSE(root.open(std::string("f\0x", 3), O_RDONLY));
        CHECK(root.open("f", O_RDONLY));
        CHECK(root.open("d", O_RDONLY));
        CHECK(root.open("./d//.", O_RDONLY));
        CHECK(root.open("./d//", O_RDONLY));
        CHECK_FALSE(root.open("f/", O_RDONLY));
        CHECK(root.open("", O_RDONLY));
    }
}

TEST_CASE("disk: a directory swapped for a link never leads outside", "[fs]") {
    TemporaryTree tree;
    tree.write("outside/f", "outside");
    tree.write("root/d/f", "inside");
    tree.link("../outside", "root/link");
    auto disk = std::move(*open_disk(tree / "root"));
    std::atomic<bool> stop{false};
    std::thread swapper([&] {
        const std::string d = tree / "root/d", l = tree / "root/link";
        while (!stop)
            ::syscall(316 /* renameat2 */, AT_FDCWD, d.c_str(), AT_FDCWD, l.c_str(), 2 /* EXCHANGE */);
    });
    int inside = 0;
    for (int i = 0; i < 5000; ++i) {
        const auto file = disk->read("d/f");
        if (!file) continue;
        ++inside;
        if ((*file)->bytes() != "inside") FAIL("escaped");
    }
    stop = true;
    swapper.join();
    CHECK(inside > 0);
}

TEST_CASE("disk: paths beyond PATH_MAX are listed and read", "[fs]") {
    TemporaryTree tree;
    const std::string step(200, 'x');
    std::string path;
    int directory = ::open(tree.root().c_str(), O_PATH | O_DIRECTORY);
    for (int i = 0; i < 30; ++i) {
        REQUIRE(::mkdirat(directory, step.c_str(), 0700) == 0);
        const int next = ::openat(directory, step.c_str(), O_PATH | O_DIRECTORY);
        ::close(directory);
        directory = next;
        path += step + "/";
    }
    const int file = ::openat(directory, "f.c", O_CREAT | O_WRONLY, 0600);
    REQUIRE(::write(file, "deep", 4) == 4);
    ::close(file);
    ::close(directory);
    REQUIRE(path.size() > 4096);
    auto disk = disk_of(tree);
    const auto bytes = disk->read(path + "f.c");
    REQUIRE(bytes);
    CHECK((*bytes)->bytes() == "deep");
    CHECK(list(*disk, path.substr(0, path.size() - 1)).count("f.c") == 1);
    CHECK(root_of(tree, Containment::ComponentWise).open(path + "f.c", O_RDONLY));
}

TEST_CASE("disk: a hundred thousand names in one directory", "[fs]") {
    TemporaryTree tree;
    tree.make_directory("d");
    const int directory = ::open((tree / "d").c_str(), O_PATH | O_DIRECTORY);
    for (int i = 0; i < 100'000; ++i)
        ::close(::openat(directory, ("file" + std::to_string(i) + ".c").c_str(), O_CREAT | O_WRONLY, 0600));
    ::close(directory);
    CHECK(disk_of(tree)->list("d")->size() == 100'000);
}

TEST_CASE("disk: an empty file is empty and stable", "[fs]") {
    TemporaryTree tree;
    tree.write("f");
    const auto file = disk_of(tree, 0)->read("f");
    REQUIRE(file);
    CHECK((*file)->bytes().empty());
    CHECK((*file)->is_stable());
}
