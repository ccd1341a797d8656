// SPDX-License-Identifier: Apache-2.0
#pragma once
/// zstd behind one door: small blocks, bounded expansion.
///
/// Threading: a Compressor belongs to one thread; decompress() is free.

#include <memory>
#include <string>
#include <string_view>

#include "kompress/result.hpp"

namespace kompress::store {

class Compressor {
  public:
    explicit Compressor(int level);
    ~Compressor();
    std::string compress(std::string_view bytes);

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

/// Errors: Corrupt (not zstd, damaged, or claims to expand beyond 64 MiB).
Result<std::string> decompress(std::string_view bytes);

}  // namespace kompress::store
