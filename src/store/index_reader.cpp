// SPDX-License-Identifier: Apache-2.0
#include "store/index_reader.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/hash.hpp"
#include "base/try.hpp"
#include "base/varint.hpp"
#include "store/database.hpp"
#include "store/row_codec.hpp"
#include "store/schema.hpp"

namespace kompress::store {
namespace {

Error damaged_links() { return {ErrorCode::Corrupt, "what the index holds of its files is damaged; run: kompress index --full"}; }

}  // namespace

struct IndexReader::State {
    std::string path;
    Database db;
    /// Prepared at first use, then kept.
    struct Slot {
        Statement statement;
        bool is_ready = false;
    };
    enum Query { WordPieces, PathFiles, Meta, FileByPath, FilesByContent, ContentById, ContentByHash, PieceById, PieceContent, Block, Segments, Edges, RosterRow, Incoming, FileById, QueryCount };
    Slot slots[QueryCount];
    std::shared_ptr<const Dictionaries> dictionaries;  ///< read when the first piece asks for them
    std::optional<Roster> roster;                      ///< read when first asked for
    bool has_vocabulary = false;
    /// What was asked of the full-text tables: spelling and choosing ask the same, and a beginning that many words have
    /// takes a millisecond.
    static constexpr std::size_t MaxAsked = 64;
    std::map<std::tuple<int, std::string, bool, std::size_t>, std::vector<std::int64_t>> asked;

    State(std::string file, Database database) : path(std::move(file)), db(std::move(database)) {}

    /// Row ids of a full-text table that match one word.
    Result<std::vector<std::int64_t>> rows_with(Query which, std::string_view word, bool is_prefix, std::size_t limit) {
        if (const auto known = asked.find({which, std::string(word), is_prefix, limit}); known != asked.end()) return known->second;
        std::string phrase = "\"";
        for (const char c : word)
            if (c != '"' && c != '\0') phrase += c;
        phrase += is_prefix ? "\"*" : "\"";
        KOMPRESS_TRY_VALUE(rows, query(which));
        rows->bind_text(1, phrase).bind(2, static_cast<std::int64_t>(limit));
        std::vector<std::int64_t> found;
        for (;;) {
            KOMPRESS_TRY_VALUE(has_row, rows->step());
            if (!has_row) break;
            found.push_back(rows->integer(0));
        }
        rows->reset();
        if (asked.size() < MaxAsked) asked.emplace(std::tuple(static_cast<int>(which), std::string(word), is_prefix, limit), found);
        return found;
    }

    Result<std::int64_t> last_segment();
    /// Calls `visit(block, its first key)` with the block of a segment that may hold a key. Returns the segment of the block
    /// that stands nearest before the key: another one when this segment begins behind it.
    Result<std::int64_t> with_block(std::int64_t segment, std::uint64_t key, const std::function<void(std::string_view, std::uint64_t)>& visit);

