// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The dictionaries of an index, one a column of facts, learned from its first pieces.
///
/// Facts average 4 KB a piece, too little for a compressor to learn what the pieces of one repository share: its
/// names, its types, the rhythm of its numbers. Learned once, that makes facts a tenth to a fifth smaller and packing
/// them a third quicker (docs/design/002-storage.md). Small trees go without.

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/compress.hpp"

namespace kompress::store {

/// Columns of a piece, in the order in which they are stored.
enum Column : std::size_t { SymbolsColumn, TextsColumn, ReferencesColumn, ColumnCount };
using ColumnBytes = std::array<std::string, ColumnCount>;

struct Dictionaries {
    explicit Dictionaries(ColumnBytes bytes);
    std::array<Dictionary, ColumnCount> columns;
};

/// Threading: any thread may call anything.
class DictionaryTrainer {
  public:
    /// Learns from the first `wanted` pieces that are offered; 0: never. With `known` there is nothing to learn.
    DictionaryTrainer(std::shared_ptr<const Dictionaries> known, std::size_t wanted);

    /// What to pack with now; null as long as nothing was learned.
    std::shared_ptr<const Dictionaries> current() const;
    /// The unpacked columns of a piece. The call that completes the samples learns from them, a few ten milliseconds.
    void offer(const ColumnBytes& piece);

  private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Dictionaries> current_;
    std::size_t wanted_;
    std::array<std::vector<std::string>, ColumnCount> samples_;
};

}  // namespace kompress::store
