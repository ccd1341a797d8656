// SPDX-License-Identifier: Apache-2.0
#include "fs/mapping.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "fs/disk.hpp"
#include "support/temporary_tree.hpp"

namespace {

using namespace kompress;
using namespace kompress::fs;
using kompress::test::TemporaryTree;

constexpr std::size_t Page = 4096;

std::size_t sum(std::string_view bytes) {
    std::size_t total = 0;
    for (const char c : bytes) total += static_cast<unsigned char>(c);
    return total;
}

std::unique_ptr<FileBytes> read_mapped(const TemporaryTree& tree, const std::string& path) {
    tree.age(path);
    auto disk = open_disk(tree.root(), 1);
    REQUIRE(disk);
    auto file = (*disk)->read(path);
    REQUIRE(file);
    return std::move(*file);
}

}  // namespace

TEST_CASE("mapping: a truncated file reads as zeros and is unstable", "[fs]") {
    TemporaryTree tree;
    const auto path = tree.write("f", std::string(64 * Page, 'x'));
    const auto file = read_mapped(tree, "f");
    CHECK(file->is_stable());
    REQUIRE(::truncate(path.c_str(), Page) == 0);
    CHECK(sum(file->bytes()) == Page * 'x');
    CHECK_FALSE(file->is_stable());
}

TEST_CASE("mapping: truncated to nothing and grown again is still unstable", "[fs]") {
    TemporaryTree tree;
    const auto path = tree.write("f", std::string(8 * Page, 'x'));
    const auto file = read_mapped(tree, "f");
    REQUIRE(::truncate(path.c_str(), 0) == 0);
    CHECK(sum(file->bytes()) == 0);
    REQUIRE(::truncate(path.c_str(), 8 * Page) == 0);
    CHECK_FALSE(file->is_stable());
}

TEST_CASE("mapping: only the damaged mapping is damaged", "[fs]") {
    TemporaryTree tree;
    const auto path = tree.write("a", std::string(4 * Page, 'a'));
    tree.write("b", std::string(4 * Page, 'b'));
    const auto a = read_mapped(tree, "a"), b = read_mapped(tree, "b");
    REQUIRE(::truncate(path.c_str(), 0) == 0);
    CHECK(sum(a->bytes()) == 0);
    CHECK(sum(b->bytes()) == 4 * Page * 'b');
    CHECK(b->is_stable());
    CHECK_FALSE(a->is_stable());
}

TEST_CASE("mapping: a change in place is noticed by its stamp", "[fs]") {
    TemporaryTree tree;
    const auto path = tree.write("f", std::string(4 * Page, 'x'));
    const auto file = read_mapped(tree, "f");
    const int fd = ::open(path.c_str(), O_WRONLY);
    REQUIRE(::pwrite(fd, "y", 1, 0) == 1);
    ::close(fd);
    CHECK_FALSE(file->is_stable());
}

TEST_CASE("mapping: many threads may fault at once", "[fs]") {
    TemporaryTree tree;
    const auto path = tree.write("f", std::string(256 * Page, 'x'));
    const auto file = read_mapped(tree, "f");
    REQUIRE(::truncate(path.c_str(), 0) == 0);
    std::atomic<std::size_t> total{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { total += sum(file->bytes()); });
    for (auto& thread : threads) thread.join();
    CHECK(total == 0);
    CHECK_FALSE(file->is_stable());
}

TEST_CASE("mapping: a fault that is not ours goes where it went before", "[fs]") {
    TemporaryTree tree;
    const auto path = tree.write("f", std::string(4 * Page, 'x'));
    const pid_t child = ::fork();
    if (child == 0) {
        const int fd = ::open(path.c_str(), O_RDONLY);
        {  // installs the handler
            const auto mapping = GuardedMapping::map(fd, Page);
            if (!mapping || mapping->bytes()[0] != 'x') ::_exit(3);
        }
        void* foreign = ::mmap(nullptr, 4 * Page, PROT_READ, MAP_PRIVATE, fd, 0);
        if (::truncate(path.c_str(), 0) != 0) ::_exit(4);
        ::_exit(*static_cast<volatile char*>(foreign) == 0 ? 5 : 6);  // must not be reached
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    // By the signal, or by what a sanitizer's own handler makes of it.
    const bool died = WIFSIGNALED(status) || (WEXITSTATUS(status) != 5 && WEXITSTATUS(status) != 6);
    CHECK(died);
    if (WIFSIGNALED(status)) CHECK((WTERMSIG(status) == SIGBUS || WTERMSIG(status) == SIGABRT));  // a sanitizer aborts
    CHECK((!WIFEXITED(status) || (WEXITSTATUS(status) != 3 && WEXITSTATUS(status) != 4)));
}

TEST_CASE("mapping: when the table is full, files are read", "[fs]") {
    TemporaryTree tree;
    tree.write("f", std::string(2 * Page, 'x'));
    tree.age("f");
    auto disk = open_disk(tree.root(), 1);
    std::vector<std::unique_ptr<FileBytes>> files;
    for (int i = 0; i < 600; ++i) {
        auto file = (*disk)->read("f");
        REQUIRE(file);
        files.push_back(std::move(*file));
    }
    CHECK(
        std::all_of(files.begin(), files.end(), [](const auto& f) { return f->bytes().size() == 2 * Page; }));
}

TEST_CASE("mapping: truncation, growth and replacement under readers never kill and never mix", "[fs]") {
    TemporaryTree tree;
    const auto path = tree.write("f", std::string(16 * Page, 'a'));
    auto disk = open_disk(tree.root(), 1);
    std::atomic<bool> stop{false};
    std::thread writer([&] {
        for (int i = 0; !stop; ++i) {
            const std::string bytes((1 + i % 16) * Page, static_cast<char>('a' + i % 26));
            const int fd = ::open(path.c_str(), O_WRONLY | O_TRUNC);
            if (::write(fd, bytes.data(), bytes.size()) < 0) break;
            // Old enough to be mapped; the change time still tells the versions apart.
            const timespec times[2] = {{1000 + i, 0}, {1000 + i, 0}};
            ::futimens(fd, times);
            ::close(fd);
            if (i % 7 == 0) (void)write_file_atomically(path, bytes, false);
        }
    });
    int stable = 0;
    for (int i = 0; i < 10'000; ++i) {
        const auto file = (*disk)->read("f");
        if (!file) continue;
        const auto bytes = (*file)->bytes();
        const std::string copy(bytes);
        if (!(*file)->is_stable()) continue;
        ++stable;
        if (copy.find_first_not_of(copy.empty() ? 'x' : copy[0]) != std::string::npos)
            FAIL("two versions mixed");
    }
    stop = true;
    writer.join();
    CHECK(stable > 0);
}
