// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <unordered_map>

#include "base/try.hpp"
#include "index/indexer.hpp"
#include "index/link.hpp"
#include "store/index_reader.hpp"
#include "store/state_directory.hpp"

namespace kompress::index {
namespace {

using EdgeDigests = std::unordered_map<std::int64_t, Hash128>;

Result<EdgeDigests> edge_digests(store::IndexReader& reader) {
    EdgeDigests digests;
    KOMPRESS_TRY(reader.each_edges([&](std::int64_t file, std::string_view, const Hash128& digest) {
        digests.emplace(file, digest);
        return true;
    }));
    return digests;
}

Hash128 with_edges(const store::FileRow& row, const EdgeDigests& edges) {
    store::Digest digest;
    digest.add(row.fingerprint);
    if (const auto found = edges.find(row.id); found != edges.end()) digest.add(found->second);
    return digest.value();
}

/// Empty at first, gone at last; what a killed process left in it goes too.
struct ScratchDirectory {
    explicit ScratchDirectory(std::string directory) : path(std::move(directory)) { clear(); }
    ~ScratchDirectory() { clear(); }
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;
    void clear() const {
        std::error_code failed;
        std::filesystem::remove_all(path, failed);
    }
    const std::string path;
};

}  // namespace

Result<VerifyReport> verify(const Environment& environment, const IndexOptions& options) {
    KOMPRESS_TRY(store::open_current_index(environment.state_directory));
    KOMPRESS_TRY_VALUE(lock, store::WriterLock::acquire(environment.state_directory, options.lock_wait_ms));
    KOMPRESS_TRY_VALUE(stored, store::open_current_index(environment.state_directory));
    VerifyReport report;
    report.is_sound = stored->check_integrity().ok();
    const ScratchDirectory scratch(environment.state_directory + "/verify");
    Environment clean = environment;
    clean.state_directory = scratch.path;
    IndexOptions full = options;
    full.full = true;
    KOMPRESS_TRY_VALUE(rebuilt, run(clean, full));
    report.clean_digest = rebuilt.digest;
    store::Digest digest;
    std::vector<std::pair<std::string, Hash128>> ours, theirs;
    KOMPRESS_TRY_VALUE(edges, edge_digests(*stored));
    KOMPRESS_TRY(stored->each_file([&](store::FileRow&& row) {
        digest.add(row.fingerprint);
        ours.emplace_back(std::move(row.path), with_edges(row, edges));
        return true;
    }));
    for (const auto& [row, part] : edges) digest.add(part);
    digest.add(LinkTotals::decode(stored->meta("links")).ranks);
    report.stored_digest = digest.value().hex();
    report.is_equal = report.stored_digest == report.clean_digest;
    if (!report.is_equal) {
        KOMPRESS_TRY_VALUE(fresh, store::open_current_index(scratch.path));
        KOMPRESS_TRY_VALUE(fresh_edges, edge_digests(*fresh));
        KOMPRESS_TRY(fresh->each_file([&](store::FileRow&& row) {
            theirs.emplace_back(std::move(row.path), with_edges(row, fresh_edges));
            return true;
        }));
        std::sort(ours.begin(), ours.end());
        std::sort(theirs.begin(), theirs.end());
        std::vector<std::pair<std::string, Hash128>> different;
        std::set_symmetric_difference(ours.begin(), ours.end(), theirs.begin(), theirs.end(), std::back_inserter(different));
        for (const auto& [path, part] : different)
            if (report.differing_paths.size() < 20 && (report.differing_paths.empty() || report.differing_paths.back() != path))
                report.differing_paths.push_back(path);
    }
    return report;
}

}  // namespace kompress::index
