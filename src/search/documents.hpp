// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The files that one query looks at: which ones, what they define, where the query's terms stand in them.
///
/// A small repository is read whole. In a large one the index names the files worth reading (words of names and
/// documentation, paths, identifiers), and a bound on bytes, not on time, ends the reading, so that an answer depends
/// only on the index and the files.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/file_system.hpp"
#include "kompress/result.hpp"
#include "search/query.hpp"
#include "search/text_scan.hpp"
#include "store/index_reader.hpp"

namespace kompress::search {

/// Why a file is where it is, finer than FileRole: what ranking has to tell apart.
enum class Place : std::uint8_t { Source, Test, Example, Generated, Vendored, Benchmark, Auxiliary };

/// A definition, as ranking needs it.
struct Definition {
    std::string name, qualified_name;
    SymbolKind kind = SymbolKind::Function;
    std::uint32_t line = 0;  ///< of the name
    std::uint32_t start_line = 0, end_line = 0;
    std::int32_t parent = -1;  ///< index within the document
    bool exported = false;
};

struct Document {
    std::string path;
    Language language = Language::None;
    Place place = Place::Source;
    std::int64_t file = 0;  ///< row in the index
    std::unique_ptr<FileBytes> bytes;  ///< null when the file could not be read
    std::vector<Definition> definitions;
    TextHits hits;

    std::string_view text() const { return bytes ? bytes->bytes() : std::string_view{}; }
};

struct ReadingLimits {
    std::uint64_t whole_bytes = 32u << 20;  ///< repositories up to here are read whole
    std::uint64_t whole_files = 4000;       ///< … and of no more files than this
    std::uint64_t bytes = 2u << 20;         ///< otherwise so much is read: thrice that finds no more (docs/design/016)
    std::size_t files = 150;                ///< … of at most so many files
    std::uint64_t definitions = 15'000;     ///< … with at most so many definitions: tables of constants have thousands
};

/// Above that a word chooses nothing, and walking through its list costs milliseconds.
inline constexpr std::size_t MaxPostings = 20'000;
/// Stems find their inflections by prefix, unless they are so short that a prefix finds anything.
inline bool is_asked_by_prefix(std::string_view stem) { return stem.size() >= 5; }

struct Documents {
    std::vector<Document> list;  ///< by path
    /// Of each term of the query: share of the corpus' documents that hold it, estimated where not all were read.
    std::vector<double> frequency;
    bool is_whole = true;  ///< every file with facts was read
    double corpus_files = 0;
};

/// Reads what `query` needs. `always`: paths that are read in any case. Errors: Corrupt, Io of the index.
Result<Documents> read_documents(store::IndexReader& reader, FileSystem& files, const Query& query, const TermTable& table,
                                 const ReadingLimits& limits, const std::vector<std::string>& always = {});

}  // namespace kompress::search
