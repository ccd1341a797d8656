// SPDX-License-Identifier: Apache-2.0
/// A full build writes without a journal to a file that nobody else knows of; what makes it safe is that it is
/// synced and then published by a rename. Changes to an existing index are one WAL transaction.
#include "store/index_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/hash.hpp"
#include "base/system_error.hpp"
#include "base/try.hpp"
#include "base/varint.hpp"
#include "store/database.hpp"
#include "store/orphans.hpp"
#include "store/postings.hpp"
#include "store/roster.hpp"
#include "store/row_codec.hpp"
#include "store/schema.hpp"

namespace kompress::store {
namespace {

constexpr std::int64_t MaxSegments = 16;
constexpr std::int64_t MaxId = std::int64_t{1} << 48;  ///< beyond it only a damaged index counts
constexpr std::int64_t MaxContentBytes = std::int64_t{1} << 56;  ///< the same, of source
/// Orphans of small trees are not worth looking for: 8 MiB of source are about 2 MiB of database.
constexpr std::int64_t MinOrphanBytes = 8ll << 20;
constexpr const char* ContentBytesKey = "content_bytes";
constexpr std::int64_t WalLimitBytes = 64ll << 20;

std::string split_path(std::string_view path) {
    std::string words;
    for (const char c : path) {
        const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
        words += is_word ? c : ' ';
    }
    return words;
}

Result<std::int64_t> query_integer(Database& db, const char* sql) {
    KOMPRESS_TRY_VALUE(statement, db.prepare(sql));
    KOMPRESS_TRY_VALUE(has_row, statement.step());
    return has_row ? statement.integer(0) : 0;
}

}  // namespace

struct IndexWriter::State {
    explicit State(Database database, std::string file, const WriterOptions& o)
        : path(std::move(file)), options(o), db(std::move(database)) {}
    std::string path;
    WriterOptions options;
    Database db;
    bool is_new = false;
    PostingBuffer postings;
    std::shared_ptr<const Dictionaries> dictionaries;
    std::int64_t next_file = 1, next_content = 1, next_piece = 1, next_segment = 1;
    std::int64_t content_bytes = 0;  ///< of source that contents describe, with or without a file
    Statement insert_file, replace_file, delete_file, insert_content, find_content, content_by_id, insert_facts,
        insert_dictionary, insert_words, insert_path, delete_path, insert_posting, set_meta, put_edges, delete_edges, put_incoming,
        delete_incoming, set_roster;