    Result<Statement*> query(Query which) {
        static const std::string file = std::string("SELECT ") + FileColumns + " FROM file ";
        static const std::string content = std::string("SELECT ") + ContentColumns + " FROM content ";
        static const std::string sql[QueryCount] = {
            "SELECT rowid FROM words WHERE words MATCH ?1 LIMIT ?2",
            "SELECT rowid FROM paths WHERE paths MATCH ?1 LIMIT ?2",
            "SELECT value FROM meta WHERE key = ?1",
            file + "WHERE path = ?1",
            file + "WHERE content = ?1 AND content <> 0",
            content + "WHERE id = ?1",
            content + "WHERE hash = ?1 AND language = ?2 AND extractor = ?3",
            "SELECT packing, symbols, texts, refs FROM facts WHERE id = ?1",
            "SELECT content FROM facts WHERE id = ?1",
            "SELECT id, block FROM posting WHERE id <= ?1 ORDER BY id DESC LIMIT 1",
            "SELECT max(id) >> 40 FROM posting",
            "SELECT links, digest FROM edge WHERE file = ?1",
            "SELECT files FROM roster WHERE id = 1",
            "SELECT sources FROM incoming WHERE file = ?1",
            file + "WHERE id = ?1"};
        Slot& slot = slots[which];
        if (!slot.is_ready) {
            KOMPRESS_TRY_VALUE(statement, db.prepare(sql[which].c_str()));
            slot.statement = std::move(statement);
            slot.is_ready = true;
        }
        slot.statement.reset();
        return &slot.statement;
    }
};

namespace {

Result<void> check_header(Database& db, const std::string& path) {
    KOMPRESS_TRY_VALUE(application, db.prepare("PRAGMA application_id"));
    KOMPRESS_TRY_VALUE(has_application, application.step());
    if (!has_application || application.integer(0) != ApplicationId)
        return Error{ErrorCode::Corrupt, path + " is not a kompress index; remove it or choose another --state-dir"};
    // A view in a table's place may compute for ever, a trigger may write what nobody asked for.
    KOMPRESS_TRY_VALUE(foreign, db.prepare("SELECT name FROM sqlite_schema WHERE type NOT IN ('table', 'index')"));
    KOMPRESS_TRY_VALUE(has_foreign, foreign.step());
    if (has_foreign)
        return Error{ErrorCode::Corrupt, path + " holds '" + std::string(foreign.text(0)) + "', which no kompress index does; rebuild it with: kompress index --full"};
    KOMPRESS_TRY_VALUE(version, db.prepare("PRAGMA user_version"));
    KOMPRESS_TRY_VALUE(has_version, version.step());
    if (!has_version || version.integer(0) != FormatVersion)
        return Error{ErrorCode::Incompatible, path + " has format " + std::to_string(version.integer(0)) + ", this program reads " +
                                                  std::to_string(FormatVersion) + "; rebuild it with: kompress index"};
    return {};
}

bool has_bytes(const std::string& path) {
    struct stat status;
    return ::stat(path.c_str(), &status) == 0 && status.st_size > 0;
}

/// SQLite wants to create two small files beside the index. Where it cannot (a full disk, a directory that is not ours)
/// the index is read without, unless it has a log that must be read too.
Result<Database> open_to_read(const std::string& path) {
    Error trouble{};
    if (auto db = Database::open(path, OpenMode::ReadOnly)) {
        auto checked = check_header(*db, path);
        if (checked) return db;
        trouble = checked.error();
    } else {
        trouble = db.error();
    }
    const bool is_refused = trouble.code == ErrorCode::Io || trouble.code == ErrorCode::Limit;
    if (!is_refused || has_bytes(path + "-wal")) return trouble;
    KOMPRESS_TRY_VALUE(db, Database::open(path, OpenMode::Immutable));
    KOMPRESS_TRY(check_header(db, path));
    return db;
}

}  // namespace

IndexReader::IndexReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
IndexReader::~IndexReader() = default;

Result<std::unique_ptr<IndexReader>> IndexReader::open(const std::string& path) {
    const Error missing{ErrorCode::NotFound, "there is no index here yet; make one with: kompress index"};
    struct stat status;
    if (path.empty() || ::stat(path.c_str(), &status) != 0) return missing;
    if (!S_ISREG(status.st_mode))  // opening a FIFO would wait for ever
        return Error{ErrorCode::Corrupt, path + " is no file; remove it or choose another --state-dir"};
    if (!has_bytes(path)) return missing;
    auto opened = open_to_read(path);
    // Replaced while we opened it: its log may be gone already, so what we hold may be older than what was committed.
    if (!has_bytes(path)) return missing;
    if (!opened) return opened.error();
    Database db = std::move(*opened);
    KOMPRESS_TRY(db.execute("PRAGMA query_only=ON; BEGIN"));  // one state for all reads
    return std::unique_ptr<IndexReader>(new IndexReader(std::make_unique<State>(path, std::move(db))));
}

const std::string& IndexReader::path() const { return state_->path; }

std::string IndexReader::meta(const std::string& key) {
    auto query = state_->query(State::Meta);
    if (!query) return {};
    auto row = (*query)->bind_text(1, key).step();
    const std::string value = row.ok() && *row ? std::string((*query)->blob(0)) : std::string();
    (*query)->reset();
    return value;
}

Result<Totals> IndexReader::totals() { return decode_totals(meta("totals")); }

Result<void> IndexReader::each_file(const std::function<bool(FileRow&&)>& visit) {
    KOMPRESS_TRY_VALUE(rows, state_->db.prepare((std::string("SELECT ") + FileColumns + " FROM file").c_str()));
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, rows.step());
        if (!has_row || !visit(read_file_row(rows))) return {};
    }
}

