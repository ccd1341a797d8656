// SPDX-License-Identifier: Apache-2.0
#include "store/row_codec.hpp"

#include <algorithm>

#include "base/try.hpp"
#include "base/varint.hpp"

namespace kompress::store {

std::string encode_stamp(const FileStamp& stamp) {
    std::string out;
    if (stamp == FileStamp{}) return out;
    put_varint(out, stamp.size_bytes);
    put_varint(out, zigzag(stamp.mtime_ns));
    put_varint(out, zigzag(static_cast<std::int64_t>(static_cast<std::uint64_t>(stamp.ctime_ns) - static_cast<std::uint64_t>(stamp.mtime_ns))));
    put_varint(out, stamp.inode);
    return out;
}

FileStamp decode_stamp(std::string_view bytes) {
    FileStamp stamp;
    if (bytes.empty()) return stamp;
    ByteReader in(bytes);
    stamp.size_bytes = in.varint();
    stamp.mtime_ns = unzigzag(in.varint());
    stamp.ctime_ns = static_cast<std::int64_t>(static_cast<std::uint64_t>(stamp.mtime_ns) + static_cast<std::uint64_t>(unzigzag(in.varint())));
    stamp.inode = in.varint();
    return in.failed() ? FileStamp{} : stamp;
}

std::array<char, 16> encode_hash(const Hash128& hash) {
    std::array<char, 16> out{};
    for (std::size_t i = 0; i < 8; ++i) {
        out[i] = static_cast<char>(hash.high >> (56 - 8 * i));
        out[8 + i] = static_cast<char>(hash.low >> (56 - 8 * i));
    }
    return out;
}

Hash128 decode_hash(std::string_view bytes) {
    Hash128 hash;
    if (bytes.size() != 16) return hash;
    for (std::size_t i = 0; i < 8; ++i) {
        hash.high = hash.high << 8 | static_cast<unsigned char>(bytes[i]);
        hash.low = hash.low << 8 | static_cast<unsigned char>(bytes[8 + i]);
    }
    return hash;
}

std::string encode_totals(const Totals& totals) {
    std::string out;
    put_varint(out, totals.languages.size());
    for (const auto& l : totals.languages)
        for (const std::int64_t value : {l.files, l.bytes, l.lines, l.code_lines, l.symbols, l.references, l.parse_errors})
            put_varint(out, zigzag(value));
    put_varint(out, totals.classes.size());
    for (const std::int64_t value : totals.classes) put_varint(out, zigzag(value));
    return out;
}

namespace {

/// Numbers of a damaged index may be nonsense, but adding them up must not overflow.
std::int64_t sane(std::int64_t value) { return std::clamp<std::int64_t>(value, 0, std::int64_t{1} << 44); }

}  // namespace

Result<Totals> decode_totals(std::string_view bytes) {
    Totals totals;
    ByteReader in(bytes);
    // What another program counted under other numbers would be added to the wrong sums.
    bool is_ours = in.varint() == totals.languages.size();
    for (auto& l : totals.languages)
        for (std::int64_t* value : {&l.files, &l.bytes, &l.lines, &l.code_lines, &l.symbols, &l.references, &l.parse_errors})
            *value = sane(unzigzag(in.varint()));
    is_ours = in.varint() == totals.classes.size() && is_ours;
    for (std::int64_t& value : totals.classes) value = sane(unzigzag(in.varint()));
    if (!is_ours || in.failed() || !in.at_end()) return Error{ErrorCode::Corrupt, "the sums of the index are damaged; rebuild it with: kompress index --full"};
    return totals;
}

FileRow read_file_row(const Statement& row) {
    FileRow file;
    file.id = row.integer(0);
    file.path = row.blob(1);
    file.stamp = decode_stamp(row.blob(2));
    file.file_class = static_cast<FileClass>(std::clamp<std::int64_t>(row.integer(3), 0, FileClassCount - 1));
    file.role = static_cast<FileRole>(std::clamp<std::int64_t>(row.integer(4), 0, 4));
    file.language = static_cast<Language>(std::clamp<std::int64_t>(row.integer(5), 0, LanguageCount - 1));
    file.content = row.integer(6);
    file.fingerprint = decode_hash(row.blob(7));
    return file;
}

ContentRow read_content_row(const Statement& row) {
    ContentRow content;
    content.id = row.integer(0);
    content.hash = decode_hash(row.blob(1));
    content.language = static_cast<Language>(std::clamp<std::int64_t>(row.integer(2), 0, LanguageCount - 1));
    content.encoding = static_cast<Encoding>(std::clamp<std::int64_t>(row.integer(3), 0, 4));
    content.facts_hash = decode_hash(row.blob(4));
    content.first_piece = sane(row.integer(5));
    content.pieces = sane(row.integer(6));
    content.bytes = sane(row.integer(7));
    content.lines = sane(row.integer(8));
    content.code_lines = sane(row.integer(9));
    content.symbols = sane(row.integer(10));
    content.references = sane(row.integer(11));
    content.parse_errors = sane(row.integer(12));
    content.trouble = row.text(13);
    return content;
}

Result<std::shared_ptr<const Dictionaries>> read_dictionaries(Database& db) {
    KOMPRESS_TRY_VALUE(rows, db.prepare("SELECT bytes FROM dictionary WHERE id BETWEEN 0 AND 2 ORDER BY id"));
    ColumnBytes columns;
    for (std::string& bytes : columns) {
        KOMPRESS_TRY_VALUE(has_row, rows.step());
        if (!has_row) return std::shared_ptr<const Dictionaries>();
        bytes = rows.blob(0);
    }
    return std::make_shared<const Dictionaries>(std::move(columns));
}

}  // namespace kompress::store