    Result<void> prepare();
    Result<void> keep(const std::shared_ptr<const Dictionaries>& fresh);
    Result<void> add_piece(std::int64_t id, std::int64_t content, const EncodedPiece& piece);
};

Result<void> IndexWriter::State::prepare() {
    const std::string by_hash = std::string("SELECT ") + ContentColumns + " FROM content WHERE hash=?1 AND language=?2 AND extractor=?3";
    const std::string by_id = std::string("SELECT ") + ContentColumns + " FROM content WHERE id=?1";
    const struct {
        Statement& statement;
        const char* sql;
    } list[] = {
        {insert_file, "INSERT INTO file VALUES(?1,?2,?3,?4,?5,?6,?7,?8)"},
        {replace_file, "UPDATE file SET stamp=?3, class=?4, role=?5, language=?6, content=?7, fingerprint=?8 WHERE id=?1"},
        {delete_file, "DELETE FROM file WHERE id=?1"},
        {insert_content, "INSERT INTO content VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)"},
        {find_content, by_hash.c_str()},
        {content_by_id, by_id.c_str()},
        {insert_facts, "INSERT INTO facts VALUES(?1,?2,?3,?4,?5,?6)"},
        {insert_dictionary, "INSERT INTO dictionary VALUES(?1,?2)"},
        {insert_words, "INSERT INTO words(rowid, names, docs) VALUES(?1,?2,?3)"},
        {insert_path, "INSERT INTO paths(rowid, path) VALUES(?1,?2)"},
        {delete_path, "INSERT INTO paths(paths, rowid, path) VALUES('delete',?1,?2)"},
        {insert_posting, "INSERT INTO posting VALUES(?1,?2)"},
        {put_edges, "INSERT INTO edge VALUES(?1,?2,?3) ON CONFLICT(file) DO UPDATE SET links=excluded.links, digest=excluded.digest"},
        {delete_edges, "DELETE FROM edge WHERE file=?1"},
        {put_incoming, "INSERT INTO incoming VALUES(?1,?2) ON CONFLICT(file) DO UPDATE SET sources=excluded.sources"},
        {delete_incoming, "DELETE FROM incoming WHERE file=?1"},
        {set_roster, "INSERT INTO roster VALUES(1,?1) ON CONFLICT(id) DO UPDATE SET files=excluded.files"},
        {set_meta, "INSERT INTO meta VALUES(?1,?2) ON CONFLICT(key) DO UPDATE SET value=excluded.value"},
    };
    for (const auto& entry : list) {
        auto statement = db.prepare(entry.sql);
        if (!statement) return statement.error();
        entry.statement = std::move(*statement);
    }
    return {};
}

/// An index has one set of dictionaries: the first that a piece was packed with.
Result<void> IndexWriter::State::keep(const std::shared_ptr<const Dictionaries>& fresh) {
    dictionaries = fresh;
    for (std::size_t i = 0; i < ColumnCount; ++i)
        KOMPRESS_TRY(insert_dictionary.bind(1, static_cast<std::int64_t>(i)).bind_blob(2, fresh->columns[i].bytes()).run());
    return {};
}

Result<void> IndexWriter::State::add_piece(std::int64_t id, std::int64_t content, const EncodedPiece& piece) {
    if (piece.dictionaries && !dictionaries) KOMPRESS_TRY(keep(piece.dictionaries));
    insert_facts.bind(1, id).bind(2, content).bind(3, piece.dictionaries ? 1 : 0);
    for (std::size_t i = 0; i < ColumnCount; ++i) insert_facts.bind_blob(static_cast<int>(4 + i), piece.columns[i]);
    KOMPRESS_TRY(insert_facts.run());
    if (!piece.search_names.empty() || !piece.search_docs.empty())
        KOMPRESS_TRY(insert_words.bind(1, id).bind_text(2, piece.search_names).bind_text(3, piece.search_docs).run());
    for (const NamePosting& posting : piece.postings) postings.add(posting.name_key, static_cast<std::uint32_t>(id), posting.defines);
    return {};
}

IndexWriter::IndexWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
IndexWriter::~IndexWriter() = default;

Result<std::unique_ptr<IndexWriter>> IndexWriter::create(const std::string& path, const WriterOptions& options) {
    KOMPRESS_TRY_VALUE(db, Database::open(path, OpenMode::Create));
    auto state = std::make_unique<State>(std::move(db), path, options);
    state->is_new = true;
    const std::string pragmas =
        "PRAGMA page_size=" + std::to_string(options.page_bytes) + "; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" +
        "PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-" + std::to_string(options.cache_bytes / 1024) +
        "; PRAGMA application_id=" + std::to_string(ApplicationId) + "; PRAGMA user_version=" + std::to_string(FormatVersion) + "; BEGIN;";
    KOMPRESS_TRY(state->db.execute(pragmas.c_str()));
    KOMPRESS_TRY(state->db.execute(SchemaSql));
    KOMPRESS_TRY(state->prepare());
    return std::unique_ptr<IndexWriter>(new IndexWriter(std::move(state)));
}

Result<std::unique_ptr<IndexWriter>> IndexWriter::open(const std::string& path, const WriterOptions& options) {
    KOMPRESS_TRY_VALUE(db, Database::open(path, OpenMode::ReadWrite));
    auto state = std::make_unique<State>(std::move(db), path, options);
    const std::string pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-" +
                                std::to_string(options.cache_bytes / 1024) + "; PRAGMA journal_size_limit=" +
                                std::to_string(WalLimitBytes) + "; BEGIN IMMEDIATE;";
    KOMPRESS_TRY(state->db.execute(pragmas.c_str()));
    const struct {
        std::int64_t& next;
        std::int64_t limit;
        const char* sql;
    } list[] = {{state->next_file, MaxId, "SELECT coalesce(max(id),0)+1 FROM file"},
                {state->next_content, MaxId, "SELECT coalesce(max(id),0)+1 FROM content"},
                {state->next_piece, PostingBuffer::MaxPiece + 1ll, "SELECT coalesce(max(id),0)+1 FROM facts"},
                {state->next_segment, MaxId, "SELECT (coalesce(max(id),0)>>40)+1 FROM posting"}};
    for (const auto& entry : list) {
        KOMPRESS_TRY_VALUE(value, query_integer(state->db, entry.sql));
        if (value < 1 || value > entry.limit)
            return Error{ErrorCode::Corrupt, path + " numbers its rows as no kompress index does; rebuild it with: kompress index --full"};
        entry.next = value;
    }
    KOMPRESS_TRY_VALUE(content_bytes, query_integer(state->db, "SELECT coalesce((SELECT cast(value AS integer) FROM meta WHERE key='content_bytes'), (SELECT sum(bytes) FROM content), 0)"));
    state->content_bytes = std::clamp<std::int64_t>(content_bytes, 0, MaxContentBytes);
    KOMPRESS_TRY_VALUE(dictionaries, read_dictionaries(state->db));
    state->dictionaries = std::move(dictionaries);
    KOMPRESS_TRY(state->prepare());
    return std::unique_ptr<IndexWriter>(new IndexWriter(std::move(state)));
}

std::shared_ptr<const Dictionaries> IndexWriter::dictionaries() const { return state_->dictionaries; }

Result<std::optional<ContentRow>> IndexWriter::find_content(const Hash128& hash, Language language, std::uint32_t extractor) {
    const auto key = encode_hash(hash);
    Statement& find = state_->find_content;
    find.bind_blob(1, view(key)).bind(2, static_cast<std::int64_t>(language)).bind(3, extractor);
    KOMPRESS_TRY_VALUE(has_row, find.step());
    std::optional<ContentRow> row;
    if (has_row) row = read_content_row(find);
    find.reset();
    return row;
}

Result<std::optional<ContentRow>> IndexWriter::content(std::int64_t id) {
    Statement& find = state_->content_by_id;
    KOMPRESS_TRY_VALUE(has_row, find.bind(1, id).step());
    std::optional<ContentRow> row;
    if (has_row) row = read_content_row(find);
    find.reset();
    return row;
}

Result<void> IndexWriter::add_content(ContentRow& row, std::uint32_t extractor, const std::vector<EncodedPiece>& pieces) {
    State& s = *state_;
    row.id = s.next_content++;
    row.first_piece = s.next_piece;
    row.pieces = static_cast<std::int64_t>(pieces.size());
    if (s.next_piece + row.pieces > PostingBuffer::MaxPiece)
        return Error{ErrorCode::Limit, "the index holds more than eight million pieces; index subdirectories separately"};
    for (const EncodedPiece& piece : pieces) {
        KOMPRESS_TRY(s.add_piece(s.next_piece++, row.id, piece));
        if (s.postings.size() >= s.options.posting_buffer_entries) KOMPRESS_TRY(flush_postings());
    }
    const auto hash = encode_hash(row.hash), facts = encode_hash(row.facts_hash);
    Statement& insert = s.insert_content;
    insert.bind(1, row.id).bind_blob(2, view(hash)).bind(3, static_cast<std::int64_t>(row.language)).bind(4, extractor);
    insert.bind(5, static_cast<std::int64_t>(row.encoding)).bind_blob(6, view(facts)).bind(7, row.first_piece).bind(8, row.pieces);
    insert.bind(9, row.bytes).bind(10, row.lines).bind(11, row.code_lines).bind(12, row.symbols).bind(13, row.references);
    insert.bind(14, row.parse_errors).bind_text(15, row.trouble);
    s.content_bytes += row.bytes;
    return insert.run();
}

Result<void> IndexWriter::put_file(FileRow& row) {
    const bool is_new = row.id == 0;
    if (is_new) row.id = state_->next_file++;
    Statement& put = is_new ? state_->insert_file : state_->replace_file;
    const std::string stamp = encode_stamp(row.stamp);
    const auto part = encode_hash(row.fingerprint);
    put.bind(1, row.id).bind_blob(3, stamp).bind(4, static_cast<std::int64_t>(row.file_class)).bind(5, static_cast<std::int64_t>(row.role));
    put.bind(6, static_cast<std::int64_t>(row.language)).bind(7, row.content).bind_blob(8, view(part));
    if (is_new) put.bind_blob(2, row.path);
    KOMPRESS_TRY(put.run());
    if (!is_new) return {};
    const std::string words = split_path(row.path);
    return state_->insert_path.bind(1, row.id).bind_text(2, words).run();
}

Result<void> IndexWriter::remove_file(const FileRow& row) {
    const std::string words = split_path(row.path);
    KOMPRESS_TRY(state_->delete_path.bind(1, row.id).bind_text(2, words).run());
    return state_->delete_file.bind(1, row.id).run();
}

Result<void> IndexWriter::collect_orphans(std::int64_t live_bytes) {
    State& s = *state_;
    const std::int64_t bound = std::max(live_bytes, MinOrphanBytes);
    if (s.is_new || s.content_bytes - live_bytes <= bound) return {};
    // Half, so that looking for orphans, which visits every content, is rare.
    KOMPRESS_TRY_VALUE(collected, store::collect_orphans(s.db, s.dictionaries.get(), bound / 2));
    s.content_bytes -= collected;
    return {};
}

Result<void> IndexWriter::put_edges(std::int64_t file, std::string_view links, const Hash128& digest) {
    const auto part = encode_hash(digest);
    return state_->put_edges.bind(1, file).bind_blob(2, links).bind_blob(3, view(part)).run();
}

Result<void> IndexWriter::remove_edges(std::int64_t file) { return state_->delete_edges.bind(1, file).run(); }

Result<void> IndexWriter::put_incoming(std::int64_t file, const std::vector<std::int64_t>& sources) {
    if (sources.empty()) return state_->delete_incoming.bind(1, file).run();
    std::string packed;
    std::int64_t before = 0;
    for (const std::int64_t source : sources) put_varint(packed, static_cast<std::uint64_t>(source - before)), before = source;
    return state_->put_incoming.bind(1, file).bind_blob(2, packed).run();
}

Result<void> IndexWriter::write_roster(const std::vector<std::pair<std::int64_t, float>>& ranks) {
    auto rows = state_->db.prepare(
        "SELECT f.id, f.language, f.role, c.first_piece, c.pieces, c.bytes, c.symbols FROM file f JOIN content c ON c.id = f.content WHERE f.content <> 0 ORDER BY f.id");
    if (!rows) return rows.error();
    std::vector<RosterEntry> entries;
    auto rank = ranks.begin();
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, rows->step());
        if (!has_row) break;
        RosterEntry entry;
        entry.file = rows->integer(0);
        entry.language = static_cast<Language>(rows->integer(1));
        entry.role = static_cast<FileRole>(rows->integer(2));
        entry.first_piece = rows->integer(3);
        entry.pieces = static_cast<std::uint32_t>(rows->integer(4));
        entry.bytes = static_cast<std::uint64_t>(rows->integer(5));
        entry.symbols = static_cast<std::uint64_t>(rows->integer(6));
        while (rank != ranks.end() && rank->first < entry.file) ++rank;
        if (rank != ranks.end() && rank->first == entry.file) entry.rank = rank->second;
        entries.push_back(entry);
    }
    const std::string packed = Roster::pack(entries);
    return state_->set_roster.bind_blob(1, packed).run();
}