Result<std::vector<FileRow>> IndexReader::files(const std::string& after, std::size_t limit) {
    KOMPRESS_TRY_VALUE(rows, state_->db.prepare((std::string("SELECT ") + FileColumns +
                                                 " FROM file WHERE path > ?1 ORDER BY path LIMIT ?2").c_str()));
    rows.bind_blob(1, after).bind(2, static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX)));
    std::vector<FileRow> found;
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, rows.step());
        if (!has_row) return found;
        FileRow row = read_file_row(rows);
        // Callers go on from the last path: out of order they would go on for ever.
        if (row.path <= (found.empty() ? after : found.back().path))
            return Error{ErrorCode::Corrupt, "the paths of the index are out of order; rebuild it with: kompress index --full"};
        found.push_back(std::move(row));
    }
}

Result<std::optional<FileRow>> IndexReader::file(const std::string& path) {
    KOMPRESS_TRY_VALUE(query, state_->query(State::FileByPath));
    KOMPRESS_TRY_VALUE(has_row, query->bind_blob(1, path).step());
    std::optional<FileRow> row;
    if (has_row) row = read_file_row(*query);
    query->reset();
    return row;
}

Result<std::optional<FileRow>> IndexReader::file_of_row(std::int64_t id) {
    KOMPRESS_TRY_VALUE(query, state_->query(State::FileById));
    KOMPRESS_TRY_VALUE(has_row, query->bind(1, id).step());
    std::optional<FileRow> row;
    if (has_row) row = read_file_row(*query);
    query->reset();
    return row;
}

Result<std::vector<FileRow>> IndexReader::files_of_content(std::int64_t content) {
    KOMPRESS_TRY_VALUE(query, state_->query(State::FilesByContent));
    query->bind(1, content);
    std::vector<FileRow> found;
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, query->step());
        if (!has_row) break;
        found.push_back(read_file_row(*query));
    }
    query->reset();
    std::sort(found.begin(), found.end(), [](const FileRow& a, const FileRow& b) { return a.path < b.path; });
    return found;
}

Result<std::optional<ContentRow>> IndexReader::content(std::int64_t id) {
    KOMPRESS_TRY_VALUE(query, state_->query(State::ContentById));
    KOMPRESS_TRY_VALUE(has_row, query->bind(1, id).step());
    std::optional<ContentRow> row;
    if (has_row) row = read_content_row(*query);
    query->reset();
    return row;
}

Result<std::optional<ContentRow>> IndexReader::find_content(const Hash128& hash, Language language, std::uint32_t extractor) {
    KOMPRESS_TRY_VALUE(query, state_->query(State::ContentByHash));
    const auto key = encode_hash(hash);
    query->bind_blob(1, view(key)).bind(2, static_cast<std::int64_t>(language)).bind(3, extractor);
    KOMPRESS_TRY_VALUE(has_row, query->step());
    std::optional<ContentRow> row;
    if (has_row) row = read_content_row(*query);
    query->reset();
    return row;
}

Result<std::unique_ptr<DecodedPiece>> IndexReader::piece(const ContentRow& content, std::int64_t index, Columns wanted) {
    KOMPRESS_TRY_VALUE(query, state_->query(State::PieceById));
    KOMPRESS_TRY_VALUE(has_row, query->bind(1, content.first_piece + index).step());
    if (!has_row) return Error{ErrorCode::Corrupt, "facts are missing from the index; rebuild it with: kompress index --full"};
    const bool has_dictionary = query->integer(0) != 0;
    if (has_dictionary && !state_->dictionaries) {
        KOMPRESS_TRY_VALUE(dictionaries, read_dictionaries(state_->db));
        if (!dictionaries) return Error{ErrorCode::Corrupt, "the dictionaries are missing from the index; rebuild it with: kompress index --full"};
        state_->dictionaries = std::move(dictionaries);
    }
    const PackedColumns packed{query->blob(1), query->blob(2), query->blob(3)};
    auto piece = decode_piece(content.language, packed, has_dictionary ? state_->dictionaries.get() : nullptr, wanted);
    query->reset();
    return piece;
}

