// SPDX-License-Identifier: Apache-2.0
#include "store/orphans.hpp"

#include <vector>

#include "base/hash.hpp"
#include "base/try.hpp"
#include "store/facts_codec.hpp"
#include "store/postings.hpp"
#include "store/row_codec.hpp"

namespace kompress::store {
namespace {

struct Orphan {
    std::int64_t id = 0, bytes = 0, first_piece = 0, pieces = 0;
    Language language = Language::None;
};

/// Oldest first. The newest content of all stays, whoever has it: the next row id is one more than its own.
Result<std::vector<Orphan>> find_orphans(Database& db) {
    const std::string sql = std::string("SELECT ") + ContentColumns + " FROM content AS c "
                            "WHERE NOT EXISTS (SELECT 1 FROM file WHERE content = c.id AND content <> 0) "
                            "AND id < (SELECT max(id) FROM content) ORDER BY id";
    KOMPRESS_TRY_VALUE(rows, db.prepare(sql.c_str()));
    std::vector<Orphan> orphans;
    for (;;) {
        KOMPRESS_TRY_VALUE(has_row, rows.step());
        if (!has_row) return orphans;
        const ContentRow row = read_content_row(rows);
        if (row.pieces > PostingBuffer::MaxPiece)
            return Error{ErrorCode::Corrupt, "a row of the index counts more facts than there can be; rebuild it with: kompress index --full"};
        orphans.push_back({row.id, row.bytes, row.first_piece, row.pieces, row.language});
    }
}

class Collector {
  public:
    explicit Collector(const Dictionaries* dictionaries) : dictionaries_(dictionaries) {}

    Result<void> prepare(Database& db) {
        const std::pair<Statement*, const char*> list[] = {
            {&facts_, "SELECT packing, symbols, texts, refs FROM facts WHERE id = ?1"},
            {&forget_words_, "INSERT INTO words(words, rowid, names, docs) VALUES('delete', ?1, ?2, ?3)"},
            {&delete_facts_, "DELETE FROM facts WHERE id = ?1"},
            {&delete_content_, "DELETE FROM content WHERE id = ?1"}};
        for (const auto& [statement, sql] : list) {
            KOMPRESS_TRY_VALUE(prepared, db.prepare(sql));
            *statement = std::move(prepared);
        }
        return {};
    }

    Result<void> remove(const Orphan& orphan) {
        for (std::int64_t piece = orphan.first_piece; piece < orphan.first_piece + orphan.pieces; ++piece) {
            KOMPRESS_TRY(forget_words(piece, orphan.language));
            KOMPRESS_TRY(delete_facts_.bind(1, piece).run());
        }
        return delete_content_.bind(1, orphan.id).run();
    }

  private:
    /// The full text does not keep what it indexed and has to be told again.
    Result<void> forget_words(std::int64_t piece, Language language) {
        facts_.reset();  // it may stand behind the last row of the piece before
        KOMPRESS_TRY_VALUE(has_row, facts_.bind(1, piece).step());
        if (!has_row) return {};
        const PackedColumns packed{facts_.blob(1), facts_.blob(2), facts_.blob(3)};
        auto decoded = decode_piece(language, packed, facts_.integer(0) != 0 ? dictionaries_ : nullptr, Columns::All);
        facts_.reset();
        if (!decoded) return {};  // damaged: its words lead nowhere from now on
        ParsedFile& file = (*decoded)->file;
        for (const std::string_view name : file.names) file.name_hashes.push_back(hash64(name));
        const EncodedPiece encoded = encoder_.encode(file);
        if (encoded.search_names.empty() && encoded.search_docs.empty()) return {};
        return forget_words_.bind(1, piece).bind_text(2, encoded.search_names).bind_text(3, encoded.search_docs).run();
    }

    const Dictionaries* dictionaries_;
    FactsEncoder encoder_;
    Statement facts_, forget_words_, delete_facts_, delete_content_;
};

}  // namespace

Result<std::int64_t> collect_orphans(Database& db, const Dictionaries* dictionaries, std::int64_t keep_bytes) {
    KOMPRESS_TRY_VALUE(orphans, find_orphans(db));
    std::int64_t kept = 0, collected = 0;
    for (const Orphan& orphan : orphans) kept += orphan.bytes;
    if (kept <= keep_bytes) return collected;
    Collector collector(dictionaries);
    KOMPRESS_TRY(collector.prepare(db));
    for (const Orphan& orphan : orphans) {
        if (kept - collected <= keep_bytes) break;
        KOMPRESS_TRY(collector.remove(orphan));
        collected += orphan.bytes;
    }
    return collected;
}

}  // namespace kompress::store
