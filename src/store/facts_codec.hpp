// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Packs the facts of one piece into three compressed columns and back.
///
/// Layout, history and measured sizes: docs/index_format.md. Every column is a run of streams, one a field, so that
/// zstd sees like beside like; names are numbered by first appearance, so most name ids are "the next new one".
///
/// Threading: an encoder and a decoder belong to one thread; they keep their zstd contexts.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "base/text_arena.hpp"
#include "kompress/result.hpp"
#include "model/parsed_file.hpp"
#include "store/dictionaries.hpp"

namespace kompress::store {

/// A name in a piece, as the posting lists keep it: 40 bits of its hash, and whether the piece defines it.
struct NamePosting {
    std::uint64_t name_key = 0;
    bool defines = false;
};
/// The 40 bits of a name's hash64 that postings are keyed by. Collisions only cost a look into a piece.
inline std::uint64_t name_key(std::uint64_t hash) { return hash >> 24; }

struct EncodedPiece {
    Hash128 facts_hash;   ///< of the uncompressed columns: equal facts, equal hash
    /// zstd frames: names, symbols, declarations and metrics; signatures and documentation; references and imports
    ColumnBytes columns;
    std::shared_ptr<const Dictionaries> dictionaries;  ///< with which they were packed, or null
    std::vector<NamePosting> postings;
    std::string search_names;  ///< distinct words of the defined names, lower case, separated by spaces
    std::string search_docs;   ///< distinct words of the documentation
    std::uint32_t symbol_count = 0, reference_count = 0, parse_errors = 0, lines = 0, code_lines = 0;
    bool is_incomplete = false;  ///< the piece carries `trouble`
    std::string trouble;
};

class FactsEncoder {
  public:
    /// Packs with what `trainer` knows and lets it learn; without one, plainly.
    explicit FactsEncoder(DictionaryTrainer* trainer = nullptr);
    ~FactsEncoder();
    EncodedPiece encode(const ParsedFile& file);

  private:
    const ParsedFile& compacted(const ParsedFile& file);
    struct State;
    std::unique_ptr<State> state_;
};

/// A decoded piece owns its text; ParsedFile's views point into it.
struct DecodedPiece {
    ParsedFile file;
    std::string symbols_bytes, texts_bytes, references_bytes;
    TextArena arena;  ///< what had to be put together again
};

enum class Columns : unsigned { Symbols = 1, Texts = 2, References = 4, All = 7 };
inline bool has(Columns set, Columns one) { return (static_cast<unsigned>(set) & static_cast<unsigned>(one)) != 0; }

using PackedColumns = std::array<std::string_view, ColumnCount>;

/// Decodes the wanted columns; the symbols are always needed. `dictionaries` null: packed without. Errors: Corrupt.
Result<std::unique_ptr<DecodedPiece>> decode_piece(Language language, const PackedColumns& packed,
                                                   const Dictionaries* dictionaries, Columns wanted);

}  // namespace kompress::store
