// SPDX-License-Identifier: Apache-2.0
#include "index/plan.hpp"

#include <catch2/catch.hpp>

#include "index/resources.hpp"

using namespace kompress;
using namespace kompress::index;

namespace {

constexpr std::int64_t Day = 24ll * 3600 * 1'000'000'000;

FileEntry entry(const std::string& path, std::uint64_t size = 10, std::int64_t mtime = 100 * Day, FileRole role = FileRole::Source) {
    return {path, {size, mtime, mtime, 7}, Language::C, FileClass::Indexed, role};
}

store::FileRow row(const FileEntry& entry) {
    store::FileRow row;
    row.id = 1;
    row.path = entry.path, row.stamp = entry.stamp, row.file_class = entry.file_class, row.role = entry.role, row.language = entry.language;
    row.content = 1;
    return row;
}

std::vector<std::string> paths(const Plan& plan) {
    std::vector<std::string> list;
    for (const Work& work : plan.work) list.push_back(work.entry.path);
    return list;
}

/// The plan of one file that was stored as `row` and is seen as `entry`.
bool is_work(const FileEntry& entry, const store::FileRow& row, const PlanOptions& options = {}) {
    const Plan plan = make_plan({entry}, {row}, options);
    REQUIRE(plan.work.size() + plan.unchanged == 1);
    REQUIRE(plan.removed.empty());
    if (!plan.work.empty()) CHECK(plan.work[0].stored.has_value());
    return !plan.work.empty();
}

}  // namespace

TEST_CASE("plan: new, gone, changed and unchanged files are told apart", "[index]") {
    FileEntry changed = entry("c");
    changed.stamp.size_bytes = 11;
    const Plan plan = make_plan({entry("a"), entry("b"), changed, entry("e")}, {row(entry("b")), row(entry("c")), row(entry("d"))}, {});
    CHECK(plan.unchanged == 1);
    REQUIRE(plan.removed.size() == 1);
    CHECK(plan.removed[0].path == "d");
    REQUIRE(plan.work.size() == 3);
    for (const Work& work : plan.work) CHECK(work.stored.has_value() == (work.entry.path == "c"));
    CHECK(plan.work_bytes == 31);
    CHECK(plan.total_bytes == 41);
}

TEST_CASE("plan: every part of a stamp counts", "[index]") {
    const FileEntry seen = entry("a");
    CHECK_FALSE(is_work(seen, row(seen)));
    for (int part = 0; part < 4; ++part) {
        FileEntry other = seen;
        if (part == 0) ++other.stamp.size_bytes;
        if (part == 1) ++other.stamp.mtime_ns;
        if (part == 2) ++other.stamp.ctime_ns;
        if (part == 3) ++other.stamp.inode;
        CHECK(is_work(other, row(seen)));
    }
    store::FileRow untrusted = row(seen);
    untrusted.stamp = {seen.stamp.size_bytes};
    CHECK(is_work(seen, untrusted));
    FileEntry unknown = seen;
    unknown.stamp = {seen.stamp.size_bytes};
    CHECK(is_work(unknown, untrusted));
}

TEST_CASE("plan: facts of an older extractor are stale", "[index]") {
    PlanOptions options;
    options.stale_languages.assign(LanguageCount, false);
    CHECK_FALSE(is_work(entry("a.c"), row(entry("a.c")), options));
    options.stale_languages[static_cast<std::size_t>(Language::C)] = true;
    CHECK(is_work(entry("a.c"), row(entry("a.c")), options));
}

TEST_CASE("plan: with a new language, files without extension are read again", "[index]") {
    PlanOptions options;
    options.stale_languages.assign(LanguageCount, false);
    FileEntry tool = entry("tool");
    tool.language = Language::None;
    store::FileRow stored = row(tool);
    stored.file_class = FileClass::Unsupported, stored.language = Language::None;
    CHECK_FALSE(is_work(tool, stored, options));
    options.stale_languages[0] = true;
    CHECK(is_work(tool, stored, options));
}

TEST_CASE("plan: a verdict of the scan is compared with the verdict before", "[index]") {
    FileEntry link = entry("a.c");
    link.file_class = FileClass::Symlink, link.language = Language::None;
    CHECK(is_work(link, row(entry("a.c"))));
    CHECK(is_work(entry("a.c"), row(link)));
    CHECK_FALSE(is_work(link, row(link)));
    FileEntry picture = entry("a.png", 5);
    picture.file_class = FileClass::Unsupported, picture.language = Language::None;
    FileEntry larger = picture;
    larger.stamp.size_bytes = 6;
    CHECK(is_work(larger, row(picture)));
    larger.stamp = picture.stamp, ++larger.stamp.mtime_ns;
    CHECK_FALSE(is_work(larger, row(picture)));
}

TEST_CASE("plan: a script without an extension is not read again for being no script", "[index]") {
    FileEntry tool = entry("tool");
    tool.language = Language::None;
    store::FileRow stored = row(tool);
    stored.file_class = FileClass::Unsupported;
    CHECK_FALSE(is_work(tool, stored));
    ++tool.stamp.mtime_ns;
    CHECK(is_work(tool, stored));
}

TEST_CASE("plan: sources first, recent before old, the largest first within a wave", "[index]") {
    const std::vector<FileEntry> seen{entry("a_test", 900, 100 * Day, FileRole::Test), entry("b_old", 800, 50 * Day), entry("c_small", 10), entry("d_large", 500),
                                      entry("e_vendored", 999, 100 * Day, FileRole::Vendored), entry("f_same", 10)};
    CHECK(paths(make_plan(std::vector(seen), {}, {})) == std::vector<std::string>{"d_large", "c_small", "f_same", "b_old", "a_test", "e_vendored"});
    CHECK(paths(make_plan(std::vector(seen), {}, {.relevant_first = false, .stale_languages = {}})) ==
          std::vector<std::string>{"e_vendored", "a_test", "b_old", "d_large", "c_small", "f_same"});
}

TEST_CASE("resources: a limit shrinks buffers, then workers, and never to nothing", "[index]") {
    constexpr std::uint64_t MiB = 1u << 20;
    const Resources free = plan_resources(8, 0, 1000 * MiB);
    CHECK(free.workers == 8);
    CHECK(free.files_in_flight >= free.workers);
    std::uint64_t cache = free.writer.cache_bytes, postings = free.writer.posting_buffer_entries;
    unsigned workers = free.workers;
    for (const std::uint64_t limit : {2000 * MiB, 800 * MiB, 400 * MiB, 200 * MiB, 100 * MiB, 1 * MiB, std::uint64_t{1}}) {
        const Resources limited = plan_resources(8, limit, 1000 * MiB);
        CHECK(limited.workers <= workers);
        CHECK(limited.writer.cache_bytes <= cache);
        CHECK(limited.writer.posting_buffer_entries <= postings);
        workers = limited.workers, cache = limited.writer.cache_bytes, postings = limited.writer.posting_buffer_entries;
    }
    CHECK(workers == 1);
    CHECK(cache >= MiB);
    CHECK(postings >= 100'000);
    CHECK(plan_resources(1, 0, 0).files_in_flight == 1);
    CHECK(plan_resources(4, 0, 1).writer.posting_buffer_entries < plan_resources(4, 0, 1000 * MiB).writer.posting_buffer_entries);
}
