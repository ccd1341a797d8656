// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reads one index: files, facts, names.
///
/// Threading: one thread a reader; open as many as needed. A reader sees one state of the index, and is never
/// blocked by a writer.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/result.hpp"
#include "store/facts_codec.hpp"
#include "store/postings.hpp"
#include "store/records.hpp"
#include "store/roster.hpp"

namespace kompress::store {

class IndexReader {
  public:
    /// Errors: NotFound (no index there, or no longer: look for the current one again), Incompatible (another format), Corrupt (not ours or damaged).
    static Result<std::unique_ptr<IndexReader>> open(const std::string& path);
    ~IndexReader();

    const std::string& path() const;
    std::string meta(const std::string& key);  ///< "" when absent
    Result<Totals> totals();
    /// Every file, by id. Stops when `visit` returns false.
    Result<void> each_file(const std::function<bool(FileRow&&)>& visit);
    /// Files by path, from `after` (exclusive), at most `limit`.
    Result<std::vector<FileRow>> files(const std::string& after, std::size_t limit);
    Result<std::optional<FileRow>> file(const std::string& path);
    Result<std::optional<FileRow>> file_of_row(std::int64_t id);
    Result<std::vector<FileRow>> files_of_content(std::int64_t content);
    Result<std::optional<ContentRow>> content(std::int64_t id);
    Result<std::optional<ContentRow>> find_content(const Hash128& hash, Language language, std::uint32_t extractor);
    Result<std::unique_ptr<DecodedPiece>> piece(const ContentRow& content, std::int64_t index, Columns wanted);
    /// Content that a piece belongs to; nullopt when it has been collected.
    Result<std::optional<ContentRow>> content_of_piece(std::int64_t piece);
    /// Pieces that mention a name (false positives possible: 40-bit keys), by piece.
    Result<std::vector<Posting>> postings(std::string_view name);
    struct EdgeRow {
        std::string links;  ///< as IndexWriter::put_edges() was given them
        Hash128 digest;
    };
    Result<std::optional<EdgeRow>> edges(std::int64_t file);
    /// All of them, by file. Stops when `visit` returns false.
    Result<void> each_edges(const std::function<bool(std::int64_t file, std::string_view links, const Hash128& digest)>& visit);
    /// The other files with edges into this one, ascending. Errors: Corrupt.
    Result<std::vector<std::int64_t>> incoming(std::int64_t file);
    /// Every file with facts; read when first asked for. Valid as long as the reader. Errors: Corrupt.
    Result<const Roster*> roster();
    /// The same for a hash64 of a name.
    Result<std::vector<Posting>> postings_of(std::uint64_t name_hash);
    /// Pieces that define names, ascending, parallel to `name_hashes`, which ascend. Each block is read once: of a thousand
    /// names that is a hundredth of asking for each.
    Result<std::vector<std::vector<std::uint32_t>>> defining_pieces(const std::vector<std::uint64_t>& name_hashes);
    /// Pieces whose names or documentation hold a lower-case word (`is_prefix`: or one that begins so), at most `limit`,
    /// ascending.
    Result<std::vector<std::int64_t>> pieces_with_word(std::string_view word, bool is_prefix, std::size_t limit);
    /// Words of names and documentation that begin so, at most `limit`, ascending.
    Result<std::vector<std::string>> words_with_prefix(std::string_view prefix, std::size_t limit);
    /// Files whose path holds such a word, by id.
    Result<std::vector<std::int64_t>> files_with_path_word(std::string_view word, bool is_prefix, std::size_t limit);
    /// True when the numbers of pieces, which are not given out twice, run out although few are in use: a new index has
    /// room again.
    bool is_worn_out();
    /// SQLite's own check of the file. Errors: Corrupt.
    Result<void> check_integrity();

  private:
    struct State;
    explicit IndexReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace kompress::store
