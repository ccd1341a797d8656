// SPDX-License-Identifier: Apache-2.0
/// The floor: parses exactly the files that `kompress index PATH` parses, with the same runtime, grammars,
/// flags and threads, and keeps nothing.
///
/// usage: kompress-floor [--jobs N] PATH
#include <tbb/global_control.h>
#include <tbb/parallel_for_each.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/machine.hpp"
#include "fs/disk.hpp"
#include "fs/read_source.hpp"
#include "fs/walk.hpp"
#include "parse/parser.hpp"

int main(int argc, char** argv) {
    using namespace kompress;
    unsigned jobs = usable_processors();
    std::string path = ".";
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--jobs") == 0 && i + 1 < argc) jobs = static_cast<unsigned>(std::strtoul(argv[++i], nullptr, 10));
        else path = argv[i];
    }
    const auto start = std::chrono::steady_clock::now();
    const tbb::global_control control(tbb::global_control::max_allowed_parallelism, std::max(jobs, 1u));
    auto root = fs::find_repository_root(path);
    auto disk = root ? fs::open_disk(*root) : Result<std::unique_ptr<FileSystem>>(root.error());
    fs::WalkOptions options;
    if (root) options.root = *root;
    options.state_dir = ".kompress";
    auto walked = disk ? fs::walk(**disk, options) : Result<fs::WalkResult>(disk.error());
    if (!walked) {
        std::fprintf(stderr, "kompress-floor: %s\n", walked.error().message.c_str());
        return 1;
    }
    std::vector<FileEntry>& files = walked->files;
    std::stable_sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.stamp.size_bytes > b.stamp.size_bytes; });
    std::atomic<std::uint64_t> parsed{0}, bytes{0};
    tbb::parallel_for_each(files.begin(), files.end(), [&](const FileEntry& entry) {
        if (entry.file_class != FileClass::Indexed) return;
        const fs::ReadOutcome read = fs::read_source(**disk, entry);
        if (read.file_class != FileClass::Indexed) return;
        thread_local parse::Parser parser;
        parser.parse_only(read.language, read.source.text());
        ++parsed;
        bytes += read.source.text().size();
    });
    const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    std::printf("{\"files\":%llu,\"bytes\":%llu,\"wall_ms\":%.1f,\"peak_rss_bytes\":%llu}\n",
                static_cast<unsigned long long>(parsed.load()), static_cast<unsigned long long>(bytes.load()), ms,
                static_cast<unsigned long long>(peak_rss_bytes()));
    return 0;
}
