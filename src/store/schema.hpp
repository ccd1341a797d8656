// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The tables of index.sqlite; docs/index_format.md explains them.

#include <cstdint>

namespace kompress::store {

/// Can this program read that file? History:
///   1  files, contents, packed pieces, posting segments, full text
///   2  dictionaries for the pieces; place and visibility of declarations
///   3  types of definitions and local variables
///   4  edges and ranks
///   5  thirty languages
///   6  files by what leads to them, the roster
///   7  types of arguments of Java's calls
inline constexpr std::int64_t FormatVersion = 7;
/// "kmpr" as SQLite's application_id: a file without it is not ours.
inline constexpr std::int64_t ApplicationId = 0x6b6d7072;

inline constexpr const char* SchemaSql = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE file(
  id INTEGER PRIMARY KEY,
  path BLOB NOT NULL,
  stamp BLOB NOT NULL,          -- varints: size, mtime_ns, ctime_ns - mtime_ns, inode; only a size when it must be read again
  class INTEGER NOT NULL,       -- kompress::FileClass
  role INTEGER NOT NULL,        -- kompress::FileRole
  language INTEGER NOT NULL,    -- kompress::Language
  content INTEGER NOT NULL,     -- content.id, 0 when nothing was extracted
  fingerprint BLOB NOT NULL);   -- 16 bytes: this file's part of the digest
CREATE TABLE content(
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,           -- XXH3-128 of the raw bytes
  language INTEGER NOT NULL,
  extractor INTEGER NOT NULL,   -- extractor version of the language
  encoding INTEGER NOT NULL,
  facts BLOB NOT NULL,          -- XXH3-128 over the facts hashes of its pieces
  first_piece INTEGER NOT NULL, pieces INTEGER NOT NULL,
  bytes INTEGER NOT NULL, lines INTEGER NOT NULL, code_lines INTEGER NOT NULL,
  symbols INTEGER NOT NULL, refs INTEGER NOT NULL, parse_errors INTEGER NOT NULL,
  trouble TEXT NOT NULL);       -- why the facts are incomplete, or ''
CREATE TABLE facts(
  id INTEGER PRIMARY KEY,
  content INTEGER NOT NULL,
  packing INTEGER NOT NULL,     -- 0: plain zstd frames; 1: with the dictionaries
  symbols BLOB NOT NULL, texts BLOB NOT NULL, refs BLOB NOT NULL);
CREATE TABLE dictionary(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);  -- none, or one a column of facts
CREATE TABLE posting(id INTEGER PRIMARY KEY, block BLOB NOT NULL);  -- id: segment << 40 | first name key
CREATE TABLE edge(
  file INTEGER PRIMARY KEY,
  links BLOB NOT NULL,          -- resolve/edges_codec.hpp
  digest BLOB NOT NULL);        -- 16 bytes: this file's part of the digest
CREATE TABLE incoming(
  file INTEGER PRIMARY KEY,
  sources BLOB NOT NULL);       -- varints: ids of the other files with edges into this one, ascending, as differences
CREATE TABLE roster(id INTEGER PRIMARY KEY, files BLOB NOT NULL);  -- one row: store/roster.hpp
CREATE VIRTUAL TABLE words USING fts5(names, docs, content='', detail=none, columnsize=0, tokenize='ascii');
CREATE VIRTUAL TABLE paths USING fts5(path, content='', detail=none, columnsize=0, tokenize='ascii');
)sql";

/// Built once the bulk load is done.
inline constexpr const char* IndicesSql = R"sql(
CREATE UNIQUE INDEX file_path ON file(path);
CREATE INDEX file_content ON file(content) WHERE content <> 0;
CREATE UNIQUE INDEX content_hash ON content(hash, language, extractor);
)sql";

}  // namespace kompress::store
