// SPDX-License-Identifier: Apache-2.0
#include "index/indexer.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <thread>

#include "base/machine.hpp"
#include "store/database.hpp"
#include "store/state_directory.hpp"
#include "support/memory_file_system.hpp"
#include "support/temporary_tree.hpp"

using namespace kompress;

namespace {

/// A tree in memory, an index on disk.
struct Bench {
    test::MemoryFileSystem files;
    test::TemporaryTree disk;
    Cancellation cancellation;
    std::vector<std::string> relatives;

    Bench() {
        for (int i = 0; i < 20; ++i) files.add("src/f" + std::to_string(i) + ".c", source(i));
        files.add("README.txt", "# x\n");
    }
    static std::string source(int i) { return "int f" + std::to_string(i) + "(int a) { return g(a); }\n"; }
    std::string state() const { return disk / "state"; }
    index::Environment environment(const std::string& directory) {
        return {files, "", directory, relatives, nullptr, &cancellation, nullptr};
    }
    Result<IndexReport> run(IndexOptions options = {}) { return index::run(environment(state()), options); }
    IndexReport index(IndexOptions options = {}) {
        auto report = run(options);
        if (!report) FAIL(report.error().message);
        return *report;
    }
    std::string clean_digest() {
        IndexOptions full;
        full.full = true;
        auto report = index::run(environment(disk / "clean"), full);
        REQUIRE(report);
        return report->digest;
    }
    std::vector<std::string> left() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(state())) names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        return names;
    }
};

IndexOptions with_jobs(unsigned jobs) {
    IndexOptions options;
    options.jobs = jobs;
    return options;
}

}  // namespace

TEST_CASE("indexer: a second run reads nothing and says so", "[index]") {
    Bench bench;
    const IndexReport first = bench.index();
    CHECK(first.mode == IndexMode::Full);
    CHECK(first.files.parsed == 20);
    CHECK(first.files.seen == 21);
    bench.files.forget_reads();
    const IndexReport second = bench.index();
    CHECK(second.mode == IndexMode::Noop);
    CHECK(second.files.unchanged == 21);
    CHECK(second.digest == first.digest);
    CHECK(second.symbols == first.symbols);
    for (const std::string& path : bench.files.reads()) CHECK(path.find(".c") == std::string::npos);
}