Result<void> IndexWriter::set_meta(const std::string& key, std::string_view value) {
    return state_->set_meta.bind_text(1, key).bind_blob(2, value).run();
}

Result<void> IndexWriter::set_totals(const Totals& totals) { return set_meta("totals", encode_totals(totals)); }

Result<void> IndexWriter::flush_postings() {
    State& s = *state_;
    if (s.postings.empty()) return {};
    const std::int64_t segment = s.next_segment++;
    return s.postings.drain([&](std::uint64_t first_key, std::string_view block) {
        const std::int64_t id = segment << PostingBuffer::KeyBits | static_cast<std::int64_t>(first_key);
        return s.insert_posting.bind(1, id).bind_blob(2, block).run();
    });
}

Result<std::vector<bool>> IndexWriter::existing_pieces() {
    std::vector<bool> exists(static_cast<std::size_t>(state_->next_piece), false);
    KOMPRESS_TRY_VALUE(rows, state_->db.prepare("SELECT first_piece, pieces FROM content"));
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, rows.step());
        if (!has_row) return exists;
        const auto first = static_cast<std::size_t>(rows.integer(0)), count = static_cast<std::size_t>(rows.integer(1));
        if (first <= exists.size() && count <= exists.size() - first)
            std::fill_n(exists.begin() + static_cast<std::ptrdiff_t>(first), count, true);
    }
}

