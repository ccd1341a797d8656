// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Resolves references to edges and ranks files, after the facts of a run are stored and before they are committed.
///
/// A full build resolves everything from memory. An update resolves again what the change can affect: the changed files
/// and those that mention a name whose definitions changed; where imports, classes or the set of files changed, the whole
/// family of languages (docs/design/020-edges.md). Threading: link() uses TBB inside and is called from one thread.

#include <memory>
#include <string>
#include <vector>

#include "base/cancel.hpp"
#include "kompress/file_system.hpp"
#include "kompress/result.hpp"
#include "resolve/edges_codec.hpp"
#include "index/unit_store.hpp"
#include "resolve/unit.hpp"
#include "store/index_reader.hpp"
#include "store/index_writer.hpp"
#include "store/records.hpp"

namespace kompress::index {

/// A file of the tree as it is after this run.
struct LinkFile {
    store::FileRow row;
    UnitHandle unit;  ///< of a file that this run read; empty: its facts are in the index before
    bool is_changed = false;
};

struct LinkInput {
    FileSystem& file_system;
    store::IndexWriter& writer;
    std::string before_path;                   ///< index being changed, "" in a full build
    std::vector<LinkFile> files;               ///< by path
    std::vector<store::FileRow> old_rows;      ///< of the changed and removed files, as the index before has them
    const UnitStore& units;
    std::uint64_t memory_limit_bytes = 0;      ///< of the process; 0: none, and all units are held at once
    const Cancellation* cancellation = nullptr;
};

/// What all edges of an index add up to; kept current by differences.
struct LinkTotals {
    resolve::TierCounts counts{};
    store::Digest edges;
    Hash128 ranks;

    std::string encode() const;
    static LinkTotals decode(std::string_view bytes);
    /// Adds its part to the digest of the index.
    void add_to(store::Digest& digest) const;
};

struct LinkResult {
    LinkTotals totals;
    std::uint64_t resolved_files = 0;
    double resolve_ms = 0, rank_ms = 0;
};

/// `before`: the totals of the index being changed. Errors: those of the writer and of the index before; Cancelled.
Result<LinkResult> link(LinkInput input, const LinkTotals& before);

/// The unit of a stored file; without `is_full` only its symbols and declarations. Errors: Corrupt, Io.
Result<std::shared_ptr<const resolve::Unit>> load_unit(store::IndexReader& reader, std::int64_t content, bool is_full = true);

}  // namespace kompress::index