TEST_CASE("indexer: an update parses what changed and equals a clean build", "[index]") {
    Bench bench;
    bench.index();
    bench.files.add("src/f3.c", "int other;\n", 2'000'000'000);
    bench.files.remove("src/f4.c");
    bench.files.add("src/new.c", "int fresh;\n");
    const IndexReport report = bench.index();
    CHECK(report.mode == IndexMode::Incremental);
    CHECK(report.files.parsed == 2);
    CHECK(report.files.removed == 1);
    CHECK(report.digest == bench.clean_digest());
    CHECK(report.languages.at(0).files == 20);
}

TEST_CASE("indexer: an update follows types through files that do not name them", "[index]") {
    const auto types = [](const std::string& held) {
        return "pub struct One;\nimpl One {\n    pub fn go(&self) {}\n}\npub struct Two;\nimpl Two {\n    pub fn go(&self) {}\n}\npub type Kind = " + held +
               ";\npub struct Pair(pub " + held + ");\n";
    };
    Bench bench;
    bench.files.add("Cargo.toml", "[package]\nname = \"tool\"\n");
    bench.files.add("src/lib.rs", "mod types;\nmod holder;\nmod user;\n");
    bench.files.add("src/types.rs", types("One"));
    bench.files.add("src/holder.rs", "use crate::types::{Kind, Pair};\npub struct Holder {\n    pub kind: Kind,\n    pub pair: Pair,\n}\n");
    bench.files.add("src/user.rs", "use crate::holder::Holder;\nfn f(h: &Holder) {\n    h.kind.go();\n    h.pair.0.go();\n}\n");
    bench.files.add("a/Base.java", "package a;\nclass Base {\n  void f(int a) {}\n  void f(String a) {}\n}\n");
    bench.files.add("a/Maker.java", "package a;\nclass Maker {\n  int make() { return 1; }\n}\n");
    bench.files.add("a/Use.java", "package a;\nclass Use {\n  void go(Base b, Maker m) { b.f(m.make()); }\n}\n");
    const std::string before = bench.index().digest;
    bench.files.add("src/types.rs", types("Two"), 2'000'000'000);
    bench.files.add("a/Maker.java", "package a;\nclass Maker {\n  String make() { return \"\"; }\n}\n", 2'000'000'000);
    const IndexReport report = bench.index();
    CHECK(report.mode != IndexMode::Full);
    CHECK(report.digest != before);
    CHECK(report.digest == bench.clean_digest());
}

TEST_CASE("indexer: a change that many files mention is resolved in all of them", "[index]") {
    Bench bench;
    const auto caller = [](int i) { return "int c" + std::to_string(i) + "(int a) { return g(a) + f" + std::to_string(i % 20) + "(a); }\n"; };
    for (int i = 0; i < 700; ++i) bench.files.add("more/c" + std::to_string(i) + ".c", caller(i));
    bench.files.add("src/g.c", "int g(int a) { return a; }\n");
    bench.index();
    for (const std::string_view g : {"static int g(int a) { return a; }\n", "int g(int a) { return a; }\n", ""}) {  // more than a third: the whole family
        bench.files.add("src/g.c", std::string(g.empty() ? "int h;\n" : g), 2'000'000'000 + static_cast<std::int64_t>(g.size()));
        CHECK(bench.index(with_jobs(4)).mode == IndexMode::Incremental);
        CHECK(bench.index().digest == bench.clean_digest());
    }
    // Of a thousand and more files a hundred: by themselves, in parallel
    for (int i = 0; i < 600; ++i) bench.files.add("other/o" + std::to_string(i) + ".c", "int o" + std::to_string(i) + "(void) { return 0; }\n");
    for (int i = 0; i < 100; ++i) bench.files.add("some/s" + std::to_string(i) + ".c", "int s" + std::to_string(i) + "(int a) { return only(a, f3(a)); }\n");
    bench.files.add("src/only.c", "int only(int a, int b) { return a + b; }\n");
    bench.index();
    bench.files.add("src/only.c", "static int only(int a, int b) { return a - b; }\n", 2'000'000'000);
    const IndexReport report = bench.index(with_jobs(4));
    CHECK(report.mode == IndexMode::Incremental);
    CHECK(report.digest == bench.clean_digest());
}

TEST_CASE("indexer: known contents are not parsed again, wherever they turn up", "[index]") {
    Bench bench;
    bench.index();
    bench.files.add("src/f0.c", "int in_between;\n", 2'000'000'000);
    CHECK(bench.index().files.parsed == 1);
    bench.files.add("src/f0.c", Bench::source(0), 3'000'000'000);  // back as it was
    bench.files.add("copy/f1.c", Bench::source(1));
    for (int i = 2; i < 10; ++i) bench.files.remove("src/f" + std::to_string(i) + ".c"), bench.files.add("moved/f" + std::to_string(i) + ".c", Bench::source(i));
    const IndexReport report = bench.index();
    CHECK(report.files.parsed == 0);
    CHECK(report.files.reused == 10);
    CHECK(report.digest == bench.clean_digest());
}

TEST_CASE("indexer: equal files are parsed once, and again only for another language", "[index]") {
    Bench bench;
    for (int i = 0; i < 5; ++i) bench.files.add("same/s" + std::to_string(i) + ".c", "int same;\n");
    bench.files.add("same/s.cpp", "int same;\n");
    const IndexReport report = bench.index(with_jobs(4));
    CHECK(report.files.parsed == 22);
    CHECK(report.files.reused == 4);
    CHECK(report.files.indexed == 26);
}

TEST_CASE("indexer: the number of workers does not show", "[index]") {
    Bench one, many;
    CHECK(one.index(with_jobs(1)).digest == many.index(with_jobs(8)).digest);
}

TEST_CASE("indexer: a memory limit does not show", "[index]") {
    Bench bench;
    bench.files.add("src/g.c", "int g(int a) { return f3(a) + f4(a); }\n");
    IndexOptions limited;
    limited.memory_limit_bytes = 1;
    CHECK(bench.index(limited).digest == bench.clean_digest());
    bench.files.add("src/f3.c", "static int f3(int a) { return h(a); }\n");
    bench.files.add("src/h.c", "int h(int a) { return f3(a); }\n");
    const IndexReport update = bench.index(limited);
    CHECK(update.mode == IndexMode::Incremental);
    CHECK(update.digest == bench.clean_digest());
}

TEST_CASE("indexer: a relative's index saves a first build its parsing", "[index]") {
    Bench elsewhere, bench;
    elsewhere.index();
    bench.files.add("src/f1.c", "int only_here;\n");
    bench.relatives = {store::current_index(elsewhere.state())};
    const IndexReport report = bench.index();
    CHECK(report.files.parsed == 1);
    CHECK(report.files.reused == 19);
    CHECK(report.digest == bench.clean_digest());
    bench.relatives = {elsewhere.disk.write("broken.sqlite", "no index"), elsewhere.disk / "missing"};
    std::filesystem::remove_all(bench.state());
    CHECK(bench.index().files.parsed == 20);
}

TEST_CASE("indexer: what a stopped build had parsed is not parsed again", "[index]") {
    Bench bench;
    bench.files.on_read([&, count = 0](const std::string& path) mutable {
        if (path.ends_with(".c") && ++count == 8) bench.cancellation.request();
    });
    auto stopped = bench.run(with_jobs(1));
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().code == ErrorCode::Cancelled);
    CHECK(store::current_index(bench.state()).empty());
    bench.files.on_read({});
    index::Environment again = bench.environment(bench.state());
    again.cancellation = nullptr;
    auto report = index::run(again, {});
    REQUIRE(report);
    CHECK(report->files.reused >= 7);
    CHECK(report->files.parsed + report->files.reused == 20);
    for (const std::string& name : bench.left()) CHECK(name.find("partial") == std::string::npos);
}

TEST_CASE("indexer: a file that keeps changing is tried again by the next run", "[index]") {
    Bench bench;
    bench.files.make_unstable("src/f5.c", 1000);
    const IndexReport first = bench.index();
    CHECK(first.files.by_class[static_cast<std::size_t>(FileClass::Unstable)] == 1);
    CHECK(first.files.indexed == 19);
    bench.files.make_unstable("src/f5.c", 0);
    const IndexReport second = bench.index();
    CHECK(second.files.indexed == 20);
    CHECK(second.digest == bench.clean_digest());
}

TEST_CASE("indexer: an unreadable file is counted and tried again", "[index]") {
    Bench bench;
    bench.files.fail("src/f5.c", {ErrorCode::Io, "no permission"});
    const IndexReport report = bench.index();
    CHECK(report.files.by_class[static_cast<std::size_t>(FileClass::Unreadable)] == 1);
    REQUIRE(report.diagnostics.size() == 1);
    CHECK(report.diagnostics[0].path == "src/f5.c");
    CHECK(bench.index().mode == IndexMode::Incremental);
}

TEST_CASE("indexer: a stamp is trusted only when a later edit would change it", "[index]") {
    constexpr std::int64_t Second = 1'000'000'000;
    const std::int64_t now = wall_clock_ns();
    const struct {
        std::int64_t mtime_ns;
        bool is_trusted;
    } cases[] = {{now / Second * Second, false},               // whole seconds: a file system that counts no finer
                 {now - 5 * Second, true},
                 {now - Second, true},
                 {now + 3600 * Second, false},                 // somebody else's clock
                 {(now / Second - 10) * Second, true}};
    for (const auto& [mtime_ns, is_trusted] : cases) {
        Bench bench;
        bench.files.add("src/f0.c", "int first;\n", mtime_ns);
        bench.index();
        bench.files.add("src/f0.c", "int secon;\n", mtime_ns);  // the same size, the same stamp
        INFO(now - mtime_ns);
        CHECK(bench.index().files.parsed == (is_trusted ? 0 : 1));
    }
}

TEST_CASE("indexer: a dry run changes nothing", "[index]") {
    Bench bench;
    IndexOptions dry;
    dry.dry_run = true;
    const IndexReport first = bench.index(dry);
    CHECK(first.files.parsed == 21);
    CHECK_FALSE(std::filesystem::exists(bench.state()));
    bench.index();
    bench.files.add("src/new.c", "int fresh;\n");
    CHECK(bench.index(dry).files.parsed == 1);
    CHECK(bench.index().files.parsed == 1);
}

TEST_CASE("indexer: a damaged index is built anew", "[index]") {
    Bench bench;
    const std::string digest = bench.index().digest;
    std::filesystem::resize_file(store::current_index(bench.state()), 1000);
    const IndexReport report = bench.index();
    CHECK(report.mode == IndexMode::Full);
    CHECK(report.digest == digest);
}

TEST_CASE("indexer: an index whose numbers run out is copied to one that has room", "[index]") {
    Bench bench;
    bench.index();
    {
        auto db = store::Database::open(store::current_index(bench.state()), store::OpenMode::ReadWrite);
        REQUIRE(db);
        REQUIRE(db->execute("UPDATE facts SET id = id + 8000000; UPDATE content SET first_piece = first_piece + 8000000"));
    }
    bench.files.add("src/new.c", "int fresh;\n");
    const IndexReport report = bench.index();
    CHECK(report.files.parsed == 1);
    CHECK(report.files.reused == 20);
    CHECK(report.digest == bench.clean_digest());
    auto db = store::Database::open(store::current_index(bench.state()), store::OpenMode::ReadOnly);
    REQUIRE(db);
    auto highest = db->prepare("SELECT max(id) FROM facts");
    REQUIRE(highest);
    REQUIRE(highest->step());
    CHECK(highest->integer(0) == 21);
}

TEST_CASE("indexer: a second writer waits as long as it was told", "[index]") {
    Bench bench;
    bench.index();
    auto lock = store::WriterLock::acquire(bench.state(), 0);
    REQUIRE(lock);
    IndexOptions hasty;
    hasty.lock_wait_ms = 30;
    auto refused = bench.run(hasty);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::Busy);
    auto verdict = index::verify(bench.environment(bench.state()), hasty);
    REQUIRE_FALSE(verdict);
    CHECK(verdict.error().code == ErrorCode::Busy);
    std::thread holder([held = std::move(*lock)]() mutable { const store::WriterLock released = std::move(held); });
    CHECK(bench.run());
    holder.join();
}

TEST_CASE("indexer: verify tells equal from different and leaves nothing", "[index]") {
    Bench bench;
    CHECK(index::verify(bench.environment(bench.state()), {}).error().code == ErrorCode::NotFound);
    bench.index();
    auto verdict = index::verify(bench.environment(bench.state()), {});
    REQUIRE(verdict);
    CHECK(verdict->is_equal);
    CHECK(verdict->is_sound);
    bench.files.add("src/f3.c", "int other;\n", 2'000'000'000);
    verdict = index::verify(bench.environment(bench.state()), {});
    REQUIRE(verdict);
    CHECK_FALSE(verdict->is_equal);
    CHECK(verdict->differing_paths == std::vector<std::string>{"src/f3.c"});
    CHECK_FALSE(std::filesystem::exists(bench.state() + "/verify"));
}
