// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <unordered_map>

#include "base/try.hpp"
#include "index/indexer.hpp"
#include "index/link.hpp"
#include "resolve/edges_codec.hpp"
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

/// Whether the roster and the lists of incoming edges say what the files, contents and edges say.
Result<bool> has_sound_links(store::IndexReader& reader) {
    std::map<std::int64_t, std::vector<std::int64_t>> incoming;
    bool is_readable = true;
    KOMPRESS_TRY(reader.each_edges([&](std::int64_t file, std::string_view links, const Hash128&) {
        const auto stored = resolve::unpack_edges(links, nullptr);
        is_readable = stored.has_value();
        for (std::size_t i = 0; is_readable && i < stored->links.size(); ++i)
            if (stored->links[i].file != file) incoming[stored->links[i].file].push_back(file);
        return is_readable;
    }));
    if (!is_readable) return false;
    KOMPRESS_TRY_VALUE(roster, reader.roster());
    std::vector<store::FileRow> files;
    KOMPRESS_TRY(reader.each_file([&](store::FileRow&& row) {
        files.push_back(std::move(row));
        return true;
    }));
    std::size_t known = 0;
    for (const store::FileRow& row : files) {
        KOMPRESS_TRY_VALUE(sources, reader.incoming(row.id));
        if (sources != incoming[row.id]) return false;
        if (row.content == 0) continue;
        KOMPRESS_TRY_VALUE(content, reader.content(row.content));
        const std::uint32_t at = roster->find(row.id);
        if (!content || at == store::Roster::None) return false;
        const store::RosterEntry& entry = roster->entries()[at];
        if (entry.first_piece != content->first_piece || entry.pieces != content->pieces || entry.language != row.language || entry.role != row.role ||
            entry.bytes != static_cast<std::uint64_t>(content->bytes) || entry.symbols != static_cast<std::uint64_t>(content->symbols))
            return false;
        ++known;
    }
    return known == roster->entries().size();
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
    KOMPRESS_TRY_VALUE(has_links, has_sound_links(*stored));
    report.is_sound = stored->check_integrity().ok() && has_links;
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
