// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Rows of index.sqlite as plain structs, and the sums that reports show.

#include <array>
#include <cstdint>
#include <string>

#include "base/hash.hpp"
#include "kompress/file_system.hpp"
#include "kompress/types.hpp"
#include "model/source_text.hpp"

namespace kompress::store {

struct FileRow {
    std::int64_t id = 0;
    std::string path;
    FileStamp stamp;  ///< without times: it must be read again (its stamp cannot be trusted yet)
    FileClass file_class = FileClass::Indexed;
    FileRole role = FileRole::Source;
    Language language = Language::None;
    std::int64_t content = 0;  ///< 0: no facts
    Hash128 fingerprint;
};

struct ContentRow {
    std::int64_t id = 0;
    Hash128 hash;
    Language language = Language::None;
    Encoding encoding = Encoding::Utf8;
    Hash128 facts_hash;
    std::int64_t first_piece = 0, pieces = 0;
    std::int64_t bytes = 0, lines = 0, code_lines = 0, symbols = 0, references = 0, parse_errors = 0;
    std::string trouble;
};

/// What the reports add up, kept current by differences so that a run costs what changed.
struct Totals {
    struct OfLanguage {
        std::int64_t files = 0, bytes = 0, lines = 0, code_lines = 0, symbols = 0, references = 0, parse_errors = 0;
    };
    std::array<OfLanguage, LanguageCount> languages{};
    std::array<std::int64_t, FileClassCount> classes{};

    /// `sign` is +1 when the file enters the index and -1 when it leaves.
    void count(const FileRow& file, const ContentRow* content, std::int64_t sign);
    std::int64_t files() const;
    std::int64_t bytes() const;
    std::int64_t symbols() const;
    std::int64_t references() const;
};

/// A file's part of the index digest: what it is called, what became of it, and what it says.
Hash128 fingerprint(const FileRow& file, const ContentRow* content);

/// Sum modulo 2^128 of fingerprints: the digest of a set, whatever the order (AdHash; Bellare and Micciancio, 1997).
class Digest {
  public:
    void add(const Hash128& part);
    void remove(const Hash128& part);
    const Hash128& value() const { return sum_; }

  private:
    Hash128 sum_;
};

}  // namespace kompress::store
