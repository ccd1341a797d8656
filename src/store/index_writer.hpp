// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Writes one index: a new one beside the old, or changes to the old one in a single transaction.
///
/// Threading: one thread. Only one writer exists a state directory at a time: see WriterLock.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kompress/result.hpp"
#include "store/facts_codec.hpp"
#include "store/records.hpp"

namespace kompress::store {

struct WriterOptions {
    int page_bytes = 65536;                         ///< of a new index; a power of two from 4096 to 65536
    std::size_t cache_bytes = 16u << 20;            ///< SQLite's page cache
    std::size_t posting_buffer_entries = 4u << 20;  ///< 8 bytes each, twice while sorting; a full buffer becomes a segment
};

class IndexWriter {
  public:
    /// A new index at `path`, which must not exist. It becomes durable with commit().
    static Result<std::unique_ptr<IndexWriter>> create(const std::string& path, const WriterOptions& options);
    /// Changes to the index at `path`: nothing is visible before commit(), nothing is changed without it.
    static Result<std::unique_ptr<IndexWriter>> open(const std::string& path, const WriterOptions& options);
    ~IndexWriter();

    /// What pieces of this index must be packed with; null: nothing yet, the first piece that brings some decides.
    std::shared_ptr<const Dictionaries> dictionaries() const;
    Result<std::optional<ContentRow>> find_content(const Hash128& hash, Language language, std::uint32_t extractor);
    Result<std::optional<ContentRow>> content(std::int64_t id);
    /// Stores the pieces and fills row.id, first_piece and pieces; the rest of `row` is the caller's.
    Result<void> add_content(ContentRow& row, std::uint32_t extractor, const std::vector<EncodedPiece>& pieces);
    /// Inserts (id 0) or replaces.
    Result<void> put_file(FileRow& row);
    Result<void> remove_file(const FileRow& row);
    /// Call after the last put_file(). Bounds what is kept of contents that no file has any more: when they outgrow
    /// `live_bytes`, the source of all files, the oldest go until half of that is left (docs/design/005-facts-reuse.md).
    Result<void> collect_orphans(std::int64_t live_bytes);
    /// What the references of a file lead to. `digest` is its part of the index digest.
    Result<void> put_edges(std::int64_t file, std::string_view links, const Hash128& digest);
    Result<void> remove_edges(std::int64_t file);
    /// The other files with edges into this one, ascending; none: forgets the file.
    Result<void> put_incoming(std::int64_t file, const std::vector<std::int64_t>& sources);
    /// Call after the last put_file() and put_incoming(). `ranks`: of every file, by id.
    Result<void> write_roster(const std::vector<std::pair<std::int64_t, float>>& ranks);
    Result<void> set_meta(const std::string& key, std::string_view value);
    Result<void> set_totals(const Totals& totals);
    /// Writes what is buffered and makes it durable. The writer is of no use afterwards.
    Result<void> commit();

  private:
    struct State;
    explicit IndexWriter(std::unique_ptr<State> state);
    Result<void> flush_postings();
    Result<std::vector<bool>> existing_pieces();
    Result<void> merge_segments();
    std::unique_ptr<State> state_;
};

}  // namespace kompress::store
