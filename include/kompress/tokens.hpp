// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Counting the tokens of files for a model, without an index and without the network.

#include <cstdint>
#include <string>
#include <vector>

#include "kompress/result.hpp"

namespace kompress {

struct TokenOptions {
    std::string model;     ///< e.g. gpt-4o; "" for none
    std::string encoding;  ///< o200k_base or cl100k_base; "" for that of the model, or o200k_base. Not both
    unsigned jobs = 0;     ///< threads; 0: all usable processors
};

struct TokenCount {
    std::string path;
    std::uint64_t bytes = 0;
    std::uint64_t tokens = 0;
    std::uint64_t replaced = 0;  ///< sequences that are not UTF-8; each counts as U+FFFD
    bool is_exact = true;        ///< false for an estimate, and for a file with a run that is too long to merge whole
    std::string error;           ///< why the file could not be counted; "" when it was
};

struct TokenReport {
    std::string model, encoding;
    double factor = 1;  ///< of the model's tokens to those of the encoding
    std::string basis;  ///< where a factor comes from; "" when the model uses the encoding itself
    std::vector<TokenCount> files;  ///< in the order of the paths
    TokenCount total;               ///< of the files that could be counted; its error stays ""
};

/// Counts each path as text; "-" is standard input. What cannot be read is an error in its row.
/// Errors: InvalidArgument for a model or encoding that is not known.
Result<TokenReport> count_tokens(const std::vector<std::string>& paths, const TokenOptions& options);

}  // namespace kompress