Result<std::optional<ContentRow>> IndexReader::content_of_piece(std::int64_t piece) {
    KOMPRESS_TRY_VALUE(query, state_->query(State::PieceContent));
    KOMPRESS_TRY_VALUE(has_row, query->bind(1, piece).step());
    const std::int64_t id = has_row ? query->integer(0) : 0;
    query->reset();
    if (id == 0) return std::optional<ContentRow>{};
    return content(id);
}

Result<std::vector<Posting>> IndexReader::postings(std::string_view name) { return postings_of(hash64(name)); }

Result<std::int64_t> IndexReader::State::last_segment() {
    KOMPRESS_TRY_VALUE(segments, query(Segments));
    KOMPRESS_TRY_VALUE(has_segments, segments->step());
    const std::int64_t last = has_segments ? segments->integer(0) : 0;
    segments->reset();
    return last;
}

Result<std::int64_t> IndexReader::State::with_block(std::int64_t segment, std::uint64_t key, const std::function<void(std::string_view, std::uint64_t)>& visit) {
    KOMPRESS_TRY_VALUE(found, query(Block));
    const std::int64_t wanted = segment << PostingBuffer::KeyBits | static_cast<std::int64_t>(key);
    KOMPRESS_TRY_VALUE(has_row, found->bind(1, wanted).step());
    const std::int64_t nearest = has_row ? found->integer(0) >> PostingBuffer::KeyBits : 0;
    if (nearest >= segment) visit(found->blob(1), static_cast<std::uint64_t>(found->integer(0)) & ((std::uint64_t{1} << PostingBuffer::KeyBits) - 1));
    found->reset();
    return nearest;
}

Result<std::vector<Posting>> IndexReader::postings_of(std::uint64_t name_hash) {
    const std::uint64_t key = name_key(name_hash);
    KOMPRESS_TRY_VALUE(last, state_->last_segment());
    std::vector<Posting> found;
    for (std::int64_t segment = last; segment > 0;) {
        KOMPRESS_TRY_VALUE(nearest, state_->with_block(segment, key, [&](std::string_view block, std::uint64_t first) {
            for (const Posting& posting : find_in_block(block, first, key)) found.push_back(posting);
        }));
        segment = std::min(segment - 1, nearest);  // the numbers between are of no segment
    }
    std::sort(found.begin(), found.end(), [](const Posting& a, const Posting& b) { return a.piece < b.piece; });
    return found;
}

Result<std::vector<std::vector<std::uint32_t>>> IndexReader::defining_pieces(const std::vector<std::uint64_t>& name_hashes) {
    std::vector<std::uint64_t> keys;
    for (const std::uint64_t hash : name_hashes) keys.push_back(name_key(hash));
    std::vector<std::vector<std::uint32_t>> found(keys.size());
    KOMPRESS_TRY_VALUE(last, state_->last_segment());
    for (std::int64_t segment = last; segment > 0;) {
        std::int64_t next = segment - 1;
        // The last key left finds its block, and with it those of the keys before that stand there, too.
        for (std::size_t end = keys.size(); end > 0;) {
            KOMPRESS_TRY_VALUE(nearest, state_->with_block(segment, keys[end - 1], [&](std::string_view block, std::uint64_t first_key) {
                const auto first = static_cast<std::size_t>(std::lower_bound(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(end), first_key) - keys.begin());
                find_in_block(block, first_key, std::span(keys).subspan(first, end - first), [&](std::size_t i, const Posting& posting) {
                    if (posting.defines) found[first + i].push_back(posting.piece);
                });
                end = first;
            }));
            if (nearest >= segment) continue;
            next = nearest;
            break;
        }
        segment = next;
    }
    for (auto& pieces : found) std::sort(pieces.begin(), pieces.end());
    return found;
}

Result<std::vector<std::int64_t>> IndexReader::pieces_with_word(std::string_view word, bool is_prefix, std::size_t limit) {
    return state_->rows_with(State::WordPieces, word, is_prefix, limit);
}