/// Turns all segments of an incremental history into as few as the buffer allows, oldest first, without what leads to
/// collected pieces.
Result<void> IndexWriter::merge_segments() {
    State& s = *state_;
    if (s.next_segment - 1 <= MaxSegments) return {};
    KOMPRESS_TRY(s.db.execute("CREATE TEMP TABLE old_posting AS SELECT id, block FROM posting; DELETE FROM posting;"));
    s.next_segment = 1;
    KOMPRESS_TRY_VALUE(exists, existing_pieces());
    KOMPRESS_TRY_VALUE(rows, s.db.prepare("SELECT id, block FROM temp.old_posting ORDER BY id"));
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, rows.step());
        if (!has_row) break;
        const auto first = static_cast<std::uint64_t>(rows.integer(0)) & ((std::uint64_t{1} << PostingBuffer::KeyBits) - 1);
        read_block(rows.blob(1), first, exists, s.postings);
        if (s.postings.size() >= s.options.posting_buffer_entries) KOMPRESS_TRY(flush_postings());
    }
    return flush_postings();
}

Result<void> IndexWriter::commit() {
    State& s = *state_;
    KOMPRESS_TRY(flush_postings());
    KOMPRESS_TRY(set_meta(ContentBytesKey, std::to_string(s.content_bytes)));
    if (!s.is_new) {
        KOMPRESS_TRY(merge_segments());
        KOMPRESS_TRY(s.db.execute("COMMIT"));
        // Readers may hold the log open; then it is emptied by a later run, and nobody waits for them.
        static_cast<void>(s.db.execute("PRAGMA busy_timeout=0; PRAGMA wal_checkpoint(TRUNCATE)"));
        return {};
    }
    KOMPRESS_TRY(s.db.execute(IndicesSql));
    KOMPRESS_TRY(s.db.execute("ANALYZE; COMMIT; PRAGMA locking_mode=NORMAL; PRAGMA journal_mode=WAL;"));
    const std::string path = s.path;
    state_.reset();
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || ::fsync(descriptor) != 0) {
        const int number = errno;
        if (descriptor >= 0) ::close(descriptor);
        return system_error("syncing " + path, number, "choose another --state-dir");
    }
    ::close(descriptor);
    return {};
}

}  // namespace kompress::store
