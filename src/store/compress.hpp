// SPDX-License-Identifier: Apache-2.0
#pragma once
/// zstd behind one door: small blocks, bounded expansion, dictionaries.
///
/// Threading: a Compressor belongs to one thread; a Dictionary is immutable and may be shared; the functions are free.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/result.hpp"

namespace kompress::store {

/// What blocks of one kind have in common. A block that was packed with a dictionary is unpacked only with the same.
class Dictionary {
  public:
    explicit Dictionary(std::string bytes);
    ~Dictionary();
    Dictionary(const Dictionary&) = delete;
    std::string_view bytes() const { return bytes_; }

  private:
    friend class Compressor;
    friend Result<std::string> decompress(std::string_view, const Dictionary*);
    struct Tables;
    std::string bytes_;
    std::unique_ptr<Tables> tables_;
};

/// Learns a dictionary of at most `capacity` bytes; empty when the samples are too few or too short to learn from.
std::string train_dictionary(const std::vector<std::string>& samples, std::size_t capacity);

class Compressor {
  public:
    Compressor();
    ~Compressor();
    /// `dictionary` may be null, and is left out where it does not help; a frame does not say which, so unpack with it.
    std::string compress(std::string_view bytes, const Dictionary* dictionary);

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

/// Errors: Corrupt (not zstd, damaged, packed with another dictionary, or claims to expand beyond 64 MiB).
Result<std::string> decompress(std::string_view bytes, const Dictionary* dictionary);

}  // namespace kompress::store