Result<std::vector<std::int64_t>> IndexReader::files_with_path_word(std::string_view word, bool is_prefix, std::size_t limit) {
    return state_->rows_with(State::PathFiles, word, is_prefix, limit);
}

Result<std::optional<IndexReader::EdgeRow>> IndexReader::edges(std::int64_t file) {
    KOMPRESS_TRY_VALUE(query, state_->query(State::Edges));
    KOMPRESS_TRY_VALUE(has_row, query->bind(1, file).step());
    std::optional<EdgeRow> row;
    if (has_row) row = EdgeRow{std::string(query->blob(0)), decode_hash(query->blob(1))};
    query->reset();
    return row;
}

Result<void> IndexReader::each_edges(const std::function<bool(std::int64_t, std::string_view, const Hash128&)>& visit) {
    KOMPRESS_TRY_VALUE(rows, state_->db.prepare("SELECT file, links, digest FROM edge"));
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, rows.step());
        if (!has_row || !visit(rows.integer(0), rows.blob(1), decode_hash(rows.blob(2)))) return {};
    }
}

Result<std::vector<std::int64_t>> IndexReader::incoming(std::int64_t file) {
    KOMPRESS_TRY_VALUE(query, state_->query(State::Incoming));
    KOMPRESS_TRY_VALUE(has_row, query->bind(1, file).step());
    std::vector<std::int64_t> sources;
    if (has_row) {
        ByteReader in(query->blob(0));
        std::uint64_t source = 0;
        while (in.remaining() > 0) sources.push_back(static_cast<std::int64_t>(source += in.varint()));
        if (in.failed()) return damaged_links();
    }
    query->reset();
    return sources;
}

Result<const Roster*> IndexReader::roster() {
    if (state_->roster) return &*state_->roster;
    KOMPRESS_TRY_VALUE(query, state_->query(State::RosterRow));
    KOMPRESS_TRY_VALUE(has_row, query->step());
    state_->roster = Roster::unpack(has_row ? query->blob(0) : std::string_view{});
    query->reset();
    if (!state_->roster) return damaged_links();
    return &*state_->roster;
}

Result<std::vector<std::string>> IndexReader::words_with_prefix(std::string_view prefix, std::size_t limit) {
    if (!state_->has_vocabulary) {
        // A view of the full-text index's own list of words; it lives in memory, beside the index.
        KOMPRESS_TRY(state_->db.execute("PRAGMA query_only=OFF; CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, 'row'); PRAGMA query_only=ON"));
        state_->has_vocabulary = true;
    }
    KOMPRESS_TRY_VALUE(rows, state_->db.prepare("SELECT term FROM temp.vocabulary WHERE term >= ?1 AND term < ?2 LIMIT ?3"));
    const std::string end = std::string(prefix) + "\xf4\x8f\xbf\xbf";
    rows.bind_text(1, prefix).bind_text(2, end).bind(3, static_cast<std::int64_t>(limit));
    std::vector<std::string> words;
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, rows.step());
        if (!has_row) return words;
        words.emplace_back(rows.text(0));
    }
}

bool IndexReader::is_worn_out() {
    const auto ask = [&](const char* sql) -> std::int64_t {
        auto statement = state_->db.prepare(sql);
        auto row = statement ? statement->step() : Result<bool>(statement.error());
        return row.ok() && *row ? statement->integer(0) : 0;
    };
    const std::int64_t highest = ask("SELECT max(id) FROM facts");
    return highest > PostingBuffer::MaxPiece / 4 * 3 && ask("SELECT sum(pieces) FROM content") < highest / 2;
}

Result<void> IndexReader::check_integrity() {
    KOMPRESS_TRY_VALUE(check, state_->db.prepare("PRAGMA integrity_check(1)"));
    KOMPRESS_TRY_VALUE(has_row, check.step());
    if (!has_row || check.text(0) != "ok")
        return Error{ErrorCode::Corrupt, "the index is damaged (" + std::string(check.text(0)) + "); rebuild it with: kompress index --full"};
    return {};
}

}  // namespace kompress::store
