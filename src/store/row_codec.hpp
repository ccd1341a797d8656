// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Columns shared by the reader and the writer.

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "store/database.hpp"
#include "store/dictionaries.hpp"
#include "store/records.hpp"

namespace kompress::store {

std::string encode_stamp(const FileStamp& stamp);
FileStamp decode_stamp(std::string_view bytes);
std::array<char, 16> encode_hash(const Hash128& hash);
Hash128 decode_hash(std::string_view bytes);
std::string encode_totals(const Totals& totals);
/// Errors: Corrupt, also where another set of languages was counted.
Result<Totals> decode_totals(std::string_view bytes);

inline std::string_view view(const std::array<char, 16>& bytes) { return {bytes.data(), bytes.size()}; }

inline constexpr const char* FileColumns = "id, path, stamp, class, role, language, content, fingerprint";
FileRow read_file_row(const Statement& row);
inline constexpr const char* ContentColumns =
    "id, hash, language, encoding, facts, first_piece, pieces, bytes, lines, code_lines, symbols, refs, parse_errors, trouble";
ContentRow read_content_row(const Statement& row);
/// Null when the index has none. Errors: those of the database.
Result<std::shared_ptr<const Dictionaries>> read_dictionaries(Database& db);

}  // namespace kompress::store
